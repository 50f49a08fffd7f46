"""Prefect shells around the use cases: the clock of an installation that outgrew one machine."""
