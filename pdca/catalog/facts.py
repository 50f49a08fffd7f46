"""The shipped facts that are not rules: words, roles, grades, school holidays and norms, read plainly.

These files come with the product, so a mistake in one stops at the first and is the configuration's.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pdca.catalog.files.text import decoded
from pdca.catalog.vocabulary import Word
from pdca.domain.actions.action import Size
from pdca.domain.actions.grade import Grade
from pdca.domain.calendar.days import Period, SchoolHolidays
from pdca.domain.cycles.programme import Words
from pdca.domain.errors import Misconfigured
from pdca.domain.norms.norm import Norm, NormLibrary, Requirement

_AUGUST, _JULY = (8, 1), (7, 31)


def read_words(folder: Path) -> list[Word]:
    """Return the rows of words.csv, with the roles of roles.csv behind them."""
    words = [Word(*cells) for cells in _rows(folder / "words.csv", ("group", "code", "nl", "en"))]
    return [*words, *(Word("role", code, role.nl, role.en) for code, role in read_roles(folder).items())]


def read_roles(folder: Path) -> dict[str, Words]:
    """Return the roles by code."""
    return {code: Words(nl, en) for code, nl, en in _rows(folder / "roles.csv", ("code", "nl", "en"))}


def read_grades(folder: Path) -> dict[str, Grade]:
    """Return the grades by code; Misconfigured when one names a role that roles.csv does not have."""
    path, roles = folder / "grades.toml", read_roles(folder)
    grades = {code: _grade(path, code, table) for code, table in _toml(path).items()}
    for grade in grades.values():
        for role in (grade.checks, grade.agrees, grade.closes):
            if role is not None and role not in roles:
                raise Misconfigured(
                    "{file}: grade '{grade}' names the role '{role}', which roles.csv does not have",
                    file=str(path),
                    grade=grade.code,
                    role=role,
                )
    return grades


def read_holidays(folder: Path) -> SchoolHolidays:
    """Return the school holidays of every region; the horizon runs from 1 August to 31 July."""
    periods: list[tuple[str, Period]] = []
    names: dict[Period, str] = {}
    years: list[int] = []
    for path in sorted((folder / "calendars").glob("*.toml")):
        for name, year in _toml(path).items():
            with _Blame(path):
                years.append(int(name[:4]))
                for one in year["holiday"]:
                    period = Period(one["first"], one["last"])
                    periods.append((one["region"], period))
                    names[period] = one["en"].lower().replace(" ", "_")
    horizon = Period(date(min(years), *_AUGUST), date(max(years) + 1, *_JULY)) if years else None
    return SchoolHolidays(tuple(periods), horizon, tuple(names.items()))


def read_norms(folder: Path) -> NormLibrary:
    """Return every norm in every edition, and which requirements ask about the same thing."""
    tables = {path: _toml(path) for path in sorted((folder / "norms").glob("*.toml"))}
    crossmap = tables.pop(folder / "norms" / "crossmap.toml", {})
    norms = [_norm(path, table) for path, table in tables.items()]
    mapped = {f"{norm}:{code}": tuple(to) for norm, codes in crossmap.items() for code, to in codes.items()}
    return NormLibrary(norms, mapped)


def _grade(path: Path, code: str, table: Mapping[str, Any]) -> Grade:
    with _Blame(path):
        return Grade(
            code=code,
            nl=table["nl"],
            en=table["en"],
            size=Size(table["size"]),
            closes=table["closes"],
            checks=table.get("checks"),
            agrees=table.get("agrees"),
            outside=table.get("outside"),
            evidence=table["evidence"] == "required",
        )


def _norm(path: Path, table: Mapping[str, Any]) -> Norm:
    with _Blame(path):
        codes = {one["code"] for one in table["requirement"]}
        return Norm(
            code=table["code"],
            edition=table["edition"],
            valid_from=table["valid_from"],
            nl=table["title"]["nl"],
            en=table["title"]["en"],
            requirements=tuple(_requirement(one, codes) for one in table["requirement"]),
        )


def _requirement(table: Mapping[str, Any], codes: set[str]) -> Requirement:
    """Return one requirement; without a parent of its own it stands under the code that it extends."""
    above = table["code"].rpartition(".")[0]
    parent = table.get("parent", above if above in codes else None)
    return Requirement(code=table["code"], nl=table["nl"], en=table["en"], parent=parent)


def read_common_passwords(folder: Path) -> frozenset[str]:
    """Read what many people think of first when they need a password."""
    lines = _lines(folder / "common-passwords.txt")
    return frozenset(line for line in lines if line and not line.startswith("#"))


class _Blame:
    """Says which shipped file is to blame for a key that is missing or of another type."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError):
            raise Misconfigured(
                "{file} cannot be used: {fault}", file=str(self.path), fault=f"{type(error).__name__} {error}"
            ) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(decoded(path.read_bytes()), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise Misconfigured("{file} cannot be read: {fault}", file=str(path), fault=str(error)) from error


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    for row in csv.DictReader(_lines(path)):
        if any(row.get(column) is None for column in columns):
            raise Misconfigured(
                "{file} must have the columns {columns}", file=str(path), columns=", ".join(columns)
            )
        yield [row[column] for column in columns]


def _lines(path: Path) -> list[str]:
    try:
        return decoded(path.read_bytes()).splitlines()
    except (OSError, ValueError) as error:
        raise Misconfigured("{file} cannot be read: {fault}", file=str(path), fault=str(error)) from error
