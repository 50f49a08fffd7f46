"""The days that do not count for a unit, with what they are called: holidays, public holidays, days off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pdca.domain.calendar.days import Period
from pdca.services.situation import Situation


class BreakKind(StrEnum):
    """Why a day does not count."""

    SCHOOL_HOLIDAY = "school_holiday"
    PUBLIC_HOLIDAY = "public_holiday"
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Some days that do not count; `name` is a code of the words for holidays, or what a board called its day off."""

    kind: BreakKind
    days: Period
    name: str


def breaks_of(situation: Situation, unit: str, window: Period) -> tuple[Break, ...]:
    """Return what lies in a window for a unit, by day; of a public holiday within a holiday only the holiday."""
    found = [*_holidays(situation, unit), *_days_off(situation, unit)]
    free = [one.days for one in found]
    found += [one for one in _public(situation, window) if not any(one.days.first in days for days in free)]
    here = [one for one in found if one.days.first <= window.last and one.days.last >= window.first]
    return tuple(sorted(here, key=lambda one: (one.days, one.name)))


def _holidays(situation: Situation, unit: str) -> Iterator[Break]:
    holidays = situation.shipped.school_holidays
    for days in holidays.of_region(situation.organisation.region(unit)):
        yield Break(kind=BreakKind.SCHOOL_HOLIDAY, days=days, name=holidays.name_of(days))


def _days_off(situation: Situation, unit: str) -> Iterator[Break]:
    above = frozenset(situation.organisation.upward(unit))
    for one in situation.session.days_off():
        if one.unit in above:
            yield Break(kind=BreakKind.DAY_OFF, days=Period(one.first, one.last), name=one.name)


def _public(situation: Situation, window: Period) -> Iterator[Break]:
    for year in range(window.first.year, window.last.year + 1):
        for day, name in situation.board.holidays.named_in_year(year).items():
            yield Break(kind=BreakKind.PUBLIC_HOLIDAY, days=Period(day, day), name=name)


def is_beyond(horizon: Period | None, day: date) -> bool:
    """Tell whether a day lies where no school holidays are known."""
    return horizon is None or day > horizon.last
