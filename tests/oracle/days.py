"""Which days count, and on which days mail may leave: the section "Days" of the rules, one day at a time."""

from datetime import date, timedelta

from tests.oracle.world import SCHOOL_HOLIDAYS, Unit, World

ONE_DAY = timedelta(days=1)

SHIPPED_PUBLIC_HOLIDAYS = (
    "new-year",
    "easter-monday",
    "kings-day",
    "liberation-day",
    "ascension-day",
    "whit-monday",
    "christmas-day",
    "boxing-day",
)


def easter_sunday(year: int) -> date:
    """Easter by Gauss's rule for the Gregorian calendar, with its two exceptions."""
    century = year // 100
    moon = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    week = (4 + century - century // 4) % 7
    full_moon = (19 * (year % 19) + moon) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * full_moon + week) % 7
    if full_moon == 29 and sunday == 6:
        return date(year, 4, 19)
    if full_moon == 28 and sunday == 6 and (11 * moon + 11) % 30 < 19:
        return date(year, 4, 18)
    return date(year, 3, 22) + (full_moon + sunday) * ONE_DAY


def named_holiday(name: str, year: int) -> date:
    """The day on which a public holiday falls; King's Day moves to the 26th when the 27th is a Sunday."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.isoweekday() == 7:
        kings_day = date(year, 4, 26)
    return {
        "new-year": date(year, 1, 1),
        "good-friday": easter - 2 * ONE_DAY,
        "easter-monday": easter + ONE_DAY,
        "kings-day": kings_day,
        "liberation-day": date(year, 5, 5),
        "ascension-day": easter + 39 * ONE_DAY,
        "whit-monday": easter + 50 * ONE_DAY,
        "christmas-day": date(year, 12, 25),
        "boxing-day": date(year, 12, 26),
    }[name]


def is_date(text: str) -> bool:
    """Dates in the lists of board.toml start with a digit, names do not."""
    return text[0].isdigit()


class Days:
    """The calendar of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._units = {unit.code: unit for unit in world.units}
        self._known: dict[tuple[str, str, date], bool] = {}

    def upward(self, code: str) -> list[Unit]:
        """The unit itself, then its parent, and so on to the root."""
        path = [self._units[code]]
        while path[-1].parent is not None:
            path.append(self._units[path[-1].parent])
        return path

    def region(self, code: str) -> str:
        """A unit's region is its own, else that of the nearest unit above it that has one, else empty."""
        for unit in self.upward(code):
            if unit.region:
                return unit.region
        return ""

    def is_public_holiday(self, day: date) -> bool:
        """The shipped names less those dropped, plus those added; then the single dates of either list."""
        if day.isoformat() in self._world.holidays_drop:
            return False
        if day.isoformat() in self._world.holidays_add:
            return True
        names = [name for name in SHIPPED_PUBLIC_HOLIDAYS if name not in self._world.holidays_drop]
        names += [name for name in self._world.holidays_add if not is_date(name)]
        return any(named_holiday(name, day.year) == day for name in names)

    def is_school_holiday(self, unit: str, day: date) -> bool:
        """First and last day inclusive; `alle` is every region; without a region only `alle` applies."""
        region = self.region(unit)
        for regions, first, last in SCHOOL_HOLIDAYS:
            if first <= day <= last and ("alle" in regions or (region and region in regions)):
                return True
        return False

    def is_day_off(self, unit: str, day: date) -> bool:
        """A day off of the unit or of any unit above it."""
        above = [one.code for one in self.upward(unit)]
        for off in self._world.days_off:
            last = off.first if off.last is None else off.last
            if off.unit in above and off.first <= day <= last:
                return True
        return False

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, no public holiday."""
        return day.isoweekday() <= 5 and not self.is_public_holiday(day)

    def counts(self, mode: str, unit: str, day: date) -> bool:
        """Say whether a day counts: the table under "Days", second column."""
        key = (mode, unit, day)
        if key not in self._known:
            if mode == "calendar":
                answer = True
            elif mode == "working":
                answer = self.is_working_day(day)
            else:
                answer = (
                    self.is_working_day(day)
                    and not self.is_school_holiday(unit, day)
                    and not self.is_day_off(unit, day)
                )
            self._known[key] = answer
        return self._known[key]

    def mail_may_leave(self, mode: str, unit: str, day: date) -> bool:
        """Counting days; for calendar days working days: the table under "Days", third column."""
        if mode == "calendar":
            return self.counts("working", unit, day)
        return self.counts(mode, unit, day)

    def first_counting_day(self, mode: str, unit: str, day: date) -> date:
        """The first counting day on or after a day."""
        while not self.counts(mode, unit, day):
            day += ONE_DAY
        return day

    def counting_day_after(self, mode: str, unit: str, day: date, number: int) -> date:
        """The number-th counting day strictly after a day; the day itself for 0."""
        counted = 0
        while counted < number:
            day += ONE_DAY
            if self.counts(mode, unit, day):
                counted += 1
        return day

    def counting_day_before(self, mode: str, unit: str, day: date, number: int) -> date:
        """The number-th counting day strictly before a day."""
        counted = 0
        while counted < number:
            day -= ONE_DAY
            if self.counts(mode, unit, day):
                counted += 1
        return day
