"""The schema as a whole. Events are only ever added: the database itself refuses to change or delete one."""

from __future__ import annotations

from sqlalchemy import Connection

from pdca.store.schema import access, tables, talk

PARTS = (tables, talk, access)
"""Where tables are spelled; importing them is what makes them part of the schema."""

SQLITE = (
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event cannot be changed'); END""",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event cannot be deleted'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION pdca_events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an event cannot be changed or deleted'; END $$""",
    """CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION pdca_events_stay()""",
    """CREATE TRIGGER events_remain BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION pdca_events_stay()""",
)
UNDO_SQLITE = ("DROP TRIGGER events_stay", "DROP TRIGGER events_remain")
UNDO_POSTGRESQL = (
    "DROP TRIGGER events_stay ON events",
    "DROP TRIGGER events_remain ON events",
    "DROP FUNCTION pdca_events_stay()",
)


def create_schema(connection: Connection) -> None:
    """Create all tables and triggers in an empty database, as they are now."""
    tables.boards.metadata.create_all(connection)
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
