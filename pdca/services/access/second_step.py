"""The second step: a code from an app on somebody's phone, and eight codes on paper for when that is lost.

Whoever set it up takes it, whichever way they came in, so that a mailbox that is open to others opens nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.services.access.ports import Access, Codes, Credential, Member, Picture, Session, Vault
from pdca.services.access.sessions import Entered, Entropy, end_all, enter, hash_of

SECRET_BYTES = 20
RECOVERY_CODES = 8
RECOVERY_BYTES = 10
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the second step is made of."""

    access: Access
    codes: Codes
    vault: Vault
    entropy: Entropy


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A secret that somebody may take over into an app: by picture or by hand. It counts once it is confirmed."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The second step is set up: the codes for paper, which are shown this once, and the session anew."""

    recovery: Sequence[str] = field(repr=False)
    entered: Entered


def offer(means: Means, member: Member) -> Offer:
    """Return a new secret for a person; nothing is kept of it yet."""
    return show(means, member, base64.b32encode(means.entropy(SECRET_BYTES)).decode())


def show(means: Means, member: Member, secret: str) -> Offer:
    """Return a secret that was offered before, to be shown again."""
    address = means.codes.address(secret, member.person.email, member.board.name)
    return Offer(secret=secret, address=address, picture=means.codes.picture(address))


def confirm(
    means: Means, member: Member, session: Session, secret: str, code: str, now: datetime, *, instead_of: str
) -> Confirmed:
    """Keep a secret whose first code was right; every other session ends, and this one begins anew.

    Raises BadInput for a code that is not right, and Refused where another second step was not taken.
    """
    known = means.access.credential(session.board, session.person)
    if known is not None and known.totp_secret and not session.is_strong:
        raise Refused("sign in again with the second step first")
    step = means.codes.step(secret, _digits(code), now)
    if step is None:
        raise BadInput("this code is not right: use the one that your app shows now")
    recovery = tuple(_recovery_code(means.entropy) for _ in range(RECOVERY_CODES))
    kept = replace(
        known or Credential(board=session.board, person=session.person, changed=now),
        totp_secret=means.vault.close(secret.encode(), _about(session), means.entropy(NONCE_BYTES)),
        totp_last_step=step,
        recovery=tuple(hash_of(_bare(one)) for one in recovery),
        changed=now,
    )
    means.access.keep(kept)
    end_all(means.access, session.board, session.person, now)
    return Confirmed(recovery=recovery, entered=_anew(means, member, session, now, instead_of))


def open_with_code(means: Means, session: Session, code: str, now: datetime, *, instead_of: str) -> Entered:
    """Take the second step in a session that waits for it: it begins anew, and everything is open.

    Each code works once. Raises BadInput for a code that is not right, or was taken before.
    """
    member = means.access.member(session.board, session.person)
    if member is None or not is_code_right(means, session, code, now):
        raise BadInput("this code is not right: use the one that your app shows now")
    return _anew(means, member, session, now, instead_of)


def is_code_right(means: Means, session: Session, code: str, now: datetime) -> bool:
    """Take a code of the app or of the paper; False when it is not right, or was taken before."""
    credential = means.access.credential(session.board, session.person)
    if credential is None or not credential.totp_secret:
        return False
    digits = _digits(code)
    if not digits:
        return means.access.take_recovery(session.board, session.person, hash_of(_bare(code)))
    secret = means.vault.open(credential.totp_secret, _about(session)).decode()
    step = means.codes.step(secret, digits, now)
    return step is not None and means.access.take_step(session.board, session.person, step)


def give_up(access: Access, member: Member, session: Session, now: datetime) -> None:
    """Let a person do without the second step again; all their other sessions end.

    Raises Refused for somebody with a role beyond staff who has a password, and where the step was not taken.
    """
    credential = access.credential(session.board, session.person)
    if credential is None or not credential.totp_secret:
        return
    if not session.is_strong:
        raise Refused("sign in again with the second step first")
    if member.is_manager and credential.password_hash:
        raise Refused("remove your password first: with your role a password alone is not enough")
    access.keep(replace(credential, totp_secret=b"", totp_last_step=0, recovery=(), changed=now))
    end_all(access, session.board, session.person, now, but=session.id_hash)


def start_over(access: Access, board: str, person: str, now: datetime) -> None:
    """Take away what somebody set up, who lost phone and paper: they come in by mail, and nowhere any more.

    Whoever calls this has made sure who asks for it. Raises NotFound when nothing was set up.
    """
    credential = access.credential(board, person)
    if credential is None:
        raise NotFound("nothing is set up for '{email}'", email=person)
    access.keep(Credential(board=board, person=person, changed=now))
    end_all(access, board, person, now)


def _anew(means: Means, member: Member, session: Session, now: datetime, instead_of: str) -> Entered:
    return enter(
        means.access,
        member,
        session.how,
        now,
        means.entropy,
        label=session.label,
        instead_of=instead_of,
        is_strong=True,
    )


def _recovery_code(entropy: Entropy) -> str:
    text = base64.b32encode(entropy(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _bare(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _digits(code: str) -> str:
    """Return a code of the app without the blank that some show in it; empty when it is no such code."""
    together = "".join(code.split())
    return together if len(together) == 6 and together.isascii() and together.isdigit() else ""


def _about(session: Session) -> str:
    return f"{session.board}\0{session.person}"
