"""Somebody says something about an action or a cycle, and may call in a colleague with an @."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdca.domain.conversation import Comment
from pdca.domain.errors import BadInput, Message
from pdca.domain.people.mentions import mentioned
from pdca.domain.privacy import pupils_named
from pdca.services.conversation.subjects import may_see, subject_for
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

LONGEST = 4000
SAID = "comment_said"
ONCE_WITHIN = timedelta(days=1)
"""Whoever goes back in the browser finds the same words in the field again, and may send them again."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and what its writer should know about it."""

    comment: Comment
    warnings: tuple[Message, ...] = ()


def say(session: BoardSession, shipped: Shipped, item: str, actor: str, text: str, now: datetime) -> Said:
    """Record a comment on an action or a cycle; the same words right after each other are said once.

    Raises NotFound when the actor does not see it, BadInput when the text is empty, too long, or could mean several
    people; then nothing has changed.
    """
    situation = Situation(session, shipped, now)
    subject = subject_for(situation, item, actor)
    plain = plain_text(text)
    if not plain:
        raise BadInput("write something first", missing="text")
    if len(plain) > LONGEST:
        raise BadInput(
            "that is {length} characters; use {most} at most, or add a file", length=len(plain), most=LONGEST
        )
    organisation, today = situation.organisation, situation.today
    here = [person for person in organisation.people.values() if person.is_active(today)]
    meant = mentioned(plain, here, lambda email: may_see(situation, subject, email))
    before = session.comments_of([item])
    comment = Comment(
        id=next_id(item, "comment", (one.id for one in before)),
        item=item,
        by=actor,
        at=now,
        text=plain,
        mentions=meant.people,
    )
    last = before[-1] if before else None
    if last is not None and (last.by, last.text) == (actor, plain) and now - last.at < ONCE_WITHIN:
        comment = last
    else:
        session.record(SAID, comment, actor=actor, at=now)
    nobody = [
        Message("'@{name}' does not hear of this: nobody who sees it is called so", {"name": name})
        for name in meant.unknown
    ]
    names = (person.name for person in organisation.people.values())
    places = (unit.name for unit in organisation.units.values())
    return Said(comment, (*nobody, *pupils_named([plain], names, places)))


def plain_text(text: str) -> str:
    """Return a text as it is kept: its lines, without signs that nobody sees."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def next_id(item: str, kind: str, ids: Iterable[str]) -> str:
    """Return the next id of what hangs on an item, such as `A-004/comment-3`."""
    numbers = (int(one.rpartition("-")[2]) for one in ids)
    return f"{item}/{kind}-{max(numbers, default=0) + 1}"
