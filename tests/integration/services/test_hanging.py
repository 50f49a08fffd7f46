"""What a cycle that is still open waits for, and for whom, so that a quality officer sees where the year hangs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.cycles.machine import CycleEvent
from pdca.services.simulation.hanging import Awaited, Cause, Hanging, Standing, hanging_cycles
from tests.builders.board import BAS, BO, NOOR, QUIN, SAM, away, days_of
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk
from tests.integration.services.test_cycles import AUDIT, OPENS, bring_to_act, do_phase, fill_gates

PLAN_DUE = date(2026, 11, 5)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """De Kade on the day its audits open, with one action of Anna's from an audit."""
    desk.load(date(2026, 9, 21), programmes=[a_programme()])
    desk.run(OPENS)
    return desk


def hanging(desk: Desk, day: date) -> Sequence[Hanging]:
    """Return what is open on a day."""
    with desk.store.reading("kade") as session:
        return hanging_cycles(session, SHIPPED, desk.at(day))


def audit(desk: Desk, day: date) -> Hanging:
    """Return how De Brug's audit hangs on a day."""
    return next(one for one in hanging(desk, day) if one.id == AUDIT)


def said(one: Hanging) -> str:
    """Return what is missing, in English."""
    return "; ".join(map(str, one.missing))


def test_a_phase_with_open_tasks_waits_for_those_who_hold_them(opened: Desk) -> None:
    found = audit(opened, OPENS)
    assert (found.phase, found.cause, found.unit_name) == (CycleState.PLAN, Cause.TASK, "De Brug")
    assert {one.person for one in found.waits_for} == {NOOR, QUIN}
    assert said(found) == "not done or waived yet: 'appoint-team'; 'audit-plan'"


def test_a_task_that_is_done_is_not_waited_for(opened: Desk) -> None:
    opened.on_task(OPENS, f"{AUDIT}/appoint-team", NOOR)
    assert audit(opened, OPENS).waits_for == (Awaited(person=QUIN),)


def test_a_phase_in_which_all_is_done_waits_for_the_owner_to_start_the_next(opened: Desk) -> None:
    opened.on_task(OPENS, f"{AUDIT}/appoint-team", NOOR)
    opened.on_task(OPENS, f"{AUDIT}/audit-plan", QUIN)
    found = audit(opened, OPENS)
    assert (found.cause, found.waits_for, found.missing) == (Cause.NEXT_PHASE, (Awaited(person=QUIN),), ())


def test_at_its_end_a_cycle_waits_for_report_and_reflection_and_then_for_its_closer(opened: Desk) -> None:
    bring_to_act(opened)
    opened.decide(OPENS, AUDIT, "A-004", Event.DROP, QUIN, reason="past niet meer")
    found = audit(opened, OPENS)
    assert (found.phase, found.cause, found.waits_for) == (
        CycleState.ACT,
        Cause.ROUNDING_OFF,
        (Awaited(person=QUIN),),
    )
    assert "the report is not there yet" in said(found)
    fill_gates(opened, OPENS)
    found = audit(opened, OPENS)
    assert (found.cause, found.waits_for, found.missing) == (Cause.CLOSING, (Awaited(person=SAM),), ())


def test_a_cycle_whose_actions_lie_with_the_board_waits_for_the_board(opened: Desk) -> None:
    bring_to_act(opened)
    fill_gates(opened, OPENS)
    with opened.store.board("kade") as session:
        twice = replace(session.action("A-004"), carried=2)
        session.record("action_carry_over", twice, actor=QUIN, at=opened.at(OPENS))
    opened.decide(OPENS, AUDIT, "A-004", Event.CARRY_OVER, QUIN, reason="nog nodig", to="2027-2028")
    found = audit(opened, OPENS)
    assert (found.cause, found.waits_for) == (Cause.BOARD, (Awaited(person=BO),))
    assert said(found) == "the board still decides about: A-004"


def test_what_ends_after_the_day_is_not_late_but_may_be_behind(opened: Desk) -> None:
    # plan takes 20 school days, the phases after it another 80
    ends = opened.cycle(AUDIT).phases[-1].due
    after = days_of().after(ends, 1)
    found = [audit(opened, day) for day in (PLAN_DUE, date(2026, 11, 6), date(2026, 11, 8), ends, after)]
    assert {(one.due, one.ends) for one in found} == {(PLAN_DUE, ends)}
    assert [(one.standing, one.days_late) for one in found] == [
        (Standing.ON_COURSE, 0),
        (Standing.BEHIND, 1),
        (Standing.BEHIND, 1),
        (Standing.BEHIND, 80),
        (Standing.LATE, 81),
    ]


def test_what_is_late_names_who_stands_in_for_somebody_away(desk: Desk) -> None:
    desk.load(date(2026, 9, 21), programmes=[a_programme()], absences=[away(QUIN, date(2026, 10, 2))])
    desk.run(OPENS)
    desk.on_task(OPENS, f"{AUDIT}/appoint-team", NOOR)
    assert audit(desk, date(2026, 10, 5)).waits_for == (Awaited(person=QUIN, stand_in=BAS),)


def test_a_cycle_that_nobody_runs_waits_for_nobody_yet(opened: Desk) -> None:
    other = next(one for one in hanging(opened, OPENS) if one.unit == "OEVER")
    assert Awaited(person=None) in other.waits_for


def test_what_is_closed_does_not_hang_and_the_latest_comes_first(opened: Desk) -> None:
    do_phase(opened, OPENS)
    late = [one.unit for one in hanging(opened, date(2027, 6, 1))]
    assert late[-1] == "BRUG"  # its phase was due later than that of the two others
    bring_rest = [CycleState.DO, CycleState.CHECK]
    for phase in bring_rest:
        assert opened.cycle(AUDIT).state is phase
        do_phase(opened, OPENS)
    for task in list(opened.cycle(AUDIT).current_tasks()):
        opened.on_task(OPENS, f"{AUDIT}/{task.code}", task.owner or NOOR)
    opened.decide(OPENS, AUDIT, "A-004", Event.DROP, QUIN, reason="past niet meer")
    fill_gates(opened, OPENS)
    opened.on_cycle(OPENS, AUDIT, CycleEvent.CLOSE, SAM, ground="besproken")
    assert {one.unit for one in hanging(opened, date(2027, 6, 1))} == {"HAVEN", "OEVER"}
