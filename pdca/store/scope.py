"""The only way from a board's session to the tables: a statement without the board is refused here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    select,
    update,
)

from pdca.domain.errors import Damaged
from pdca.store.bulk import Conflict, Values, chunks, insert_rows, is_among, update_rows
from pdca.store.schema.tables import boards

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Query: TypeAlias = Select[*tuple[Any, ...]]

_BOARD = "pdca_board"


class Scope:
    """One connection, one board: builds statements for it and carries them out."""

    __slots__ = ("_connection", "board_id")

    def __init__(self, connection: Connection, board_id: int) -> None:
        self._connection = connection
        self.board_id = board_id

    def select(self, table: Table, *columns: Column[Any] | Any) -> Query:
        """Return a query over this board's rows of a table; all columns when none are named."""
        query = select(*(columns or (table,))).where(table.c.board_id == self.board_id)
        return query.execution_options(**{_BOARD: self.board_id})

    def update(self, table: Table) -> Update:
        """Return an update of this board's rows of a table."""
        mine = update(table).where(table.c.board_id == self.board_id)
        return mine.execution_options(**{_BOARD: self.board_id})

    def update_board(self) -> Update:
        """Return an update of the board's own row."""
        mine = update(boards).where(boards.c.id == self.board_id)
        return mine.execution_options(**{_BOARD: self.board_id})

    def delete(self, table: Table) -> Delete:
        """Return a deletion of this board's rows of a table."""
        mine = delete(table).where(table.c.board_id == self.board_id)
        return mine.execution_options(**{_BOARD: self.board_id})

    def rows(self, statement: Query) -> Sequence[AnyRow]:
        """Run a query."""
        self._check(statement)
        return self._connection.execute(statement).all()

    def row(self, statement: Query) -> AnyRow | None:
        """Run a query for one row at most."""
        self._check(statement)
        return self._connection.execute(statement).one_or_none()

    def value(self, statement: Query) -> Any:
        """Run a query for one value; None when there is no row."""
        self._check(statement)
        return self._connection.execute(statement).scalar()

    def rows_among(self, statement: Query, column: Column[Any], values: Iterable[Any]) -> Iterator[AnyRow]:
        """Run a query for rows whose column is one of many values, some hundreds at a time."""
        for chunk in chunks(values):
            yield from self.rows(statement.where(is_among(self._connection, column, chunk)))

    def change(self, statement: Update | Delete) -> int:
        """Carry out an update or deletion; return how many rows it touched."""
        self._check(statement)
        return self._connection.execute(statement).rowcount

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

    def _check(self, statement: Query | Update | Delete) -> None:
        if statement.get_execution_options().get(_BOARD) != self.board_id:
            raise Damaged("a statement without its board was refused")


@lru_cache(maxsize=64)
def _remove(table: Table, names: tuple[str, ...]) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(name) for name in ("board_id", *names)))
