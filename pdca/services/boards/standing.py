"""How a board is set up, as one page shows it: its units and people, its days off, and the roles nobody holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import Message
from pdca.domain.people.organisation import Absence, DayOff, Organisation, Person, Unit
from pdca.services.boards.vacancies import on_the_ladder, told, work_without_people
from pdca.services.people.days_off import may_set_days_off
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit in the tree: how deep it is (the board is 0), and how many people are there, with all below.

    `has_ended`: its last day is over, or that of what it is part of.
    """

    unit: Unit
    depth: int
    people: int
    may_close: bool
    has_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody who works here: `away` is the absence that covers the day, `deputy` the name of who stands in."""

    person: Person
    unit: str
    away: Absence | None
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A board as it is set up on a day."""

    units: Sequence[UnitRow]
    days_off: Sequence[tuple[DayOff, str, bool]]
    programmes: Sequence[Programme]
    vacancies: Sequence[Message]
    people: int


def standing_of(situation: Situation, reader: str) -> Standing:
    """Return how a board is set up; days off are those that are not over, with whether the reader may end them."""
    session, organisation, today = situation.session, situation.organisation, situation.today
    programmes = sorted(session.programmes(), key=lambda one: one.code)
    rows = list(_tree(situation, reader))
    may = {row.unit.code: row.may_close for row in rows}
    coming = sorted(
        (one for one in session.days_off() if one.last >= today), key=lambda one: (one.first, one.unit)
    )
    missing = [
        *on_the_ladder(organisation, situation.policy, today),
        *work_without_people(situation.taking, programmes, today),
    ]
    return Standing(
        units=rows,
        days_off=[(one, organisation.unit(one.unit).name, may[one.unit]) for one in coming],
        programmes=programmes,
        vacancies=[told(one) for one in missing],
        people=sum(person.is_active(today) for person in organisation.people.values()),
    )


def people_rows(situation: Situation, wanted: str = "", unit: str = "") -> list[PersonRow]:
    """Return who works here, by name; `wanted` is a part of a name or address, `unit` takes all below it along."""
    organisation, today = situation.organisation, situation.today
    part = wanted.strip().casefold()
    within = {one.code for one in organisation.below(unit)} if unit else set(organisation.units)
    away = {one.email: one for one in situation.session.absences() if one.covers(today)}
    return [
        PersonRow(
            person=one,
            unit=organisation.unit(one.unit).name,
            away=away.get(one.email),
            deputy=_name(organisation, one.deputy),
        )
        for one in sorted(organisation.people.values(), key=lambda one: (one.name.casefold(), one.email))
        if one.is_active(today) and one.unit in within and part in f"{one.name} {one.email}".casefold()
    ]


def _tree(situation: Situation, reader: str) -> Iterator[UnitRow]:
    organisation, today = situation.organisation, situation.today
    counted: Counter[str] = Counter()
    for person in organisation.people.values():
        if person.is_active(today):
            counted.update(organisation.upward(person.unit))

    below: dict[str | None, list[Unit]] = defaultdict(list)
    for unit in sorted(organisation.units.values(), key=lambda one: one.name):
        below[unit.parent].append(unit)

    def under(unit: Unit, depth: int) -> Iterator[UnitRow]:
        yield UnitRow(
            unit=unit,
            depth=depth,
            people=counted[unit.code],
            may_close=may_set_days_off(situation, reader, unit.code),
            has_ended=organisation.has_ended(unit.code, today),
        )
        for one in below[unit.code]:
            yield from under(one, depth + 1)

    return under(organisation.unit(organisation.root), 0)


def _name(organisation: Organisation, email: str | None) -> str:
    found = organisation.people.get(email) if email else None
    return found.name if found is not None else ""
