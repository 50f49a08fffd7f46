"""A board's people and units as one value that answers questions about a day.

Built once per pass from plain rows; every lookup is a dictionary access, because the tick asks thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.errors import NotFound

ALONE = "~"
"""Behind the code of a unit that is asked for: without what is below it."""


class UnitKind(StrEnum):
    """What a unit is."""

    BOARD = "board"
    SCHOOL = "school"
    TEAM = "team"
    DEPARTMENT = "department"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A board, school, team, department or office; `region` empty inherits.

    `since` is the day it came to its place, when the board was there already; what opened before is not made up for.
    `active_until` is its last day: afterwards nothing new begins there or below it.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    region: str = ""
    since: date | None = None
    active_until: date | None = None

    def is_over_before(self, day: date | None) -> bool:
        """Tell whether its own last day lies before a day."""
        return day is not None and self.active_until is not None and self.active_until < day

    def placed(self, before: Unit | None, today: date, came: date | None) -> Unit:
        """Return the unit with the day on which it came to its place.

        It stays what it was `before`, unless it moved, became something else or was not there any more; then it
        is `came`, or the last day when that is earlier.
        """
        if before is not None and (before.parent, before.kind) == (self.parent, self.kind):
            is_back = before.is_over_before(today) and not self.is_over_before(today)
            came = came if is_back else before.since
        if came is not None and self.active_until is not None:
            came = min(came, self.active_until)
        return replace(self, since=came)


@dataclass(frozen=True, slots=True, order=True)
class RoleAt:
    """A role held at a unit: `team_leader@PSL-ONB`."""

    role: str
    unit: str

    def __str__(self) -> str:
        return f"{self.role}@{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an address; `active_until` is the last active day."""

    email: str
    name: str
    unit: str
    roles: tuple[RoleAt, ...] = ()
    locale: str = ""
    active_until: date | None = None
    deputy: str | None = None

    def is_active(self, day: date) -> bool:
        """Tell whether the person still works here on a day."""
        return self.active_until is None or day <= self.active_until


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Absence:
    """A person is away from `first` to `last`, both included; without `last` until further notice."""

    email: str
    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the person is away on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DayOff:
    """Days on which a unit and everything below it is closed, such as a study day."""

    unit: str
    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process of the quality system, with its owner."""

    code: str
    name: str
    unit: str
    owner: str


class Organisation:
    """Units, people and absences of one board, looked up on a day."""

    __slots__ = ("_absences", "_holders", "_paths", "people", "root", "units")

    def __init__(
        self, units: Iterable[Unit], people: Iterable[Person], absences: Iterable[Absence] = ()
    ) -> None:
        self.units: Mapping[str, Unit] = {unit.code: unit for unit in units}
        self.people: Mapping[str, Person] = {person.email: person for person in people}
        self.root = next(unit.code for unit in self.units.values() if unit.parent is None)
        self._paths: dict[str, tuple[str, ...]] = {}
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for absence in absences:
            self._absences[absence.email].append(absence)
        self._holders: dict[RoleAt, list[str]] = defaultdict(list)
        for person in sorted(self.people.values(), key=lambda one: one.email):
            for role in person.roles:
                self._holders[role].append(person.email)

    def with_people(self, people: Iterable[Person]) -> Organisation:
        """Return the same board with other people."""
        away = (one for absences in self._absences.values() for one in absences)
        return Organisation(self.units.values(), people, away)

    def unit(self, code: str) -> Unit:
        """Return a unit by its code; NotFound when there is none."""
        try:
            return self.units[code]
        except KeyError:
            raise NotFound("there is no unit '{unit}'", unit=code) from None

    def person(self, email: str) -> Person:
        """Return a person by address; NotFound when there is none."""
        try:
            return self.people[email]
        except KeyError:
            raise NotFound("there is nobody with the address '{email}'", email=email) from None

    def upward(self, code: str) -> tuple[str, ...]:
        """Return the unit and all units above it, nearest first."""
        if code not in self._paths:
            path = [self.unit(code).code]
            while (parent := self.units[path[-1]].parent) is not None:
                path.append(parent)
            self._paths[code] = tuple(path)
        return self._paths[code]

    def below(self, code: str) -> Iterator[Unit]:
        """Yield the unit itself and everything below it."""
        return (unit for unit in self.units.values() if code in self.upward(unit.code))

    def asked(self, code: str) -> frozenset[str] | None:
        """Return which units a code asks for: the unit with everything below it, or alone; None for no unit."""
        if code in self.units:
            return frozenset(one.code for one in self.below(code))
        alone = code.removesuffix(ALONE)
        return frozenset({alone}) if alone in self.units else None

    def last_day(self, code: str) -> date:
        """Return the last day on which something new begins at a unit: its own, or of what it is below."""
        own = (self.units[above].active_until for above in self.upward(code))
        return min((day for day in own if day is not None), default=date.max)

    def has_ended(self, code: str, day: date) -> bool:
        """Tell whether the last day of a unit, or of what it is below, lies before a day."""
        return self.last_day(code) < day

    def region(self, code: str) -> str:
        """Return a unit's region: its own, else of the nearest unit above it that has one."""
        return next((self.units[above].region for above in self.upward(code) if self.units[above].region), "")

    def school_of(self, code: str) -> str:
        """Return the school a unit belongs to, or the root for units outside any school."""
        for above in self.upward(code):
            if self.units[above].kind is UnitKind.SCHOOL:
                return above
        return self.root

    def is_own_school(self, email: str, unit: str) -> bool:
        """Tell whether a unit belongs to the school that somebody works at; a board is nobody's school."""
        school = self.school_of(unit)
        is_school = self.units[school].kind is UnitKind.SCHOOL
        return is_school and self.school_of(self.person(email).unit) == school

    def is_active(self, email: str, day: date) -> bool:
        """Tell whether somebody works here on a day."""
        person = self.people.get(email)
        return person is not None and person.is_active(day)

    def is_present(self, email: str, day: date) -> bool:
        """Tell whether somebody is active and not absent on a day."""
        return self.is_active(email, day) and not any(a.covers(day) for a in self._absences.get(email, ()))

    def is_present_within(self, email: str, first: date, last: date) -> bool:
        """Tell whether somebody is present on any calendar day of a range, both ends included."""
        days = range(first.toordinal(), last.toordinal() + 1)
        return any(self.is_present(email, date.fromordinal(day)) for day in days)

    def stand_in(self, email: str, day: date) -> str | None:
        """Return who stands in for a person on a day: the person, else the deputy, else nobody (one hop)."""
        if not self.is_active(email, day):
            return None
        if self.is_present(email, day):
            return email
        deputy = self.people[email].deputy
        return deputy if deputy is not None and self.is_present(deputy, day) else None

    def holders(self, role: str, unit: str, day: date) -> list[str]:
        """Return the active people who hold a role at exactly this unit, by address."""
        found = self._holders.get(RoleAt(role, unit), ())
        return [email for email in found if self.people[email].is_active(day)]

    def holds(self, email: str, role: str, unit: str, day: date) -> bool:
        """Tell whether an active person holds a role at a unit or anywhere above it."""
        person = self.people.get(email)
        if person is None or not person.is_active(day):
            return False
        return any(held.role == role and held.unit in self.upward(unit) for held in person.roles)

    def start_unit(self, item_unit: str, owner: str | None) -> str:
        """Return where a search for people starts (NOTICES.md, Recipients)."""
        person = self.people.get(owner) if owner is not None else None
        if person is not None and item_unit in self.upward(person.unit):
            return person.unit
        return item_unit
