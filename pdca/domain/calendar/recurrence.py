"""When a programme comes round again: a rule and a window in, planned openings out.

Business dates are computed here and nowhere else; no timer library knows them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.terms import period_days, school_year
from pdca.domain.errors import BadInput

_AUGUST = 8
_LEAP_YEAR = 2024


class Every(StrEnum):
    """What a schedule counts in."""

    SCHOOL_YEAR = "school_year"
    CALENDAR_YEAR = "calendar_year"
    RRULE = "rrule"


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """Another month and day on which one period opens."""

    period: str
    opens: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The `[schedule]` of a programme; periods in `skip` do not come round, those in `moved` on another day."""

    every: Every
    opens: tuple[int, int] | None = None
    first: str | None = None
    years: int = 1
    rrule: str | None = None
    skip: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()

    def __post_init__(self) -> None:
        for opens in (self.opens, *(one.opens for one in self.moved)):
            _check_opens(opens)
        if self.every is Every.RRULE:
            if self.moved:
                raise BadInput("an rrule names its own days; leave out moved")
            _check_rule(self)
            return
        if self.opens is None:
            raise BadInput("opens is missing; give month and day, such as '10-01'")
        if self.years < 1:
            raise BadInput("years must be 1 or more")
        if self.years > 1 and self.first is None:
            raise BadInput("years needs first: the period to count from")
        if self.first is not None and self._is_school_year(self.first) is not (
            self.every is Every.SCHOOL_YEAR
        ):
            raise BadInput(
                "first '{first}' does not fit every = '{every}'", first=self.first, every=self.every
            )
        for period in (*self.skip, *(one.period for one in self.moved)):
            if self._is_school_year(period) is not (self.every is Every.SCHOOL_YEAR):
                raise BadInput("'{period}' does not fit every = '{every}'", period=period, every=self.every)

    @staticmethod
    def _is_school_year(period: str) -> bool:
        days = period_days(period)
        return days.first.year != days.last.year

    def opens_in(self, period: str) -> tuple[int, int] | None:
        """Return month and day on which a period opens, also when it is skipped; None for one by a rule."""
        return next((one.opens for one in self.moved if one.period == period), self.opens)


def _check_opens(opens: tuple[int, int] | None) -> None:
    if opens is None:
        return
    month, day = opens
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
        text = f"{month:02}-{day:02}"
        raise BadInput("opens '{opens}' is no day of the year; use month-day, such as '10-01'", opens=text)


def _check_rule(schedule: Schedule) -> None:
    if next(iter(_parsed_rule(schedule)), None) is None:
        raise BadInput("rrule '{rrule}' never comes round", rrule=schedule.rrule)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One coming round: the day it is planned for and the period it is named after."""

    planned: date
    period: str

    def ends(self) -> date:
        """Return the last day of the period."""
        return period_days(self.period).last


def occurrences(schedule: Schedule, window: Period) -> list[Occurrence]:
    """Return the occurrences planned within a window, in order."""
    return [
        found
        for found in _candidates(schedule, window)
        if found.planned in window and found.period not in schedule.skip
    ]


def _candidates(schedule: Schedule, window: Period) -> Iterator[Occurrence]:
    if schedule.every is Every.RRULE:
        yield from _by_rule(schedule, window)
        return
    first_year = period_days(schedule.first).first.year if schedule.first else None
    for year in range(window.first.year - 1, window.last.year + 1):
        if first_year is not None and (year < first_year or (year - first_year) % schedule.years):
            continue
        yield _in_year(schedule, year)


def _in_year(schedule: Schedule, year: int) -> Occurrence:
    is_calendar_year = schedule.every is Every.CALENDAR_YEAR
    period = str(year) if is_calendar_year else school_year(year)
    opens = schedule.opens_in(period)
    assert opens is not None  # __post_init__ refuses a yearly schedule without it
    month, day = opens
    return Occurrence(
        _clamped(year if is_calendar_year or month >= _AUGUST else year + 1, month, day), period
    )


def _clamped(year: int, month: int, day: int) -> date:
    """Return the date, or the month's last day where it does not exist (29 February)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _by_rule(schedule: Schedule, window: Period) -> Iterator[Occurrence]:
    start = datetime.combine(window.first - timedelta(days=1), datetime.max.time())
    for moment in _parsed_rule(schedule).xafter(start):
        if moment.date() > window.last:
            return
        yield Occurrence(moment.date(), moment.date().isoformat())


def _rule_start(schedule: Schedule) -> date:
    if schedule.first is None:
        raise BadInput("an rrule needs first: the date or period to count from")
    days = period_days(schedule.first)
    if days.first == days.last or schedule.opens is None:
        return days.first
    month, day = schedule.opens
    crosses = days.first.year != days.last.year and month < _AUGUST
    return _clamped(days.first.year + (1 if crosses else 0), month, day)


def _parsed_rule(schedule: Schedule):  # type: ignore[no-untyped-def]  # dateutil's stubs name no common type here
    if not schedule.rrule:
        raise BadInput("rrule is missing; write it as in RFC 5545, such as 'FREQ=YEARLY;INTERVAL=3'")
    start = datetime.combine(_rule_start(schedule), datetime.min.time())
    rule = schedule.rrule.upper()
    if any(word in rule for word in ("HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND")):
        raise BadInput("an rrule works in days; leave out hours, minutes and seconds")
    if re.search(r"INTERVAL=(?!0*[1-9])", rule):
        raise BadInput("INTERVAL must be 1 or more")
    try:
        return rrulestr(rule, dtstart=start)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            "rrule '{rrule}' cannot be read ({fault}); write it as in RFC 5545",
            rrule=schedule.rrule,
            fault=str(error),
        ) from error
