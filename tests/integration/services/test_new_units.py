"""A school or a team that comes later, moves or leaves: from when it takes part in the year."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.approach import Approach
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Unit, UnitKind
from pdca.services.boards.export import folder_of
from pdca.services.boards.load import load_folder
from pdca.services.explain.why import why
from tests.builders.board import UNITS
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk

BEGAN = date(2026, 9, 21)
OPENED, CAME, NEXT = date(2026, 10, 1), date(2027, 9, 20), date(2027, 10, 1)
SLUIS = Unit(code="SLUIS", name="De Sluis", kind=UnitKind.SCHOOL, parent="KADE")
WITH_SLUIS = (*UNITS, SLUIS)
ONB_AT_HAVEN = tuple(replace(one, parent="HAVEN") if one.code == "ONB" else one for one in UNITS)
AUDIT = a_programme()
OF_TEAMS = a_programme(code="of-teams", scope=UnitKind.TEAM)


def load(desk: Desk, day: date, *units: Unit, programmes: tuple[Programme, ...] = (AUDIT,)) -> None:
    desk.load(day, units=units or UNITS, programmes=programmes)


def periods(desk: Desk, unit: str) -> set[str]:
    with desk.store.reading("kade") as session:
        return {one.period for one in session.cycles() if one.unit == unit}


@pytest.fixture
def a_year(desk: Desk) -> Desk:
    """De Kade after its first year."""
    load(desk, BEGAN)
    desk.tick(OPENED)
    return desk


def test_a_school_that_comes_later_begins_with_what_opens_from_that_day(a_year: Desk) -> None:
    load(a_year, CAME, *WITH_SLUIS)
    a_year.run(CAME, NEXT)
    assert periods(a_year, "SLUIS") == {"2027-2028"}
    assert periods(a_year, "BRUG") == {"2026-2027", "2027-2028"}
    assert not a_year.told("internal-audit/SLUIS/2026-2027")
    assert not a_year.cycle("internal-audit/SLUIS/2027-2028").is_late
    assert a_year.store.verify("kade") == []


@pytest.mark.parametrize(("day", "expected"), [(NEXT, {"2027-2028"}), (date(2027, 10, 4), set())])
def test_what_opens_on_the_very_day_that_a_school_comes_opens_for_it_too(
    a_year: Desk, day: date, expected: set[str]
) -> None:
    a_year.tick(NEXT)
    load(a_year, day, *WITH_SLUIS)
    a_year.tick(date(2027, 10, 5))
    assert periods(a_year, "SLUIS") == expected


@pytest.mark.parametrize("again", [WITH_SLUIS, UNITS])
def test_loading_again_leaves_the_day_on_which_a_school_came(a_year: Desk, again: tuple[Unit, ...]) -> None:
    load(a_year, CAME, *WITH_SLUIS)
    load(a_year, date(2027, 11, 1), *again)
    a_year.tick(date(2027, 11, 1))
    assert periods(a_year, "SLUIS") == {"2027-2028"}
    load(a_year, date(2027, 11, 2), *WITH_SLUIS[:-1], replace(SLUIS, name="De Nieuwe Sluis"))
    with a_year.store.reading("kade") as session:
        units = {one.code: one for one in session.units()}
    assert (units["SLUIS"].name, units["SLUIS"].since, units["BRUG"].since) == (
        "De Nieuwe Sluis",
        CAME,
        None,
    )


def test_a_school_that_was_forgotten_on_the_first_day_begins_as_the_board_does(desk: Desk) -> None:
    first = date(2026, 10, 26)
    load(desk, first)
    load(desk, first, *WITH_SLUIS)
    desk.tick(first)
    assert periods(desk, "SLUIS") == periods(desk, "BRUG") == {"2026-2027"}


def test_a_team_that_comes_or_moves_later_is_not_made_up_for_what_the_school_had(desk: Desk) -> None:
    at_haven = replace(OF_TEAMS, units=("HAVEN",))
    load(desk, BEGAN, programmes=(at_haven,))
    desk.tick(OPENED)
    group = Unit(code="HAV-BB", name="Bovenbouw", kind=UnitKind.TEAM, parent="HAVEN")
    load(desk, CAME, *ONB_AT_HAVEN, group, programmes=(at_haven,))
    desk.tick(CAME)
    assert periods(desk, "ONB") == periods(desk, "HAV-BB") == set()
    desk.tick(NEXT)
    assert periods(desk, "ONB") == periods(desk, "HAV-BB") == {"2027-2028"}


def test_a_team_that_moves_between_schools_that_take_part_goes_on(desk: Desk) -> None:
    load(desk, BEGAN, programmes=(OF_TEAMS,))
    desk.tick(OPENED)
    load(desk, CAME, *ONB_AT_HAVEN, programmes=(OF_TEAMS,))
    desk.tick(NEXT)
    assert periods(desk, "ONB") == {"2026-2027", "2027-2028"}


def test_the_teams_of_a_school_that_moves_to_where_is_taken_part_begin_with_it(desk: Desk) -> None:
    plan = Approach(units=("BUR",))
    desk.load(BEGAN, programmes=[OF_TEAMS], approach=plan)
    desk.tick(OPENED)
    moved = tuple(replace(one, parent="BUR") if one.code == "BRUG" else one for one in UNITS)
    desk.load(CAME, programmes=[OF_TEAMS], approach=plan, units=moved)
    desk.tick(CAME)
    assert periods(desk, "ONB") == set()
    desk.tick(NEXT)
    assert periods(desk, "ONB") == {"2027-2028"}


def test_who_asks_why_nothing_opened_before_a_school_came_is_told_since_when_it_is_here(
    a_year: Desk,
) -> None:
    load(a_year, CAME, *WITH_SLUIS)
    said = r"internal-audit/SLUIS/2026-2027 does not open: De Sluis takes part since 2027-09-20"
    with pytest.raises(NotFound, match=said):
        why(a_year.store, SHIPPED, "internal-audit/SLUIS/2026-2027", a_year.at(CAME))
    with pytest.raises(NotFound, match="nothing here is called"):
        why(a_year.store, SHIPPED, "internal-audit/SLUIS/2027-2028", a_year.at(CAME))


def test_a_board_that_goes_out_comes_in_elsewhere_as_a_new_board_and_here_as_it_is(a_year: Desk) -> None:
    load(a_year, CAME, *WITH_SLUIS)
    with a_year.store.reading("kade") as session:
        folder = folder_of(session)
    assert load_folder(a_year.store, SHIPPED, folder, a_year.at(NEXT)).is_empty
    other = replace(folder, board=replace(folder.board, slug="elders"))
    load_folder(a_year.store, SHIPPED, other, a_year.at(NEXT))
    with a_year.store.reading("elders") as session:
        assert {one.since for one in session.units()} == {None}
