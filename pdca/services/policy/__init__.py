"""The board's rules for reminders and escalations, and since when they hold."""
