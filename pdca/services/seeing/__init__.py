"""Seeing how it goes: what hangs and since when, what came of earlier years, and what the year brings."""
