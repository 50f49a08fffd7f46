"""Composing and sending mail: from a queued notice to bytes that an SMTP server accepted."""
