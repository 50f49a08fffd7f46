"""Delivery: claim, check that it is still true, compose, send, record. At least once, and almost always once.

The order of durable marks is the whole promise: claimed before composing, dotted before the last dot leaves, sent
after the server's 250. Whatever dies in between leaves at most one message per connection in doubt, and that one is
sent again byte for byte.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pdca.domain.notices.digest import Digest
from pdca.domain.notices.notice import MOVED_ON, NoticeState
from pdca.services.engine.decide_lines import LEFT
from pdca.services.mailing.digests import write_digest
from pdca.services.mailing.items import Lexicon
from pdca.services.mailing.lines import Lines
from pdca.services.mailing.links import Links
from pdca.services.mailing.outgoing import Outcome, Outgoing, Relay, Result
from pdca.services.ports import Shipped, Store
from pdca.services.records import LedgerRow, Message, MessageState
from pdca.services.situation import Situation

BATCH = 500
LEASE = timedelta(minutes=15)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
DOUBT_WAITS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=24))
"""Longer and longer, because each try of a mail that may have arrived can be one more copy of it."""
RELAY_WAIT = timedelta(minutes=5)

NOT_IN_TIME = "the mail could not be delivered in time"
REFUSED = "the mail server refused it"
UNKNOWN = "nobody can know whether the mail arrived"
NOT_COMPOSED = "the mail could not be composed"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What delivery needs besides the store: how to write mail, and what sends it."""

    shipped: Shipped
    relay: Callable[[], Relay]
    compose: Callable[[Digest], bytes]
    links: Links
    lexicon: Lexicon
    clock: Callable[[], datetime]
    token: Callable[[], str]
    is_captured: bool = False
    is_stopping: Callable[[], bool] = lambda: False


async def deliver(store: Store, post: Post) -> Mapping[str, int]:
    """Send everything that is due; return counts of messages by what became of them."""
    counts: Counter[str] = Counter()
    outbox = store.outbox()
    counts["rescued"] = outbox.rescue(post.clock())
    async with post.relay() as relay:
        while True:
            run = _Run(store, post, relay, counts)
            # A relay that takes nothing is left alone until the next delivery; what was not claimed stays queued.
            if not await run.batch() or run.is_relay_down or post.is_stopping():
                return {name: count for name, count in counts.items() if count}


