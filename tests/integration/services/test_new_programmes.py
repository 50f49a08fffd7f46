"""A programme that comes later: it begins with what opens from the day on which it was added."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import NotFound
from pdca.services.boards.export import folder_of
from pdca.services.boards.load import load_folder
from pdca.services.cycles.next_year import next_year, set_next_year
from pdca.services.explain.why import why
from pdca.services.situation import Situation
from tests.builders.board import NOOR
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk

BEGAN, OPENED = date(2026, 9, 21), date(2026, 10, 1)
CAME, NEXT = date(2028, 9, 20), date(2028, 10, 2)
AUDIT = a_programme()
SURVEY = a_programme(code="survey", schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1)))


def periods(desk: Desk, code: str = "survey") -> set[tuple[str, str]]:
    with desk.store.reading("kade") as session:
        return {(one.unit, one.period) for one in session.cycles() if one.programme == code}


def since(desk: Desk, code: str = "survey") -> date | None:
    with desk.store.reading("kade") as session:
        return next(one.since for one in session.programmes() if one.code == code)


@pytest.fixture
def two_years(desk: Desk) -> Desk:
    """De Kade after two years with one programme."""
    desk.load(BEGAN, programmes=[AUDIT])
    desk.tick(OPENED)
    return desk


def test_a_programme_that_comes_later_begins_with_what_opens_from_that_day(two_years: Desk) -> None:
    two_years.load(CAME, programmes=[AUDIT, SURVEY])
    two_years.tick(CAME)
    assert periods(two_years) == set()
    two_years.tick(NEXT)
    assert periods(two_years) == {(unit, "2028-2029") for unit in ("BRUG", "HAVEN", "OEVER")}
    assert periods(two_years, "internal-audit") > {("BRUG", "2027-2028"), ("BRUG", "2028-2029")}
    assert two_years.store.verify("kade") == []


def test_what_opens_on_the_very_day_that_a_programme_comes_opens(two_years: Desk) -> None:
    two_years.load(NEXT, programmes=[AUDIT, SURVEY])
    two_years.tick(NEXT)
    assert {period for _, period in periods(two_years)} == {"2028-2029"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (replace(SURVEY, units=("BRUG",)), SURVEY),
        (replace(SURVEY, units=("BRUG",)), replace(SURVEY, units=("BRUG", "HAVEN"))),
    ],
)
def test_units_that_a_programme_is_for_later_get_nothing_of_before(
    desk: Desk, before: Programme, after: Programme
) -> None:
    desk.load(BEGAN, programmes=[before])
    desk.tick(OPENED)
    desk.load(CAME, programmes=[after])
    desk.tick(CAME)
    assert periods(desk) == {("BRUG", "2026-2027")}


def test_loading_again_or_setting_next_year_leaves_the_day_on_which_it_came(two_years: Desk) -> None:
    two_years.load(CAME, programmes=[AUDIT, SURVEY])
    two_years.load(date(2028, 9, 25), programmes=[AUDIT, replace(SURVEY, closes="board_member")])
    with two_years.store.board("kade") as session:
        coming = next_year(Situation(session, SHIPPED, two_years.at(NEXT)), "survey")
        set_next_year(session, SHIPPED, "survey", coming.choices[-1], NOOR, two_years.at(NEXT))
    assert (since(two_years), since(two_years, "internal-audit")) == (CAME, None)


def test_a_programme_that_was_away_for_a_while_does_not_make_up_for_it(two_years: Desk) -> None:
    two_years.load(date(2027, 9, 1), programmes=[SURVEY])
    two_years.load(CAME, programmes=[AUDIT])
    two_years.tick(CAME)
    assert {period for _, period in periods(two_years, "internal-audit")} == {"2026-2027"}


def test_on_the_first_day_of_a_board_a_programme_opens_as_the_board_does(desk: Desk) -> None:
    first = date(2026, 10, 26)
    desk.load(first, programmes=[AUDIT])
    desk.load(first, programmes=[AUDIT, SURVEY])
    desk.tick(first)
    assert ("BRUG", "2026-2027") in periods(desk)


def test_a_board_that_goes_out_has_no_day_of_its_programmes_elsewhere(two_years: Desk) -> None:
    two_years.load(CAME, programmes=[AUDIT, SURVEY])
    with two_years.store.reading("kade") as session:
        folder = folder_of(session)
    assert load_folder(two_years.store, SHIPPED, folder, two_years.at(NEXT)).is_empty
    other = replace(folder, board=replace(folder.board, slug="elders"))
    load_folder(two_years.store, SHIPPED, other, two_years.at(NEXT))
    with two_years.store.reading("elders") as session:
        assert {one.since for one in session.programmes()} == {None}


def test_who_asks_why_nothing_opened_before_a_programme_came_is_told_since_when_it_is_here(
    two_years: Desk,
) -> None:
    two_years.load(CAME, programmes=[AUDIT, SURVEY])
    said = "survey/BRUG/2027-2028 does not open: its programme is here since 2028-09-20 only"
    with pytest.raises(NotFound, match=said):
        why(two_years.store, SHIPPED, "survey/BRUG/2027-2028", two_years.at(CAME))
