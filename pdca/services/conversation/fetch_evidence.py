"""A file that was shown, for whoever sees what it was shown for."""

from __future__ import annotations

from datetime import datetime

from pdca.domain.conversation import Evidence
from pdca.domain.errors import NotFound
from pdca.services.conversation.subjects import subject_for
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation


def fetch_evidence(
    session: BoardSession, shipped: Shipped, id: str, email: str, now: datetime
) -> tuple[Evidence, bytes]:
    """Return a file with its bytes; NotFound when there is none, it was erased, or it is not theirs to see."""
    shown = session.evidence(id)
    try:
        subject_for(Situation(session, shipped, now), shown.item, email)
    except NotFound:
        raise NotFound("there is no evidence '{key}'", key=id) from None
    body = session.evidence_body(shown.digest)
    if body is None:
        raise NotFound("there is no evidence '{key}'", key=id)
    return shown, body
