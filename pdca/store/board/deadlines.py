"""The deadlines of a board's items: planned with every change, looked up by the day they come due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, bindparam, func, or_

from pdca.domain.notices.notice import EMPTY, MOVED_ON, Deadline, History, ItemKind, NoticeState
from pdca.services.records import DueItem, Planned
from pdca.store.board.part import Part
from pdca.store.bulk import Conflict, Values
from pdca.store.chain.register import Register
from pdca.store.schema import tables
from pdca.store.scope import Scope, delete_mine, select_mine, update_mine

_T, _N = tables.deadlines, tables.notices
_KINDS = {str(kind): kind for kind in ItemKind}
_STATES = {str(state): state for state in NoticeState}
ASKED_ONE_BY_ONE = 40
NOBODY = ""
NOBODY_SUPERSEDED = "-"
NO_ADDRESS = frozenset({NOBODY, NOBODY_SUPERSEDED})

_DEADLINE = (
    *(_T.c.item, _T.c.version, _T.c.kind, _T.c.unit, _T.c.owner, _T.c.due, _T.c.since, _T.c.grade),
    *(_T.c.snoozed_until, _T.c.continues, _T.c.next_notice_on, _T.c.ladder_ends),
)

DEADLINES = select_mine(_T, *_DEADLINE)
_IN_ORDER = DEADLINES.order_by(_T.c.item)
_ONE = DEADLINES.where(_T.c.item == bindparam("item"))
_LOOK = update_mine(_T).values(next_notice_on=bindparam("b_day"))
_UNPLAN = delete_mine(_T).where(_T.c.item == bindparam("item"))
_LADDER_ENDED = _IN_ORDER.where(_T.c.ladder_ends < bindparam("day"))
_STALE = _IN_ORDER.where(_T.c.rules_revision < bindparam("newest")).limit(bindparam("limit", type_=Integer))
_DUE = (
    DEADLINES.where(_T.c.next_notice_on.is_not(None), _T.c.next_notice_on <= bindparam("today"))
    .where(_T.c.known_at <= bindparam("known_until"))
    .order_by(_T.c.next_notice_on, _T.c.item)  # as the index has them, so that what is not due is not read
    .limit(bindparam("limit", type_=Integer))
)
_LOAD = select_mine(_T, func.count()).where(_T.c.owner == bindparam("owner"))
_LOADS = (
    select_mine(_T, _T.c.owner, func.count().label("items"))
    .where(_T.c.owner.is_not(None))
    .group_by(_T.c.owner)
)


def ladder_of(table: FromClause) -> ColumnElement[int]:
    """Return the version in which the ladder of each row began."""
    return func.coalesce(table.c.continues, table.c.version)


_IS_SAID = or_(_N.c.state != NoticeState.WITHHELD.value, _N.c.reason != MOVED_ON)  # Notice.is_unsaid
_HISTORIES = select_mine(_N, _N.c.item, ladder_of(_N), _N.c.step, _N.c.recipient, _N.c.state).where(_IS_SAID)


class Deadlines(Part):
    """Deadlines with their histories."""

    def __init__(self, scope: Scope, register: Register, *, is_writing: bool) -> None:
        super().__init__(scope, register, is_writing=is_writing)
        self._planned: dict[str, Values] = {}
        self._seen: dict[str, Planned | None] = {}
        self._is_all_seen = False
        self._asked = 0
        self._load: tuple[str, int] | None = None
        self._loads: Counter[str] | None = None
        self._histories: dict[tuple[str, int], History] = {}

    def plan(self, planned: Planned, *, known_at: datetime) -> None:
        """Keep an item's deadline, in place of the one it had."""
        self.must_write()
        if self.register.is_rule_pending:
            self.register.flush()
        item = planned.deadline.item
        revision = self.register.row.rules_revision
        self._planned[item] = {**_row(planned), "known_at": known_at, "rules_revision": revision}
        self._count(item, planned)

    def unplan(self, item: str) -> None:
        """Forget an item's deadline: it waits for nobody any more."""
        self.must_write()
        self._planned.pop(item, None)
        self._count(item, None)
        self.scope.change(_UNPLAN, item=item)

    def deadline(self, item: str) -> Planned | None:
        """Return an item's deadline, or None."""
        if item not in self._seen and not self._is_all_seen:
            self._look_up(item)
        return self._seen.get(item)

    def deadlines_of(self, items: Iterable[str]) -> Mapping[str, Planned]:
        """Return the deadlines that exist among items."""
        self._write_planned()
        rows = self.scope.rows_among(DEADLINES, _T.c.item, dict.fromkeys(items))
        return {row.item: planned_of(row) for row in rows}

    def deadlines(self, *, ladder_ended_before: date | None = None) -> Sequence[Planned]:
        """Return all deadlines by item, or those whose ladder ended before a day."""
        self._write_planned()
        if ladder_ended_before is None:
            return [planned_of(row) for row in self.scope.rows(_IN_ORDER)]
        return [planned_of(row) for row in self.scope.rows(_LADDER_ENDED, day=ladder_ended_before)]

    def open_items_of(self, email: str) -> int:
        """Count the items that wait for somebody; who asks about a second person may ask about everybody."""
        if self._loads is None:
            self._write_planned()
            if self._load is None or self._load[0] == email:
                self._load = email, int(self.scope.value(_LOAD, owner=email))
                return self._load[1]
            self._loads = Counter({row.owner: row.items for row in self.scope.rows(_LOADS)})
        return self._loads[email]

    def stale(self, limit: int) -> Sequence[Planned]:
        """Return deadlines that were planned by an older calendar or policy, by item."""
        self._write_planned()
        self.register.flush()
        newest = self.register.row.rules_revision
        found = [planned_of(row) for row in self.scope.rows(_STALE, newest=newest, limit=limit)]
        self._read_histories([one.deadline for one in found])
        return found

    def freshen(self, planned: Iterable[Planned]) -> None:
        """Rewrite deadlines by today's rules; when they became known stays as it was."""
        self.must_write()
        self._write_planned()
        self.register.flush()
        revision = self.register.row.rules_revision
        rows = [{**_row(one), "rules_revision": revision} for one in planned]
        self._forget(row["item"] for row in rows)
        self.scope.set_many(_T, "item", rows)

    def due(self, today: date, known_until: datetime, limit: int) -> Sequence[DueItem]:
        """Return the items to be looked at today, the longest waiting first, with the history of their version."""
        self._write_planned()
        rows = self.scope.rows(_DUE, today=today, known_until=known_until, limit=limit)
        found = [planned_of(row).deadline for row in rows]
        self._read_histories(found)
        return [DueItem(deadline=one, history=self.history(one)) for one in found]

    def look_again(self, dates: Mapping[str, date | None]) -> None:
        """Set when items are to be looked at next; None never again."""
        self.must_write()
        self._write_planned()
        self._forget(dates)
        by_day: defaultdict[date | None, list[str]] = defaultdict(list)
        for item, day in dates.items():
            by_day[day].append(item)
        for day, items in by_day.items():
            self.scope.change_among(_LOOK, _T.c.item, items, b_day=day)

    def history(self, deadline: Deadline) -> History:
        """Return what the ledger holds about the ladder of an item."""
        key = (deadline.item, deadline.ladder)
        if key not in self._histories:
            self._read_histories([deadline])
        return self._histories[key]

    def histories(self, deadlines: Iterable[Deadline]) -> Mapping[str, History]:
        """Return what the ledger holds about the ladders of some items, by item."""
        wanted = list(deadlines)
        self._read_histories(wanted)
        return {one.item: self.history(one) for one in wanted}

    def _read_histories(self, deadlines: Sequence[Deadline]) -> None:
        wanted: dict[tuple[str, int], list[Any]] = {(one.item, one.ladder): [] for one in deadlines}
        items = (one.item for one in deadlines)
        for item, ladder, *rest in self.scope.rows_among(_HISTORIES, _N.c.item, items):
            if (item, ladder) in wanted:
                wanted[item, ladder].append(rest)
        for key, rows in wanted.items():
            self._histories[key] = _history(rows)

    def _look_up(self, item: str) -> None:
        """Read a deadline; who asks for many, as a load does, gets all in one go."""
        self._asked += 1
        if self._asked <= ASKED_ONE_BY_ONE:
            row = self.scope.row(_ONE, item=item)
            self._seen[item] = None if row is None else planned_of(row)
            return
        self._write_planned()
        everything = {row.item: planned_of(row) for row in self.scope.rows(DEADLINES)}
        self._seen = {**self._seen, **everything}
        self._is_all_seen = True

    def _count(self, item: str, planned: Planned | None) -> None:
        """Keep the counts of open items right while deadlines come and go."""
        if self._loads is not None and (item in self._seen or self._is_all_seen):
            before = self._seen.get(item)
            for one, change in ((before, -1), (planned, 1)):
                if one is not None and one.deadline.owner is not None:
                    self._loads[one.deadline.owner] += change
        else:
            self._loads = None
        self._seen[item] = planned

    def _forget(self, items: Iterable[str]) -> None:
        self._is_all_seen = False
        for item in items:
            self._seen.pop(item, None)

    def _write_planned(self) -> None:
        planned, self._planned = self._planned, {}
        self.scope.add(_T, list(planned.values()), Conflict.REPLACE)


def _history(rows: Sequence[Any]) -> History:
    if not rows:
        return EMPTY
    return History.of(
        (step, None if recipient in NO_ADDRESS else recipient, _STATES[state])
        for step, recipient, state in rows
    )


def _row(planned: Planned) -> Values:
    one = planned.deadline
    return {
        "item": one.item,
        "version": one.version,
        "kind": one.kind,
        "unit": one.unit,
        "owner": one.owner,
        "grade": one.grade,
        "due": one.due,
        "since": one.since,
        "snoozed_until": one.snoozed_until,
        "continues": one.continues,
        "next_notice_on": planned.next_notice_on,
        "ladder_ends": planned.ladder_ends,
    }


def planned_of(row: Sequence[Any]) -> Planned:
    """Return a row as a deadline with its next look."""
    item, version, kind, unit, owner, due, since, grade, snoozed_until, continues, look, ends = row
    deadline = Deadline(
        item=item,
        version=version,
        kind=_KINDS[kind],
        unit=unit,
        owner=owner,
        due=due,
        since=since,
        grade=grade,
        snoozed_until=snoozed_until,
        continues=continues,
    )
    return Planned(deadline=deadline, next_notice_on=look, ladder_ends=ends)
