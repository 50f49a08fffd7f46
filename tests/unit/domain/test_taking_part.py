"""Who takes part by the plan of approach, at which units a programme opens, and since when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pdca.domain.approach import Approach, Taking, joined, to_choose
from pdca.domain.calendar.days import Period
from pdca.domain.cycles.opening import due_openings, preview
from pdca.domain.people.organisation import Unit, UnitKind
from tests.builders.board import UNITS, an_organisation, clocks
from tests.builders.cycles import a_programme

EVERYBODY = {unit.code for unit in UNITS}
FIRST = date(2026, 10, 1)


def taking(*units: str, **given: Any) -> Taking:
    return Taking(an_organisation(), Approach(units=units), **given)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((), EVERYBODY),
        (("BRUG",), {"KADE", "BRUG", "ONB"}),
        (("HAVEN", "BUR"), {"KADE", "HAVEN", "BUR"}),
        (("KADE",), EVERYBODY),
    ],
)
def test_who_is_chosen_takes_part_with_all_below_and_the_board_always_does(
    chosen: tuple[str, ...], expected: set[str]
) -> None:
    assert {code for code in EVERYBODY if taking(*chosen).takes_part(code)} == expected


def test_teams_are_chosen_with_their_school() -> None:
    assert [one.code for one in to_choose(UNITS)] == ["KADE", "BUR", "BRUG", "HAVEN", "OEVER"]


def test_a_team_of_the_board_itself_is_chosen_by_itself() -> None:
    team = Unit(code="STAF", name="Staf", kind=UnitKind.TEAM, parent="KADE")
    assert "STAF" in [one.code for one in to_choose([*UNITS, team])]
    alone = Unit(code="STAF", name="Staf", kind=UnitKind.TEAM)
    assert to_choose([alone]) == [alone]


@pytest.mark.parametrize(
    ("chosen", "kind", "limit", "expected"),
    [
        ((), UnitKind.SCHOOL, (), ["BRUG", "HAVEN", "OEVER"]),
        (("BRUG", "HAVEN"), UnitKind.SCHOOL, (), ["BRUG", "HAVEN"]),
        (("BRUG",), UnitKind.BOARD, (), ["KADE"]),
        (("BRUG",), UnitKind.TEAM, (), ["ONB"]),
        (("HAVEN",), UnitKind.TEAM, (), []),
        ((), UnitKind.SCHOOL, ("HAVEN",), ["HAVEN"]),
        ((), UnitKind.TEAM, ("BRUG",), ["ONB"]),
        ((), UnitKind.SCHOOL, ("KADE",), ["BRUG", "HAVEN", "OEVER"]),
        (("BRUG", "HAVEN"), UnitKind.SCHOOL, ("HAVEN", "OEVER"), ["HAVEN"]),
    ],
)
def test_a_programme_opens_at_the_units_of_its_kind_that_take_part_and_that_it_is_for(
    chosen: tuple[str, ...], kind: UnitKind, limit: tuple[str, ...], expected: list[str]
) -> None:
    programme = a_programme(scope=kind, units=limit)
    part = taking(*chosen)
    assert [one.code for one in part.units_of(programme, FIRST)] == expected
    due = due_openings(programme, part, clocks(), date(2026, 9, 1), (), FIRST)
    assert [one.unit for one in due] == expected
    coming = preview([programme], part, clocks(), Period(FIRST, FIRST))
    assert [one.unit for one in coming] == expected


@pytest.mark.parametrize(("day", "opens"), [(FIRST, True), (date(2026, 10, 2), False)])
def test_what_would_have_opened_before_a_unit_joined_is_not_made_up_for(day: date, opens: bool) -> None:
    part = taking("BRUG", "HAVEN", joined={"HAVEN": day})
    due = due_openings(a_programme(), part, clocks(), date(2026, 9, 1), (), date(2026, 10, 5))
    assert [one.unit for one in due] == (["BRUG", "HAVEN"] if opens else ["BRUG"])


def test_the_versions_of_a_plan_tell_since_when_a_unit_takes_part() -> None:
    one, two, three = date(2026, 9, 21), date(2027, 2, 1), date(2027, 8, 1)
    organisation = an_organisation()
    assert joined(organisation, [(one, ("BRUG",))]) == {}
    assert joined(organisation, [(one, ("BRUG",)), (two, ("BRUG", "HAVEN"))]) == {"HAVEN": two}
    assert joined(organisation, [(one, ("BRUG",)), (two, ("KADE",))]) == {
        "HAVEN": two,
        "OEVER": two,
        "BUR": two,
    }
    left = [(one, ("BRUG", "HAVEN")), (two, ("HAVEN",)), (three, ("BRUG", "HAVEN"))]
    assert joined(organisation, left) == {"BRUG": three, "ONB": three}
    assert joined(organisation, left[:2]) == {}


@pytest.mark.parametrize(
    ("school", "team", "last"),
    [
        (None, None, date.max),
        (FIRST, None, FIRST),
        (None, FIRST, FIRST),
        (FIRST, date(2026, 9, 1), date(2026, 9, 1)),
    ],
)
def test_a_unit_ends_with_the_first_of_what_it_is_part_of(
    school: date | None, team: date | None, last: date
) -> None:
    ends = {"BRUG": school, "ONB": team}
    organisation = an_organisation(units=[replace(one, active_until=ends.get(one.code)) for one in UNITS])
    assert organisation.last_day("ONB") == last
    assert not organisation.has_ended("ONB", last)
    if last < date.max:
        assert organisation.has_ended("ONB", last + timedelta(days=1))


@pytest.mark.parametrize(("last", "opens"), [(FIRST, True), (date(2026, 9, 30), False)])
def test_the_year_plan_shows_what_opens_up_to_the_last_day(last: date, opens: bool) -> None:
    organisation = an_organisation(
        units=[replace(one, active_until=last if one.code == "BRUG" else None) for one in UNITS]
    )
    coming = preview([a_programme()], Taking(organisation), clocks(), Period(FIRST, FIRST))
    assert ("BRUG" in [one.unit for one in coming]) is opens


BEFORE, TODAY, CAME = date(2026, 9, 1), date(2027, 9, 20), date(2027, 9, 20)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {}, CAME),
        (None, {"active_until": BEFORE}, BEFORE),
        ({}, {"name": "De Nieuwe Brug"}, BEFORE),
        ({}, {"parent": "HAVEN"}, CAME),
        ({}, {"kind": UnitKind.TEAM}, CAME),
        ({"active_until": TODAY}, {}, BEFORE),
        ({"active_until": TODAY - timedelta(days=1)}, {}, CAME),
        ({"active_until": TODAY - timedelta(days=1)}, {"active_until": TODAY}, CAME),
        ({"active_until": TODAY - timedelta(days=1)}, {"active_until": TODAY - timedelta(days=9)}, BEFORE),
    ],
)
def test_a_unit_is_in_its_place_since_it_came_moved_or_came_back(
    before: dict[str, Any] | None, after: dict[str, Any], expected: date
) -> None:
    brug = Unit(code="BRUG", name="De Brug", kind=UnitKind.SCHOOL, parent="KADE")
    was = None if before is None else replace(brug, since=BEFORE, **before)
    assert replace(brug, **after).placed(was, TODAY, CAME).since == expected
