"""The ledger of notices, the lines that wait for a next mail, and the days that were decided.

A notice has a natural key (item, version, step, recipient). What reached nobody is kept under two words that are
no address, because a level can first be undeliverable and later be superseded, and both stay on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, text

from pdca.domain.notices.notice import Deadline, Notice, NoticeKind, NoticeState
from pdca.services.records import Courtesy, DayRun, LedgerRow, Message, MessageState
from pdca.store.board.deadlines import NO_ADDRESS, NOBODY, NOBODY_SUPERSEDED, Deadlines, ladder_of
from pdca.store.bulk import Conflict
from pdca.store.schema import tables
from pdca.store.scope import AnyRow, Query, delete_mine, select_mine, update_mine

_N, _C, _D, _M = tables.notices, tables.courtesies, tables.day_runs, tables.messages
_T = tables.deadlines
_B = tables.message_bodies
_KINDS = {str(kind): kind for kind in NoticeKind}
_STATES = {str(state): state for state in NoticeState}
SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may differ before what one of them opens waits a day."""
_IS_UNPOSTED = text(
    tables.UNPOSTED.replace("state", "notices.state").replace("message IS", "notices.message IS")
)
_ROW = (
    *(_N.c.id, _N.c.day, _N.c.item, _N.c.version, _N.c.step, _N.c.kind, _N.c.recipient, _N.c.state),
    *(_N.c.reason, _N.c.continues, _N.c.message, _M.c.sent),
)

LEDGER_ROWS = select_mine(_N, *_ROW).outerjoin(_M, _N.c.message == _M.c.id)
_LINES = LEDGER_ROWS.order_by(_N.c.id)
_UNPOSTED = _LINES.where(_IS_UNPOSTED, _N.c.day <= bindparam("day"))
_UNPOSTED_IDS = select_mine(_N, _N.c.id).where(_IS_UNPOSTED)
_TAKEN = select_mine(_M, _M.c.recipient, _M.c.day)
_TOLD = select_mine(_N, _N.c.recipient).where(
    _N.c.item == bindparam("item"),
    ladder_of(_N) == bindparam("ladder"),
    _N.c.kind == NoticeKind.ESCALATION.value,
    _N.c.state.in_([NoticeState.QUEUED.value, NoticeState.SENT.value]),
)
_OWED = select_mine(_C).order_by(*_C.primary_key)
_DAY = select_mine(_D).where(_D.c.day == bindparam("day"))
_NEWEST = select_mine(_T, func.max(_T.c.known_at)).where(_T.c.known_at <= bindparam("until"))
_OPEN_DAYS = select_mine(_D).where(_D.c.finished.is_(None)).order_by(_D.c.day)
_DAYS_RUN = (
    select_mine(_D, _D.c.day)
    .where(_D.c.day.between(bindparam("first"), bindparam("last")), _D.c.finished.is_not(None))
    .order_by(_D.c.day)
)
_FINISH = (
    update_mine(_D)
    .where(_D.c.day == bindparam("b_day"), _D.c.finished.is_(None))
    .values(finished=bindparam("b_finished"))
)
_ENDED = (MessageState.SENT, MessageState.WITHHELD, MessageState.FAILED, MessageState.EXPIRED)
_OLD = (_M.c.day < bindparam("b_before"), _M.c.state.in_([state.value for state in _ENDED]))
_FORGET_BODIES = delete_mine(_B).where(_B.c.message.in_(select(_M.c.id).where(*_OLD)))
_FORGET_REPLIES = update_mine(_M).where(*_OLD, _M.c.reply != "").values(reply="")


@cache
def _ledger(given: frozenset[str]) -> Query:
    """Return the query for the ledger that takes these parameters."""
    conditions = {
        "item": _N.c.item == bindparam("item"),
        "first": _N.c.day >= bindparam("first"),
        "last": _N.c.day <= bindparam("last"),
        "kind": _N.c.kind == bindparam("kind"),
    }
    return LEDGER_ROWS.where(*(conditions[name] for name in sorted(given))).order_by(_N.c.day, _N.c.id)


