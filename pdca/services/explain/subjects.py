"""What an item is, whose turn it is, by when and since when, and why it may wait for nobody at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pdca.domain.actions.action import Action, RequestState
from pdca.domain.cycles.cycle import Cycle, TaskState
from pdca.domain.cycles.gates import missing
from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import Deadline
from pdca.services.actions.granting import told_in_own_words
from pdca.services.cycles.keeping import gate_view
from pdca.services.explain.scene import Item, Scene
from pdca.services.explain.trace import Said, Subject, Version
from pdca.services.ports import BoardSession
from pdca.services.records import Event
from pdca.services.situation import Situation

CYCLE_PARTS = 3
"""`programme/unit/period`: a longer id is a task's."""


def subject_of(session: BoardSession, id: str) -> Subject | None:
    """Return what an id stands for in a board; None when there is nothing of that name."""
    parts = id.split("/")
    if parts[0] == "overview":
        return Subject.OVERVIEW if len(parts) == CYCLE_PARTS and session.ledger(item=id) else None
    if len(parts) == 1:
        return Subject.ACTION if session.actions_of([id]) else None
    if len(parts) < CYCLE_PARTS:
        return Subject.REQUEST if any(one.id == id for one in session.requests()) else None
    cycle_id = "/".join(parts[:CYCLE_PARTS])
    if cycle_id not in session.cycle_ids():
        return None
    if len(parts) == CYCLE_PARTS:
        return Subject.CYCLE
    codes = {task.code for task in session.cycle(cycle_id).tasks}
    return Subject.TASK if "/".join(parts[CYCLE_PARTS:]) in codes else None


def known_ids(session: BoardSession) -> list[str]:
    """Return every id that can be asked about, for who misspelt one."""
    tasks = [cycle.task_id(task.code) for cycle in session.cycles() for task in cycle.tasks]
    actions = [action.ref for action in session.actions()]
    return [*actions, *(one.id for one in session.requests()), *sorted(session.cycle_ids()), *tasks]


def read_item(situation: Situation, scene: Scene, id: str, subject: Subject) -> Item:
    """Read one item with everything that is recorded about it."""
    session = situation.session
    found = session.deadline(id)
    deadline = found.deadline if found is not None else None
    describe = {
        Subject.ACTION: _action,
        Subject.REQUEST: _request,
        Subject.CYCLE: _cycle,
        Subject.TASK: _task,
        Subject.OVERVIEW: _overview,
    }[subject]
    about, ended = describe(situation, scene, id)
    chain: Sequence[Event] = session.events(key=id) if subject is Subject.CYCLE else ()
    if subject is Subject.ACTION:
        chain = told_in_own_words(session, [session.action(id)])[id]
    return Item(
        scene=scene,
        id=id,
        subject=subject,
        about=(*about, *(_turn(scene, deadline) if deadline is not None else ())),
        deadline=deadline,
        ended=() if deadline is not None else ended,
        rows=tuple(session.ledger(item=id)),
        versions=_versions(scene, chain),
    )


def _turn(scene: Scene, deadline: Deadline) -> Iterator[Message]:
    facts: dict[str, Param] = {"person": scene.person(deadline.owner), "day": deadline.due}
    if deadline.owner is None:
        yield Message("it waits for nobody in particular: an owner has to be found; due {day}", facts)
    else:
        yield Message("it waits for {person}, due {day}", facts)


def _action(situation: Situation, scene: Scene, id: str) -> tuple[Said, Said]:
    action = situation.session.action(id)
    facts: dict[str, Param] = {
        "item": id,
        "title": action.title,
        "unit": scene.unit(action.unit),
        "grade": action.grade,
        "phase": action.phase,
    }
    if not action.is_open:
        return (Message("{item} {title}: {grade} of {unit}, {phase}", facts),), (_why_action_ended(action),)
    about = [Message("{item} {title}: {grade} of {unit}, in {phase}", facts)]
    blocked = action.blocked
    if blocked is not None and scene.today <= blocked.last:
        waits: dict[str, Param] = {"day": blocked.last, "reason": blocked.reason}
        about.append(
            Message(
                "it waits for somebody else up to and including {day} ({reason}): no notices until then",
                waits,
            )
        )
    return tuple(about), (_why_action_ended(action),)


def _why_action_ended(action: Action) -> Message:
    if action.is_open:
        return Message("it has no date, so nothing is sent about it")
    facts: dict[str, Param] = {"phase": action.phase, "day": action.closed_on}
    return Message("it is {phase} since {day}: nothing more is sent about it", facts)


