"""What somebody asked of others and waits for, and where others asked for that person's attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pdca.domain.actions.action import RequestKind
from pdca.domain.conversation import Comment
from pdca.domain.people.naming import named
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request that waits for somebody else's decision."""

    action: str
    title: str
    kind: RequestKind
    decider: str
    due: date


def questions_of(situation: Situation, email: str) -> Sequence[Question]:
    """Return the requests of somebody that wait for an answer."""
    open_ones = [one for one in situation.session.requests_open() if one.by == email]
    titles = situation.session.actions_of(one.action for one in open_ones) if open_ones else {}
    return [
        Question(
            action=one.action,
            title=titles[one.action].title,
            kind=one.kind,
            decider=named(situation.organisation, one.responsible) if one.responsible else "",
            due=one.due,
        )
        for one in open_ones
    ]


def mentions_of(situation: Situation, email: str, since: datetime) -> Sequence[tuple[Comment, str]]:
    """Return where somebody was mentioned since a moment, newest first, each with the name of who said it."""
    found = [one for one in situation.session.comments_since(since) if email in one.mentions]
    return [(one, named(situation.organisation, one.by)) for one in found]
