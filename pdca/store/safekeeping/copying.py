"""Copying every row of one database into another with the same schema, whichever two databases they are."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, func, select, text

from pdca.store.bulk import insert_rows
from pdca.store.engine import sqlite_connection

_BATCH = 2000
_OWN = "alembic_version"  # each database knows its own revision


def copy_pages(source: Engine, target: Engine) -> None:
    """Copy one SQLite database over another, as one transaction of the target."""
    with source.connect() as from_, target.connect() as into:
        sqlite_connection(from_).backup(sqlite_connection(into))


def copy_rows(source: Connection, target: Connection) -> None:
    """Put all rows of the source in place of all rows of the target."""
    tables = _tables(target)
    if target.dialect.name == "postgresql":
        target.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
        target.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
    for table, origin in zip(tables, _tables(source), strict=True):
        _copy_table(source, origin, target, table)
    if target.dialect.name == "postgresql":
        _number_on(target, tables)
        target.execute(text("ALTER TABLE events ENABLE TRIGGER USER"))


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _OWN]


def _copy_table(source: Connection, origin: Table, target: Connection, table: Table) -> None:
    instants = [column.name for column in table.c if isinstance(column.type, DateTime)]
    convert = _bare if target.dialect.name == "sqlite" else _aware
    everything = select(origin).order_by(*origin.primary_key).execution_options(yield_per=_BATCH)
    for batch in source.execute(everything).mappings().partitions():
        copies = [dict(row) for row in batch]
        for copy in copies:
            copy.update({name: convert(copy[name]) for name in instants if copy[name] is not None})
        insert_rows(target, table, copies)


def _number_on(target: Connection, tables: list[Table]) -> None:
    """Let numbering go on after the highest number that was copied."""
    for table in tables:
        if [column.name for column in table.primary_key] == ["id"] and table.c.id.autoincrement is not False:
            sequence = target.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
            if sequence is not None:
                highest = target.execute(select(func.max(table.c.id))).scalar() or 0
                target.execute(select(func.setval(sequence, highest + 1, False)))


def _bare(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
