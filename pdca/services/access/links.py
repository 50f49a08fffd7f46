"""Signing in by mail: a link to the address that the board knows, for ten minutes and once.

Whether an address is known shows in nothing: not in the answer, and not in the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pdca.domain.errors import NotFound
from pdca.services.access.ports import Access, How, Member, SignInLink
from pdca.services.access.sessions import Entered, Entropy, enter, hash_of, new_secret

VALID_FOR = timedelta(minutes=10)
MOST_AT_A_TIME = 3
"""So many links of a person work at once. Whoever asks more for somebody else keeps nobody out: those are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkToSend:
    """A link that is to go to a person, and to nobody else."""

    member: Member
    token: str = field(repr=False)
    expires: datetime


def ask_link(access: Access, email: str, now: datetime, entropy: Entropy) -> Sequence[LinkToSend]:
    """Make a link for each board on which somebody with this address works today; nothing for anybody else."""
    address = known_as(email)
    members: list[Member | None] = [one for one in access.members(address) if one.is_active(now)]
    tokens: dict[str, tuple[Member, str]] = {}
    links: list[SignInLink] = []
    for member in members or [None]:
        token = new_secret(entropy)
        link = SignInLink(
            token_hash=hash_of(token),
            board=None if member is None else member.board.slug,
            person=address,
            made=now,
            expires=now + VALID_FOR,
        )
        links.append(link)
        if member is not None:
            tokens[link.token_hash] = (member, token)
    working = access.make_links(links, MOST_AT_A_TIME, now)
    return [
        LinkToSend(member=member, token=token, expires=now + VALID_FOR)
        for token_hash, (member, token) in tokens.items()
        if token_hash in working
    ]


def open_with_link(
    access: Access, token: str, now: datetime, entropy: Entropy, *, label: str = "", instead_of: str = ""
) -> Entered:
    """Begin a session with a link that is used up by it.

    Raises NotFound, always in the same words, when it is unknown, used, too old or no longer for anybody.
    """
    link = access.use_link(hash_of(token), now)
    member = access.member(link.board, link.person) if link is not None and link.board is not None else None
    if member is None or not member.is_active(now):
        raise NotFound("this link does not work any more")
    return enter(access, member, How.MAIL, now, entropy, label=label, instead_of=instead_of)


def known_as(email: str) -> str:
    """Return an address as boards know it; one that is far too long is nobody's."""
    address = email.strip().lower()
    return address if len(address) <= 254 else ""
