"""The chart of a simulated year: each month under its own weeks, and the whole year in any window."""

from datetime import date, timedelta

import pytest

from pdca.cli.foreseen.numbers import MONTHS, axis, drawn

YEAR = [(date(2026, 8, 3) + timedelta(weeks=number), number % 7) for number in range(52)]


def test_each_month_stands_under_its_first_week() -> None:
    weeks = [week for week, _ in YEAR]
    names = axis(weeks, MONTHS["nl"])
    starts = [n for n in range(52) if n == 0 or weeks[n].month != weeks[n - 1].month]
    assert [names[start : start + 3] for start in starts] == [
        MONTHS["nl"][weeks[n].month - 1] for n in starts
    ]


def test_a_month_of_one_week_at_the_edge_gives_way_to_the_next() -> None:
    weeks = [date(2026, 11, 23) + timedelta(weeks=number) for number in range(10)]
    assert axis(weeks, MONTHS["nl"]) == "  dec jan"


def test_months_of_few_columns_are_named_where_there_is_room() -> None:
    weeks = [date(2026, 8, 3) + timedelta(weeks=4 * number) for number in range(13)]
    names = axis(weeks, MONTHS["en"])
    assert names.split() == ["Aug", "Nov", "Mar", "Jul"]
    starts = [names.index(name) for name in names.split()]
    assert [MONTHS["en"][weeks[start].month - 1] for start in starts] == names.split()


@pytest.mark.parametrize(
    ("width", "each", "shown"), [(60, 1, 52), (52, 1, 52), (51, 2, 26), (20, 3, 18), (1, 52, 1)]
)
def test_where_the_window_is_narrow_some_weeks_stand_together(width: int, each: int, shown: int) -> None:
    weeks, together = drawn(YEAR, width)
    assert (together, len(weeks)) == (each, shown)
    assert sum(mails for _, mails in weeks) == sum(mails for _, mails in YEAR)
    assert len(weeks) <= width
