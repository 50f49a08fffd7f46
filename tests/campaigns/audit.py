"""What the mail server took, held against what the outbox and the ledger say: lost, doubled, altered, made up."""

from __future__ import annotations

import base64
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy

from sqlalchemy import select

from pdca.domain.notices.notice import Notice, NoticeState
from pdca.services.records import LedgerRow, MessageState
from pdca.store import SqlStore
from pdca.store.schema import tables
from tests.campaigns.mail_server import Received

_LINK = re.compile(r"/m/([\w-]+)\.[\w-]+")
_PURPOSE = {"why", "act"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A row of the outbox."""

    id: str
    recipient: str
    state: MessageState
    doubts: int
    attempts: int
    reply: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found."""

    mails: dict[str, Mail]
    received: dict[str, list[bytes]]
    rows: list[LedgerRow]
    faults: list[str]

    @property
    def lost(self) -> int:
        """How many are said to be sent and never arrived."""
        return sum(
            mail.state is MessageState.SENT and mail.id not in self.received for mail in self.mails.values()
        )

    @property
    def duplicates(self) -> int:
        """How many copies arrived beside the first."""
        return sum(len(copies) - 1 for copies in self.received.values())

    @property
    def doubts(self) -> int:
        """How often nobody could know."""
        return sum(mail.doubts for mail in self.mails.values())

    def states(self) -> Counter[str]:
        """Return how many messages are in each state."""
        return Counter(str(mail.state) for mail in self.mails.values())

    def of(self, recipient: str) -> Mail:
        """Return the one message to somebody."""
        (mail,) = (one for one in self.mails.values() if one.recipient == recipient)
        return mail

    def notices_of(self, recipient: str) -> set[NoticeState]:
        """Return the states of what was to be told to somebody by mail."""
        ids = {mail.id for mail in self.mails.values() if mail.recipient == recipient}
        return {row.notice.state for row in self.rows if row.message in ids}


def audit(store: SqlStore, slug: str, received: Sequence[Received]) -> Audit:
    """Hold the server's log against outbox and ledger; what breaks a promise is a fault."""
    columns = ("id", "recipient", "state", "doubts", "attempts", "reply")
    with store.engine.connect() as connection:
        rows = connection.execute(select(*(tables.messages.c[name] for name in columns))).all()
        kept = connection.execute(select(tables.message_bodies)).all()
    bodies = {row.message: row.body for row in kept}
    mails = {row.id: Mail(row.id, row.recipient, MessageState(row.state), *row[3:]) for row in rows}
    with store.reading(slug) as session:
        ledger = list(session.ledger())
    copies: defaultdict[str, list[bytes]] = defaultdict(list)
    faults = []
    for one in received:
        copies[one.id].append(one.body)
        if one.id not in mails:
            faults.append(f"{one.id} arrived and nobody wrote it")
        elif mails[one.id].recipient != one.recipient:
            faults.append(f"{one.id} of {mails[one.id].recipient} went to {one.recipient}")
    found = Audit(mails, dict(copies), ledger, faults)
    for mail in mails.values():
        faults += _faults_of(mail, copies.get(mail.id, []), bodies.get(mail.id), ledger)
    return found


ENDED = (MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHHELD)


def _faults_of(
    mail: Mail, copies: Sequence[bytes], kept: bytes | None, ledger: Sequence[LedgerRow]
) -> list[str]:
    who = f"{mail.id} to {mail.recipient} ({mail.state}, {mail.doubts} doubts)"
    own = [row.notice for row in ledger if row.message == mail.id]
    wrong = [*_wrong_with_copies(mail, copies, kept), *_wrong_with_notices(mail, copies, own)]
    return [f"{who}: {one}" for one in wrong]


def _wrong_with_copies(mail: Mail, copies: Sequence[bytes], kept: bytes | None) -> Iterator[str]:
    is_sent = mail.state is MessageState.SENT
    if is_sent and not copies:
        yield "said to be sent, never arrived"
    if len(copies) > 1 + mail.doubts:
        yield f"arrived {len(copies)} times"
    if copies and not is_sent and not mail.doubts:
        yield "arrived, and nobody knows"
    if len(set(copies)) > 1:
        yield "arrived in different words"
    if is_sent and copies and kept != copies[0]:
        yield "what is kept is not what arrived"


def _wrong_with_notices(mail: Mail, copies: Sequence[bytes], own: Sequence[Notice]) -> Iterator[str]:
    states = {notice.state for notice in own}
    if mail.state is not MessageState.SENT and NoticeState.SENT in states:
        yield "a notice in it says sent"
    if mail.state in ENDED and states != {NoticeState.WITHHELD}:
        yield f"its notices say {sorted(states)}"
    if mail.state is MessageState.SENT:
        if NoticeState.QUEUED in states:
            yield "a notice in it still says queued"
        told = {(notice.item, notice.version) for notice in own if notice.state is NoticeState.SENT}
        if copies and lines_in(copies[0]) != told:
            yield f"what it says and what the ledger says it does differ: {lines_in(copies[0]) ^ told}"


def lines_in(body: bytes) -> set[tuple[str, int]]:
    """Return the items and versions that a mail is about, by the links of its lines."""
    message = message_from_bytes(body, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    found = set()
    for token in _LINK.findall(part.get_content()):
        facts = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split("\n")
        item, version, purpose = facts[1], int(facts[2]), facts[3]
        if purpose in _PURPOSE:
            found.add((item, version))
    return found
