"""One cycle as its page shows it: the wheel with its phases, what each gate still lacks, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pdca.domain.actions.action import Action
from pdca.domain.actions.machine import ACTION, Event
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.cycles.cycle import LEFT_TASKS, Cycle, CycleState, PhaseRun, Seat, Task, TaskState
from pdca.domain.cycles.decisions import needs_board
from pdca.domain.cycles.gates import GateState, GateView, gate_states, is_green
from pdca.domain.cycles.items import waiting
from pdca.domain.cycles.moves import allowed_cycle_events
from pdca.domain.cycles.programme import PHASES
from pdca.domain.cycles.standing import (
    Why,
    by_name,
    closing_stands,
    conflict,
    cycle_candidates,
    task_standing,
)
from pdca.domain.cycles.tasks import task_events
from pdca.domain.errors import Message, NotFound
from pdca.domain.machine import Who
from pdca.domain.people.naming import named, who_can
from pdca.domain.people.sight import sees_action, sees_cycle
from pdca.services.cycles.act_on_cycle import setting_of
from pdca.services.cycles.keeping import gate_view
from pdca.services.reading import CycleQuery
from pdca.services.situation import Situation

MOST_TARGETS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseView:
    """A phase on the wheel: how it stands, when it is due, and how many of its tasks are done."""

    run: PhaseRun
    stands: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task with its id and what the reader may do with it."""

    task: Task
    id: str
    due: date
    may: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """An action that is still open at the end of a cycle: who has it, since when, and how often it was carried."""

    action: Action
    is_asked: bool
    needs_board: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftSeat:
    """A seat that a handover left to nobody near: why, who is asked to see to it, and whose handover it was."""

    seat: Seat
    why: Why
    asked: str
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleView:
    """Everything that the pages of a cycle show to one reader.

    `why_not` says why the reader cannot close it; `closers` names who can. `opens` names the actions that the
    reader may open; `decisions` are what the reader may decide about open ones; `targets` are the cycles that
    these can be carried over to, as (id, title). After the `last_day` of its unit no other opens.
    """

    cycle: Cycle
    unit_name: str
    phases: Sequence[PhaseView]
    shown: PhaseView
    tasks: Sequence[TaskView]
    gates: Sequence[GateState]
    is_green: bool
    may: frozenset[str]
    waits_for: str
    waits_until: date | None
    why_not: Message | None
    closers: Sequence[Message]
    left: Sequence[LeftSeat]
    actions: Sequence[Action]
    opens: frozenset[str]
    undecided: Sequence[Undecided]
    decisions: Sequence[str]
    targets: Sequence[tuple[str, str]]
    last_day: date | None
    names: Mapping[str, str]
    comments: Sequence[Comment]
    evidence: Sequence[Evidence]
    previous: Cycle | None


def seen_cycle(situation: Situation, id: str, reader: str) -> Cycle:
    """Return a cycle that somebody may see. Raises NotFound for any other."""
    cycle = situation.session.cycle(id)
    if not sees_cycle(situation.organisation, reader, cycle, situation.today):
        raise NotFound("there is no cycle '{key}'", key=id)
    return cycle


def view_cycle(situation: Situation, id: str, reader: str, locale: str, phase: str = "") -> CycleView:
    """Return a cycle for its pages; `phase` is the one to show, without it the one it is in."""
    cycle = seen_cycle(situation, id, reader)
    session, view = situation.session, gate_view(situation, cycle)
    phases = [_phase(cycle, run) for run in cycle.phases]
    current = cycle.state if cycle.state in PHASES else PHASES[-1]
    shown = next((one for one in phases if one.run.name == (phase or current)), phases[0])
    comments, evidence = session.comments_of([cycle.id]), session.evidence_of([cycle.id])
    setting = setting_of(situation, cycle, reader, view=view)
    found = waiting(cycle, is_green(view))
    clash = conflict(view, reader) if cycle.state.is_open else None
    last = situation.organisation.last_day(cycle.unit)
    return CycleView(
        cycle=cycle,
        unit_name=situation.organisation.unit(cycle.unit).name,
        phases=phases,
        shown=shown,
        tasks=[_task(situation, cycle, one, reader) for one in cycle.tasks if one.phase == shown.run.name],
        gates=gate_states(view),
        is_green=is_green(view),
        may=allowed_cycle_events(cycle, setting),
        waits_for=named(situation.organisation, found.person) if found is not None and found.person else "",
        waits_until=found.due if found is not None else None,
        why_not=by_name(situation.bench, clash) if clash is not None else None,
        closers=_closers(situation, view, reader),
        left=list(_left(situation, cycle)),
        actions=sorted(view.actions, key=lambda one: (not one.is_open, one.ref)),
        opens=frozenset(
            one.ref
            for one in view.actions
            if sees_action(situation.organisation, reader, one, situation.today)
        ),
        undecided=_undecided(view),
        decisions=_decisions(view, setting.standing),
        targets=_targets(situation, cycle, locale) if view.open_actions() else [],
        last_day=last if last < date.max else None,
        names=_names(situation, cycle, view, [*comments, *evidence]),
        comments=comments,
        evidence=evidence,
        previous=setting.previous.cycle if setting.previous is not None else None,
    )


