"""people.csv: everybody with an address, where they work, which roles they hold and who stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdca.catalog.board.cells import (
    Known,
    Once,
    address,
    codes_of,
    day,
    needed,
    optional_person,
    unit,
    unit_named,
)
from pdca.catalog.board.settings import LOCALES
from pdca.catalog.files.tables import Columns, Row, Table
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.folder import Place
from pdca.domain.people.organisation import Person, RoleAt

COLUMNS = Columns("people", ("email", "name", "unit", "roles", "locale", "active_until", "deputy"))


def read_people(table: Table, units: Known, words: Vocabulary) -> tuple[Person, ...]:
    """Read the people of a board; problems are noted in the rows."""
    known, once = codes_of(table.keys("email")), Once()
    people: list[Person] = []
    for row in table.rows:
        once.check(row, "email", row["email"].lower())
        people.append(_person(row, units, known, words))
    return tuple(people)


def places_of_homes(table: Table) -> Mapping[str, Place]:
    """Return where the unit of each person stands, by address."""
    return {row["email"].lower(): row.place("unit") for row in table.rows}


def _person(row: Row, units: Known, people: Known, words: Vocabulary) -> Person:
    email, deputy = address(row, "email"), optional_person(row, "deputy", people)
    if deputy is not None and deputy == email:
        row.wrong("deputy", "nobody can stand in for themselves; name a colleague or leave it empty")
    return Person(
        email=email,
        name=needed(row, "name"),
        unit=unit(row, "unit", units),
        roles=tuple(dict.fromkeys(_roles(row, units, words))),
        locale=_locale(row, words),
        active_until=day(row, "active_until"),
        deputy=deputy,
    )


def _locale(row: Row, words: Vocabulary) -> str:
    value = row["locale"]
    locale = words.code("locale", value) or value.lower()
    if locale and locale not in LOCALES:
        row.wrong("locale", "'{value}' is not a language of the product; use nl or en", value=value)
    return locale


def _roles(row: Row, units: Known, words: Vocabulary) -> Iterator[RoleAt]:
    """Read `role@unit;role@unit`."""
    for entry in filter(None, (part.strip() for part in row["roles"].split(";"))):
        word, at, place = (part.strip() for part in entry.partition("@"))
        if not (word and at and place):
            row.wrong("roles", "'{value}' must name a role and a unit, such as team_leader@PSL", value=entry)
            continue
        role = words.code("role", word)
        if role is None:
            row.wrong(
                "roles",
                "there is no role '{value}'; did you mean '{near}'?",
                value=word,
                near=row.problems.nearest(word, words.texts("role", words.codes("role"))),
                known=words.listed("role", words.codes("role")),
            )
        yield RoleAt(role or word, unit_named(row, "roles", place, units))
