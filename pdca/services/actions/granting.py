"""Whose words are whose: what was done because a question was granted carries the reason of whoever asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pdca.domain.actions.action import Action
from pdca.services.ports import BoardSession, Event

GRANTED = "request_granted"
WITHOUT_TRACE = frozenset({"request_refused", "request_withdrawn"})
"""How a question ends without anything being done with its action."""


def granted_in(events: Sequence[Event], answers: Iterable[Event]) -> Mapping[int, Event]:
    """Return the answers that granted a question, by the events of the action that carried them out.

    `answers` are the events of the questions; what was granted is recorded right after its answer.
    """
    found: dict[int, Event] = {}
    for one in answers:
        doing = [each.seq for each in events if each.seq > one.seq and each.at == one.at]
        if one.kind == GRANTED and doing:
            found[doing[0]] = one
    return found


def told_in_own_words(session: BoardSession, actions: Iterable[Action]) -> Mapping[str, list[Event]]:
    """Return the events of actions by their references, each with the words of whoever did it.

    What was granted is recorded with the reason of whoever asked; here it says what the answer says.
    """
    actions = list(actions)
    told = session.events_of([key for one in actions for key in (one.ref, *one.request_ids)])
    found = {}
    for one in actions:
        events = told.get(one.ref, ())
        granted = granted_in(events, [each for key in one.request_ids for each in told.get(key, ())])
        found[one.ref] = [replace(each, reason=granted.get(each.seq, each).reason) for each in events]
    return found


def told_with_answers(session: BoardSession, action: Action) -> list[Event]:
    """Return the events of an action in own words, and among them which questions were refused or taken back."""
    asked = session.events_of(action.request_ids).values()
    ended = [one for events in asked for one in events if one.kind in WITHOUT_TRACE]
    return sorted([*told_in_own_words(session, [action])[action.ref], *ended], key=lambda one: one.seq)
