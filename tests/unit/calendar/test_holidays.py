"""Dutch public holidays are computed; these are the days they fall on."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from pdca.domain.calendar.holidays import PublicHolidays, easter_sunday, holiday
from pdca.domain.errors import BadInput


def test_easter_is_right_in_every_year_that_dates_can_be_planned_in_and_far_beyond() -> None:
    assert {year: easter_sunday(year) for year in range(1583, 4100)} == {
        year: easter(year) for year in range(1583, 4100)
    }


def test_the_public_holidays_of_2027_are_these_eight() -> None:
    assert sorted(PublicHolidays().in_year(2027)) == [
        date(2027, 1, 1),
        date(2027, 3, 29),  # Easter Monday
        date(2027, 4, 27),
        date(2027, 5, 5),
        date(2027, 5, 6),  # Ascension Day
        date(2027, 5, 17),  # Whit Monday
        date(2027, 12, 25),
        date(2027, 12, 26),
    ]


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2025, date(2025, 4, 26)),
        (2026, date(2026, 4, 27)),
        (2031, date(2031, 4, 26)),
        (2036, date(2036, 4, 26)),
    ],
)
def test_kings_day_moves_to_saturday_when_the_27th_is_a_sunday(year: int, day: date) -> None:
    assert holiday("kings-day", year) == day


def test_kings_day_is_never_a_sunday_and_moves_one_day_at_most() -> None:
    for year in range(1990, 2121):
        day = holiday("kings-day", year)
        assert day.isoweekday() != 7
        assert date(year, 4, 27) - day in (timedelta(0), timedelta(1))


def test_good_friday_counts_only_for_a_board_that_adds_it() -> None:
    good_friday = date(2027, 3, 26)
    assert good_friday not in PublicHolidays().in_year(2027)
    assert good_friday in PublicHolidays.of(add=["good-friday"]).in_year(2027)


def test_a_board_can_drop_a_named_holiday_and_add_a_date_of_its_own() -> None:
    days = PublicHolidays.of(add=["2027-05-07"], drop=["liberation-day"]).in_year(2027)
    assert date(2027, 5, 7) in days
    assert date(2027, 5, 5) not in days
    assert date(2027, 5, 7) not in PublicHolidays.of(add=[date(2027, 5, 7)]).in_year(2028)


def test_a_dropped_date_wins_over_the_name_that_falls_on_it() -> None:
    assert date(2027, 4, 27) not in PublicHolidays.of(drop=[date(2027, 4, 27)]).in_year(2027)
    assert date(2028, 4, 27) in PublicHolidays.of(drop=[date(2027, 4, 27)]).in_year(2028)


def test_an_unknown_holiday_is_refused_with_the_known_names() -> None:
    with pytest.raises(BadInput, match=r"unknown holiday 'pancake-day'.*whit-monday"):
        PublicHolidays.of(add=["pancake-day"])


def test_a_holiday_in_the_last_year_of_the_calendar_is_refused() -> None:
    with pytest.raises(BadInput, match="9999"):
        PublicHolidays.of(drop=["9999-01-01"])
