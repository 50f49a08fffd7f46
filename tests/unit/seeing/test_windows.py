"""A year plan shows a school year, a term or a month: which days that are is counted out here by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import BadInput
from pdca.services.seeing.windows import Zoom, window_around, window_of_year


@pytest.mark.parametrize(
    ("day", "zoom", "first", "last"),
    [
        (date(2026, 11, 23), Zoom.YEAR, date(2026, 8, 1), date(2027, 7, 31)),
        (date(2026, 7, 31), Zoom.YEAR, date(2025, 8, 1), date(2026, 7, 31)),
        (date(2026, 11, 23), Zoom.TERM, date(2026, 11, 1), date(2027, 1, 31)),
        (date(2027, 1, 31), Zoom.TERM, date(2026, 11, 1), date(2027, 1, 31)),
        (date(2026, 8, 1), Zoom.TERM, date(2026, 8, 1), date(2026, 10, 31)),
        (date(2027, 2, 1), Zoom.TERM, date(2027, 2, 1), date(2027, 4, 30)),
        (date(2027, 7, 31), Zoom.TERM, date(2027, 5, 1), date(2027, 7, 31)),
        (date(2028, 2, 29), Zoom.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), Zoom.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_window_holds_whole_months(day: date, zoom: Zoom, first: date, last: date) -> None:
    days = window_around(day, zoom).days
    assert (days.first, days.last) == (first, last)


def test_a_school_year_has_twelve_months_from_august_on() -> None:
    months = window_of_year("2026-2027").months()
    assert [(one.year, one.month) for one in months] == [
        *((2026, month) for month in range(8, 13)),
        *((2027, month) for month in range(1, 8)),
    ]


@given(st.dates(date(1992, 1, 1), date(2099, 1, 1)), st.sampled_from(Zoom))
def test_windows_follow_each_other_without_a_gap(day: date, zoom: Zoom) -> None:
    here = window_around(day, zoom)
    assert day in here.days
    assert window_around(here.after, zoom).before == here.days.last
    assert window_around(here.before, zoom).after == here.days.first


@pytest.mark.parametrize(
    "year", ["2026", "2026-2028", "2026-11-01", "abcd-efgh", "", "1800-1801", "9998-9999"]
)
def test_what_is_no_school_year_is_refused(year: str) -> None:
    with pytest.raises(BadInput):
        window_of_year(year)


def test_the_ends_of_what_can_be_planned_are_known() -> None:
    assert window_of_year("1991-1992").is_first is False
    assert window_around(date(1991, 1, 1), Zoom.YEAR).is_first
    assert window_around(date(2099, 12, 1), Zoom.YEAR).is_last
