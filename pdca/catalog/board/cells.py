"""What a cell can be: a text, a day, a code with its word, a unit, a person. Each says what it expected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pdca.catalog.files.tables import Row
from pdca.catalog.files.text import has_short_year, is_address, is_code, no_day, parsed_day
from pdca.catalog.vocabulary import Vocabulary

Choice = TypeVar("Choice", bound=StrEnum)
Known = frozenset[str] | None


def needed(row: Row, column: str) -> str:
    """Return a text that must be there."""
    if not row[column] and row.has(column):
        row.wrong(column, "is empty; fill it in")
    return row[column]


def day(row: Row, column: str) -> date | None:
    """Return a day, or None when the cell is empty."""
    if not row[column]:
        return None
    found = parsed_day(row[column])
    if has_short_year(row[column]):
        row.wrong(
            column,
            "'{value}' has a year of two digits; write it with four, as 2026-11-13 or 13-11-2026",
            value=row[column],
        )
    elif found is None:
        row.wrong(column, no_day(row[column]), value=row[column])
    return found


def key(row: Row, column: str) -> str:
    """Return a code that can be part of an item's id."""
    value = needed(row, column)
    if value and not is_code(value):
        row.wrong(
            column, "'{value}' is no code; use letters, digits, '.', '_' and '-', at most 40", value=value
        )
    return value


def address(row: Row, column: str) -> str:
    """Return a mail address in lower case; it must be there."""
    value = needed(row, column).lower()
    if value and not is_address(value):
        row.wrong(column, "'{value}' is no mail address; write it as name@school.example", value=value)
    return value


def choice(row: Row, column: str, kind: type[Choice], group: str, words: Vocabulary) -> Choice | None:
    """Return the code that a cell stands for; the cell must not be empty."""
    value = needed(row, column)
    code = words.code(group, value) or value
    if code in frozenset(kind):
        return kind(code)
    if value:
        known = tuple(str(one) for one in kind)
        row.wrong(
            column,
            "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
            value=value,
            near=row.problems.nearest(value, words.texts(group, known)),
            known=words.listed(group, known),
        )
    return None


def unit(row: Row, column: str, units: Known) -> str:
    """Return the code of a unit that exists."""
    return unit_named(row, column, needed(row, column), units)


def unit_named(row: Row, column: str, value: str, units: Known) -> str:
    """Check a unit's code that stands somewhere in a cell."""
    if value and units is not None and value not in units:
        near = row.problems.nearest(value, units)
        row.wrong(column, "there is no unit '{value}'; did you mean '{near}'?", value=value, near=near)
    return value


def person(row: Row, column: str, people: Known) -> str:
    """Return the address of somebody in people.csv; it must be there."""
    needed(row, column)
    return optional_person(row, column, people) or ""


def optional_person(row: Row, column: str, people: Known) -> str | None:
    """Return the address of somebody in people.csv, or None when the cell is empty."""
    value = row[column].lower()
    if value and people is not None and value not in people:
        near = row.problems.nearest(value, people)
        row.wrong(column, "nobody has the address '{value}'; did you mean '{near}'?", value=value, near=near)
    return value or None


class Once:
    """Sees to it that a key stands in one row only."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    def check(self, row: Row, column: str, value: str) -> None:
        """Note a problem when a value was seen before."""
        first = self._first.setdefault(value, row.line)
        if value and first != row.line:
            row.wrong(
                column,
                "'{value}' stands here twice, first on line {first}; keep one",
                value=value,
                first=first,
            )


def codes_of(values: Collection[str] | None) -> Known:
    """Return keys in lower case, as addresses are compared."""
    return None if values is None else frozenset(value.lower() for value in values)
