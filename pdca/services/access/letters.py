"""The mail that carries a link to sign in: written at once and sent at once, never kept in the outbox.

What is late is no use here, and what is kept could be read. Whoever gets none asks for another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdca.services.access.links import LinkToSend
from pdca.services.access.sessions import Entropy
from pdca.services.mailing.digests import FORMAL_ROLES
from pdca.services.mailing.outgoing import Outcome, Outgoing, Relay, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLetter:
    """Everything that the mail says; `day` is today by the board's calendar, `captured` says that nothing leaves."""

    message_id: str
    recipient_email: str
    recipient_name: str
    first_name: str
    locale: str
    formal: bool
    board_name: str
    sender: str
    day: date
    sent_at: datetime
    url: str = field(repr=False)
    captured: bool = False
    reply_to: str = ""


def write_letter(
    link: LinkToSend, base_url: str, now: datetime, entropy: Entropy, *, captured: bool
) -> SignInLetter:
    """Return the mail for a link. The base of its address comes from the settings, never from a request."""
    board, person = link.member.board, link.member.person
    return SignInLetter(
        message_id=f"{now:%Y%m%d}.{entropy(16).hex()}@{board.mail_from.rpartition('@')[2]}",
        recipient_email=person.email,
        recipient_name=person.name,
        first_name=person.name.partition(" ")[0],
        locale=person.locale or board.locale,
        formal=board.formal or not FORMAL_ROLES.isdisjoint(link.member.roles),
        board_name=board.name,
        sender=board.mail_from,
        day=now.astimezone(ZoneInfo(board.time_zone)).date(),
        sent_at=now,
        url=f"{base_url.rstrip('/')}/sign-in/{link.token}",
        captured=captured,
    )


async def send_letters(
    relay: Relay, compose: Callable[[SignInLetter], bytes], letters: Iterable[SignInLetter]
) -> Sequence[Result]:
    """Send letters and return what became of each that did not arrive; none is tried again."""
    outgoing = [
        Outgoing(id=one.message_id, sender=one.sender, recipient=one.recipient_email, body=compose(one))
        for one in letters
    ]
    failed: list[Result] = []

    async def all_of_them(ids: Sequence[str]) -> Collection[str]:
        return ids

    async def note(results: Sequence[Result]) -> None:
        failed.extend(one for one in results if one.verdict.outcome is not Outcome.DELIVERED)

    if outgoing:
        async with relay as sending:
            await sending.send(outgoing, before_dot=all_of_them, settled=note)
    return failed