def _request(situation: Situation, scene: Scene, id: str) -> tuple[Said, Said]:
    request = situation.session.request(id)
    action = situation.session.action(request.action)
    facts: dict[str, Param] = {
        "item": id,
        "title": action.title,
        "person": scene.person(request.by),
        "reason": request.reason,
        "day": request.asked_on,
    }
    about = Message("{item}: {person} asked on {day} about {title}: {reason}", facts)
    ended: dict[str, Param] = {"state": request.state, "day": request.decided_on}
    if request.state is RequestState.OPEN:
        return (about,), ()
    return (about,), (Message("it is {state} since {day}: nothing more is sent about it", ended),)


def _cycle(situation: Situation, scene: Scene, id: str) -> tuple[Said, Said]:
    cycle = situation.session.cycle(id)
    about = _about_cycle(scene, cycle)
    facts: dict[str, Param] = {"state": cycle.state, "day": cycle.closed_on}
    if not cycle.state.is_open:
        return about, (Message("it is {state} since {day}: nothing more is sent about it", facts),)
    waits = missing(gate_view(situation, cycle))
    said = Message(
        "nobody gets mail about the cycle itself before its phase can end; first: {missing}",
        {"missing": waits},
    )
    return about, (said,)


def _about_cycle(scene: Scene, cycle: Cycle) -> Said:
    facts: dict[str, Param] = {
        "item": cycle.id,
        "title": cycle.title,
        "unit": scene.unit(cycle.unit),
        "phase": cycle.state,
        "state": cycle.state,
        "person": scene.person(cycle.owner),
    }
    if cycle.state.is_open:
        return (Message("{title} ({item}): cycle of {unit}, in {phase}, run by {person}", facts),)
    return (Message("{title} ({item}): cycle of {unit}, {state}, run by {person}", facts),)


def _task(situation: Situation, scene: Scene, id: str) -> tuple[Said, Said]:
    parts = id.split("/")
    cycle = situation.session.cycle("/".join(parts[:CYCLE_PARTS]))
    task = cycle.task("/".join(parts[CYCLE_PARTS:]))
    facts: dict[str, Param] = {
        "item": id,
        "title": task.title,
        "phase": task.phase,
        "person": scene.person(task.owner),
        "role": task.role,
        "state": task.state,
        "day": task.ended_on,
    }
    about = (
        Message("{title} ({item}): task for the {role} in {phase}, with {person}", facts),
        *_about_cycle(scene, cycle),
    )
    if task.state is not TaskState.OPEN:
        return about, (Message("it is {state} since {day}: nothing more is sent about it", facts),)
    if not cycle.state.is_open:
        return about, (Message("its cycle is {state}: nothing is sent about it", {"state": cycle.state}),)
    return about, (Message("its phase has not begun or is over: nothing is sent about it now", facts),)


def _overview(_situation: Situation, scene: Scene, id: str) -> tuple[Said, Said]:
    unit = id.split("/")[1]
    month = id.rpartition("/")[2]
    facts: dict[str, Param] = {"unit": scene.unit(unit), "text": month}
    about = Message(
        "overview of {unit} in {text}: every open item past the end of its ladder, for whoever manages it from there",
        facts,
    )
    first = date.fromisoformat(f"{month}-01")
    opens = scene.days(unit).first_on_or_after(first)
    when = Message(
        "it goes once a month, on {day}: the first day of the month that counts for {unit}",
        {**facts, "day": opens},
    )
    return (about, when), (Message("an overview is sent once and asks for nothing itself"),)


def _versions(scene: Scene, events: Sequence[Event]) -> tuple[Version, ...]:
    """Return when each version began, by which event; the newest last."""
    found: dict[int, Version] = {}
    for event in events:
        after: Mapping[str, Any] | None = event.after
        number = after.get("version") if after is not None else None
        if after is None or not isinstance(number, int) or number in found:
            continue
        found[number] = Version(
            version=number,
            since=_day(after.get("since")),
            due=_day(after.get("due")),
            say=_began(scene, event),
            began=scene.day(event.at),
            continues=after.get("continues"),
        )
    return tuple(found.values())


def _began(scene: Scene, event: Event) -> Message:
    facts: dict[str, Param] = {
        "event": event.kind.partition("_")[2] or event.kind,
        "person": scene.person(event.actor),
        "reason": event.reason,
        "day": scene.day(event.at),
    }
    if (event.after or {}).get("continues") is not None:
        return Message("its reminders go on as they were: {person} took the last step back on {day}", facts)
    if event.actor not in scene.organisation.people:
        since = _day((event.after or {}).get("since"))
        return Message("its reminders count from {day} on", {"day": since or facts["day"]})
    if event.reason:
        return Message("its reminders began anew on {day}: '{event}' by {person} ({reason})", facts)
    return Message("its reminders began anew on {day}: '{event}' by {person}", facts)


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
