"""A board comes in from its folder and goes out again."""
