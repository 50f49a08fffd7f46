"""A simulated year as people read it on a terminal."""
