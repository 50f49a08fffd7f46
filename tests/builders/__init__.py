"""What tests build with: one small board, its people by first name, and values with everything filled in."""