class Ledger(Deadlines):
    """Notices, courtesies, day runs and the way into the outbox."""

    # -- notices --------------------------------------------------------------------------------------
    def decided(self, notices: Iterable[Notice], day: date) -> int:
        """Record the notices of a day; return how many were new."""
        self.must_write()
        decided = list(notices)
        for notice in decided:
            self._histories.pop((notice.item, notice.ladder), None)
        return self.scope.add(_N, [_notice_row(notice, day) for notice in decided], Conflict.KEEP)

    def ledger(
        self,
        *,
        item: str | None = None,
        first: date | None = None,
        last: date | None = None,
        kind: NoticeKind | None = None,
    ) -> Sequence[LedgerRow]:
        """Return the ledger in the order of days: of an item, of some days, of a kind, or all."""
        given = {"item": item, "first": first, "last": last, "kind": kind}
        given = {name: value for name, value in given.items() if value is not None}
        return [ledger_row_of(row) for row in self.scope.rows(_ledger(frozenset(given)), **given)]

    def told(self, deadline: Deadline) -> Sequence[str]:
        """Return, by address, who got or will get an escalation of the ladder of an item."""
        rows = self.scope.rows(_TOLD, item=deadline.item, ladder=deadline.ladder)
        return sorted({row.recipient for row in rows})

    def set_notices(self, ids: Iterable[int], state: NoticeState, reason: str = "") -> None:
        """Set what became of notices, and why."""
        self.must_write()
        rows = [{"id": id, "state": str(state), "reason": reason} for id in ids]
        self._histories.clear()
        self.scope.set_many(_N, "id", rows)

    # -- courtesies -----------------------------------------------------------------------------------
    def owe(self, courtesies: Iterable[Courtesy]) -> None:
        """Keep lines for their readers' next mail; each once."""
        self.must_write()
        self.scope.add(_C, [_courtesy_row(one) for one in courtesies], Conflict.KEEP)

    def owed(self) -> Sequence[Courtesy]:
        """Return the lines that wait, in a fixed order."""
        return [_courtesy(row) for row in self.scope.rows(_OWED)]

    def paid(self, courtesies: Iterable[Courtesy]) -> None:
        """Forget lines that went out or lapsed."""
        self.must_write()
        keys = ("item", "version", "kind", "recipient")
        self.scope.remove_many(_C, [{name: getattr(one, name) for name in keys} for one in courtesies])

    # -- days -----------------------------------------------------------------------------------------
    def day_run(self, day: date, now: datetime) -> DayRun:
        """Begin the notices of a day, or return how that day began before.

        The clocks of two machines differ a little, so a day begins no earlier than what is stored already was known.
        """
        self.must_write()
        self._write_planned()
        newest = self.scope.value(_NEWEST, until=now + SKEW)
        row = {"day": day, "started": max(now, newest or now), "finished": None}
        self.scope.add(_D, [row], Conflict.KEEP)
        (found,) = self.scope.rows(_DAY, day=day)
        return _day_run(found)

    def open_days(self) -> Sequence[DayRun]:
        """Return the days that were begun and never finished, in order."""
        return [_day_run(row) for row in self.scope.rows(_OPEN_DAYS)]

    def finish_day(self, day: date, now: datetime) -> None:
        """Close a day: all its notices are decided."""
        self.must_write()
        self.scope.change(_FINISH, b_day=day, b_finished=now)

    def days_run(self, first: date, last: date) -> Sequence[date]:
        """Return the days from first to last that were finished, in order."""
        return [row.day for row in self.scope.rows(_DAYS_RUN, first=first, last=last)]

    # -- into the outbox ------------------------------------------------------------------------------
    def unposted(self, day: date) -> Sequence[LedgerRow]:
        """Return the queued notices up to a day that are in no message yet, oldest first."""
        return [ledger_row_of(row) for row in self.scope.rows(_UNPOSTED, day=day)]

    def post(self, messages: Iterable[tuple[Message, Sequence[int]]]) -> None:
        """Put messages with their notices into the outbox.

        Nobody gets two messages of one day: where there is one already, its notices stay unposted and go with
        the next day's. While mail is held after a restore, new messages are held too.
        """
        self.must_write()
        wanted = list(messages)
        days = {message.day for message, _ in wanted}
        taken = {tuple(row) for row in self.scope.rows_among(_TAKEN, _M.c.day, days)}
        free = {row.id for row in self.scope.rows(_UNPOSTED_IDS)}
        rows, links = [], []
        for message, ids in wanted:
            if (message.recipient, message.day) in taken:
                continue
            taken.add((message.recipient, message.day))
            rows.append(self._message_row(message))
            links += [{"id": id, "message": message.id} for id in ids if id in free]
        self.scope.add(_M, rows)
        self.scope.set_many(_N, "id", links)

    def lines(self, messages: Sequence[str]) -> Mapping[str, Sequence[LedgerRow]]:
        """Return the notices of messages, in the order in which they were decided."""
        found: dict[str, list[LedgerRow]] = {id: [] for id in messages}
        for row in self.scope.rows_among(_LINES, _N.c.message, found):
            line = ledger_row_of(row)
            found[line.message or ""].append(line)
        return found

    def forget_mail(self, before: date) -> int:
        """Forget what mail of before a day said and what the server answered; return how many texts are gone."""
        self.must_write()
        self.scope.change(_FORGET_REPLIES, b_before=before)
        return self.scope.change(_FORGET_BODIES, b_before=before)

    def _message_row(self, message: Message) -> dict[str, Any]:
        is_held = self.register.row.mail_held
        state = MessageState.HELD if is_held and message.state is MessageState.QUEUED else message.state
        return {
            "id": message.id,
            "recipient": message.recipient,
            "day": message.day,
            "composed": message.composed,
            "state": str(state),
            "not_before": message.not_before,
            "expires": message.expires,
            "attempts": message.attempts,
            "doubts": 0,
            "reply": message.reply,
        }


