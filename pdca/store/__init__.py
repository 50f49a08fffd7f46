"""Rows and SQL: keeps what the services decide, in SQLite or PostgreSQL with one behaviour."""
