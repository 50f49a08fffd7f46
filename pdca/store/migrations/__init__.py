"""The schema's history, in steps that Alembic runs; each is final once it has run somewhere."""
