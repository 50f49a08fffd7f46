"""Frozen dataclasses to canonical JSON and back, by their type hints.

Canonical: keys sorted, no spaces, UTF-8, so that equal values have equal texts and hashes. Reading is compiled
once per class; a field that the class does not know is refused, a missing one takes its default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pdca.domain.errors import Damaged

T = TypeVar("T")
Read = Callable[[Any], Any]

_ABSENT = object()

_PLAIN: tuple[Any, ...] = (str, int, bool, float, Any, object)
_FROM_TEXT: Mapping[Any, Read] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
}


def canonical(value: object) -> str:
    """Return the canonical JSON of plain values, dataclasses, dates, decimals, tuples, sets and mappings."""
    return _ENCODER.encode(value)


def decode(cls: type[T], text: str) -> T:
    """Build a dataclass from its JSON; Damaged when the text does not fit the class."""
    key: Any = cls
    return cast("T", _decoded(key, text))


@lru_cache(maxsize=16_384)
def _decoded(cls: type[Any], text: str) -> object:
    """Values are frozen, so a text that was read before need not be read again."""
    try:
        return _compiled(cls)(json.loads(text))
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Damaged(
            "a stored {name} cannot be read: {fault}", name=cls.__name__, fault=str(error)
        ) from error


def _plain(value: object) -> object:
    """Return what the JSON encoder can write for a value that it does not know."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(map(_sortable, value))
    if is_dataclass(value):
        cls: Any = type(value)
        names, values = _fields(cls)
        return dict(zip(names, values(value), strict=True))
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _sortable(value: object) -> str:
    return value if isinstance(value, str) else str(_plain(value))


@cache
def _fields(cls: Any) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    names = tuple(field.name for field in fields(cls))
    if len(names) == 1:
        only = attrgetter(names[0])
        return names, lambda value: (only(value),)
    return names, attrgetter(*names)


def _compiled(cls: Any) -> Read:
    return _reader(cls)


@cache
def _reader(cls: Any) -> Read:
    """Compile how a dataclass is built from its JSON object."""
    hints = get_type_hints(cls)
    readers = {field.name: _read(hints[field.name]) for field in fields(cls)}

    def build(raw: dict[str, Any]) -> Any:
        values = {
            name: value if read is None or value is None else read(value)
            for name, read in readers.items()
            if (value := raw.get(name, _ABSENT)) is not _ABSENT
        }
        if len(values) < len(raw):
            raise ValueError(f"unknown field {min(raw.keys() - readers.keys())}")
        return cls(
            **values
        )  # by the class's own strings; those of the JSON would be compared letter by letter

    return build


def _read(hint: Any) -> Read | None:
    """Return how to turn JSON into a value of a type; None when it is one already."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (one for one in arguments if one is not NoneType)
        return _read(inner)
    if origin is not None:
        return _read_many(origin, arguments)
    if hint in _PLAIN:
        return None
    if hint in _FROM_TEXT:
        return _FROM_TEXT[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return lambda value: members[value] if value in members else hint(value)
    if is_dataclass(hint):
        return _compiled(hint)
    raise TypeError(f"no way is known to store a {hint}")


def _read_many(origin: Any, arguments: tuple[Any, ...]) -> Read:
    if origin is tuple:
        alike = len(arguments) == 2 and arguments[1] is Ellipsis
        if not alike and len(set(arguments)) != 1:
            raise TypeError("a tuple of different types cannot be stored")
        return _gather(tuple, _read(arguments[0]))
    if origin is frozenset:
        return _gather(frozenset, _read(arguments[0]))
    read = _read(arguments[1])
    if read is None:
        return dict
    return lambda value: {key: read(one) for key, one in value.items()}


def _gather(into: Read, read: Read | None) -> Read:
    return into if read is None else lambda value: into(map(read, value))


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
