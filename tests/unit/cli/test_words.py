"""Days, moments and names as people type them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pdca.cli.terminal.words import address, day, day_or_instant, nearest
from pdca.domain.errors import BadInput


@pytest.mark.parametrize("text", ["2026-11-13", "13-11-2026", " 13-11-2026 ", "13/11/2026"])
def test_a_day_is_read_as_iso_or_as_the_dutch_write_it(text: str) -> None:
    assert day(text) == date(2026, 11, 13)


@pytest.mark.parametrize("text", ["", "morgen", "46339", "13-11", "13-11/2026"])
def test_what_is_no_date_is_refused_with_how_one_is_written(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        day(text)
    assert str(refused.value) == f"'{text}' is no date; write it as 2026-11-13 or 13-11-2026"


@pytest.mark.parametrize("text", ["31-2-2026", " 31-2-2026 ", "2026-13-01", "29/02/2027"])
def test_a_date_that_does_not_exist_is_refused_without_advice_on_its_spelling(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        day(text)
    assert str(refused.value) == f"'{text}' is not a day that exists"


def test_a_moment_has_a_zone() -> None:
    amsterdam = timezone(timedelta(hours=1))
    assert day_or_instant("2026-11-23T07:30:00+01:00") == datetime(2026, 11, 23, 7, 30, tzinfo=amsterdam)
    assert day_or_instant("2026-11-23T06:30:00Z") == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    with pytest.raises(BadInput, match="needs a time zone"):
        day_or_instant("2026-11-23T07:30:00")
    with pytest.raises(BadInput, match="is no moment"):
        day_or_instant("2026-11-23T25:00:00Z")


def test_a_bare_day_stays_a_day() -> None:
    assert day_or_instant("23-11-2026") == date(2026, 11, 23)
    assert not isinstance(day_or_instant("23-11-2026"), datetime)


def test_an_address_is_compared_without_capitals_and_spaces() -> None:
    assert address(" B.Uitgeester@DeWaterlijn.example ") == "b.uitgeester@dewaterlijn.example"


def test_the_nearest_of_nothing_is_nothing() -> None:
    assert nearest("klaar", []) == ""
    assert nearest("KLAR", ["borgen", "klaar"]) == "klaar"
