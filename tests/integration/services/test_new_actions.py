"""Somebody adds an action: for somebody who works here, with a date, and in the cycle that takes it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Action, Phase, Size
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.services.actions.act_on_action import what_may
from pdca.services.actions.new_action import new_action
from pdca.services.cycles import act_on_cycle
from pdca.services.cycles.keeping import settle_cycles
from tests.builders.board import ANNA, BAS, QUIN, TESS, a_leaver
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN, OPENS = date(2026, 9, 21), date(2026, 10, 1)
AUDIT, OTHER = "internal-audit/BRUG/2026-2027", "internal-audit/OEVER/2026-2027"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """De Kade with an audit that opened."""
    desk.load(BEGAN, programmes=[a_programme()])
    desk.run(OPENS)
    return desk


def add(
    desk: Desk, ref: str = "A-100", *, cycle: str | None = None, actor: str = TESS, **changes: Any
) -> Action:
    """Let somebody add an action in the afternoon of the day the audits opened."""
    row = a_row(ref, **{"start": None, "size": None, **changes})
    with desk.store.board("kade") as session:
        return new_action(session, SHIPPED, row, actor, desk.at(OPENS, hours=6), cycle=cycle)


def test_a_small_one_is_under_way_at_once_and_its_owner_hears_it_the_next_day(opened: Desk) -> None:
    added = add(opened)
    assert (added.phase, added.size, added.started, added.since) == (Phase.DO, Size.SMALL, OPENS, OPENS)
    assert added.cycle == AUDIT
    opened.run(date(2026, 10, 2))
    assert opened.told("A-100") == [("10-02", "assigned", "anna")]


def test_a_large_one_begins_with_a_plan(opened: Desk) -> None:
    assert add(opened, grade="major").phase is Phase.PLAN
    assert add(opened, "A-101", size=Size.LARGE).phase is Phase.PLAN


def test_it_joins_the_cycle_that_was_named_if_that_is_open(opened: Desk) -> None:
    assert add(opened, cycle=OTHER).cycle == OTHER
    opened.on_cycle(OPENS, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    with pytest.raises(Refused, match="cancelled"):
        add(opened, "A-101", cycle=AUDIT)
    with pytest.raises(NotFound):
        add(opened, "A-101", cycle="internal-audit/BRUG/1999-2000")


def test_a_reference_is_used_once(opened: Desk) -> None:
    with pytest.raises(Refused, match="A-004"):
        add(opened, "A-004")


def test_it_needs_a_date_that_is_still_to_come(opened: Desk) -> None:
    with pytest.raises(BadInput, match="due"):
        add(opened, due=None)
    with pytest.raises(BadInput, match="2026-10-01"):
        add(opened, due=date(2026, 9, 30))
    assert add(opened, due=OPENS).due == OPENS


def test_neither_a_leaver_nor_a_stranger_adds_or_gets_one(opened: Desk) -> None:
    opened.load(OPENS, programmes=[a_programme()], people=[a_leaver(BAS, BEGAN)], hours=1)
    with pytest.raises(BadInput, match=BAS):
        add(opened, owner=BAS)
    with pytest.raises(BadInput, match=BAS):
        add(opened, actor=BAS)
    with pytest.raises(NotFound, match="niemand"):
        add(opened, actor="niemand@kade.example")


def test_a_teacher_adds_none_for_somebody_else_in_the_school(opened: Desk) -> None:
    assert add(opened, actor=ANNA).owner == ANNA
    with pytest.raises(Refused, match="Anna may not add an action to De Brug"):
        add(opened, "A-101", actor=ANNA, owner=BAS)


def test_what_somebody_may_do_follows_from_who_they_are(opened: Desk) -> None:
    with opened.store.reading("kade") as session:
        now = opened.at(OPENS)
        of_owner = what_may(session, SHIPPED, "A-004", ANNA, now)
        of_manager = what_may(session, SHIPPED, "A-004", TESS, now)
        assert {"report_done", "ask_more_time", "snooze"} <= of_owner
        assert {"extend", "reassign"} <= of_manager
        assert not of_owner & {"extend", "reassign"}
        assert what_may(session, SHIPPED, "A-004", BAS, now) == frozenset()
        assert "advance" in act_on_cycle.what_may(session, SHIPPED, AUDIT, QUIN, now)
        assert act_on_cycle.what_may(session, SHIPPED, AUDIT, ANNA, now) == frozenset()


def test_the_gates_of_a_cycle_say_what_is_missing(opened: Desk) -> None:
    with opened.store.reading("kade") as session:
        gates = act_on_cycle.gates_of(session, SHIPPED, AUDIT, opened.at(OPENS))
    assert [(gate.gate, str(gate.missing)) for gate in gates] == [
        ("tasks-done", "not done or waived yet: 'appoint-team'; 'audit-plan'")
    ]


def test_settling_finds_a_cycle_that_waits_for_somebody_else_and_then_nothing(opened: Desk) -> None:
    now = opened.at(OPENS, hours=8)
    assert settle_cycles(opened.store, "kade", SHIPPED, now) == 0
    with opened.store.board("kade") as session:
        unowned = replace(session.cycle(AUDIT), owner=None)
        session.record("cycle_settled", unowned, actor="engine", at=now)
    opened.load(
        OPENS, programmes=[a_programme()], people=[a_leaver(QUIN, BEGAN)], hours=8
    )  # nobody has the role
    assert settle_cycles(opened.store, "kade", SHIPPED, now) == 1
    assert settle_cycles(opened.store, "kade", SHIPPED, now) == 0
    with opened.store.reading("kade") as session:
        waiting = session.deadline(AUDIT)
    assert waiting is not None
    assert waiting.deadline.owner is None


def test_an_action_that_changes_in_a_closed_cycle_leaves_the_cycle_as_it_is(opened: Desk) -> None:
    opened.on_cycle(OPENS, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    before = opened.cycle(AUDIT)
    opened.load(date(2026, 10, 2), a_row(due=date(2026, 12, 4)), programmes=[a_programme()])
    assert opened.action().due == date(2026, 12, 4)
    assert opened.cycle(AUDIT) == before
