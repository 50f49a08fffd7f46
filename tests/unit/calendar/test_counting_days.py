"""Which days count, and the n-th counting day from a date, against a loop that walks day by day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.board import Clocks
from pdca.domain.calendar.days import CountingDays, DayMode, Period, SchoolHolidays, counting_days
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.errors import BadInput, NotFound
from pdca.domain.people.organisation import DayOff
from tests.builders.board import an_organisation, clocks, school_holidays
from tests.oracle.world import SCHOOL_HOLIDAYS

REGIONS = {"BRUG": "midden", "HAVEN": "noord", "OEVER": "zuid"}
DAY = timedelta(days=1)
dates = st.dates(date(2025, 8, 1), date(2028, 7, 31))
units = st.sampled_from(sorted(REGIONS))


def is_public_holiday(day: date) -> bool:
    sunday = easter(day.year)
    kings_day = date(day.year, 4, 27)
    if kings_day.isoweekday() == 7:
        kings_day -= DAY
    moving = {sunday + DAY, sunday + 39 * DAY, sunday + 50 * DAY, kings_day}
    return day in moving or (day.month, day.day) in {(1, 1), (5, 5), (12, 25), (12, 26)}


def counts(day: date, region: str) -> bool:
    closed = any(
        first <= day <= last
        for regions, first, last in SCHOOL_HOLIDAYS
        if region in regions or "alle" in regions
    )
    return day.isoweekday() <= 5 and not is_public_holiday(day) and not closed


def walk(day: date, step: timedelta, number: int, is_counted: Callable[[date], bool]) -> date:
    while number:
        day += step
        number -= is_counted(day)
    return day


@given(units, dates)
def test_a_school_day_is_a_weekday_outside_public_and_school_holidays(unit: str, day: date) -> None:
    assert clocks().of(unit).counts(day) is counts(day, REGIONS[unit])
    assert clocks().of(unit).may_mail(day) is counts(day, REGIONS[unit])


@given(units, dates, st.integers(1, 120))
def test_the_nth_school_day_after_a_date_is_found_by_walking(unit: str, day: date, number: int) -> None:
    expected = walk(day, DAY, number, lambda one: counts(one, REGIONS[unit]))
    assert clocks().of(unit).after(day, number) == expected


@given(units, dates, st.integers(1, 120))
def test_the_nth_school_day_before_a_date_is_found_by_walking(unit: str, day: date, number: int) -> None:
    expected = walk(day, -DAY, number, lambda one: counts(one, REGIONS[unit]))
    assert clocks().of(unit).before(day, number) == expected


@given(units, dates)
def test_the_first_school_day_on_or_after_a_date_is_that_date_when_it_counts(unit: str, day: date) -> None:
    expected = walk(day - DAY, DAY, 1, lambda one: counts(one, REGIONS[unit]))
    assert clocks().of(unit).first_on_or_after(day) == expected
    assert clocks().of(unit).next_mail_day(day) == expected


@given(units, dates, st.integers(-30, 300))
def test_the_school_days_between_two_dates_include_both(unit: str, first: date, length: int) -> None:
    expected = sum(counts(first + offset * DAY, REGIONS[unit]) for offset in range(length + 1))
    assert clocks().of(unit).between(first, first + length * DAY) == expected


@given(units, dates, st.integers(1, 60))
def test_counting_forward_and_back_ends_where_it_began(unit: str, day: date, number: int) -> None:
    days = clocks().of(unit)
    start = days.first_on_or_after(day)
    assert days.before(days.after(start, number), number) == start


@given(dates)
def test_working_days_know_no_school_holidays(day: date) -> None:
    working = clocks().of("BRUG", DayMode.WORKING)
    expected = day.isoweekday() <= 5 and not is_public_holiday(day)
    assert working.counts(day) is expected
    assert working.may_mail(day) is expected


@given(dates)
def test_in_calendar_days_every_day_counts_but_mail_leaves_on_working_days(day: date) -> None:
    calendar = clocks().of("BRUG", DayMode.CALENDAR)
    assert calendar.counts(day)
    assert calendar.after(day, 10) == day + 10 * DAY
    assert calendar.may_mail(day) is (day.isoweekday() <= 5 and not is_public_holiday(day))


@pytest.mark.parametrize(
    ("unit", "first_day_back"),
    [("HAVEN", date(2026, 10, 19)), ("BRUG", date(2026, 10, 26)), ("OEVER", date(2026, 10, 26))],
)
def test_each_region_has_its_own_autumn_holiday(unit: str, first_day_back: date) -> None:
    start = {"HAVEN": date(2026, 10, 10), "BRUG": date(2026, 10, 17), "OEVER": date(2026, 10, 17)}[unit]
    assert clocks().of(unit).first_on_or_after(start) == first_day_back


def test_a_team_has_the_holidays_of_its_school_and_an_office_those_of_the_board() -> None:
    monday = date(2027, 8, 23)  # noord is back, midden and zuid are not
    assert not clocks().of("ONB").counts(monday)
    assert not clocks().of("BUR").counts(monday)
    assert clocks().of("HAVEN").counts(monday)
    assert clocks().of("ONB") is clocks().of("BRUG")


def test_without_a_region_only_the_holidays_of_everybody_apply() -> None:
    everywhere = school_holidays().of_region("")
    assert Period(date(2026, 12, 19), date(2027, 1, 3)) in everywhere
    assert Period(date(2026, 10, 17), date(2026, 10, 25)) not in everywhere


def test_days_off_close_a_unit_and_everything_below_it() -> None:
    study_day = date(2026, 11, 18)
    off = (DayOff(unit="BRUG", first=study_day, last=study_day + DAY),)
    closed = Clocks(an_organisation(), PublicHolidays(), school_holidays(), off)
    assert not closed.of("BRUG").counts(study_day)
    assert not closed.of("ONB").counts(study_day + DAY)
    assert closed.of("ONB").counts(study_day + 2 * DAY)
    assert closed.of("HAVEN").counts(study_day)
    assert closed.of("KADE").counts(study_day)


def test_days_off_outside_the_years_of_the_calendar_do_no_harm() -> None:
    off = (Period(date(1900, 1, 1), date(1900, 1, 5)), Period(date(2120, 12, 1), date(2500, 1, 1)))
    days = counting_days(DayMode.SCHOOL, PublicHolidays(), (), off)
    assert not days.counts(date(2120, 12, 2))
    with pytest.raises(BadInput, match="dates can be planned from 1990 to 2120"):
        days.first_on_or_after(date(2120, 12, 2))
    with pytest.raises(BadInput, match="no day on which mail may leave is known after 2120-12-02"):
        days.next_mail_day(date(2120, 12, 2))


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2121, 1, 1)])
def test_a_date_that_is_out_of_reach_is_refused(day: date) -> None:
    days: CountingDays = clocks().of("BRUG")
    with pytest.raises(BadInput, match=f"{day} is out of reach"):
        days.counts(day)


def test_the_first_and_last_day_of_the_calendar_are_within_reach() -> None:
    days = clocks().of("BRUG")
    assert not days.counts(date(1990, 1, 1))
    assert days.counts(date(1990, 1, 2))
    assert [days.counts(date(2120, 12, day)) for day in (24, 25, 26, 30, 31)] == [
        *(True, False, False),
        *(True, True),
    ]


def test_counting_past_the_first_year_of_the_calendar_is_refused() -> None:
    with pytest.raises(BadInput, match="dates can be planned from 1990 to 2120"):
        clocks().of("BRUG").before(date(1990, 1, 3), 30)


def test_the_clock_of_an_unknown_unit_is_refused() -> None:
    with pytest.raises(NotFound, match="there is no unit 'NERGENS'"):
        clocks().of("NERGENS")


def test_the_horizon_tells_for_which_days_school_holidays_are_known() -> None:
    assert school_holidays().covers(date(2028, 7, 31))
    assert not school_holidays().covers(date(2028, 8, 1))
    assert not SchoolHolidays().covers(date(2026, 11, 2))


def test_a_period_yields_each_of_its_days() -> None:
    assert list(Period(date(2026, 12, 31), date(2027, 1, 1)).days()) == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_holiday_is_called_by_its_own_name_or_by_none() -> None:
    autumn, other = (
        Period(date(2026, 10, 17), date(2026, 10, 25)),
        Period(date(2026, 10, 10), date(2026, 10, 18)),
    )
    known = SchoolHolidays(names=((autumn, "autumn"),))
    assert (known.name_of(autumn), known.name_of(other)) == ("autumn", "")


def test_the_very_first_counting_day_of_the_calendar_can_be_planned_on() -> None:
    assert clocks().of("BRUG").first_on_or_after(date(1990, 1, 1)) == date(1990, 1, 2)
