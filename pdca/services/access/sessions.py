"""Sessions: who is in, on which board, and until when.

A page that is looked at writes nothing, so when somebody was seen last travels in a signed cookie. What has to
hold whatever a browser says - the end of a session, its twelve hours, that the person still works here - is looked
up with every request.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pdca.services.access.ports import Access, How, Member, Session

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)
LIFE_ON_STAGE = timedelta(days=3660)
"""A demo moves its clock by weeks; whoever plays somebody there stays in."""

FRESH = timedelta(minutes=15)
"""So lately somebody must have signed in to change how they come in."""

CODE_WITHIN = timedelta(minutes=10)
"""How long the second step may be waited for."""

ID_BYTES = 32
LONGEST_LABEL = 60

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A session that began; `id` is what its browser keeps, and stands nowhere else."""

    id: str = field(repr=False)
    session: Session


def enter(
    access: Access,
    member: Member,
    how: How,
    now: datetime,
    entropy: Entropy,
    *,
    label: str = "",
    instead_of: str = "",
    is_strong: bool = False,
) -> Entered:
    """Begin a session for a person, under an id that nobody had before.

    `label` is the browser, coarsely; `instead_of` the id that it had until now, which ends. Whoever set up a second
    step takes it first, whichever way they came in: until then nothing is open. `is_strong` says that it was taken.
    """
    board, person = member.board.slug, member.person.email
    credential = access.credential(board, person)
    needs_code = (
        not is_strong and how is not How.DEMO and credential is not None and bool(credential.totp_secret)
    )
    id = new_secret(entropy)
    session = Session(
        id_hash=hash_of(id),
        board=board,
        person=person,
        created=now,
        expires=now + (CODE_WITHIN if needs_code else LIFE_ON_STAGE if how is How.DEMO else LIFE),
        how=how,
        is_strong=is_strong,
        needs_code=needs_code,
        roles=member.roles,
        label=label[:LONGEST_LABEL],
    )
    access.start(session, instead_of=[hash_of(instead_of)] if instead_of else [])
    return Entered(id=id, session=session)


def current(access: Access, id: str, seen_at: datetime, now: datetime) -> Session | None:
    """Return the session that a browser holds the id of; None when it opens nothing (any more)."""
    found = _living(access, id, seen_at, now)
    return None if found is None or found.needs_code else found


def waiting(access: Access, id: str, seen_at: datetime, now: datetime) -> Session | None:
    """Return the session for which the second step is still to come; None when there is no such."""
    found = _living(access, id, seen_at, now)
    return found if found is not None and found.needs_code else None


def is_fresh(session: Session, now: datetime) -> bool:
    """Tell whether a session began so lately that its person may change how they come in."""
    return session.how is How.DEMO or now - session.created <= FRESH


def sessions_of(access: Access, session: Session, now: datetime) -> Sequence[Session]:
    """Return where a person is signed in, newest first."""
    living = access.live_sessions(session.board, session.person, now)
    return [one for one in living if not one.needs_code]


def end(access: Access, session: Session, now: datetime, *, only: str | None = None) -> bool:
    """End a session, or another one of the same person; False when there is no such session."""
    return access.end_sessions(session.board, session.person, now, only=only or session.id_hash) > 0


def end_all(access: Access, board: str, person: str, now: datetime, *, but: str | None = None) -> int:
    """End all sessions of a person, but for one if that is named; return how many that were."""
    return access.end_sessions(board, person, now, but=but)


def new_secret(entropy: Entropy) -> str:
    """Return 256 bits of chance as a text that can stand in an address."""
    return base64.urlsafe_b64encode(entropy(ID_BYTES)).rstrip(b"=").decode()


def hash_of(secret: str) -> str:
    """Return what is kept of a secret; one with so much chance in it needs no salt and no slowness."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _living(access: Access, id: str, seen_at: datetime, now: datetime) -> Session | None:
    found = access.session(hash_of(id))
    if found is None:
        return None
    session, member = found
    if session.ended is not None or now > session.expires:
        return None
    if session.how is not How.DEMO and now - seen_at > IDLE:
        return None
    is_same = member.is_active(now) and member.roles == session.roles
    return session if is_same else None
