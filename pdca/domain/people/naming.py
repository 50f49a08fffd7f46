"""People in sentences, by name: whoever may not do something reads who can."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pdca.domain.errors import Message
from pdca.domain.people.organisation import Organisation


def named(organisation: Organisation, email: str) -> str:
    """Return somebody's name, or the address when nobody here has it."""
    person = organisation.people.get(email)
    return person.name if person is not None else email


def who_can(
    organisation: Organisation,
    today: date,
    candidates: Iterable[tuple[str | None, str]],
    capacities: Iterable[str],
    actor: str,
) -> tuple[Message, ...]:
    """Return each person who can do something, with the role or capacity in which; else the capacities alone.

    `candidates` are addresses with a role or capacity, the likeliest first; people who left and the actor drop out.
    """
    found: dict[str, Message] = {}
    for email, capacity in candidates:
        if email is None or email in found or email == actor or not organisation.is_active(email, today):
            continue
        deputy = organisation.stand_in(email, today)
        facts = {"person": named(organisation, email), "who": capacity}
        if deputy in (None, email, actor):
            found[email] = Message("{person}, as {who}", {**facts})
        else:
            found[email] = Message(
                "{person}, as {who} (away now: {deputy})",
                {**facts, "deputy": named(organisation, str(deputy))},
            )
    return tuple(found.values()) or (Message("{who}", {"who": ", ".join(sorted(capacities))}),)
