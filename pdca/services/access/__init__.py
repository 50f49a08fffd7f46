"""Who comes in: links by mail, sessions, passwords, the second step, and how often anything may be tried."""
