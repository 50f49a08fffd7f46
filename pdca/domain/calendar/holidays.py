"""Dutch public holidays, computed: a table would end, and a package's categories do not fit schools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from pdca.domain.errors import BadInput

EASTER_OFFSETS: Mapping[str, int] = {
    "good-friday": -2,
    "easter-monday": 1,
    "ascension-day": 39,
    "whit-monday": 50,
}
FIXED_DAYS: Mapping[str, tuple[int, int]] = {
    "new-year": (1, 1),
    "kings-day": (4, 27),
    "liberation-day": (5, 5),
    "christmas-day": (12, 25),
    "boxing-day": (12, 26),
}
KNOWN = frozenset(EASTER_OFFSETS) | frozenset(FIXED_DAYS)
STANDARD = KNOWN - {"good-friday"}


@lru_cache(maxsize=512)
def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (anonymous computus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    correction = (century + 8) // 25
    moon = (19 * golden + century - leaps - (century - correction + 1) // 3 + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * quarter - moon - quarter_rest) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> date:
    """Return the day of a named public holiday in a year; King's Day moves to Saturday from a Sunday."""
    if name in EASTER_OFFSETS:
        return easter_sunday(year) + timedelta(days=EASTER_OFFSETS[name])
    month, day = FIXED_DAYS[name]
    found = date(year, month, day)
    if name == "kings-day" and found.weekday() == 6:
        return found - timedelta(days=1)
    return found


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """A board's public holidays: the standard list, with its own additions and omissions."""

    names: frozenset[str] = STANDARD
    added: frozenset[date] = frozenset()
    dropped: frozenset[date] = frozenset()

    @classmethod
    def of(cls, add: Iterable[str | date] = (), drop: Iterable[str | date] = ()) -> PublicHolidays:
        """Build from `[holidays]` of board.toml: names or dates in either list."""
        add_names, add_days = _split(add)
        drop_names, drop_days = _split(drop)
        return cls(names=(STANDARD | add_names) - drop_names, added=add_days, dropped=drop_days)

    def in_year(self, year: int) -> frozenset[date]:
        """Return every public holiday of a calendar year."""
        return frozenset(self.named_in_year(year))

    def named_in_year(self, year: int) -> Mapping[date, str]:
        """Return every public holiday of a calendar year with its name; a day that the board added has none."""
        added = {day: "" for day in self.added if day.year == year}
        days = {**added, **{holiday(name, year): name for name in sorted(self.names)}}
        return {day: name for day, name in days.items() if day not in self.dropped}


def _split(entries: Iterable[str | date]) -> tuple[frozenset[str], frozenset[date]]:
    names: set[str] = set()
    days: set[date] = set()
    for entry in entries:
        if isinstance(entry, date):
            days.add(entry)
        elif entry in KNOWN:
            names.add(entry)
        else:
            try:
                days.add(date.fromisoformat(entry))
            except ValueError:
                known = ", ".join(sorted(KNOWN))
                raise BadInput(
                    "unknown holiday '{entry}'; use a date such as 2027-05-07 or one of {known}",
                    entry=entry,
                    known=known,
                ) from None
    if any(day.year >= MAXYEAR for day in days):
        raise BadInput("a holiday in the year 9999 cannot be used")
    return frozenset(names), frozenset(days)
