"""What people did with a cycle or an action after somebody opened its page: a form of that page may be overtaken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pdca.domain.cycles.decisions import DECISIONS
from pdca.domain.cycles.programme import Words
from pdca.domain.people.naming import named
from pdca.domain.people.sight import sees_action
from pdca.services.actions.granting import told_in_own_words
from pdca.services.cycles.keeping import ENGINE
from pdca.services.ports import BoardSession
from pdca.services.records import Event
from pdca.services.situation import Situation

WROTE: Mapping[str, str] = {
    "cycle_record_report": "report",
    "cycle_reflect": "reflection_words",
    "cycle_record_feedback": "feedback",
    "cycle_no_actions": "no_actions_reason",
}
"""Events that leave a text in the cycle, and where it stands."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "cycle_reassign": ("owner", "closer"),
    "cycle_appoint_lead": ("lead",),
}
"""Events that leave a person in the cycle, and where."""


ABOUT_ACTIONS = frozenset(f"cycle_action_{one}" for one in DECISIONS)
"""Events of a cycle that tell what was decided about an action of it; the cycle itself stays as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """One thing that was done: when, by whom, about which action or task, and what was written or why."""

    at: datetime
    who: str
    kind: str
    ref: str = ""
    task: Words | None = None
    words: str = ""


def meanwhile(situation: Situation, id: str, seen: int, task: str = "") -> list[Meanwhile]:
    """Return what people did with a cycle after the event with the number `seen`, newest first.

    A step with a task is overtaken by what was done with that task or moved the cycle, a step with the cycle by
    whatever was done with the cycle itself; what somebody else did with another task is in nobody's way.
    """
    found: list[Meanwhile] = []
    before: Mapping[str, Any] = {}
    for event in situation.session.events(key=id):
        after = event.after or {}
        if event.seq > seen and event.actor != ENGINE and _overtakes(event, before, after, task):
            found.append(_of_a_cycle(situation, event, before, after))
        before = after
    return found[::-1]


def meanwhile_with(situation: Situation, refs: Iterable[str], seen: int, reader: str) -> list[Meanwhile]:
    """Return what people did with actions that somebody sees after the event with the number `seen`, newest first."""
    known = [
        action
        for action in situation.session.actions_of(refs).values()
        if sees_action(situation.organisation, reader, action, situation.today)
    ]
    found = [
        (event.seq, _told(situation, event, ref=ref, words=event.reason))
        for ref, events in told_in_own_words(situation.session, known).items()
        for event in events
        if event.seq > seen and event.actor != ENGINE
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def since_version(situation: Situation, ref: str, version: int) -> list[Meanwhile]:
    """Return what people did with an action after it had a version, newest first."""
    action = situation.session.action(ref)
    events = told_in_own_words(situation.session, [action])[ref]
    return [
        _told(situation, event, words=event.reason)
        for event in reversed(events)
        if event.actor != ENGINE and (event.after or {}).get("version", 0) > version
    ]


def tasks_in(events: Iterable[Event]) -> Mapping[int, Words]:
    """Return the task that each event of a cycle was about, by the number of the event."""
    found: dict[int, Words] = {}
    before: Mapping[str, Any] = {}
    for event in events:
        after = event.after or {}
        task = _changed_task(before, after) if event.kind.startswith("task_") else None
        if task is not None:
            found[event.seq] = task
        before = after
    return found


def tasks_of(session: BoardSession, events: Iterable[Event]) -> Mapping[int, Words]:
    """Return the tasks that some events of a board were about, by the number of the event."""
    cycles = {one.key for one in events if one.kind.startswith("task_")}
    return {seq: task for told in session.events_of(cycles).values() for seq, task in tasks_in(told).items()}


def _changed_task(before: Mapping[str, Any], after: Mapping[str, Any]) -> Words | None:
    changed = (one["title"] for one in after.get("tasks") or () if _task(before, one["code"]) != one)
    return next((Words(nl=title["nl"], en=title["en"]) for title in changed), None)


def _overtakes(event: Event, before: Mapping[str, Any], after: Mapping[str, Any], task: str) -> bool:
    if not task:
        return event.kind.startswith("cycle_") and event.kind not in ABOUT_ACTIONS
    return before.get("state") != after.get("state") or _task(before, task) != _task(after, task)


def _task(cycle: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    tasks: Sequence[Mapping[str, Any]] = cycle.get("tasks") or ()
    return next((one for one in tasks if one.get("code") == code), None)


def _of_a_cycle(
    situation: Situation, event: Event, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Meanwhile:
    people = [
        named(situation.organisation, str(after[name]))
        for name in NAMED.get(event.kind, ())
        if after.get(name) and after.get(name) != before.get(name)
    ]
    wrote = str(after.get(WROTE[event.kind]) or "") if event.kind in WROTE else ""
    said = [*people, wrote or event.reason]
    task = _changed_task(before, after) if event.kind.startswith("task_") else None
    return _told(situation, event, task=task, words="; ".join(one for one in said if one))


def _told(
    situation: Situation, event: Event, *, ref: str = "", task: Words | None = None, words: str
) -> Meanwhile:
    who = named(situation.organisation, event.actor)
    kind = event.kind.partition("_")[2] or event.kind
    return Meanwhile(at=event.at, who=who, kind=kind, ref=ref, task=task, words=words)
