"""Many rows in one go, the way each database does it fastest.

SQLite runs one prepared statement row by row; PostgreSQL takes whole columns as arrays in a single statement.
Statements are built once for each table and set of columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Values = dict[str, Any]

_CHUNK = 500


class Conflict(Enum):
    """What to do with a row that is there already."""

    FAIL = "fail"
    KEEP = "keep"
    REPLACE = "replace"


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Values], conflict: Conflict = Conflict.FAIL
) -> int:
    """Insert rows that all name the same columns; return how many were written."""
    if not rows:
        return 0
    names = tuple(rows[0])
    statement, values = _insert_each(table, conflict), rows
    if connection.dialect.name == "postgresql":
        statement, values = _insert_arrays(table, names, conflict), [_arrays(names, rows)]
    return connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount


def update_rows(connection: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Values]) -> None:
    """Update rows that all name the same columns; `keys` are those that find the row."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        values = [{f"b_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(_update_each(table, keys, names), values)
    else:
        connection.execute(_update_arrays(table, keys, names), _arrays(names, rows))


def is_among(dialect: str, where: Column[Any]) -> ColumnElement[bool]:
    """Compare a column with the list in parameter `among`.

    PostgreSQL joins it as an array, because it plans badly for a long list.
    """
    if dialect == "sqlite":
        return where.in_(bindparam("among", expanding=True))
    wanted = func.unnest(bindparam("among", type_=_array(where))).table_valued("value", name="wanted")
    return where == wanted.render_derived().c.value


def chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Yield values in lists of a size that a statement can carry."""
    everything = list(values)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


@lru_cache(maxsize=128)
def _insert_each(table: Table, conflict: Conflict) -> Insert:
    statement = sqlite.insert(table)
    if conflict is Conflict.KEEP:
        return statement.on_conflict_do_nothing()
    if conflict is Conflict.REPLACE:
        keys = _keys(table)
        kept = {one.name: statement.excluded[one.name] for one in table.c if one.name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=kept)
    return statement


@lru_cache(maxsize=128)
def _insert_arrays(table: Table, names: tuple[str, ...], conflict: Conflict) -> Insert:
    given = _unnested(table, names)
    statement = postgresql.insert(table).from_select(names, select(*(given.c[name] for name in names)))
    if conflict is Conflict.KEEP:
        return statement.on_conflict_do_nothing()
    if conflict is Conflict.REPLACE:
        keys = _keys(table)
        kept = {name: statement.excluded[name] for name in names if name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=kept)
    return statement


@lru_cache(maxsize=128)
def _update_each(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Update:
    found = update(table).where(*(table.c[name] == bindparam(f"b_{name}") for name in keys))
    return found.values({name: bindparam(f"b_{name}") for name in names if name not in keys})


@lru_cache(maxsize=128)
def _update_arrays(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Update:
    given = _unnested(table, names)
    found = update(table).where(*(table.c[name] == given.c[name] for name in keys))
    return found.values({name: given.c[name] for name in names if name not in keys})


def _unnested(table: Table, names: tuple[str, ...]) -> FromClause:
    arrays = (bindparam(f"b_{name}", type_=_array(table.c[name])) for name in names)
    columns = (column(name, table.c[name].type) for name in names)
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


def _arrays(names: tuple[str, ...], rows: Sequence[Values]) -> Values:
    return {f"b_{name}": [row[name] for row in rows] for name in names}


def _array(one: Column[Any]) -> postgresql.ARRAY[Any]:
    return postgresql.ARRAY(Text() if isinstance(one.type, Text) else one.type)


def _keys(table: Table) -> list[str]:
    return [one.name for one in table.primary_key]
