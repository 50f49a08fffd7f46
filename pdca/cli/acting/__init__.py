"""The commands with which people act: on actions, cycles and tasks."""
