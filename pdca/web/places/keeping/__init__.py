"""Keeping house: set-up and import, people, reminders, and the engine room."""
