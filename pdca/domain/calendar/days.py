"""The school-day clock: which days count for a unit, and the n-th counting day before or after a date.

Counting days are kept as one sorted list of ordinals per calendar, so that a step's day is a bisection
and not a walk; a deadline costs the same in August as in November.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.errors import BadInput

EARLIEST, LATEST = date(1990, 1, 1), date(2120, 12, 31)
_EARLIEST, _LATEST = EARLIEST.toordinal(), LATEST.toordinal()
_REACH = {"first": EARLIEST.year, "last": LATEST.year}
_FRIDAY = 4


class DayMode(StrEnum):
    """Which days count for an item."""

    SCHOOL = "school"
    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A range of days that includes its last day."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Yield each day of the period."""
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """School holidays by region (`noord`, `midden`, `zuid`; `alle` is every region) and their horizon.

    `names` are what the periods are called, by the code of their words.
    """

    by_region: tuple[tuple[str, Period], ...] = ()
    horizon: Period | None = None
    names: tuple[tuple[Period, str], ...] = ()

    def of_region(self, region: str) -> tuple[Period, ...]:
        """Return the holidays of a region; an empty region has those of `alle` only."""
        return tuple(period for name, period in self.by_region if name in ("alle", region))

    def name_of(self, period: Period) -> str:
        """Return the code of what a period is called; empty when it has no name."""
        return next((name for named, name in self.names if named == period), "")

    def covers(self, day: date) -> bool:
        """Tell whether school holidays are known for a day."""
        return self.horizon is not None and day in self.horizon


@dataclass(frozen=True, slots=True)
class CountingDays:
    """The days that count for an item, and those on which mail may leave."""

    mode: DayMode
    _counting: tuple[int, ...] = field(repr=False)
    _mailing: tuple[int, ...] = field(repr=False)

    def counts(self, day: date) -> bool:
        """Tell whether a day counts."""
        return _holds(self._counting, within_reach(day))

    def may_mail(self, day: date) -> bool:
        """Tell whether mail may leave on a day."""
        return _holds(self._mailing, within_reach(day))

    def first_on_or_after(self, day: date) -> date:
        """Return the first counting day on or after a day."""
        return self.nth(self.count_before(day))

    def after(self, day: date, count: int) -> date:
        """Return the count-th counting day strictly after a day (count >= 1)."""
        return self.nth(self.count_until(day) + count - 1)

    def before(self, day: date, count: int) -> date:
        """Return the count-th counting day strictly before a day (count >= 1)."""
        return self.nth(self.count_before(day) - count)

    def between(self, first: date, last: date) -> int:
        """Count the counting days from first to last, both included."""
        return self.count_until(last) - self.count_before(first) if first <= last else 0

    def count_before(self, day: date) -> int:
        """Count the counting days before a day, from the earliest that is known."""
        return bisect_left(self._counting, within_reach(day))

    def count_until(self, day: date) -> int:
        """Count the counting days up to and with a day, from the earliest that is known."""
        return bisect_right(self._counting, within_reach(day))

    def nth(self, number: int) -> date:
        """Return the counting day that has so many before it."""
        if not 0 <= number < len(self._counting):
            raise BadInput("dates can be planned from {first} to {last} only", **_REACH)
        return date.fromordinal(self._counting[number])

    def next_mail_day(self, day: date) -> date:
        """Return the first day on or after a day on which mail may leave."""
        index = bisect_left(self._mailing, within_reach(day))
        if index == len(self._mailing):
            raise BadInput("no day on which mail may leave is known after {day}", day=day)
        return date.fromordinal(self._mailing[index])


@lru_cache(maxsize=256)
def counting_days(
    mode: DayMode,
    public: PublicHolidays,
    school_holidays: tuple[Period, ...] = (),
    days_off: tuple[Period, ...] = (),
) -> CountingDays:
    """Return the clock of a unit in one mode (NOTICES.md, Days); units that are closed alike share one."""
    working = _working_days(public)
    if mode is DayMode.WORKING:
        return CountingDays(mode, working, working)
    if mode is DayMode.CALENDAR:
        return CountingDays(mode, _every_day(), working)
    closed = {day.toordinal() for period in (*school_holidays, *days_off) for day in _clip(period).days()}
    school = tuple(day for day in working if day not in closed)
    return CountingDays(mode, school, school)


@lru_cache(maxsize=64)
def _working_days(public: PublicHolidays) -> tuple[int, ...]:
    holidays = {day.toordinal() for year in range(EARLIEST.year, LATEST.year + 1) for day in public.in_year(year)}
    # An ordinal modulo 7 is 1 on a Monday.
    return tuple(day for day in _every_day() if (day - 1) % 7 <= _FRIDAY and day not in holidays)


@lru_cache(maxsize=1)
def _every_day() -> tuple[int, ...]:
    return tuple(range(_EARLIEST, _LATEST + 1))


def _clip(period: Period) -> Period:
    return Period(max(period.first, EARLIEST), min(period.last, LATEST))


def within_reach(day: date) -> int:
    """Return the ordinal of a day that days can be counted from. Raises BadInput."""
    ordinal = day.toordinal()
    if not _EARLIEST <= ordinal <= _LATEST:
        raise BadInput("{day} is out of reach; use a date from {first} to {last}", day=day, **_REACH)
    return ordinal


def _holds(ordinals: tuple[int, ...], ordinal: int) -> bool:
    index = bisect_left(ordinals, ordinal)
    return index < len(ordinals) and ordinals[index] == ordinal
