"""Coming in: the front door, signing in, and the links that mails carry."""
