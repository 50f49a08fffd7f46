"""A cycle's year on a real store: it opens by itself, people move it on, and only the right person closes it."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.action import Phase, RequestKind
from pdca.domain.actions.machine import Event
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle, CycleState, PreviousChoice, Reflection
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.errors import NotFound, Refused
from pdca.domain.people.organisation import UnitKind
from tests.builders.board import ANNA, BO, HUGO, NOOR, QUIN, SAM, TESS
from tests.builders.cycles import a_programme
from tests.integration.services.desk import Desk, a_row

OPENS = date(2026, 10, 1)
AUDIT = "internal-audit/BRUG/2026-2027"
NEXT_AUDIT = "internal-audit/BRUG/2027-2028"
BRUG_ONLY = replace(a_programme(), scope=UnitKind.SCHOOL)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """De Kade on the day its audits open, with one action of Anna's from an audit."""
    desk.load(date(2026, 9, 21), programmes=[BRUG_ONLY])
    desk.run(OPENS)
    return desk


def do_phase(desk: Desk, day: date, id: str = AUDIT) -> Cycle:
    """Let everybody do the tasks of the current phase, and its owner move the cycle on."""
    for task in list(desk.cycle(id).current_tasks()):
        desk.on_task(day, f"{id}/{task.code}", task.owner or NOOR)
    return desk.on_cycle(day, id, CycleEvent.ADVANCE, QUIN)


def bring_to_act(desk: Desk, id: str = AUDIT, start: date = OPENS) -> None:
    """Do plan, do and check on three days in a row, and the tasks of act."""
    for phase in range(3):
        do_phase(desk, date.fromordinal(start.toordinal() + phase), id)
    for task in list(desk.cycle(id).current_tasks()):
        desk.on_task(start, f"{id}/{task.code}", task.owner or NOOR)


def fill_gates(desk: Desk, day: date, id: str = AUDIT) -> None:
    """Bring together what the act gate asks for."""
    desk.on_cycle(day, id, CycleEvent.RECORD_REPORT, QUIN, report="kwaliteitsmap/2026/audit")
    desk.on_cycle(day, id, CycleEvent.REFLECT, QUIN, reflection=Reflection.HELPED, words="Lessen zijn beter")


def test_the_audits_open_once_on_their_day_with_people_for_every_role(opened: Desk) -> None:
    opened.run(OPENS, date(2026, 10, 2))
    with opened.store.reading("kade") as session:
        assert sorted(session.cycle_ids()) == [
            "internal-audit/BRUG/2026-2027",
            "internal-audit/HAVEN/2026-2027",
            "internal-audit/OEVER/2026-2027",
        ]
    cycle = opened.cycle(AUDIT)
    assert (cycle.owner, cycle.closer, cycle.is_late) == (QUIN, SAM, False)
    assert {task.code: task.owner for task in cycle.tasks}[
        "audit-day"
    ] == HUGO  # an auditor of another school
    assert ("10-01", "assigned", "noor") in opened.told(f"{AUDIT}/appoint-team")


def test_an_action_from_an_audit_joins_the_cycle_that_opens(opened: Desk) -> None:
    assert opened.action().cycle == AUDIT


def test_a_cycle_missed_during_downtime_opens_late_and_says_so(desk: Desk) -> None:
    desk.load(date(2026, 9, 21), programmes=[BRUG_ONLY])
    desk.run(date(2026, 11, 2))
    cycle = desk.cycle(AUDIT)
    assert (cycle.opened, cycle.is_late) == (date(2026, 11, 2), True)


def test_a_period_that_was_over_before_the_board_was_there_never_opens(desk: Desk) -> None:
    since_2024 = replace(
        BRUG_ONLY, schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2024-2025")
    )
    desk.load(date(2026, 9, 21), programmes=[since_2024])
    desk.run(date(2026, 11, 2))
    with desk.store.reading("kade") as session:
        assert {id.rpartition("/")[2] for id in session.cycle_ids()} == {"2026-2027"}


