"""Tasks are done, waived, given away or taken up again; one of them decides about an unclosed earlier cycle."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Action, Phase
from pdca.domain.cycles.cycle import Cycle, CycleState, PreviousChoice, TaskState
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.machine import TASK, CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleSetting
from pdca.domain.cycles.opening import DECIDE_PREVIOUS
from pdca.domain.cycles.standing import task_standing
from pdca.domain.cycles.tasks import TaskAct, allowed_task_events, carry_previous, perform_task
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.machine import Who
from tests.builders.actions import an_action
from tests.builders.board import ANNA, BAS, HUGO, NOOR, QUIN, SAM, TODAY, a_bench, a_leaver, an_organisation
from tests.builders.cycles import (
    a_cycle,
    a_cycle_setting,
    act_as,
    an_opening,
    task_as,
    with_everything_there,
    with_tasks_done,
)

W = Who
ID = "internal-audit/BRUG/2026-2027"
BEFORE = "internal-audit/BRUG/2025-2026"
CARRY, CLOSE, RUN_BOTH = PreviousChoice


def test_a_task_is_done_by_its_holder_or_the_owner_of_the_cycle() -> None:
    for actor in (NOOR, QUIN):
        task = task_as(actor, a_cycle(), "appoint-team").task("appoint-team")
        assert (task.state, task.ended_by, task.ended_on) == (TaskState.DONE, actor, TODAY)
    with pytest.raises(Refused, match=r"/appoint-team \(done\): that is for: Quin, as cycle_owner; Noor"):
        task_as(ANNA, a_cycle(), "appoint-team")


def test_nothing_else_changes_with_it() -> None:
    before = a_cycle()
    after = task_as(NOOR, before, "appoint-team")
    assert after.tasks[1:] == before.tasks[1:]
    assert replace(after, tasks=before.tasks) == before


def test_a_task_is_waived_by_the_owner_of_the_cycle_with_a_reason() -> None:
    task = task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.WAIVE, reason="team van vorig jaar").tasks[0]
    assert (task.state, task.reason, task.ended_by) == (TaskState.WAIVED, "team van vorig jaar", QUIN)
    with pytest.raises(BadInput, match="waive needs: reason"):
        task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.WAIVE)
    with pytest.raises(Refused, match=r"that is for: Quin, as cycle_owner$"):
        task_as(NOOR, a_cycle(), "appoint-team", TaskEvent.WAIVE, reason="liever niet")


@pytest.mark.parametrize("actor", [HUGO, QUIN, SAM, NOOR])
def test_a_task_is_given_away_and_a_phase_that_has_not_begun_has_no_ladder(actor: str) -> None:
    task = task_as(actor, a_cycle(), "audit-day", TaskEvent.REASSIGN, to=BAS, reason="ruil").task("audit-day")
    assert (task.owner, task.version, task.since) == (BAS, 1, None)


def test_giving_away_a_task_that_runs_starts_a_new_version() -> None:
    task = task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.REASSIGN, to=BAS, reason="ruil").tasks[0]
    assert (task.owner, task.version, task.since) == (BAS, 2, TODAY)


def test_a_task_is_not_given_to_a_stranger_or_to_who_already_has_it() -> None:
    with pytest.raises(BadInput, match="is nobody who works here now"):
        task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.REASSIGN, to="x@kade.example", reason="ruil")
    with pytest.raises(Refused, match="already is with Noor"):
        task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.REASSIGN, to=NOOR, reason="ruil")
    with pytest.raises(BadInput, match="reassign needs: to, reason"):
        task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.REASSIGN)


@pytest.mark.parametrize("event", [TaskEvent.DONE, TaskEvent.WAIVE])
def test_a_task_is_taken_up_again_as_a_new_version(event: TaskEvent) -> None:
    ended = task_as(QUIN, a_cycle(), "appoint-team", event, reason="klaar")
    task = task_as(NOOR, ended, "appoint-team", TaskEvent.REOPEN).task("appoint-team")
    assert (task.state, task.version, task.since) == (TaskState.OPEN, 2, TODAY)
    assert (task.reason, task.ended_by, task.ended_on, task.choice) == ("", None, None, None)


@pytest.mark.parametrize("event", TaskEvent)
@pytest.mark.parametrize("state", TaskState)
def test_what_the_table_does_not_name_is_refused_to_everybody(event: TaskEvent, state: TaskState) -> None:
    first, *others = a_cycle().tasks
    cycle = a_cycle(tasks=(replace(first, state=state), *others))
    setting = a_cycle_setting(*Who)
    allowed = allowed_task_events(cycle, cycle.tasks[0], setting)
    if TASK.find(event, state) is None:
        assert event not in allowed
        with pytest.raises(Refused, match=f"/appoint-team is {state}: {event} is not possible there"):
            perform_task(cycle, "appoint-team", TaskAct(event=event, actor=QUIN), setting)
    else:
        assert event in allowed


def test_a_task_of_a_phase_that_is_over_stays_as_it_is() -> None:
    moved_on = act_as(QUIN, with_tasks_done(a_cycle()), CycleEvent.ADVANCE)
    with pytest.raises(Refused, match="belongs to plan, and that phase is over: the cycle is in do"):
        task_as(QUIN, moved_on, "appoint-team", TaskEvent.REOPEN)
    assert allowed_task_events(moved_on, moved_on.tasks[0], a_cycle_setting(*Who)) == frozenset()


def test_a_task_of_a_later_phase_can_be_done_early() -> None:
    assert task_as(HUGO, a_cycle(), "audit-day").task("audit-day").state is TaskState.DONE


@pytest.mark.parametrize("state", [CycleState.CLOSED, CycleState.CANCELLED])
def test_a_cycle_that_has_ended_has_nothing_left_to_do(state: CycleState) -> None:
    cycle = a_cycle(state=state)
    with pytest.raises(Refused, match=f"belongs to a cycle that is {state}"):
        task_as(QUIN, cycle, "appoint-team")
    assert allowed_task_events(cycle, cycle.tasks[0], a_cycle_setting(*Who)) == frozenset()


def test_an_unknown_task_is_named() -> None:
    with pytest.raises(NotFound, match=f"there is no task 'iets' in {ID}"):
        perform_task(a_cycle(), "iets", TaskAct(event=TaskEvent.DONE, actor=QUIN), a_cycle_setting())


def test_somebody_who_left_has_no_standing_at_a_task() -> None:
    bench = a_bench(an_organisation(people=[a_leaver(NOOR, date(2026, 10, 1))]))
    assert task_standing(bench, a_cycle(), a_cycle().tasks[0], NOOR) == frozenset()


# -- an earlier cycle that nobody closed ------------------------------------------------------------


def an_earlier(*actions: Action, **changes: Any) -> GateView:
    planned = date(2025, 10, 1)
    opening = an_opening(period="2025-2026", planned=planned, day=planned)
    return GateView(cycle=replace(a_cycle(opening, today=planned), **changes), actions=actions)


def decide(
    choice: PreviousChoice | None, previous: GateView, *, reason: str = ""
) -> tuple[Cycle, CycleSetting]:
    cycle = a_cycle(previous=previous.cycle)
    setting = a_cycle_setting(previous=previous)
    return task_as(QUIN, cycle, DECIDE_PREVIOUS, setting=setting, reason=reason, choice=choice), setting


def test_the_first_task_of_the_new_cycle_keeps_it_in_plan() -> None:
    cycle = a_cycle(previous=an_earlier().cycle)
    done = replace(cycle, tasks=(cycle.tasks[0], *with_tasks_done(cycle).tasks[1:]))
    with pytest.raises(Refused, match=r"not done or waived yet: .Decide about the previous cycle"):
        act_as(QUIN, done, CycleEvent.ADVANCE)


def test_deciding_needs_a_choice_and_is_never_waived() -> None:
    with pytest.raises(BadInput, match="done needs: choice"):
        decide(None, an_earlier())
    cycle = a_cycle(previous=an_earlier().cycle)
    with pytest.raises(Refused, match="cannot be waived: choose carry, close or run_both"):
        task_as(QUIN, cycle, DECIDE_PREVIOUS, TaskEvent.WAIVE, reason="geen tijd")


@pytest.mark.parametrize("previous", [None, GateView(cycle=a_cycle())])
def test_the_earlier_cycle_itself_is_needed_to_decide(previous: GateView | None) -> None:
    cycle = a_cycle(previous=an_earlier().cycle)
    with pytest.raises(BadInput, match=f"the cycle before {ID} is needed"):
        task_as(QUIN, cycle, DECIDE_PREVIOUS, setting=a_cycle_setting(previous=previous), choice=RUN_BOTH)


def test_close_is_refused_until_the_earlier_cycle_has_ended() -> None:
    with pytest.raises(Refused, match=f"close or cancel {BEFORE} first"):
        decide(CLOSE, an_earlier())
    for state in (CycleState.CLOSED, CycleState.CANCELLED):
        decided, _ = decide(CLOSE, an_earlier(state=state))
        assert (decided.tasks[0].state, decided.tasks[0].choice) == (TaskState.DONE, CLOSE)


@pytest.mark.parametrize("choice", [CARRY, RUN_BOTH])
def test_what_has_ended_is_neither_carried_nor_run_beside(choice: PreviousChoice) -> None:
    with pytest.raises(Refused, match=f"{BEFORE} already is closed: choose close"):
        decide(choice, an_earlier(state=CycleState.CLOSED), reason="samen")


def test_running_both_needs_a_reason() -> None:
    with pytest.raises(BadInput, match="done needs: reason"):
        decide(RUN_BOTH, an_earlier())
    decided, _ = decide(RUN_BOTH, an_earlier(), reason="andere locatie")
    assert (decided.tasks[0].choice, decided.tasks[0].reason) == (RUN_BOTH, "andere locatie")


def test_carrying_moves_the_open_actions_and_cancels_the_earlier_cycle_with_the_new_name() -> None:
    is_open = an_action(ref="A-1", cycle=BEFORE, carried=1)
    ended = an_action(ref="A-2", cycle=BEFORE, phase=Phase.CLOSED)
    decided, setting = decide(CARRY, an_earlier(is_open, ended), reason="bijna klaar")
    previous, moved = carry_previous(decided, QUIN, setting)
    assert moved == (replace(is_open, cycle=ID, carried=2),)
    assert (previous.state, previous.closed_by, previous.closed_on) == (CycleState.CANCELLED, QUIN, TODAY)
    assert previous.ground == f"bijna klaar → {ID}"
    assert previous.had_actions


def test_carrying_needs_no_reason_and_nothing_to_carry() -> None:
    decided, setting = decide(CARRY, an_earlier())
    previous, moved = carry_previous(decided, QUIN, setting)
    assert (previous.ground, previous.had_actions, moved) == (f"→ {ID}", False, ())


def test_what_would_be_carried_for_the_third_time_goes_to_the_board_first() -> None:
    third = an_action(ref="A-3", cycle=BEFORE, carried=2)
    with pytest.raises(Refused, match=f"third time: A-3; ask it in {BEFORE}, or merge or drop them there"):
        decide(CARRY, an_earlier(third, an_action(ref="A-1", cycle=BEFORE)))


def test_a_decision_is_taken_back_until_it_has_been_carried_out() -> None:
    both, _ = decide(RUN_BOTH, an_earlier(), reason="andere locatie")
    again = task_as(QUIN, both, DECIDE_PREVIOUS, TaskEvent.REOPEN)
    assert (again.tasks[0].state, again.tasks[0].choice) == (TaskState.OPEN, None)
    carried, _ = decide(CARRY, an_earlier())
    with pytest.raises(Refused, match=f"has been carried out: {BEFORE} is part of this cycle now"):
        task_as(QUIN, carried, DECIDE_PREVIOUS, TaskEvent.REOPEN)


def test_with_the_decision_taken_the_new_cycle_goes_on() -> None:
    decided, _ = decide(CARRY, an_earlier())
    assert act_as(QUIN, with_everything_there(decided), CycleEvent.ADVANCE).state is CycleState.DO
