"""Somebody new has to work somewhere that is still there; whoever came before it ended stays where they are."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.errors import BadFolder
from pdca.domain.folder import Place
from pdca.services.people.last_day import set_last_day
from tests.builders.board import NOOR, PEOPLE, UNITS, a_person
from tests.integration.services.desk import SHIPPED, Desk

BEGAN, LAST, NEXT = date(2026, 9, 21), date(2027, 7, 31), date(2027, 10, 1)
UNTIL_THE_SUMMER = tuple(replace(one, active_until=LAST) if one.code == "BRUG" else one for one in UNITS)
ENDED = "the last day of '{}' was 2027-07-31; choose another unit, or fill in active_until of whoever left already"


def test_somebody_new_is_refused_at_a_unit_that_ended_and_whoever_was_there_stays(desk: Desk) -> None:
    desk.load(BEGAN, programmes=())
    with desk.store.board("kade") as session:
        set_last_day(session, SHIPPED, "BRUG", LAST, NOOR, desk.at(BEGAN))
    new = (*PEOPLE, a_person("wim", "ONB", "staff@ONB"), a_person("yara", "BRUG"))
    homes = {new[-1].email: Place("personen.xlsx", 9, "eenheid")}
    with pytest.raises(BadFolder) as caught:
        desk.load(date(2027, 8, 1), people=new, programmes=(), homes=homes)
    assert [str(one) for one in caught.value.problems] == [
        f"people.csv: unit: {ENDED.format('ONB')}",
        f"personen.xlsx:9: eenheid: {ENDED.format('BRUG')}",
    ]
    assert desk.load(LAST, people=new, programmes=()).added == {"person": 2}
    assert desk.load(NEXT, people=new, programmes=()).is_empty


def test_somebody_new_who_left_already_may_have_worked_at_a_unit_that_ended(desk: Desk) -> None:
    desk.load(BEGAN, programmes=())
    gone = (*PEOPLE, a_person("wim", "ONB", until=LAST))
    report = desk.load(NEXT, units=UNTIL_THE_SUMMER, people=gone, programmes=())
    assert report.added == {"person": 1}


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_board_that_is_not_there_yet_is_not_made_for_people_of_a_unit_that_ended(
    desk: Desk, dry_run: bool
) -> None:
    with pytest.raises(BadFolder, match="5 problems"):
        desk.load(NEXT, units=UNTIL_THE_SUMMER, programmes=(), dry_run=dry_run)
    assert not desk.store.boards()
