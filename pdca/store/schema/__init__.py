"""What the tables look like, in SQLAlchemy's words."""
