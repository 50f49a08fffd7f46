"""Passwords, for whoever cannot do without: a link by mail is the way that everybody has.

Long rather than odd: twelve characters and no rules about signs, but nothing that everybody thinks of first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pdca.domain.errors import BadInput, Refused
from pdca.services.access.links import known_as
from pdca.services.access.ports import Access, Credential, Hasher, Member, Session
from pdca.services.access.sessions import end_all

SHORTEST, LONGEST = 12, 128
LEFT_WITHOUT_NAMES = 8
"""So much has to be there besides somebody's own name and that of the board."""

SHORTEST_NAME = 3
REPEATED = 5
_LETTERS = str.maketrans("@4831!05$7", "aabeiiosst")
"""Signs that people write for letters."""


def set_password(
    access: Access,
    hasher: Hasher,
    common: Collection[str],
    member: Member,
    session: Session,
    password: str,
    now: datetime,
) -> None:
    """Give a person a (new) password; all their other sessions end.

    Raises BadInput for one that is too short, too long or too easy to guess, and Refused for somebody with a
    role beyond staff who has no second step yet.
    """
    credential = access.credential(session.board, session.person)
    if member.is_manager and not (credential and credential.totp_secret):
        raise Refused("set up the second step first: with your role a password alone is not enough")
    check_password(password, member, common)
    kept = credential or Credential(board=session.board, person=session.person, changed=now)
    access.keep(replace(kept, password_hash=hasher.hash(_same(password)), changed=now))
    end_all(access, session.board, session.person, now, but=session.id_hash)


def remove_password(access: Access, session: Session, now: datetime) -> None:
    """Let a person do without a password again; all their other sessions end."""
    credential = access.credential(session.board, session.person)
    if credential is None or not credential.password_hash:
        return
    access.keep(replace(credential, password_hash="", changed=now))
    end_all(access, session.board, session.person, now, but=session.id_hash)


def who_has(access: Access, hasher: Hasher, email: str, password: str, now: datetime) -> Sequence[Member]:
    """Return the people with this address and this password, one for each board; nobody when it is wrong.

    It takes as long for an address that nobody has. Raises Refused, only after the right password, for somebody
    who took on a role for which it is not enough.
    """
    address, given = known_as(email), _same(password) if len(password) <= LONGEST else ""
    kept = {one.board: one for one in access.credentials(address) if one.password_hash}
    right: list[tuple[Member, Credential]] = []
    for credential in kept.values() or [None]:
        hash_ = "" if credential is None else credential.password_hash
        if not hasher.is_right(hash_, given) or credential is None:
            continue
        member = access.member(credential.board, address)
        if member is not None and member.is_active(now):
            right.append((member, credential))
            if hasher.is_outdated(hash_):
                access.keep(replace(credential, password_hash=hasher.hash(given)))
    strong = [member for member, credential in right if credential.totp_secret or not member.is_manager]
    if right and not strong:
        raise Refused(
            "with your role a password alone is not enough: sign in with a link by mail and set up the second step"
        )
    return strong


def check_password(password: str, member: Member, common: Collection[str]) -> None:
    """Raise BadInput, saying what to do, when a password is not one to keep."""
    length = len(_same(password))
    if length < SHORTEST:
        raise BadInput("this password is too short: use {least} characters or more", least=SHORTEST)
    if len(password) > LONGEST or length > LONGEST:
        raise BadInput("this password is too long: use {most} characters at most", most=LONGEST)
    if _is_common(password, common):
        raise BadInput(
            "this password is one that many people think of: three or four odd words make a good one"
        )
    if _left_without_names(password, member) < LEFT_WITHOUT_NAMES:
        raise BadInput("this password is mostly your own name or that of your work: use other words")


def _same(password: str) -> str:
    """Return a password as it is whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def _is_common(password: str, common: Collection[str]) -> bool:
    folded = _same(password).casefold()
    if folded.isdigit():
        return True  # a telephone number, a date, a row: ten signs to choose from
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, REPEATED + 1)):
        return True
    return any(form in common for form in _forms(folded))


def _forms(folded: str) -> Iterator[str]:
    """Yield what a password is besides its frills: signs around it, signs for letters, said twice."""
    bare = folded.strip("".join({sign for sign in folded if not sign.isalnum()}))
    together = "".join(sign for sign in folded if sign.isalnum())
    for form in (folded, bare, together):
        yield form
        word = form.rstrip("0123456789")
        yield word.translate(_LETTERS) + form[len(word) :]
        yield word
        yield form.translate(_LETTERS)
        half, is_odd = divmod(len(form), 2)
        if not is_odd and form[:half] == form[half:]:
            yield form[:half]


def _left_without_names(password: str, member: Member) -> int:
    """Return how many characters are left without the names that everybody around knows."""
    local, _, domain = member.person.email.partition("@")
    names = f"{member.person.name} {local} {domain} {member.board.name} {member.board.slug}"
    words = {word for word in _words(names) if len(word) >= SHORTEST_NAME}
    left = _same(password).casefold()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left)


def _words(text: str) -> Sequence[str]:
    return "".join(sign if sign.isalnum() else " " for sign in _same(text).casefold()).split()
