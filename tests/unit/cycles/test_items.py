"""Which deadlines a cycle gives, and exactly when its own ladder begins anew."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.cycles.cycle import Cycle, CycleState, TaskState
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.items import deadlines_of, review, settle, waiting
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.notices.notice import Deadline, ItemKind
from tests.builders.actions import an_action
from tests.builders.board import BAS, NOOR, QUIN, SAM, TODAY
from tests.builders.cycles import a_cycle, act_as, task_as, with_everything_there, with_tasks_done

S = CycleState
ID = "internal-audit/BRUG/2026-2027"
OPENED, LATER = date(2026, 10, 1), TODAY + timedelta(days=7)


def items(cycle: Cycle, is_green: bool = False) -> list[str]:
    return [one.item.removeprefix(ID) for one in deadlines_of(cycle, is_green, TODAY)]


def test_the_open_tasks_of_the_current_phase_are_items_due_with_their_phase() -> None:
    cycle = a_cycle()
    assert deadlines_of(cycle, False, TODAY) == [
        Deadline(
            item=f"{ID}/{code}",
            version=1,
            kind=ItemKind.TASK,
            unit="BRUG",
            owner=owner,
            due=cycle.phase("plan").due,
            since=OPENED,
        )
        for code, owner in (("appoint-team", NOOR), ("audit-plan", QUIN))
    ]


def test_a_task_that_has_ended_or_whose_phase_has_not_begun_is_no_item() -> None:
    assert items(task_as(NOOR, a_cycle(), "appoint-team")) == ["/audit-plan"]
    assert items(with_tasks_done(a_cycle())) == []


def test_a_task_that_was_given_away_is_an_item_of_its_new_version() -> None:
    moved = task_as(QUIN, a_cycle(), "audit-plan", TaskEvent.REASSIGN, to=BAS, reason="ruil")
    deadline = deadlines_of(moved, False, TODAY)[1]
    assert (deadline.owner, deadline.version, deadline.since) == (BAS, 2, TODAY)


@pytest.mark.parametrize("state", [S.PLAN, S.DO, S.CHECK])
def test_a_cycle_waits_for_its_owner_once_the_gate_is_green(state: CycleState) -> None:
    cycle = a_cycle(state=state)
    assert waiting(cycle, False) is None
    found = waiting(cycle, True)
    assert found is not None
    assert (found.phase, found.person, found.due) == (state, QUIN, cycle.phase(state).due)


def test_in_act_a_cycle_waits_for_its_owner_until_green_and_then_for_its_closer() -> None:
    cycle = a_cycle(state=S.ACT)
    before, after = waiting(cycle, False), waiting(cycle, True)
    assert before is not None
    assert after is not None
    assert (before.person, after.person) == (QUIN, SAM)
    assert before.due == after.due == cycle.phase("act").due


@pytest.mark.parametrize("state", [S.SCHEDULED, S.CLOSED, S.CANCELLED])
def test_a_cycle_that_is_not_open_gives_no_items(state: CycleState) -> None:
    assert waiting(a_cycle(state=state), True) is None
    assert deadlines_of(a_cycle(state=state), True, TODAY) == []


def test_the_cycle_itself_is_an_item_of_who_it_waits_for() -> None:
    ready = settle(with_everything_there(a_cycle(state=S.ACT)), True, TODAY)
    assert deadlines_of(ready, True, LATER) == [
        Deadline(
            item=ID,
            version=1,
            kind=ItemKind.CYCLE,
            unit="BRUG",
            owner=SAM,
            due=ready.phase("act").due,
            since=TODAY,
        )
    ]


def test_an_unowned_cycle_is_an_unowned_item() -> None:
    ready = with_tasks_done(a_cycle(owner=None))
    assert [one.owner for one in deadlines_of(ready, True, TODAY)] == [None]
    assert settle(settle(ready, True, TODAY), True, LATER).version == 1


def test_deadlines_of_a_cycle_that_was_not_settled_are_those_of_the_settled_one() -> None:
    ready = with_tasks_done(a_cycle())
    assert deadlines_of(ready, True, TODAY) == deadlines_of(settle(ready, True, TODAY), True, LATER)


def test_the_first_wait_is_the_first_version_and_begins_today() -> None:
    settled = settle(with_tasks_done(a_cycle()), True, TODAY)
    assert (settled.version, settled.since) == (1, TODAY)


def test_waiting_for_the_same_person_is_the_same_version() -> None:
    once = settle(with_tasks_done(a_cycle()), True, TODAY)
    assert settle(once, True, LATER) is once


def test_another_person_another_phase_or_waiting_again_is_a_new_version() -> None:
    first = settle(with_tasks_done(a_cycle()), True, TODAY)
    other = settle(replace(first, owner=BAS), True, LATER)
    assert (other.version, other.since) == (2, LATER)
    moved = settle(with_tasks_done(act_as(BAS, other, CycleEvent.ADVANCE)), True, LATER)
    assert (moved.version, moved.waits) == (3, f"do:{BAS}")
    paused = settle(moved, False, LATER)
    assert (paused.version, paused.waits) == (3, "")
    assert settle(paused, True, LATER).version == 4


def test_when_the_owner_closes_too_turning_green_changes_nothing() -> None:
    cycle = settle(a_cycle(state=S.ACT, closer=QUIN), False, TODAY)
    assert settle(cycle, True, LATER) is cycle


# Phase, owner, closer and gate of a cycle after each of a number of changes.
CHANGES = st.lists(
    st.tuples(
        st.sampled_from([S.PLAN, S.DO, S.CHECK, S.ACT, S.CLOSED]),
        st.sampled_from([QUIN, BAS, None]),
        st.sampled_from([SAM, QUIN, None]),
        st.booleans(),
    ),
    max_size=12,
)


def waits_for(state: CycleState, owner: Any, closer: Any, is_green: bool) -> tuple[Any, ...] | None:
    if state is S.CLOSED or (state is not S.ACT and not is_green and owner is not None):
        return None
    return (state, closer if state is S.ACT and is_green else owner)


@given(CHANGES)
def test_a_ladder_begins_anew_exactly_when_somebody_else_or_another_phase_is_waited_for(
    changes: list[tuple[CycleState, Any, Any, bool]],
) -> None:
    cycle, before, versions = a_cycle(), None, 0
    for number, (state, owner, closer, is_green) in enumerate(changes):
        today = OPENED + timedelta(days=number)
        expected = waits_for(state, owner, closer, is_green)
        cycle = settle(replace(cycle, state=state, owner=owner, closer=closer), is_green, today)
        if expected is not None and expected != before:
            versions += 1
            assert cycle.since == today
        before = expected
        assert cycle.version == max(versions, 1)
        assert settle(cycle, is_green, today + timedelta(days=1)) is cycle


def test_a_review_settles_by_the_gates_themselves() -> None:
    cycle = a_cycle()
    assert review(GateView(cycle=cycle), TODAY) == cycle
    ready = with_tasks_done(cycle)
    assert review(GateView(cycle=ready), TODAY) == settle(ready, True, TODAY)


def test_a_review_remembers_that_actions_came_of_a_cycle() -> None:
    cycle = review(GateView(cycle=a_cycle(), actions=(an_action(cycle=ID),)), TODAY)
    assert cycle.had_actions
    assert review(GateView(cycle=cycle), TODAY) == cycle


def test_a_task_whose_phase_began_without_a_date_counts_from_today() -> None:
    odd = a_cycle(state=S.DO)
    assert [one.since for one in deadlines_of(odd, False, TODAY)] == [TODAY]
    assert all(task.state is TaskState.OPEN for task in odd.current_tasks())
