"""A board: the root of everything, and the settings of its folder that are not tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pdca.domain.calendar.days import CountingDays, DayMode, Period, SchoolHolidays, counting_days
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.people.organisation import DayOff, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`board.toml`; `since` is the day the board first was loaded, before which no cycle is caught up."""

    slug: str
    name: str
    mail_from: str
    time_zone: str = "Europe/Amsterdam"
    locale: str = "nl"
    formal: bool = False
    holidays: PublicHolidays = field(default_factory=PublicHolidays)
    since: date | None = None


class Clocks:
    """The counting days of every unit of one board, each built once."""

    def __init__(
        self,
        organisation: Organisation,
        public: PublicHolidays,
        school_holidays: SchoolHolidays,
        days_off: tuple[DayOff, ...] = (),
    ) -> None:
        self.organisation = organisation
        self.school_holidays = school_holidays
        self._public = public
        self._days_off = days_off
        self._built: dict[tuple[object, ...], CountingDays] = {}

    def of(self, unit: str, mode: DayMode = DayMode.SCHOOL) -> CountingDays:
        """Return the clock of a unit in a mode; units with the same holidays and days off share one."""
        region = self.organisation.region(unit)
        above = frozenset(self.organisation.upward(unit))
        closed = tuple(Period(off.first, off.last) for off in self._days_off if off.unit in above)
        key = (mode, region, closed) if mode is DayMode.SCHOOL else (mode,)
        if key not in self._built:
            holidays = self.school_holidays.of_region(region)
            self._built[key] = counting_days(mode, self._public, holidays, closed)
        return self._built[key]
