"""A year that has not happened yet: the same engine on a clock of its own."""
