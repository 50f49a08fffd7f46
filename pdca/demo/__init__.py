"""A lived-in board to look at: an invented school board with a year behind it, on a clock of its own."""
