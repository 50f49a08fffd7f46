"""absences.csv and days_off.csv: when a person is away, and when a unit is closed."""

from __future__ import annotations

from datetime import date

from pdca.catalog.board.cells import Known, day, needed, person, unit
from pdca.catalog.files.tables import Columns, Row, Table
from pdca.domain.people.organisation import Absence, DayOff

ABSENCES = Columns("absences", ("email", "first_day", "last_day"))
DAYS_OFF = Columns("days_off", ("unit", "first_day", "last_day", "name"))


def read_absences(table: Table, people: Known) -> tuple[Absence, ...]:
    """Read who is away when; ranges may overlap, and the same row twice counts once."""
    found: dict[Absence, None] = {}
    for row in table.rows:
        email = person(row, "email", people)
        first, last = _range(row)
        if first is not None:
            found[Absence(email=email, first=first, last=last)] = None
    return tuple(found)


def read_days_off(table: Table, units: Known) -> tuple[DayOff, ...]:
    """Read when units are closed; without a last day it is one day."""
    found: dict[DayOff, None] = {}
    for row in table.rows:
        place = unit(row, "unit", units)
        first, last = _range(row)
        if first is not None:
            found[DayOff(unit=place, first=first, last=last or first, name=row["name"])] = None
    return tuple(found)


def _range(row: Row) -> tuple[date | None, date | None]:
    needed(row, "first_day")
    first, last = day(row, "first_day"), day(row, "last_day")
    if first is not None and last is not None and last < first:
        row.wrong("last_day", "{last} lies before the first day {first}", last=last, first=first)
    return first, last