def test_a_school_without_a_quality_coordinator_asks_the_quality_manager_for_an_owner(opened: Desk) -> None:
    haven = "internal-audit/HAVEN/2026-2027"
    assert opened.cycle(haven).owner is None
    assert ("10-01", "reassign", "noor") in opened.told(haven)


def test_a_phase_ends_only_when_its_gate_holds_and_its_owner_moves_it_on(opened: Desk) -> None:
    with pytest.raises(Refused, match="appoint-team"):
        opened.on_cycle(OPENS, AUDIT, CycleEvent.ADVANCE, QUIN)
    opened.on_task(OPENS, f"{AUDIT}/appoint-team", NOOR)
    opened.on_task(OPENS, f"{AUDIT}/audit-plan", QUIN)
    opened.run(date(2026, 10, 2))
    assert ("10-02", "assigned", "quin") in opened.told(AUDIT)  # the offer to move on
    with pytest.raises(Refused, match="cycle_owner"):
        opened.on_cycle(OPENS, AUDIT, CycleEvent.ADVANCE, TESS)
    assert opened.on_cycle(OPENS, AUDIT, CycleEvent.ADVANCE, QUIN).state is CycleState.DO


def test_a_cycle_closes_by_the_right_person_on_a_ground_when_everything_is_there(opened: Desk) -> None:
    bring_to_act(opened)
    day = date(2026, 10, 8)
    with pytest.raises(Refused, match="report"):
        opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, SAM, ground="af")
    fill_gates(opened, day)
    with pytest.raises(Refused, match="A-004"):
        opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, SAM, ground="af")
    opened.decide(day, AUDIT, "A-004", Event.CARRY_OVER, QUIN, reason="loopt door")
    with pytest.raises(Refused, match="Sam, as school_leader"):
        opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, QUIN, ground="af")
    closed = opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, SAM, ground="Alle punten zijn belegd")
    assert (closed.state, closed.closed_by, closed.ground) == (
        CycleState.CLOSED,
        SAM,
        "Alle punten zijn belegd",
    )
    with opened.store.reading("kade") as session:
        assert session.deadline(AUDIT) is None
    assert opened.store.verify("kade") == []


def test_the_closer_is_asked_once_the_gate_of_act_is_green(opened: Desk) -> None:
    bring_to_act(opened)
    fill_gates(opened, date(2026, 10, 8))
    with opened.store.reading("kade") as session:
        before = session.deadline(AUDIT)
    opened.decide(date(2026, 10, 8), AUDIT, "A-004", Event.DROP, QUIN, reason="achterhaald")
    with opened.store.reading("kade") as session:
        after = session.deadline(AUDIT)
    assert before is not None
    assert after is not None
    assert (before.deadline.owner, after.deadline.owner) == (QUIN, SAM)
    assert opened.action().phase is Phase.CANCELLED


def test_what_is_carried_over_arrives_in_the_next_cycle_by_itself(opened: Desk) -> None:
    bring_to_act(opened)
    fill_gates(opened, date(2026, 10, 8))
    opened.decide(date(2026, 10, 8), AUDIT, "A-004", Event.CARRY_OVER, QUIN, reason="loopt door")
    opened.on_cycle(date(2026, 10, 8), AUDIT, CycleEvent.CLOSE, SAM, ground="klaar")
    assert (opened.action().cycle, opened.action().carried) == (None, 1)
    opened.run(date(2027, 10, 1))
    assert opened.action().cycle == NEXT_AUDIT
    assert opened.cycle(NEXT_AUDIT).previous is None


