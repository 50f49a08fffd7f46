"""Is a code one of many? As one parameter, because a board of sixty schools asks it of hundreds of units.

Python spells a list of parameters out anew for every statement that runs, which costs more than what a database
does with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def is_one_of(column: Column[Any], codes: Iterable[str] | str) -> ColumnElement[bool]:
    """Compare a column of codes with many of them, or with those in a named parameter; of none, nothing is one."""
    if isinstance(codes, str):
        return column.bool_op("IN")(_Each(bindparam(codes, type_=_Codes())))
    return column.bool_op("IN")(_Each(bindparam(None, frozenset(codes), type_=_Codes(), unique=True)))


class _Codes(TypeDecorator[frozenset[str]]):
    """Codes, sorted: an array in PostgreSQL, JSON in SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> Any:
        codes = sorted(value or ())
        return codes if dialect.name == "postgresql" else json.dumps(codes)


class _Each(FunctionElement[str]):
    """The codes in a parameter, as rows."""

    type = Text()
    inherit_cache = True


@compiles(_Each, "sqlite")
def _from_json(each: _Each, compiler: SQLCompiler, **given: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(each.clauses, **given)}))"  # noqa: S608 - a parameter


@compiles(_Each, "postgresql")
def _from_array(each: _Each, compiler: SQLCompiler, **given: Any) -> str:
    return f"(SELECT unnest({compiler.process(each.clauses, **given)}))"
