"""Cycles open, take in actions, move on and close."""
