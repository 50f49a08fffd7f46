"""What part of a school year is looked at: the whole of it, a term of three months, or one month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.terms import period_days, school_year_of
from pdca.domain.errors import BadInput

FIRST_MONTH = 8
FIRST_YEAR, LAST_YEAR = 1991, 2100


class Zoom(StrEnum):
    """How much is shown at once."""

    YEAR = "year"
    TERM = "term"
    MONTH = "month"


MONTHS = {Zoom.YEAR: 12, Zoom.TERM: 3, Zoom.MONTH: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some months of one school year."""

    zoom: Zoom
    days: Period

    @property
    def year(self) -> str:
        """Return the school year."""
        return school_year_of(self.days.first)

    @property
    def before(self) -> date:
        """Return a day of the window before this one."""
        return self.days.first - timedelta(days=1)

    @property
    def after(self) -> date:
        """Return a day of the window after this one."""
        return self.days.last + timedelta(days=1)

    @property
    def is_first(self) -> bool:
        """Tell whether nothing can be shown before this window."""
        return self.before.year < FIRST_YEAR

    @property
    def is_last(self) -> bool:
        """Tell whether nothing can be shown after this window."""
        return self.after.year >= LAST_YEAR

    def months(self) -> list[date]:
        """Return the first day of each month."""
        found, day = [], self.days.first
        while day <= self.days.last:
            found.append(day)
            day = _months_later(day, 1)
        return found


def window_around(day: date, zoom: Zoom) -> Window:
    """Return the year, term or month that holds a day; a school year's terms begin with August."""
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise BadInput("'{period}' is no school year; use one such as 2026-2027", period=str(day.year))
    months = MONTHS[zoom]
    since = (day.month - FIRST_MONTH) % 12 % months
    first = _months_later(day.replace(day=1), -since)
    return Window(zoom=zoom, days=Period(first, _months_later(first, months) - timedelta(days=1)))


def window_of_year(year: str) -> Window:
    """Return a school year as it is named; BadInput for what names none."""
    if len(year) != len("2026-2027"):
        raise BadInput("'{period}' is no school year; use one such as 2026-2027", period=year)
    return window_around(period_days(year).first, Zoom.YEAR)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
