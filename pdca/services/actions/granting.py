"""What became of questions, and whose words are whose: what was granted carries the reason of whoever asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pdca.domain.actions.action import Action
from pdca.domain.actions.machine import Event as Deed
from pdca.services.ports import BoardSession
from pdca.services.records import Event

ENGINE, LAPSED = "engine", "lapsed"
GRANTED, WITHDRAWN = "request_granted", "request_withdrawn"
WITHOUT_TRACE = frozenset({"request_refused", WITHDRAWN})
"""How a question ends without anything being done with its action."""
CARRIED_OUT = frozenset(f"action_{one}" for one in (Deed.EXTEND, Deed.BLOCK, Deed.REASSIGN, Deed.CARRY_OVER))
"""What is done with an action when a question about it is granted."""


def told_as(event: Event) -> str:
    """Return what an event is told as: nobody took a question back that lapsed because its action moved on."""
    if (event.kind, event.actor) == (WITHDRAWN, ENGINE):
        return LAPSED
    return event.kind.partition("_")[2] or event.kind


def what_ended(events: Iterable[Event], lapse: Event) -> Event | None:
    """Return the event of an action with which a question about it lapsed."""
    before = (one for one in events if one.seq < lapse.seq and one.at == lapse.at)
    return max(before, key=lambda one: one.seq, default=None)


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


def words_of_askers(session: BoardSession, events: Iterable[Event]) -> Mapping[int, str]:
    """Return by the numbers of events who said their reasons, where that is not who brought them about.

    What was granted without a word is recorded with the words of whoever asked.
    """
    done: dict[str, list[Event]] = {}
    for one in events:
        if one.kind in CARRIED_OUT and one.reason:
            done.setdefault(one.key, []).append(one)
    asked = {ref: action.request_ids for ref, action in session.actions_of(done).items()}
    told = session.events_of([key for keys in asked.values() for key in keys])
    return {
        seq: str((answer.after or {})["by"])
        for ref, keys in asked.items()
        for seq, answer in granted_in(
            sorted(done[ref], key=lambda one: one.seq), [each for key in keys for each in told.get(key, ())]
        ).items()
        if not answer.reason
    }


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
