"""What the clock does to a board: the tick and its steps."""
