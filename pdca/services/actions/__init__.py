"""People act on actions and requests."""
