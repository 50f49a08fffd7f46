"""From the notices of a day to one message per person in the outbox."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, datetime, timedelta

from pdca.services.ports import BoardSession, LedgerRow, Message

TRY_FOR = timedelta(hours=72)
"""How long a message is tried before it is given up and shown."""


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
