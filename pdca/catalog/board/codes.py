"""Codes in TOML files, such as roles and grades: Dutch words are understood, unknown ones get the nearest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from pdca.catalog.files.toml_tables import TomlTable
from pdca.catalog.vocabulary import Vocabulary

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(table: TomlTable, key: str, kind: type[Choice], group: str, words: Vocabulary) -> Choice | None:
    """Return the code under a key; it must be there."""
    value = table.text(key)
    return one_of(table, (key,), value, kind, group, words) if value else None


def one_of(
    table: TomlTable,
    place: tuple[str | int, ...],
    value: str,
    kind: type[Choice],
    group: str,
    words: Vocabulary,
) -> Choice | None:
    """Return the code that a text stands for, wherever the text stands in a table."""
    code = words.code(group, value) or value
    if code in frozenset(kind):
        return kind(code)
    known = tuple(str(one) for one in kind)
    key, *deeper = place
    table.wrong(
        str(key),
        "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
        *deeper,
        value=value,
        near=table.problems.nearest(value, words.texts(group, known)),
        known=words.listed(group, known),
    )
    return None


def some_units(table: TomlTable, key: str, units: Collection[str] | None) -> tuple[str, ...]:
    """Return the codes of units in a list, each once; None for units that nothing is known about."""
    codes = [str(value) for value in table.entries(key)]
    for number, code in enumerate(codes):
        if units is not None and code not in units:
            near = table.problems.nearest(code, units)
            table.wrong(
                key, "there is no unit '{value}'; did you mean '{near}'?", number, value=code, near=near
            )
    return tuple(dict.fromkeys(codes))


def role(table: TomlTable, key: str, words: Vocabulary) -> str:
    """Return the role under a key; it must be there."""
    value = table.text(key)
    code = words.code("role", value)
    if value and code is None:
        table.wrong(
            key,
            "there is no role '{value}'; did you mean '{near}'?",
            value=value,
            near=table.problems.nearest(value, words.texts("role", words.codes("role"))),
            known=words.listed("role", words.codes("role")),
        )
    return code or value


def above(code: str, parents: Mapping[str, str]) -> list[str]:
    """Return the units above one by their parents, up to the root or the first that comes again."""
    path: list[str] = []
    while (code := parents.get(code, "")) and code not in path:
        path.append(code)
    return path
