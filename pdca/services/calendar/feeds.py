"""Calendars that a program reads by an address alone: open until their person closes them, or leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdca.domain.errors import NotFound
from pdca.services.access.ports import Access, Feed, Member
from pdca.services.access.sessions import Entropy, hash_of, new_secret

MOST = 10
"""So many calendars of a person are open at once; the oldest closes when one more is opened."""


def open_feed(access: Access, member: Member, unit: str | None, now: datetime, entropy: Entropy) -> str:
    """Open a calendar, a person's own or that of a unit; return the secret of its address, shown this once."""
    token = new_secret(entropy)
    board, person = member.board.slug, member.person.email
    earlier = access.feeds(board, person)
    for one in earlier[: max(0, len(earlier) + 1 - MOST)]:
        access.end_feed(board, person, one.token_hash, now)
    access.make_feed(Feed(token_hash=hash_of(token), board=board, person=person, unit=unit, made=now))
    return token


def feed_of(access: Access, token: str, now: datetime) -> tuple[Feed, Member]:
    """Return the calendar of an address with its person; NotFound when it is closed, or they left."""
    found = access.feed(hash_of(token))
    if found is None or found[0].ended is not None or not found[1].is_active(now):
        raise NotFound("this link does not work any more")
    return found


def feeds_of(access: Access, member: Member) -> Sequence[Feed]:
    """Return the calendars of a person that are open, oldest first."""
    return access.feeds(member.board.slug, member.person.email)


def close_feed(access: Access, member: Member, token_hash: str, now: datetime) -> None:
    """Close a calendar of a person; NotFound when there is none that is open."""
    if not access.end_feed(member.board.slug, member.person.email, token_hash, now):
        raise NotFound("this link does not work any more")
