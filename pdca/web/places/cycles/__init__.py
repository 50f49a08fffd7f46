"""Cycles: the list, one cycle as a wheel, and closing it."""
