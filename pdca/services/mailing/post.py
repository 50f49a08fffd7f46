"""From the notices of a day to one message per person in the outbox; and one of them once more, when asked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, datetime, timedelta

from pdca.domain.errors import NotFound, Refused
from pdca.domain.notices.notice import MOVED_ON
from pdca.services.ports import BoardSession, Outbox, Store
from pdca.services.records import LedgerRow, Message, MessageState

TRY_FOR = timedelta(hours=72)
"""How long a message is tried before it is given up and shown."""

AGAIN = "mail_again"
"""The event of sending once more; it seals the mail that leaves."""


def post_messages(session: BoardSession, day: date, now: datetime) -> int:
    """Put the queued notices of a day into the outbox, one message per person; return how many messages."""
    board = session.board()
    domain = board.mail_from.rpartition("@")[2]
    by_person: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in session.unposted(day):
        assert row.notice.recipient is not None  # only what is for somebody is queued
        by_person[row.notice.recipient].append(row)
    messages = [
        (
            Message(
                id=message_id(board.slug, person, day, domain),
                board=board.slug,
                recipient=person,
                day=day,
                composed=now,
                not_before=now,
                expires=now + TRY_FOR,
            ),
            [row.id for row in rows],
        )
        for person, rows in sorted(by_person.items())
    ]
    session.post(messages)
    return len(messages)


def message_id(board: str, recipient: str, day: date, domain: str) -> str:
    """Return the Message-ID of a person's mail of a day, always the same and without personal data."""
    digest = hashlib.sha256(f"{board}\0{recipient}\0{day.isoformat()}".encode()).hexdigest()
    return f"{day:%Y%m%d}.{digest[:32]}@{domain}"


def mail_of(outbox: Outbox, board: str, id: str) -> Message:
    """Return a mail of a board. Raises NotFound, also for a mail of another board."""
    mail = outbox.find([id]).get(id)
    if mail is None or mail.board != board:
        raise NotFound("there is nothing here")
    return mail


def send_again(
    store: Store, board: str, id: str, actor: str, reason: str, today: date, now: datetime
) -> Message:
    """Let a mail leave once more, the very same. Raises NotFound; Refused when it is on its way already."""
    outbox = store.outbox()
    mail = mail_of(outbox, board, id)
    with store.reading(board) as session:
        person = next((one for one in session.people() if one.email == mail.recipient), None)
    if person is None or not person.is_active(today):
        raise Refused("whoever this mail is for does not work here any more")
    if mail.state is MessageState.SENT and mail.body is None:
        raise Refused("this mail is too old: what stood in it is no longer kept")
    if not outbox.send_again(id, now, now + TRY_FOR, reason, MOVED_ON):
        raise Refused("this mail is on its way already")
    digest = hashlib.sha256(mail.body or b"").hexdigest()
    with store.board(board) as session:
        session.seal(AGAIN, id, digest, at=now, actor=actor, reason=reason)
    return mail