def _notice_row(notice: Notice, day: date) -> dict[str, Any]:
    recipient = notice.recipient
    if recipient is None:
        recipient = NOBODY if notice.state is NoticeState.UNDELIVERABLE else NOBODY_SUPERSEDED
    return {
        "item": notice.item,
        "version": notice.version,
        "step": notice.step,
        "recipient": recipient,
        "kind": str(notice.kind),
        "state": str(notice.state),
        "reason": notice.reason,
        "continues": notice.continues,
        "day": day,
    }


def ledger_row_of(row: AnyRow) -> LedgerRow:
    """Return a row of the ledger."""
    id, day, item, version, step, kind, recipient, state, reason, continues, message, sent = row
    notice = Notice(
        item=item,
        version=version,
        step=step,
        kind=_KINDS[kind],
        recipient=None if recipient in NO_ADDRESS else recipient,
        state=_STATES[state],
        reason=reason,
        continues=continues,
    )
    return LedgerRow(id=id, day=day, notice=notice, message=message, sent=sent)


def _courtesy_row(one: Courtesy) -> dict[str, Any]:
    return {
        "item": one.item,
        "version": one.version,
        "kind": str(one.kind),
        "recipient": one.recipient,
        "since": one.since,
        "own_mail_on": one.own_mail_on,
        "unit": one.unit,
        "note": one.note,
        "continues": one.continues,
    }


def _courtesy(row: AnyRow) -> Courtesy:
    return Courtesy(
        item=row.item,
        version=row.version,
        kind=_KINDS[row.kind],
        recipient=row.recipient,
        since=row.since,
        own_mail_on=row.own_mail_on,
        unit=row.unit,
        note=row.note,
        continues=row.continues,
    )


def _day_run(row: AnyRow) -> DayRun:
    return DayRun(day=row.day, started=row.started, finished=row.finished)
