"""What people did with an item after a version of it began, as a mail's link tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pdca.domain.actions.machine import Event as Deed
from pdca.domain.cycles.programme import Words
from pdca.domain.people.naming import named
from pdca.services.actions.granting import ENGINE, LAPSED, told_as, told_with_answers, what_ended
from pdca.services.cycles.meanwhile import tasks_in
from pdca.services.mailing.items import CYCLE_PARTS
from pdca.services.records import Event
from pdca.services.situation import Situation

LAST_SHOWN = 6
QUESTIONS = frozenset({Deed.ASK_MORE_TIME, Deed.HAND_BACK, Deed.ASK_TO_BLOCK, "withdrawn"})
"""What somebody did that is told with everything after it: what was asked, and what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened to an item: on which day, by whom, what, why, and with which task of it."""

    day: date
    who: str
    kind: str
    reason: str
    email: str
    task: Words | None = None


def since(situation: Situation, item: str, version: int) -> list[Happened]:
    """Return what people did after a version of an item began, the last few, oldest first."""
    if len(item.split("/")) > CYCLE_PARTS:
        return _end_of_task(situation, item)
    events = _events_of(situation, item)
    of_item = (one for one in events if one.key == item and (one.after or {}).get("version", 0) >= version)
    began = next((one.seq for one in of_item), None)
    later = [one for one in events if began is not None and one.seq > began]
    tasks = tasks_in(events)
    return [
        replace(_happened(situation, events, one), task=tasks.get(one.seq))
        for one in later
        if one.actor != ENGINE or told_as(one) == LAPSED
    ][-LAST_SHOWN:]


def _events_of(situation: Situation, item: str) -> Sequence[Event]:
    """Return the events of an item in own words; those of a question with what it lapsed by, if it did."""
    session, ref = situation.session, item.partition("/")[0]
    action = session.actions_of([ref]).get(ref)
    if action is None:
        return session.events(key=item)
    if action.ref == item:
        return told_with_answers(session, action)
    told = session.events_of([item, ref])
    ended = (what_ended(told[ref], one) for one in told[item] if told_as(one) == LAPSED)
    return sorted([*told[item], *(one for one in ended if one is not None)], key=lambda one: one.seq)


def _happened(situation: Situation, events: Sequence[Event], event: Event) -> Happened:
    """Return an event as it is told; a question that lapsed is what became of it by whoever moved its action on."""
    ended = what_ended(events, event) if told_as(event) == LAPSED else None
    actor = ended.actor if ended is not None else event.actor
    return Happened(
        day=event.at.astimezone(situation.zone).date(),
        who=named(situation.organisation, actor),
        kind=told_as(event),
        reason=event.reason,
        email=actor,
    )


def _end_of_task(situation: Situation, item: str) -> list[Happened]:
    """Return how a task ended: the chain knows it by its cycle, which others move on as well."""
    cycle_id, _, code = item.rpartition("/")
    task = situation.session.cycle(cycle_id).task(code)
    if task.ended_by is None or task.ended_on is None:
        return []
    who = named(situation.organisation, task.ended_by)
    return [Happened(day=task.ended_on, who=who, kind=task.state, reason=task.reason, email=task.ended_by)]


def own_answer(happened: Sequence[Happened], reader: str) -> Sequence[Happened]:
    """Return what somebody did last: a question with all that became of it, else that with what lapsed by it."""
    own = [at for at, one in enumerate(happened) if one.email == reader and one.kind != LAPSED]
    if not own:
        return ()
    if happened[own[-1]].kind in QUESTIONS:
        return happened
    return [one for at, one in enumerate(happened) if at == own[-1] or (at > own[-1] and one.kind == LAPSED)]
