"""School years and calendar years, by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.terms import period_days, school_year_of
from pdca.domain.errors import BadInput


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 31), "2025-2026"),
        (date(2026, 8, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 1, 1), "2026-2027"),
    ],
)
def test_a_school_year_turns_on_the_first_of_august(day: date, name: str) -> None:
    assert school_year_of(day) == name


@given(st.dates(date(1990, 1, 1), date(2120, 12, 31)))
def test_every_day_lies_in_the_school_year_it_is_said_to_be_of(day: date) -> None:
    assert day in period_days(school_year_of(day))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-2027", date(2026, 8, 1), date(2027, 7, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2028-02-29", date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_period_is_a_school_year_a_year_or_a_day(period: str, first: date, last: date) -> None:
    assert period_days(period) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["2026-2028", "2026/2027", "2026-202x", "26", "", "2027-02-29", "soon", "0000", "jaar"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(BadInput, match="is no period"):
        period_days(text)
