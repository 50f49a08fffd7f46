"""From notices to mail that has really left."""
