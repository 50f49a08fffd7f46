"""The only way from a board's session to the tables: a statement without the board is refused here.

Statements are written once, with parameters, and kept: building them anew for every call would cost more than
running them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from json import loads
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Delete,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    select,
    union_all,
    update,
)

from pdca.domain.errors import Damaged
from pdca.store.bulk import Conflict, Values, chunks, insert_rows, is_among, update_rows
from pdca.store.schema.tables import boards

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Query: TypeAlias = Select[*tuple[Any, ...]]

S = TypeVar("S", Query, Update)

_BOARD = "pdca_board"
_SCOPED = {_BOARD: True}


def select_mine(table: Table, *columns: Column[Any] | Any) -> Query:
    """Return a query over a board's rows of a table; all columns when none are named."""
    query = select(*(columns or (table,))).where(table.c.board_id == bindparam(_BOARD))
    return query.execution_options(**_SCOPED)


def select_from(part: Query) -> Query:
    """Return a query over the rows of a query over a board's rows. Damaged for any other."""
    check_mine(part)
    return select(part.subquery()).execution_options(**_SCOPED)


def union_mine(*parts: Query) -> Query:
    """Return the rows of queries over a board's rows one after the other, as one query. Damaged for any other."""
    return select(union_all(*map(select_from, parts)).subquery()).execution_options(**_SCOPED)


def update_mine(table: Table) -> Update:
    """Return an update of a board's rows of a table, or of its own row."""
    whose = table.c.id if table is boards else table.c.board_id
    return update(table).where(whose == bindparam(_BOARD)).execution_options(**_SCOPED)


def delete_mine(table: Table) -> Delete:
    """Return a deletion of a board's rows of a table."""
    return delete(table).where(table.c.board_id == bindparam(_BOARD)).execution_options(**_SCOPED)


def check_mine(statement: Query | Update | Delete) -> None:
    """Refuse a statement that names no board with Damaged."""
    if _BOARD not in statement.get_execution_options():
        raise Damaged("a statement without its board was refused")


class Scope:
    """One connection, one board: carries out the statements above for it, and writes its rows in bulk."""

    __slots__ = ("_connection", "board_id")

    def __init__(self, connection: Connection, board_id: int) -> None:
        self._connection = connection
        self.board_id = board_id

    def rows(self, statement: Query, **given: Any) -> Sequence[AnyRow]:
        """Run a query."""
        check_mine(statement)
        return self._connection.execute(statement, {_BOARD: self.board_id, **given}).all()

    def rows_at_once(self, statement: Query, **given: Any) -> Sequence[Sequence[Any]]:
        """Run a query that is kept, of texts, numbers and dates, and get hundreds of rows in one go.

        SQLite hands over row by row, and at each another thread takes its turn: what they cost beside a tick.
        """
        if self._connection.dialect.name != "sqlite":
            return self.rows(statement, **given)
        dates = [place for place, one in enumerate(statement.selected_columns) if isinstance(one.type, Date)]
        rows: list[list[Any]] = loads(self.value(_as_one(statement), **given))
        for row in rows:
            for place in dates:
                row[place] = None if row[place] is None else date.fromisoformat(row[place])
        return rows

    def row(self, statement: Query, **given: Any) -> AnyRow | None:
        """Run a query for one row at most."""
        check_mine(statement)
        return self._connection.execute(statement, {_BOARD: self.board_id, **given}).one_or_none()

    def value(self, statement: Query, **given: Any) -> Any:
        """Run a query for one value; None when there is no row."""
        check_mine(statement)
        return self._connection.execute(statement, {_BOARD: self.board_id, **given}).scalar()

    def rows_among(self, statement: Query, column: Column[Any], values: Iterable[Any]) -> Iterator[AnyRow]:
        """Run a query for rows whose column is one of many values, some hundreds at a time."""
        narrowed = _narrowed(self._connection.dialect.name, statement, column)
        for chunk in chunks(values):
            yield from self.rows(narrowed, among=chunk)

    def change(self, statement: Update | Delete, **given: Any) -> int:
        """Carry out an update or deletion; return how many rows it touched."""
        check_mine(statement)
        return self._connection.execute(statement, {_BOARD: self.board_id, **given}).rowcount

    def change_among(
        self, statement: Update, column: Column[Any], values: Iterable[Any], **given: Any
    ) -> None:
        """Carry out an update of the rows whose column is one of many values, some hundreds at a time."""
        narrowed = _narrowed(self._connection.dialect.name, statement, column)
        for chunk in chunks(values):
            self.change(narrowed, among=chunk, **given)

    def add(self, table: Table, rows: Sequence[Values], conflict: Conflict = Conflict.FAIL) -> int:
        """Insert rows; return how many were written."""
        return insert_rows(self._connection, table, self._owned(rows), conflict)

    def set_many(self, table: Table, key: str, rows: Sequence[Values]) -> None:
        """Update many rows, each found by its key and with its own values."""
        update_rows(self._connection, table, ("board_id", key), self._owned(rows))

    def remove_many(self, table: Table, keys: Sequence[Values]) -> None:
        """Delete many rows, each by the columns that are named."""
        if keys:
            self._connection.execute(_remove(table, tuple(keys[0])), self._owned(keys))

    def _owned(self, rows: Sequence[Values]) -> list[Values]:
        return [{"board_id": self.board_id, **row} for row in rows]


@lru_cache(maxsize=256)
def _narrowed(dialect: str, statement: S, column: Column[Any]) -> S:
    return statement.where(is_among(dialect, column))


@lru_cache(maxsize=16)
def _as_one(statement: Query) -> Query:
    rows = select_from(statement).selected_columns
    return select(func.json_group_array(func.json_array(*rows))).execution_options(**_SCOPED)


@lru_cache(maxsize=64)
def _remove(table: Table, names: tuple[str, ...]) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(name) for name in ("board_id", *names)))
