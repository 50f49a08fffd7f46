"""Days that somebody names for work: how far ahead that may be, and what to say of a day on which nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdca.domain.calendar.days import DayMode, Period
from pdca.domain.calendar.terms import period_days, school_year, school_year_of
from pdca.services.seeing.breaks import BreakKind, breaks_of
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDay:
    """A day that does not count in a mode, why, and the first one after it that does; without a kind a weekend."""

    day: date
    mode: DayMode
    kind: BreakKind | None
    name: str
    following: date


def last_due_day(today: date) -> date:
    """Return the last day for which something can be agreed: the end of the next school year."""
    ends = period_days(school_year_of(today)).last
    return period_days(school_year(ends.year)).last


def free_day(situation: Situation, unit: str, grade: str, day: date) -> FreeDay | None:
    """Return why a day does not count for work of a unit and grade; None when it counts."""
    days = situation.days(unit, grade)
    if days.counts(day):
        return None
    found = breaks_of(situation, unit, Period(day, day)) if days.mode is DayMode.SCHOOL else ()
    why = found[0] if found else None
    return FreeDay(
        day=day,
        mode=days.mode,
        kind=why.kind if why is not None else None,
        name=why.name if why is not None else "",
        following=days.first_on_or_after(day),
    )