def test_a_new_period_does_not_pile_up_on_an_unclosed_one_without_a_decision(opened: Desk) -> None:
    opened.run(date(2027, 10, 1))
    cycle = opened.cycle(NEXT_AUDIT)
    decide = f"{NEXT_AUDIT}/decide-previous"
    assert (cycle.previous, cycle.tasks[0].code) == (AUDIT, "decide-previous")
    with pytest.raises(Refused, match="first"):
        opened.on_task(date(2027, 10, 1), decide, QUIN, choice=PreviousChoice.CLOSE)
    opened.on_task(date(2027, 10, 1), decide, QUIN, choice=PreviousChoice.CARRY, reason="samenvoegen")
    assert opened.cycle(AUDIT).state is CycleState.CANCELLED
    assert (opened.action().cycle, opened.action().carried) == (NEXT_AUDIT, 1)
    assert opened.store.verify("kade") == []


def test_the_third_carry_over_is_the_boards(opened: Desk) -> None:
    with opened.store.board("kade") as session:
        tired = replace(session.action("A-004"), carried=2)
        session.record("action_loaded", tired, actor="load", at=opened.at(OPENS))
    bring_to_act(opened)
    fill_gates(opened, date(2026, 10, 8))
    day = date(2026, 10, 8)
    opened.decide(day, AUDIT, "A-004", Event.CARRY_OVER, QUIN, reason="weer niet af")
    with opened.store.reading("kade") as session:
        request = session.open_request("A-004")
    assert request is not None
    assert (request.kind, request.responsible) == (RequestKind.CARRY_OVER, BO)
    turn = opened.action().responsible
    assert turn not in (None, QUIN)
    with pytest.raises(Refused, match="Quin asked this about A-004"):
        opened.act(day, Event.WITHDRAW, str(turn))
    with pytest.raises(Refused, match="board"):
        opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, SAM, ground="af")
    with pytest.raises(Refused, match="board"):
        opened.act(day, Event.GRANT, NOOR)
    assert opened.act(day, Event.GRANT, BO, reason="nog een keer dan").carried == 3
    assert opened.on_cycle(day, AUDIT, CycleEvent.CLOSE, SAM, ground="klaar").state is CycleState.CLOSED


def test_a_closer_who_owns_an_open_action_in_it_is_refused_with_the_reason(desk: Desk) -> None:
    lax = replace(
        BRUG_ONLY, phases=tuple(replace(phase, gates=phase.gates[:1]) for phase in BRUG_ONLY.phases)
    )
    desk.load(date(2026, 9, 21), a_row(owner=SAM), programmes=[lax])
    desk.run(OPENS)
    bring_to_act(desk)
    with pytest.raises(Refused, match=r"A-004.*four eyes"):
        desk.on_cycle(date(2026, 10, 8), AUDIT, CycleEvent.CLOSE, SAM, ground="af")


def test_unknown_cycles_and_tasks_are_named(opened: Desk) -> None:
    with pytest.raises(NotFound, match="no-such-task"):
        opened.on_task(OPENS, f"{AUDIT}/no-such-task", QUIN)
    with pytest.raises(NotFound):
        opened.on_cycle(OPENS, "internal-audit/BRUG/1999-2000", CycleEvent.ADVANCE, QUIN)
    with pytest.raises(NotFound, match="task"):
        opened.on_task(OPENS, "task", QUIN)


def test_merging_and_waiting_requests_go_through_the_cycle(opened: Desk) -> None:
    opened.load(date(2026, 10, 2), a_row(), a_row("A-005", title="Tweede punt"), programmes=[BRUG_ONLY])
    assert opened.action("A-005").cycle == AUDIT
    opened.act(date(2026, 10, 2), Event.HAND_BACK, ANNA, reason="niet van mij")
    with pytest.raises(Refused, match="still waiting"):
        opened.decide(date(2026, 10, 2), AUDIT, "A-004", Event.MERGE, QUIN, reason="zelfde", to="A-005")
    with pytest.raises(Refused, match="cycle"):
        opened.act(date(2026, 10, 2), Event.CARRY_OVER, QUIN, reason="door")
    merged = opened.decide(date(2026, 10, 2), AUDIT, "A-005", Event.MERGE, QUIN, reason="zelfde", to="A-004")
    assert merged.phase is Phase.CANCELLED
