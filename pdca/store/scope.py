"""The only way from a board's session to the tables: a statement without the board is refused here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Insert,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from pdca.domain.errors import Damaged
from pdca.store.schema.tables import boards

T = TypeVar("T")
Values = dict[str, Any]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Query: TypeAlias = Select[*tuple[Any, ...]]

_BOARD = "pdca_board"
_CHUNK = 500


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
            yield from self.rows(statement.where(column.in_(chunk)))

    def change(self, statement: Update | Delete) -> int:
        """Carry out an update or deletion; return how many rows it touched."""
        self._check(statement)
        return self._connection.execute(statement).rowcount

    def add(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert new rows."""
        if rows:
            self._connection.execute(_insert(table), self._owned(rows))

    def add_missing(self, table: Table, rows: Sequence[Values]) -> int:
        """Insert the rows that are not there yet; return how many."""
        if not rows:
            return 0
        if self._connection.dialect.name == "sqlite":
            missing: Insert = sqlite.insert(table).on_conflict_do_nothing()
            return self._connection.execute(missing, self._owned(rows)).rowcount
        counted = postgresql.insert(table).on_conflict_do_nothing().returning(table.c.board_id)
        return len(self._connection.execute(counted, self._owned(rows)).all())

    def put(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows, or replace those with the same primary key."""
        if rows:
            self._connection.execute(_upsert(self._connection.dialect.name, table), self._owned(rows))

    def set_many(
        self, table: Table, key: str, rows: Mapping[Any, Values], only: Mapping[str, str | None] | None = None
    ) -> None:
        """Update many rows, each by its key and with its own values; `only` those that still look so."""
        if not rows:
            return
        names = tuple(next(iter(rows.values())))
        statement = _update(table, key, names, tuple((only or {}).items()))
        values = [
            {"b_board": self.board_id, "b_key": at, **{f"b_{name}": row[name] for name in names}}
            for at, row in rows.items()
        ]
        self._connection.execute(statement, values)

    def remove_many(self, table: Table, keys: Sequence[Values]) -> None:
        """Delete many rows, each by the columns that are named."""
        if keys:
            self._connection.execute(_remove(table, tuple(keys[0])), self._owned(keys, "b_"))

    def _owned(self, rows: Sequence[Values], prefix: str = "") -> list[Values]:
        if prefix:
            return [
                {"b_board_id": self.board_id, **{f"b_{name}": value for name, value in row.items()}}
                for row in rows
            ]
        return [{"board_id": self.board_id, **row} for row in rows]

    def _check(self, statement: Query | Update | Delete) -> None:
        if statement.get_execution_options().get(_BOARD) != self.board_id:
            raise Damaged("a statement without its board was refused")


def chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Yield values in lists of a size that a statement can carry."""
    everything = list(values)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


@lru_cache(maxsize=64)
def _insert(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=64)
def _upsert(dialect: str, table: Table) -> Insert:
    keys = [column.name for column in table.primary_key]
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


@lru_cache(maxsize=64)
def _update(
    table: Table, key: str, names: tuple[str, ...], only: tuple[tuple[str, str | None], ...]
) -> Update:
    statement = update(table).where(
        table.c.board_id == bindparam("b_board"), table.c[key] == bindparam("b_key")
    )
    for name, value in only:
        statement = statement.where(table.c[name] == value if value is not None else table.c[name].is_(None))
    return statement.values({name: bindparam(f"b_{name}") for name in names})


@lru_cache(maxsize=64)
def _remove(table: Table, names: tuple[str, ...]) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(f"b_{name}") for name in ("board_id", *names)))
