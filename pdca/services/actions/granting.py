"""Whose words are whose: what was done because a question was granted carries the reason of whoever asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pdca.services.ports import Event

GRANTED = "request_granted"


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
