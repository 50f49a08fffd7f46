"""Stichting De Kade: three schools in three regions, few people, each in one clear role."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from pdca.domain.actions.standing import Bench
from pdca.domain.board import Clocks
from pdca.domain.calendar.days import CountingDays, Period, SchoolHolidays
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.notices.policy import Level, Policy
from pdca.domain.people.organisation import Absence, Organisation, Person, RoleAt, Unit, UnitKind
from tests.oracle.world import SCHOOL_HOLIDAYS

TODAY = date(2026, 11, 2)  # a Monday in a quiet week

UNITS = (
    Unit(code="KADE", name="Stichting De Kade", kind=UnitKind.BOARD, region="midden"),
    Unit(code="BUR", name="Bestuursbureau", kind=UnitKind.OFFICE, parent="KADE"),
    Unit(code="BRUG", name="De Brug", kind=UnitKind.SCHOOL, parent="KADE"),
    Unit(code="ONB", name="Onderbouw", kind=UnitKind.TEAM, parent="BRUG"),
    Unit(code="HAVEN", name="De Haven", kind=UnitKind.SCHOOL, parent="KADE", region="noord"),
    Unit(code="OEVER", name="De Oever", kind=UnitKind.SCHOOL, parent="KADE", region="zuid"),
)


def mail(name: str) -> str:
    """Return somebody's address."""
    return f"{name}@kade.example"


def a_person(name: str, unit: str, *roles: str, until: date | None = None, deputy: str = "") -> Person:
    """Build a person from a first name; roles as `team_leader@ONB`."""
    held = tuple(RoleAt(*role.split("@")) for role in roles)
    return Person(
        email=mail(name),
        name=name.title(),
        unit=unit,
        roles=held,
        active_until=until,
        deputy=mail(deputy) if deputy else None,
    )


PEOPLE = (
    a_person("anna", "ONB", "staff@ONB"),
    a_person("bas", "ONB", "staff@ONB"),
    a_person("tess", "ONB", "team_leader@ONB"),
    a_person("quin", "BRUG", "quality_coordinator@BRUG", "auditor@KADE", deputy="bas"),
    a_person("sam", "BRUG", "school_leader@BRUG", deputy="tess"),
    a_person("hugo", "HAVEN", "school_leader@HAVEN", "auditor@KADE"),
    a_person("noor", "BUR", "quality_manager@KADE"),
    a_person("bo", "KADE", "board_member@KADE"),
)
ANNA, BAS, TESS, QUIN, SAM, HUGO, NOOR, BO = (person.email for person in PEOPLE)


def an_organisation(
    *,
    people: Iterable[Person] = (),
    without: Iterable[str] = (),
    absences: Iterable[Absence] = (),
    units: Iterable[Unit] = UNITS,
) -> Organisation:
    """Build De Kade, with some people added or replaced and others left out."""
    gone = set(without)
    everybody = {person.email: person for person in (*PEOPLE, *people)}
    return Organisation(units, [one for one in everybody.values() if one.email not in gone], absences)


def a_leaver(email: str, until: date) -> Person:
    """Build one of De Kade's people who leaves."""
    return replace(next(person for person in PEOPLE if person.email == email), active_until=until)


def away(email: str, first: date = TODAY, last: date | None = None) -> Absence:
    """Build an absence."""
    return Absence(email=email, first=first, last=last)


POLICY = Policy(
    ladder=(
        Level(5, "team_leader"),
        Level(10, "quality_coordinator"),
        Level(20, "school_leader"),
        Level(40, "board_member"),
    )
)


def a_bench(organisation: Organisation | None = None, today: date = TODAY) -> Bench:
    """Build the search for people on a day."""
    return Bench(organisation or an_organisation(), POLICY, today)


def school_holidays() -> SchoolHolidays:
    """Return the holidays that the independent calculation uses too."""
    by_region = tuple(
        (region, Period(first, last)) for regions, first, last in SCHOOL_HOLIDAYS for region in regions
    )
    return SchoolHolidays(by_region, Period(date(2025, 8, 1), date(2028, 7, 31)))


@cache
def clocks() -> Clocks:
    """Return De Kade's clocks, built once."""
    return Clocks(an_organisation(), PublicHolidays(), school_holidays())


def days_of(unit: str = "BRUG") -> CountingDays:
    """Return the school-day clock of a unit."""
    return clocks().of(unit)


def nobody_has_work(_email: str) -> int:
    """Say that everybody has nothing to do."""
    return 0