def carried_on(situation: Situation, cycle: Cycle) -> list[tuple[str, str, str]]:
    """Return the actions that a decision took out of a cycle: reference, title and owner, as they were in it."""
    found = []
    for ref, events in sorted(situation.session.events_of(cycle.decided).items()):
        *_, last = (one.after for one in events if one.after and one.after.get("cycle") == cycle.id)
        if last is not events[-1].after:
            found.append((ref, str(last["title"]), named(situation.organisation, str(last["owner"]))))
    return found


def _phase(cycle: Cycle, run: PhaseRun) -> PhaseView:
    tasks = [one for one in cycle.tasks if one.phase == run.name]
    at = PHASES.index(cycle.state) if cycle.state in PHASES else len(PHASES)
    place = PHASES.index(run.name)
    stands = "now" if place == at else "was" if place < at else "next"
    if cycle.state is CycleState.CANCELLED:
        stands = "was" if run.began is not None else "next"
    return PhaseView(
        run=run, stands=stands, done=sum(one.state is not TaskState.OPEN for one in tasks), total=len(tasks)
    )


def _task(situation: Situation, cycle: Cycle, task: Task, reader: str) -> TaskView:
    may = task_events(cycle, task, task_standing(situation.bench, cycle, task, reader))
    return TaskView(task=task, id=cycle.task_id(task.code), due=cycle.phase(task.phase).due, may=may)


def _undecided(view: GateView) -> list[Undecided]:
    return [
        Undecided(action=one, is_asked=one.ref in view.asked, needs_board=needs_board(one))
        for one in sorted(view.open_actions(), key=lambda one: one.ref)
    ]


def _decisions(view: GateView, standing: frozenset[Who]) -> list[str]:
    """Return what somebody may decide about one or more of the actions that are still open."""
    allowed = {event for one in view.open_actions() for event in ACTION.allowed(one.phase, standing)}
    return [str(one) for one in (Event.CARRY_OVER, Event.MERGE, Event.DROP) if one in allowed]


def _closers(situation: Situation, view: GateView, reader: str) -> tuple[Message, ...]:
    if not view.cycle.state.is_open:
        return ()
    people = cycle_candidates(situation.bench, view)[Who.CLOSER]
    return who_can(situation.organisation, situation.today, people, [view.cycle.closes], reader)


def _left(situation: Situation, cycle: Cycle) -> Iterator[LeftSeat]:
    """Yield which seats somebody is still asked to see to, and why nobody near has them now."""
    whys = {
        Seat.LEAD: Why.OWN_SCHOOL if cycle.lead is None else None,
        Seat.CLOSER: closing_stands(situation.bench, cycle),
    }
    asks = {task.code: task for task in cycle.tasks if task.state is TaskState.OPEN}
    for seat, why in whys.items():
        task = asks.get(LEFT_TASKS[seat])
        if cycle.state.is_open and task is not None and why is not None:
            asked = named(situation.organisation, task.owner or "")
            yield LeftSeat(seat=seat, why=why, asked=asked, whose=task.reason)


def _targets(situation: Situation, cycle: Cycle, locale: str) -> list[tuple[str, str]]:
    """Return the open cycles of the unit that an action can be carried over to, the same programme first."""
    query = CycleQuery(within=frozenset({cycle.unit}), is_open=True, limit=MOST_TARGETS)
    found = [one for one in situation.session.find_cycles(query).rows if one.id != cycle.id]
    found.sort(key=lambda one: (one.programme != cycle.programme, one.title.in_language(locale), one.period))
    return [(one.id, f"{one.title.in_language(locale)} {one.period}") for one in found]


def _names(
    situation: Situation, cycle: Cycle, view: GateView, said: Sequence[Comment | Evidence]
) -> dict[str, str]:
    emails = {cycle.owner, cycle.closer, cycle.lead, cycle.closed_by}
    emails |= {one.owner for one in cycle.tasks} | {one.ended_by for one in cycle.tasks}
    emails |= {one.owner for one in view.actions} | {one.responsible for one in view.actions}
    emails |= {one.by for one in said}
    return {email: named(situation.organisation, email) for email in emails if email}
