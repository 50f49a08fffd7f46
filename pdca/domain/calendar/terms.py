"""School years and calendar years: the periods that cycles are named after."""

from __future__ import annotations

from datetime import date

from pdca.domain.calendar.days import Period
from pdca.domain.errors import BadInput

_AUGUST = 8


def school_year_of(day: date) -> str:
    """Return the school year that holds a day, such as `2026-2027` (1 August to 31 July)."""
    start = day.year if day.month >= _AUGUST else day.year - 1
    return school_year(start)


def school_year(start: int) -> str:
    """Return the name of the school year that starts in a calendar year."""
    return f"{start}-{start + 1}"


def period_days(period: str) -> Period:
    """Return first and last day of `2026-2027` (school year), `2027` (calendar year) or a date.

    Raises BadInput when the text names no period.
    """
    try:
        if len(period) == len("2026-2027"):
            first, last = int(period[:4]), int(period[5:])
            if period[4] == "-" and last == first + 1:
                return Period(date(first, 8, 1), date(last, 7, 31))
        elif len(period) == len("2027"):
            return Period(date(int(period), 1, 1), date(int(period), 12, 31))
        elif len(period) == len("2027-01-31"):
            day = date.fromisoformat(period)
            return Period(day, day)
    except ValueError:
        pass
    raise BadInput(
        "'{period}' is no period; use a school year such as 2026-2027, a year such as 2027 or a date",
        period=period,
    )
