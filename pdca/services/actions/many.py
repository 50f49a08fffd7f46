"""One act on many actions: all of them or none, with every refusal told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Message, Refused
from pdca.domain.people.sight import sees_action
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

MOST_AT_ONCE = 200
NOT_HERE = "there is no action '{key}'"
FOR_MANY = frozenset({Event.REASSIGN, Event.EXTEND})
"""What may be done with many actions at once: it stays, with somebody else or for another date."""


class NotAll(Refused):
    """Some of these could not be done, so nothing was changed."""

    def __init__(self, refusals: Sequence[tuple[str, Message]]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(
            "{count} of these could not be done, so nothing was changed: {refusals}",
            count=len(self.refusals),
            refusals=tuple(message for _, message in self.refusals),
        )


def act_on_many(session: BoardSession, shipped: Shipped, refs: Sequence[str], act: Act, now: datetime) -> int:
    """Carry out an act on every action of a row, and return how many there were.

    Raises NotAll with a refusal for each that could not be done: the transaction around it is then given up.
    """
    if act.event not in FOR_MANY:
        raise Refused("{event} is done one action at a time", event=act.event)
    if not refs or len(refs) > MOST_AT_ONCE:
        raise BadInput("choose between 1 and {most} actions", most=MOST_AT_ONCE)
    situation = Situation(session, shipped, now)
    refusals: list[tuple[str, Message]] = []
    found = session.actions_of(refs)
    for ref in dict.fromkeys(refs):
        action = found.get(ref)
        if action is None or not sees_action(situation.organisation, act.actor, action, situation.today):
            refusals.append((ref, Message(NOT_HERE, {"key": ref})))
            continue
        try:
            act_on_action(session, shipped, ref, act, now)
        except (Refused, BadInput) as error:
            refusals.append((ref, error.message))
    if refusals:
        raise NotAll(refusals)
    return len(set(refs))
