"""When a programme comes round, worked out by hand or by counting in another way."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.recurrence import Every, Moved, Occurrence, Schedule, occurrences
from pdca.domain.errors import BadInput

LONG = Period(date(2024, 1, 1), date(2034, 12, 31))


def a_schedule(every: Every = Every.SCHOOL_YEAR, **changes: Any) -> Schedule:
    return Schedule(**{"every": every, "opens": (10, 1), **changes})


def planned(schedule: Schedule, window: Period = LONG) -> list[tuple[str, str]]:
    return [(one.planned.isoformat(), one.period) for one in occurrences(schedule, window)]


def test_a_school_year_programme_opens_once_a_year_in_the_year_that_its_date_falls_in() -> None:
    window = Period(date(2026, 8, 1), date(2028, 7, 31))
    assert planned(a_schedule(opens=(10, 1)), window) == [
        ("2026-10-01", "2026-2027"),
        ("2027-10-01", "2027-2028"),
    ]
    assert planned(a_schedule(opens=(2, 1)), window) == [
        ("2027-02-01", "2026-2027"),
        ("2028-02-01", "2027-2028"),
    ]


@pytest.mark.parametrize(
    ("opens", "day"),
    [((8, 1), "2026-08-01"), ((12, 31), "2026-12-31"), ((1, 1), "2027-01-01"), ((7, 31), "2027-07-31")],
)
def test_the_first_and_last_day_of_a_school_year_belong_to_it(opens: tuple[int, int], day: str) -> None:
    assert (day, "2026-2027") in planned(a_schedule(opens=opens))


def test_a_calendar_year_programme_is_named_after_its_year() -> None:
    window = Period(date(2026, 12, 1), date(2028, 1, 31))
    assert planned(a_schedule(Every.CALENDAR_YEAR, opens=(1, 15)), window) == [
        ("2027-01-15", "2027"),
        ("2028-01-15", "2028"),
    ]


def test_a_programme_of_every_third_year_counts_from_its_first_period() -> None:
    schedule = a_schedule(first="2026-2027", years=3)
    assert [period for _, period in planned(schedule)] == ["2026-2027", "2029-2030", "2032-2033"]


def test_a_period_that_is_skipped_does_not_come_round_and_the_others_do() -> None:
    window = Period(date(2026, 8, 1), date(2029, 7, 31))
    schedule = a_schedule(skip=("2027-2028",))
    assert [period for _, period in planned(schedule, window)] == ["2026-2027", "2028-2029"]
    rule = a_schedule(Every.RRULE, opens=None, first="2026-09-01", rrule="FREQ=YEARLY", skip=("2027-09-01",))
    assert [period for _, period in planned(rule, window)] == ["2026-09-01", "2028-09-01"]


def test_a_period_may_open_on_another_day_in_its_own_year() -> None:
    window = Period(date(2026, 8, 1), date(2029, 7, 31))
    schedule = a_schedule(moved=(Moved("2027-2028", (3, 1)),))
    assert planned(schedule, window) == [
        ("2026-10-01", "2026-2027"),
        ("2028-03-01", "2027-2028"),
        ("2028-10-01", "2028-2029"),
    ]
    by_year = a_schedule(Every.CALENDAR_YEAR, opens=(1, 31), moved=(Moved("2028", (2, 29)),))
    assert planned(by_year, window) == [
        ("2027-01-31", "2027"),
        ("2028-02-29", "2028"),
        ("2029-01-31", "2029"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"skip": ("2027",)},
        {"skip": ("volgend jaar",)},
        {"moved": (Moved("2027", (3, 1)),)},
        {"moved": (Moved("2027-2028", (2, 30)),)},
        {"every": Every.CALENDAR_YEAR, "skip": ("2027-2028",)},
        {
            "every": Every.RRULE,
            "rrule": "FREQ=YEARLY",
            "first": "2027",
            "moved": (Moved("2027-2028", (3, 1)),),
        },
    ],
)
def test_a_period_that_does_not_fit_the_schedule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        a_schedule(**changes)


def test_nothing_comes_round_before_the_first_period() -> None:
    assert planned(a_schedule(first="2033-2034")) == [
        ("2033-10-01", "2033-2034"),
        ("2034-10-01", "2034-2035"),
    ]


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    window = Period(date(2027, 1, 1), date(2029, 12, 31))
    assert planned(a_schedule(Every.CALENDAR_YEAR, opens=(2, 29)), window) == [
        ("2027-02-28", "2027"),
        ("2028-02-29", "2028"),
        ("2029-02-28", "2029"),
    ]


def test_a_rule_names_each_cycle_after_its_date() -> None:
    schedule = a_schedule(Every.RRULE, opens=None, first="2026-09-01", rrule="FREQ=YEARLY;INTERVAL=3")
    assert planned(schedule) == [
        ("2026-09-01", "2026-09-01"),
        ("2029-09-01", "2029-09-01"),
        ("2032-09-01", "2032-09-01"),
    ]


def test_a_rule_of_the_31st_leaves_out_the_months_without_one() -> None:
    schedule = a_schedule(Every.RRULE, opens=None, first="2027-01-31", rrule="FREQ=MONTHLY;BYMONTHDAY=31")
    window = Period(date(2027, 1, 1), date(2027, 12, 31))
    months = [day[5:7] for day, _ in planned(schedule, window)]
    assert months == ["01", "03", "05", "07", "08", "10", "12"]


def test_a_rule_of_week_53_comes_only_in_years_that_have_one() -> None:
    schedule = a_schedule(
        Every.RRULE, opens=None, first="2020-01-01", rrule="FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO"
    )
    mondays = (date(2024, 1, 1) + timedelta(days=7 * week) for week in range(574))
    expected = [day.isoformat() for day in mondays if day.isocalendar().week == 53]
    assert [day for day, _ in planned(schedule)] == expected == ["2026-12-28", "2032-12-27"]


def test_a_rule_goes_on_across_the_end_of_the_year() -> None:
    schedule = a_schedule(Every.RRULE, opens=None, first="2026-12-21", rrule="FREQ=WEEKLY;INTERVAL=2")
    window = Period(date(2026, 12, 22), date(2027, 1, 31))
    assert [day for day, _ in planned(schedule, window)] == ["2027-01-04", "2027-01-18"]


def test_a_rule_that_ends_comes_no_more() -> None:
    schedule = a_schedule(Every.RRULE, opens=None, first="2026-01-01", rrule="FREQ=YEARLY;COUNT=2")
    assert [day for day, _ in planned(schedule)] == ["2026-01-01", "2027-01-01"]


@pytest.mark.parametrize(
    ("first", "opens", "start"),
    [
        ("2026-2027", (10, 1), "2026-10-01"),
        ("2026-2027", (2, 1), "2027-02-01"),
        ("2026-2027", (8, 15), "2026-08-15"),
        ("2027", (2, 1), "2027-02-01"),
        ("2026-2027", None, "2026-08-01"),
    ],
)
def test_a_rule_counts_from_the_opening_day_of_its_first_period(
    first: str, opens: tuple[int, int] | None, start: str
) -> None:
    schedule = a_schedule(Every.RRULE, opens=opens, first=first, rrule="FREQ=YEARLY;INTERVAL=4")
    assert planned(schedule)[0][0] == start


@given(
    st.sampled_from([Every.SCHOOL_YEAR, Every.CALENDAR_YEAR]),
    st.dates(date(2028, 1, 1), date(2028, 12, 31)),
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.integers(0, 3000),
)
def test_a_yearly_programme_comes_round_once_in_each_period(
    every: Every, opens: date, first: date, length: int
) -> None:
    window = Period(first, first + timedelta(days=length))
    found = occurrences(a_schedule(every, opens=(opens.month, opens.day)), window)
    naive = [
        day
        for day in window.days()
        if (day.month, day.day) == (opens.month, opens.day)
        or (
            (opens.month, opens.day) == (2, 29)
            and (day.month, day.day) == (2, 28)
            and (day + timedelta(1)).day == 1
        )
    ]
    assert [one.planned for one in found] == naive
    assert len({one.period for one in found}) == len(found)
    assert all(one.planned <= one.ends() for one in found)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_two_windows_side_by_side_find_what_one_finds(first: date, left: int, right: int) -> None:
    schedule = a_schedule(Every.RRULE, opens=None, first="2024-02-29", rrule="FREQ=MONTHLY;INTERVAL=5")
    middle, last = first + timedelta(days=left), first + timedelta(days=left + right + 1)
    both = occurrences(schedule, Period(first, middle)) + occurrences(
        schedule, Period(middle + timedelta(days=1), last)
    )
    assert both == occurrences(schedule, Period(first, last))


def test_an_occurrence_of_a_rule_ends_on_its_own_day() -> None:
    assert Occurrence(date(2027, 3, 1), "2027-03-01").ends() == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens": None}, "opens is missing"),
        ({"opens": (2, 30)}, "opens '02-30' is no day of the year"),
        ({"opens": (13, 1)}, "opens '13-01' is no day of the year"),
        ({"opens": (0, 1)}, "is no day of the year"),
        ({"years": 0}, "years must be 1 or more"),
        ({"years": 3}, "years needs first"),
        ({"first": "2027"}, "does not fit every = 'school_year'"),
        ({"every": Every.CALENDAR_YEAR, "first": "2026-2027"}, "does not fit every = 'calendar_year'"),
        ({"first": "ooit"}, "is no period"),
        ({"every": Every.RRULE}, "rrule is missing"),
        ({"every": Every.RRULE, "rrule": "FREQ=YEARLY"}, "an rrule needs first"),
        ({"every": Every.RRULE, "opens": (13, 1), "first": "2026-2027", "rrule": "FREQ=YEARLY"}, "is no day"),
        ({"every": Every.RRULE, "first": "2027-01-01", "rrule": "FREQ=NOOIT"}, "cannot be read"),
        ({"every": Every.RRULE, "first": "2027-01-01", "rrule": "elk jaar"}, "cannot be read"),
        *(
            ({"every": Every.RRULE, "first": "2027-01-01", "rrule": rule}, "works in days")
            for rule in ("FREQ=HOURLY", "FREQ=MINUTELY", "freq=secondly")
        ),
        *(
            ({"every": Every.RRULE, "first": "2027-01-01", "rrule": f"FREQ=DAILY;{part}=3"}, "works in days")
            for part in ("BYHOUR", "BYMINUTE", "BYSECOND")
        ),
        ({"every": Every.RRULE, "first": "2027-01-01", "rrule": "FREQ=DAILY;INTERVAL=0"}, "INTERVAL must be"),
        (
            {"every": Every.RRULE, "first": "2027-01-01", "rrule": "FREQ=DAILY;INTERVAL=-2"},
            "INTERVAL must be",
        ),
        (
            {"every": Every.RRULE, "first": "2027-01-01", "rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            "never comes round",
        ),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        a_schedule(**changes)
