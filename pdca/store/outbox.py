"""The mail of all boards on its way out. Every mark checks the token of who claimed the message last.

A message is `sending` while a lease runs. When the lease expires before the final dot was about to leave, it
is simply queued again; after that point nobody can know whether it arrived: it is `in_doubt`, counted in
`doubts`, and the same bytes are sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Integer, bindparam, exists, func, or_, select, text, update

from pdca.domain.notices.notice import NoticeState
from pdca.services.records import Message, MessageState
from pdca.store.bulk import Conflict, Values, chunks, insert_rows, update_rows
from pdca.store.engine import write
from pdca.store.schema import tables
from pdca.store.scope import AnyRow, Query

_M, _B, _N = tables.messages, tables.message_bodies, tables.notices
_STATES = {str(state): state for state in MessageState}
_NOTHING: Mapping[str, str] = {}
_AGAIN = (MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHHELD, MessageState.SENT)


_WAITING = (
    select(_M.c.id)
    .where(text(tables.WAITING), _M.c.not_before <= bindparam("now"))
    .order_by(_M.c.not_before, _M.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_HELD = (
    select(_M.c.id, _M.c.board_id, _M.c.doubts)
    .where(_M.c.id.in_(bindparam("ids", expanding=True)))
    .where(_M.c.token == bindparam("token"), _M.c.state == MessageState.SENDING.value)
    .with_for_update()
)
_FROZEN = select(_B.c.message).where(_B.c.message.in_(bindparam("ids", expanding=True)))
_WHOLE = (
    select(_M, tables.boards.c.slug, _B.c.body)
    .join(tables.boards, tables.boards.c.id == _M.c.board_id)
    .outerjoin(_B, _B.c.message == _M.c.id)
    .where(_M.c.id.in_(bindparam("ids", expanding=True)))
)
_SENT_LINES = (
    update(_N)
    .where(_N.c.message.in_(bindparam("ids", expanding=True)), _N.c.state == NoticeState.QUEUED.value)
    .values(state=NoticeState.SENT.value)
)
_WITHHELD_LINES = (
    update(_N)
    .where(_N.c.message == bindparam("message_id"), _N.c.state == NoticeState.QUEUED.value)
    .values(state=NoticeState.WITHHELD.value, reason=bindparam("why"))
)
_LOST = update(_M).where(_M.c.state == MessageState.SENDING.value, _M.c.lease_until < bindparam("now"))
_FREE = {"token": None, "lease_until": None}
_BACK = _LOST.where(_M.c.dotted.is_(None)).values(state=MessageState.QUEUED.value, **_FREE)
_DOUBTED = _LOST.where(_M.c.dotted.is_not(None)).values(
    state=MessageState.IN_DOUBT.value, doubts=_M.c.doubts + 1, **_FREE
)
_COUNTS = select(_M.c.state, func.count()).group_by(_M.c.state)
_TROUBLED = (
    select(_M.c.id)
    .where(text(tables.TROUBLED))
    .order_by(_M.c.day.desc(), _M.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_OLDEST = select(func.min(_M.c.not_before)).where(text(tables.WAITING))
_LEFT_LYING = select(func.min(_M.c.lease_until)).where(_M.c.state == MessageState.SENDING.value)


class SqlOutbox:
    """Implements `Outbox` of the services' ports; each call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, now: datetime, token: str, lease_until: datetime, limit: int) -> Sequence[Message]:
        """Take messages that may go now, oldest first, for the holder of a token."""
        taken = {
            "state": MessageState.SENDING.value,
            "token": token,
            "lease_until": lease_until,
            "dotted": None,
        }
        with write(self._engine) as connection:
            ids = connection.execute(_WAITING, {"now": now, "limit": limit}).scalars().all()
            update_rows(connection, _M, ("id",), [{"id": id, **taken} for id in ids])
            return self._read(connection, ids)

    def freeze(self, token: str, bodies: Mapping[str, bytes]) -> None:
        """Keep the bytes of claimed messages; those of a message in doubt stay what they were."""
        with write(self._engine) as connection:
            held = self._held(connection, token, list(bodies))
            doubted = [id for id, row in held.items() if row.doubts]
            kept = {row.message for row in _among(connection, _FROZEN, doubted)}
            rows = [
                {"message": id, "board_id": row.board_id, "body": bodies[id]}
                for id, row in held.items()
                if id not in kept
            ]
            insert_rows(connection, _B, rows, Conflict.REPLACE)

    def dot(
        self, token: str, ids: Sequence[str], now: datetime, lease_until: datetime | None = None
    ) -> frozenset[str]:
        """Mark that the final dot of messages is about to leave; return those that are still the token's.

        A new end of their lease gives the server its time: as long as the sender lives, nothing is in doubt.
        """
        marks = {"dotted": now} if lease_until is None else {"dotted": now, "lease_until": lease_until}
        with write(self._engine) as connection:
            held = self._held(connection, token, ids)
            update_rows(connection, _M, ("id",), [{"id": id, **marks} for id in held])
            return frozenset(held)

    def settle(
        self, token: str, outcomes: Sequence[Message], now: datetime, withheld: Mapping[str, str] = _NOTHING
    ) -> int:
        """Write what became of claimed messages and of the notices in them.

        `withheld` says of messages that will not be tried any more why their notices reached nobody.
        """
        with write(self._engine) as connection:
            held = self._held(connection, token, [one.id for one in outcomes])
            mine = [one for one in outcomes if one.id in held]
            update_rows(connection, _M, ("id",), [_outcome(one, held[one.id].doubts, now) for one in mine])
            for chunk in chunks(one.id for one in mine if one.state is MessageState.SENT):
                connection.execute(_SENT_LINES, {"ids": chunk})
            for one in mine:
                if one.id in withheld:
                    connection.execute(_WITHHELD_LINES, {"message_id": one.id, "why": withheld[one.id]})
            return len(mine)

    def rescue(self, now: datetime) -> int:
        """Free the messages whose lease expired; return how many."""
        with write(self._engine) as connection:
            return sum(connection.execute(lost, {"now": now}).rowcount for lost in (_BACK, _DOUBTED))

    def counts(self) -> Mapping[MessageState, int]:
        """Return how many messages there are in each state."""
        with self._engine.begin() as connection:
            return {_STATES[state]: count for state, count in connection.execute(_COUNTS)}

    def troubles(self, limit: int = 50) -> Sequence[Message]:
        """Return messages that somebody should know about, newest first."""
        with self._engine.begin() as connection:
            return self._read(connection, connection.execute(_TROUBLED, {"limit": limit}).scalars().all())

    def find(self, ids: Iterable[str]) -> Mapping[str, Message]:
        """Return the messages that exist among ids."""
        with self._engine.begin() as connection:
            return {row.id: message_of(row) for row in _among(connection, _WHOLE, list(ids))}

    def waiting_since(self) -> datetime | None:
        """Return since when the oldest message that waits could have gone; None when none waits.

        What somebody claimed waits from the end of the lease: who claimed it may be dead.
        """
        with self._engine.begin() as connection:
            found: list[datetime | None] = [
                connection.execute(one).scalar() for one in (_OLDEST, _LEFT_LYING)
            ]
            return min((one for one in found if one is not None), default=None)

    def send_again(self, id: str, now: datetime, expires: datetime, reason: str, left_out: str = "") -> bool:
        """Put a message back among those that wait, with the same bytes; False when that cannot be.

        It cannot when it is on its way anyway, or when it was sent and its bytes are no longer kept. Lines that
        were withheld for the reason `left_out` do not stand in the bytes, and stay withheld.
        """
        is_kept = exists().where(_B.c.message == id)
        can_go = _M.c.state.in_([state.value for state in _AGAIN])
        again = (
            update(_M)
            .where(_M.c.id == id, can_go, or_(_M.c.state != MessageState.SENT.value, is_kept))
            .values(
                state=MessageState.QUEUED.value,
                not_before=now,
                expires=expires,
                attempts=0,
                doubts=1,
                dotted=None,
                sent=None,
                reply=reason,
            )
        )
        is_in_it = or_(_N.c.reason != left_out, ~is_kept)
        lines = update(_N).where(_N.c.message == id, _N.c.state == NoticeState.WITHHELD.value, is_in_it)
        with write(self._engine) as connection:
            if not connection.execute(again).rowcount:
                return False
            connection.execute(lines.values(state=NoticeState.QUEUED.value, reason=""))
            return True

    def release(self) -> int:
        """Let mail that was held after a restore go; return how many messages that frees."""
        held = update(_M).where(_M.c.state == MessageState.HELD.value).values(state=MessageState.QUEUED.value)
        with write(self._engine) as connection:
            connection.execute(update(tables.boards).values(mail_held=False))
            return connection.execute(held).rowcount

    @staticmethod
    def _held(connection: Connection, token: str, ids: Sequence[str]) -> dict[str, AnyRow]:
        """Return which messages a token still holds, locked for the rest of the transaction."""
        return {row.id: row for row in _among(connection, _HELD, ids, token=token)}

    @staticmethod
    def _read(connection: Connection, ids: Sequence[str]) -> list[Message]:
        messages = {row.id: message_of(row) for row in _among(connection, _WHOLE, ids)}
        return [messages[id] for id in ids]


def _among(connection: Connection, query: Query, ids: Sequence[str], **given: str) -> Iterator[AnyRow]:
    for chunk in chunks(ids):
        yield from connection.execute(query, {"ids": chunk, **given})


def _outcome(message: Message, doubts: int, now: datetime) -> Values:
    return {
        "id": message.id,
        "state": message.state.value,
        "attempts": message.attempts,
        "not_before": message.not_before,
        "reply": message.reply,
        "sent": (message.sent or now) if message.state is MessageState.SENT else None,
        "doubts": doubts + (message.state is MessageState.IN_DOUBT),
        "token": None,
        "lease_until": None,
    }


def message_of(row: AnyRow, board: str | None = None) -> Message:
    """Return a row as a message; where the board is named, the row is without its name and without the bytes."""
    return Message(
        id=row.id,
        board=board or row.slug,
        recipient=row.recipient,
        day=row.day,
        composed=row.composed,
        state=_STATES[row.state],
        not_before=row.not_before,
        expires=row.expires,
        attempts=row.attempts,
        doubts=row.doubts,
        body=row.body if board is None else None,
        token=row.token,
        lease_until=row.lease_until,
        dotted=row.dotted,
        sent=row.sent,
        reply=row.reply,
    )