class _Run:
    """One claimed batch, under one fencing token."""

    def __init__(self, store: Store, post: Post, relay: Relay, counts: Counter[str]) -> None:
        self.store = store
        self.post = post
        self.relay = relay
        self.counts = counts
        self.outbox = store.outbox()
        self.token = post.token()
        self.claimed: dict[str, Message] = {}
        self.is_relay_down = False

    async def batch(self) -> int:
        now = self.post.clock()
        messages = self.outbox.claim(now, self.token, now + LEASE, BATCH)
        self.claimed = {message.id: message for message in messages}
        outgoing: list[Outgoing] = []
        by_board: dict[str, list[Message]] = defaultdict(list)
        for message in messages:
            by_board[message.board].append(message)
        for slug, own in by_board.items():
            outgoing += self._prepare(slug, own, now)
        if outgoing:
            early = await self.relay.send(outgoing, before_dot=self._before_dot, settled=self._settled)
            self.is_relay_down = early is not None
        return len(messages)

    def _prepare(self, slug: str, messages: Sequence[Message], now: datetime) -> list[Outgoing]:
        """Drop what is no longer true, write the rest, and keep the bytes before anything leaves."""
        bodies: dict[str, bytes] = {}
        ended: list[Message] = []
        put_off: list[Message] = []
        with self.store.board(slug) as session:
            situation = Situation(session, self.post.shipped, now)
            rows = session.lines([message.id for message in messages])
            lines = Lines(situation, self.post.links, self.post.lexicon)
            lines.read([row for own in rows.values() for row in own])
            sender = situation.board.mail_from
            for message in messages:
                if message.doubts and message.body is not None:
                    if now < message.expires:
                        bodies[message.id] = message.body  # in doubt: the very same bytes again
                    else:
                        ended.append(_ended(message, UNKNOWN, now))
                    continue
                queued = [row for row in rows.get(message.id, ()) if row.notice.state is NoticeState.QUEUED]
                true, why_not = self._still_true(lines, message, queued, now)
                if not true:
                    ended.append(_ended(message, why_not, now))
                elif (body := self._compose(lines, message, true)) is None:
                    put_off.append(_put_off(message, now))
                else:
                    told = {row.id for row in true}
                    gone = [row.id for row in queued if row.id not in told]
                    session.set_notices(gone, NoticeState.WITHHELD, MOVED_ON)
                    bodies[message.id] = body
        self.outbox.freeze(self.token, bodies)
        why = {message.id: message.reply for message in ended}
        self.outbox.settle(self.token, [*ended, *put_off], now, why)
        for message in (*ended, *put_off):
            self.counts[message.state] += 1
        return [
            Outgoing(id=message.id, sender=sender, recipient=message.recipient, body=bodies[message.id])
            for message in messages
            if message.id in bodies
        ]

    def _still_true(
        self, lines: Lines, message: Message, queued: Sequence[LedgerRow], now: datetime
    ) -> tuple[list[LedgerRow], str]:
        if now >= message.expires:
            return [], NOT_IN_TIME
        if not lines.situation.organisation.is_active(message.recipient, lines.situation.today):
            return [], LEFT
        return [row for row in queued if lines.is_still_true(row.notice)], MOVED_ON

    def _compose(self, lines: Lines, message: Message, rows: Sequence[LedgerRow]) -> bytes | None:
        try:
            return self.post.compose(write_digest(lines, message, rows, captured=self.post.is_captured))
        except (
            Exception
        ):  # one message that cannot be composed never stops the rest; it is shown, and tried again
            log.exception("message %s could not be composed", message.id)
            return None

    async def _before_dot(self, ids: Sequence[str]) -> Collection[str]:
        now = self.post.clock()
        return self.outbox.dot(self.token, ids, now, now + LEASE)

    async def _settled(self, results: Sequence[Result]) -> None:
        now = self.post.clock()
        outcomes = [settled(self.claimed[result.id], result, now) for result in results]
        refused = {outcome.id: REFUSED for outcome in outcomes if outcome.state is MessageState.FAILED}
        self.outbox.settle(self.token, outcomes, now, refused)
        for outcome in outcomes:
            self.counts[outcome.state] += 1


def settled(message: Message, result: Result, now: datetime) -> Message:
    """Return what a message is after an answer: sent, to be tried again at a time, in doubt, or given up."""
    verdict = result.verdict
    reply = f"{result.code or ''} {result.text}".strip()
    attempts = message.attempts + verdict.charged
    if verdict.outcome is Outcome.DELIVERED:
        return replace(message, state=MessageState.SENT, attempts=attempts, sent=now, reply=reply)
    if verdict.outcome is Outcome.GIVE_UP:
        return replace(message, state=MessageState.FAILED, attempts=attempts, reply=reply)
    is_doubtful = verdict.outcome is Outcome.IN_DOUBT
    asked = timedelta(seconds=verdict.after)
    if is_doubtful:
        wait = _spread(message.id, DOUBT_WAITS, message.doubts)
    else:
        wait = _spread(message.id, WAITS, attempts - 1) if verdict.charged else asked or RELAY_WAIT
    return replace(
        message,
        state=MessageState.IN_DOUBT if is_doubtful else MessageState.RETRY,
        attempts=attempts,
        not_before=now + max(wait, asked),
        reply=reply,
    )


def _spread(id: str, waits: Sequence[timedelta], number: int) -> timedelta:
    """Return how long to wait the n-th time, and the last of the waits from then on; spread a little by id."""
    spread = hashlib.sha256(id.encode()).digest()[0] / 255
    return waits[min(number, len(waits) - 1)] * (1 + spread / 4)


def _put_off(message: Message, now: datetime) -> Message:
    """Return a mail that could not be composed: what is wrong may be mended within the days that it lives."""
    attempts = message.attempts + 1
    wait = _spread(message.id, WAITS, attempts - 1)
    return replace(
        message, state=MessageState.RETRY, attempts=attempts, not_before=now + wait, reply=NOT_COMPOSED
    )


def _ended(message: Message, reason: str, now: datetime) -> Message:
    late = reason in (NOT_IN_TIME, UNKNOWN)
    state = MessageState.EXPIRED if late else MessageState.WITHHELD
    return replace(message, state=state, reply=reason, sent=None, not_before=now)
