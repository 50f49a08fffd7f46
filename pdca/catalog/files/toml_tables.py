"""TOML tables that know where they stand and tell what is wrong with a key: unknown, missing, wrong type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pdca.catalog.files.problems import Problems
from pdca.catalog.files.text import decoded, tidy, unsafe_sign
from pdca.catalog.files.toml_lines import key_lines
from pdca.domain.errors import Param

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
MOST_DAYS = 1000
"""The largest number of counting days that can be planned with; about five school years."""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table of a TOML file; `path` leads to it from the top."""

    file: str
    values: Mapping[str, Any]
    problems: Problems = field(repr=False)
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict, repr=False)
    path: tuple[str | int, ...] = ()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def wrong(self, key: str, template: str, /, *deeper: str | int, **params: Param) -> None:
        """Note a problem with a key, or with something deeper inside its value."""
        path = (*self.path, *((key,) if key else ()), *deeper)
        known = (self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines)
        self.problems.wrong(self.file, next(known, 1), _written(path), template, **params)

    def only(self, *known: str) -> None:
        """Note every key that is not among the known ones, with the nearest."""
        for key in self.values:
            if key not in known:
                self.wrong(
                    key,
                    "there is no such key; did you mean '{near}'? Use: {known}",
                    near=self.problems.nearest(key, known),
                    known=", ".join(known),
                )

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text on one line; without default it must be there and not be empty."""
        value = self.values.get(key, default)
        if value is None:
            self.wrong(key, "is missing; add it")
        elif not isinstance(value, str):
            self.wrong(key, "must be text between quotes")
        elif (sign := unsafe_sign(tidy(value))) is not None:
            self.wrong(key, "holds the invisible sign {sign}; type the text again", sign=sign)
        elif default is None and not value.strip():
            self.wrong(key, "is empty; fill it in")
        else:
            return tidy(value)
        return default or ""

    def whole(self, key: str, *, least: int, default: int | None = None) -> int:
        """Return a whole number of days or levels; without default it must be there."""
        value = self.values.get(key, default)
        if value is None:
            self.wrong(key, "is missing; add it")
        elif not is_whole(value):
            self.wrong(key, "must be a whole number")
        elif not least <= value <= MOST_DAYS:
            self.wrong(key, "is {value}; use a whole number from {least} to {most}", **_limits(value, least))
        else:
            return int(value)
        return least if default is None else default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "must be true or false, without quotes")
        return default

    def table(self, key: str) -> TomlTable | None:
        """Return a table inside this one; None when it is not there or is no table."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return self._inside(value, key)
        if value is not None:
            self.wrong(key, "must be a table: [{table}]", table=_written((*self.path, key)))
        return None

    def tables(self, key: str) -> list[TomlTable]:
        """Return a list of tables inside this one, empty when it is not there."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return [self._inside(one, key, number) for number, one in enumerate(value)]
        self.wrong(key, "must be a list of tables: [[{table}]]", table=_written((*self.path, key)))
        return []

    def entries(self, key: str) -> list[Any]:
        """Return a list, empty when it is not there."""
        value = self.values.get(key, [])
        if isinstance(value, list):
            return value
        self.wrong(key, "must be a list: [ ... ]")
        return []

    def _inside(self, values: Mapping[str, Any], *path: str | int) -> TomlTable:
        return TomlTable(self.file, values, self.problems, self.lines, (*self.path, *path))


def is_whole(value: object) -> bool:
    """Tell whether a value of a TOML file is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def read_toml(path: Path, name: str, problems: Problems) -> TomlTable | None:
    """Read a TOML file; None when it cannot be read, and then the problem is noted."""
    try:
        text = decoded(path.read_bytes()).replace("\r\n", "\n")
        return TomlTable(name, tomllib.loads(text, parse_float=Decimal), problems, key_lines(text))
    except UnicodeDecodeError:
        problems.wrong(name, 0, "", "holds signs of an unknown encoding; save it as UTF-8")
    except OSError as error:
        problems.wrong(name, 0, "", "cannot be read: {fault}", fault=error.strerror or str(error))
    except RecursionError:
        problems.wrong(name, 0, "", "is nested far too deep; write it as the documentation shows")
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        problems.wrong(
            name,
            int(place[1] or 0) if place else 0,
            "",
            "this is not TOML: {fault}; look for a missing quote, bracket or = sign",
            fault=_PLACE.sub("", str(error)),
        )
    return None


def _limits(value: int, least: int) -> dict[str, int]:
    return {"value": value, "least": least, "most": MOST_DAYS}


def _written(path: tuple[str | int, ...]) -> str:
    """Write a path as people count: `phase[2].tasks[1].role`."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")
