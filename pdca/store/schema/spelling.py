"""How a table is spelled: the columns, keys and indexes that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

from pdca.store.schema.columns import Code

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def board() -> Column[int]:
    """Return the column that says whose the row is."""
    return Column("board_id", Integer, ForeignKey("boards.id"), nullable=False)


def need(name: str, type_: Any = Code, *, at_first: str | None = None) -> Column[Any]:
    """Return a column that is always filled; `at_first` is what rows hold that were there before it."""
    return Column(name, type_, nullable=False, server_default=None if at_first is None else text(at_first))


def may(name: str, type_: Any = Code) -> Column[Any]:
    """Return a column that may be empty."""
    return Column(name, type_, nullable=True)


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """Return a foreign key to another table of the same board, checked at commit."""
    return ForeignKeyConstraint(
        ["board_id", column],
        [f"{table}.board_id", f"{table}.key"],
        deferrable=True,
        initially="DEFERRED",
    )


def governed(name: str, *items: SchemaItem, later: Sequence[SchemaItem] = ()) -> Table:
    """Return a table of values that the event chain governs; `later` are the columns that it got since."""
    own = (board(), need("key"), PrimaryKeyConstraint("board_id", "key"))
    return Table(name, metadata, *own, *items, need("body", Text), *later)


def partly(name: str, where: str, *columns: str) -> Index:
    """Return an index over the rows that fit a condition."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
