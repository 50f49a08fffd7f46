"""What somebody hears who just did something to a cycle or a task of one: what happened and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from pdca.cli.acting.showing import name_of
from pdca.cli.terminal.desk import Desk
from pdca.domain.cycles.cycle import Cycle, CycleState, Task, TaskState
from pdca.domain.cycles.gates import GateState
from pdca.domain.cycles.items import waiting
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct, Post
from pdca.domain.errors import Message, Param
from pdca.services.ports import BoardSession


def tell_cycle_happened(
    desk: Desk, session: BoardSession, act: CycleAct, after: Cycle, gates: Sequence[GateState]
) -> str:
    """Return what is said about an event of a cycle."""
    first = _happened(session, act, after, cycle_name(desk, session, after))
    told = [first, *_then(session, act.event, after, gates)]
    return " ".join(desk.language.say(one) for one in told)


def tell_task_happened(
    desk: Desk, session: BoardSession, event: TaskEvent, task: Task, cycle: Cycle, gates: Sequence[GateState]
) -> str:
    """Return what is said about an event of a task."""
    facts: dict[str, Param] = {
        "task": task.title,
        "person": _name(session, task.owner),
        "due": cycle.phase(task.phase).due,
    }
    template = {
        TaskEvent.DONE: "'{task}' is done.",
        TaskEvent.WAIVE: "'{task}' is skipped this time.",
        TaskEvent.REASSIGN: "'{task}' is with {person} now, until {due}.",
        TaskEvent.REOPEN: "'{task}' is open again: {person} does it by {due}.",
    }[event]
    told = [Message(template, facts)]
    if event in (TaskEvent.DONE, TaskEvent.WAIVE):
        told += comes_next(session, cycle, gates)
    return " ".join(desk.language.say(one) for one in told)


def comes_next(session: BoardSession, cycle: Cycle, gates: Sequence[GateState]) -> list[Message]:
    """Return what an open cycle waits for: what is missing, or who moves it on or closes it."""
    if not cycle.state.is_open:
        return []
    missing = tuple(state.missing for state in gates if state.missing is not None)
    if missing:
        return [Message("Still needed in this phase: {missing}.", {"missing": missing})]
    found = waiting(cycle, is_gate_green=True)
    facts: dict[str, Param] = {"person": _name(session, found.person if found is not None else None)}
    if cycle.state is CycleState.ACT:
        return [Message("Everything is there: {person} can close the cycle.", facts)]
    return [Message("This phase is ready: {person} can move the cycle on to the next.", facts)]


def cycle_name(desk: Desk, session: BoardSession, cycle: Cycle) -> str:
    """Return a cycle by its title, period and unit."""
    unit = next((one.name for one in session.units() if one.code == cycle.unit), cycle.unit)
    return f"{cycle.title.in_language(desk.locale)} {cycle.period} ({unit})"


def _happened(session: BoardSession, act: CycleAct, after: Cycle, name: str) -> Message:
    due = after.phase(after.state).due if after.state.is_open else None
    given: dict[str, Param] = {"cycle": name, "phase": after.state, "due": due, "ground": after.ground}
    facts = {**given, "person": _name(session, act.to), "report": after.report}
    if act.event is CycleEvent.REASSIGN and act.post is Post.CLOSER:
        return Message("{person} closes {cycle} when it is ready.", facts)
    template = {
        CycleEvent.ADVANCE: "{cycle} is now in {phase}, until {due}.",
        CycleEvent.CLOSE: "{cycle} is closed, on this ground: {ground}.",
        CycleEvent.CANCEL: "{cycle} is cancelled. There will be no more messages about it.",
        CycleEvent.REASSIGN: "{cycle} is with {person} now.",
        CycleEvent.APPOINT_LEAD: "{person} leads the audit: {cycle}.",
        CycleEvent.RECORD_REPORT: "The report of {cycle} is at: {report}.",
        CycleEvent.REFLECT: "The reflection on {cycle} is recorded.",
        CycleEvent.RECORD_FEEDBACK: "It is recorded how those who took part were told: {cycle}.",
        CycleEvent.NO_ACTIONS: "It is recorded why no action follows from {cycle}.",
    }[act.event]
    return Message(
        template, {**facts, "ground": after.ground.rstrip("."), "report": after.report.rstrip(".")}
    )


def _then(
    session: BoardSession, event: CycleEvent, after: Cycle, gates: Sequence[GateState]
) -> Sequence[Message]:
    if event in (CycleEvent.REASSIGN, CycleEvent.APPOINT_LEAD):
        return ()
    if event is not CycleEvent.ADVANCE:
        return comes_next(session, after, gates)
    tasks = tuple(
        Message("'{task}' ({person})", {"task": task.title, "person": _name(session, task.owner)})
        for task in after.current_tasks()
        if task.state is TaskState.OPEN
    )
    return [Message("To do now: {tasks}.", {"tasks": tasks})] if tasks else comes_next(session, after, gates)


def _name(session: BoardSession, email: str | None) -> Param:
    return (Message("nobody yet"),) if email is None else name_of(session, email)
