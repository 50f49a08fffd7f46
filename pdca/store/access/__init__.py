"""What sign-in keeps, across all boards."""
