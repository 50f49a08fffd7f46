"""Planted faults: how many of them the tests of the domain find."""
