"""An action joins an open cycle of its unit; none slips out of a cycle that still has to decide about it."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.action import Action, Source
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.cycles.programme import ProgrammeKind
from pdca.domain.errors import NotFound, Refused
from pdca.services.actions.linking import link_action
from tests.builders.board import ANNA, HUGO, NOOR, QUIN, SAM, TESS, a_person, mail
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN, OPENS, LINKED = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 5)
AUDIT, OTHER = "internal-audit/BRUG/2026-2027", "internal-audit/OEVER/2026-2027"
REVIEW = "review/BRUG/2026-2027"


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade with an audit, a review, an action in the audit, and a loose one."""
    review = a_programme(code="review", kind=ProgrammeKind.MANAGEMENT_REVIEW)
    rows = (a_row(), a_row("A-005", source=Source.OTHER, owner=ANNA))
    people = [a_person("piet", "HAVEN", "staff@HAVEN")]
    desk.load(BEGAN, *rows, programmes=[a_programme(), review], people=people)
    desk.run(OPENS)
    assert (desk.action().cycle, desk.action("A-005").cycle) == (AUDIT, None)
    return desk


def link(desk: Desk, ref: str = "A-005", cycle: str = AUDIT, *, by: str = QUIN) -> Action:
    """Let somebody put an action into a cycle."""
    with desk.store.board("kade") as session:
        return link_action(session, SHIPPED, ref, cycle, by, desk.at(LINKED))


@pytest.mark.parametrize("by", [QUIN, NOOR, SAM, TESS])
def test_whoever_runs_the_cycle_or_leads_there_puts_an_action_into_it(board: Desk, by: str) -> None:
    before = board.action("A-005")
    assert link(board, by=by) == replace(before, cycle=AUDIT)
    assert link(board, by=by).cycle == AUDIT
    assert board.cycle(AUDIT).had_actions
    assert board.store.verify("kade") == []


def test_others_do_not(board: Desk) -> None:
    with pytest.raises(Refused, match="Anna may not"):
        link(board, by=ANNA)
    with pytest.raises(NotFound):
        link(board, by=mail("piet"))
    with pytest.raises(Refused, match="Hugo may not"):
        link(board, by=HUGO)
    assert board.action("A-005").cycle is None


def test_whoever_has_an_action_in_another_school_does_not_learn_of_the_cycles_there(board: Desk) -> None:
    board.act(LINKED, Event.REASSIGN, TESS, "A-005", to=mail("piet"), reason="invaller")
    with pytest.raises(NotFound, match=AUDIT):
        link(board, by=mail("piet"))


def test_an_action_stays_where_it_is_still_to_be_decided(board: Desk) -> None:
    with pytest.raises(Refused, match="carry it over"):
        link(board, "A-004", REVIEW)
    board.on_cycle(LINKED, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    assert link(board, "A-004", REVIEW).cycle == REVIEW


def test_both_are_open_and_of_one_unit(board: Desk) -> None:
    with pytest.raises(Refused, match="another unit"):
        link(board, cycle=OTHER, by=NOOR)
    board.on_cycle(LINKED, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    with pytest.raises(Refused, match="cancelled"):
        link(board)
    board.act(LINKED, Event.CANCEL, TESS, "A-005", reason="dubbel")
    with pytest.raises(Refused, match="A-005 is cancelled"):
        link(board, cycle=REVIEW)
