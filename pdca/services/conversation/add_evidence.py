"""Somebody shows a file for an action or a cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from pdca.domain.actions.action import Action
from pdca.domain.conversation import Evidence
from pdca.domain.errors import Refused
from pdca.domain.evidence.judging import judge
from pdca.services.conversation.say import next_id
from pdca.services.conversation.subjects import Subject, subject_for
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

SHOWN = "evidence_shown"
ON_ACTION = "action_evidence"
MOST_FILES = 50


def add_evidence(
    session: BoardSession, shipped: Shipped, item: str, actor: str, name: str, body: bytes, now: datetime
) -> Evidence:
    """Keep a file with an open action or cycle; of an action it counts when evidence is asked for.

    The same file on the same item is kept once. Raises NotFound when the actor does not see the item, Refused when it
    has ended, BadInput when the file is not taken; then nothing has changed.
    """
    situation = Situation(session, shipped, now)
    subject = subject_for(situation, item, actor)
    _require_open(item, subject)
    judged = judge(name, body)
    digest = sha256(judged.body).hexdigest()
    there = session.evidence_of([item])
    same = next((one for one in there if one.digest == digest), None)
    if same is not None:
        return same
    if len(there) >= MOST_FILES:
        raise Refused("{item} has {count} files already: that is the most", item=item, count=len(there))
    shown = Evidence(
        id=next_id(item, "evidence", (one.id for one in there)),
        item=item,
        name=judged.name,
        media=judged.media.value,
        size=len(judged.body),
        digest=digest,
        by=actor,
        at=now,
    )
    session.keep_evidence_body(digest, judged.body)
    session.record(SHOWN, shown, actor=actor, at=now)
    if isinstance(subject, Action):
        counted = replace(subject, evidence=(*subject.evidence, shown.id))
        session.record(ON_ACTION, counted, actor=actor, at=now)
    return shown


def _require_open(item: str, subject: Subject) -> None:
    state = subject.phase if isinstance(subject, Action) else subject.state
    if not state.is_open:
        raise Refused("{item} is {phase}: nothing can be added to it", item=item, phase=state)
