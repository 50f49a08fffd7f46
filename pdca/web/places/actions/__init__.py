"""Actions: the list, the board of four columns, one action with everything about it."""
