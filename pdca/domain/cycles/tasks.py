"""What each event makes of a task of a cycle; one task decides about an earlier cycle that nobody closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import LEFT_TASKS, Cycle, PreviousChoice, Seat, Task, TaskState
from pdca.domain.cycles.decisions import carried_to, needs_board
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.machine import TASK, CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct, CycleSetting, not_yours, perform, require, require_colleague
from pdca.domain.cycles.opening import DECIDE_PREVIOUS
from pdca.domain.cycles.programme import PHASES
from pdca.domain.cycles.standing import cycle_candidates
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from pdca.domain.people.naming import named


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAct:
    """One act on a task; `choice` is for the task that decides about an earlier cycle."""

    event: TaskEvent
    actor: str
    reason: str = ""
    to: str | None = None
    choice: PreviousChoice | None = None


NEEDS: Mapping[TaskEvent, tuple[str, ...]] = {
    TaskEvent.WAIVE: ("reason",),
    TaskEvent.REASSIGN: ("to", "reason"),
}


def allowed_task_events(cycle: Cycle, task: Task, setting: CycleSetting) -> frozenset[str]:
    """Return what the actor of a setting may do with a task now."""
    return task_events(cycle, task, setting.standing)


def task_events(cycle: Cycle, task: Task, standing: frozenset[Who]) -> frozenset[str]:
    """Return what somebody may do with a task; one that asks to name somebody ends by that and by nothing else."""
    if not cycle.state.is_open or _is_over(cycle, task):
        return frozenset()
    ends = {TaskEvent.DONE, TaskEvent.WAIVE} if _is_unseen(cycle, task) else set()
    return TASK.allowed(task.state, standing) - ends


def perform_task(cycle: Cycle, code: str, act: TaskAct, setting: CycleSetting) -> Cycle:
    """Carry out an act on a task and return its cycle; `setting.standing` is that of `task_standing`.

    Raises NotFound, Refused when state or standing forbid it, BadInput when something is missing.
    """
    task = cycle.task(code)
    item = cycle.task_id(code)
    allowed = allowed_task_events(cycle, task, setting)
    if not cycle.state.is_open:
        raise Refused("{item} belongs to a cycle that is {state}", item=item, state=cycle.state)
    if _is_over(cycle, task):
        raise Refused(
            "{item} belongs to {phase}, and that phase is over: the cycle is in {state}",
            item=item,
            phase=task.phase,
            state=cycle.state,
        )
    row = TASK.find(act.event, task.state)
    if row is None:
        raise Refused(
            "{item} is {state}: {event} is not possible there",
            allowed=allowed,
            item=item,
            state=task.state,
            event=act.event,
        )
    if not row.who & setting.standing:
        people = cycle_candidates(setting.bench, setting.view(cycle), task)
        raise not_yours(row, act.actor, item, allowed, setting.bench, people)
    require(act.event, act, NEEDS.get(act.event, ()))
    moved = _MOVES[act.event](cycle, task, act, setting)
    changed = moved if row.target is None else replace(moved, state=TaskState(row.target))
    return replace(cycle, tasks=tuple(changed if one.code == code else one for one in cycle.tasks))


def carry_previous(cycle: Cycle, actor: str, setting: CycleSetting) -> tuple[Cycle, tuple[Action, ...]]:
    """Return the earlier cycle, cancelled, and its open actions, moved to this one.

    To be done in the same transaction as the task with which that was chosen.
    """
    assert setting.previous is not None  # perform_task has let the choice pass
    reason = f"{cycle.task(DECIDE_PREVIOUS).reason} → {cycle.id}".strip()
    act = CycleAct(event=CycleEvent.CANCEL, actor=actor, reason=reason)
    engine = replace(setting, standing=frozenset({Who.ENGINE}))
    ended = perform(setting.previous.cycle, act, engine)
    moved = tuple(carried_to(cycle.id, action) for action in setting.previous.open_actions())
    return replace(ended, had_actions=ended.had_actions or bool(moved)), moved


def _is_over(cycle: Cycle, task: Task) -> bool:
    return PHASES.index(task.phase) < PHASES.index(cycle.state)


def _done(cycle: Cycle, task: Task, act: TaskAct, setting: CycleSetting) -> Task:
    if task.code == DECIDE_PREVIOUS:
        _check_choice(cycle, act, setting)
    if _is_unseen(cycle, task):
        raise Refused("{item} is done once somebody is named", item=cycle.task_id(task.code))
    return replace(task, choice=act.choice, reason=act.reason, ended_by=act.actor, ended_on=setting.today)


def _waive(cycle: Cycle, task: Task, act: TaskAct, setting: CycleSetting) -> Task:
    if task.code == DECIDE_PREVIOUS:
        raise Refused(
            "{item} cannot be waived: choose carry, close or run_both", item=cycle.task_id(task.code)
        )
    if _is_unseen(cycle, task):
        raise Refused("{item} cannot be waived: name somebody", item=cycle.task_id(task.code))
    return replace(task, reason=act.reason, ended_by=act.actor, ended_on=setting.today)


def _is_unseen(cycle: Cycle, task: Task) -> bool:
    """Tell whether a task asks to see to a seat that nobody has."""
    has = {LEFT_TASKS[Seat.LEAD]: cycle.lead, LEFT_TASKS[Seat.CLOSER]: cycle.closer}
    return task.code in has and has[task.code] is None


def _reassign(cycle: Cycle, task: Task, act: TaskAct, setting: CycleSetting) -> Task:
    to = require_colleague(setting.bench, act.to)
    if to == task.owner:
        name = named(setting.bench.organisation, to)
        raise Refused("{item} already is with {email}", item=cycle.task_id(task.code), email=name)
    return _anew(replace(task, owner=to), setting)


def _reopen(cycle: Cycle, task: Task, act: TaskAct, setting: CycleSetting) -> Task:
    if task.choice is PreviousChoice.CARRY:
        raise Refused(
            "{item} has been carried out: {previous} is part of this cycle now",
            item=cycle.task_id(task.code),
            previous=cycle.previous,
        )
    return _anew(replace(task, choice=None, reason=act.reason, ended_by=None, ended_on=None), setting)


def _anew(task: Task, setting: CycleSetting) -> Task:
    """Start a fresh ladder, unless the phase of the task has not begun yet."""
    if task.since is None:
        return task
    return replace(task, version=task.version + 1, since=setting.today)


def _check_choice(cycle: Cycle, act: TaskAct, setting: CycleSetting) -> None:
    """Let a choice pass only when it really ends the earlier cycle, or says why both run."""
    require(act.event, act, ("choice",))
    previous = setting.previous
    if previous is None or previous.cycle.id != cycle.previous:
        raise BadInput("the cycle before {item} is needed to decide about it", item=cycle.id)
    is_open = previous.cycle.state.is_open
    if act.choice is PreviousChoice.CLOSE:
        if is_open:
            raise Refused("close or cancel {previous} first", previous=previous.cycle.id)
        return
    if not is_open:
        raise Refused(
            "{previous} already is {state}: choose close",
            previous=previous.cycle.id,
            state=previous.cycle.state,
        )
    if act.choice is PreviousChoice.RUN_BOTH:
        require(act.event, act, ("reason",))
        return
    _check_carry(previous)


def _check_carry(previous: GateView) -> None:
    third = sorted(action.ref for action in previous.open_actions() if needs_board(action))
    if third:
        raise Refused(
            "the board decides first, because this would be the third time: {actions}; ask it in {previous}, "
            "or merge or drop them there",
            actions=", ".join(third),
            previous=previous.cycle.id,
        )


_MOVES: Mapping[TaskEvent, Callable[[Cycle, Task, TaskAct, CycleSetting], Task]] = {
    TaskEvent.DONE: _done,
    TaskEvent.WAIVE: _waive,
    TaskEvent.REASSIGN: _reassign,
    TaskEvent.REOPEN: _reopen,
}
