"""One transaction on one board, in pieces by subject."""
