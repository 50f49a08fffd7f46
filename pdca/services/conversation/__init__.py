"""What people say about an item and what they show for it."""
