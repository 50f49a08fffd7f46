"""What hangs, counted where it stands: deadlines and cycles of many units, in one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, exists, func, literal, or_, text

from pdca.domain.cycles.cycle import CycleState
from pdca.domain.notices.notice import ItemKind, NoticeKind, NoticeState
from pdca.services.reading import MOST_ROWS, CyclePile, Pile, StandsOut, Trait
from pdca.services.records import Planned
from pdca.store.board.clauses import WAITS_FOR_CLOSER
from pdca.store.board.deadlines import DEADLINES, NO_ADDRESS, Deadlines, ladder_of, planned_of
from pdca.store.board.looking import school_year, sum_of
from pdca.store.schema import tables
from pdca.store.schema.listed import is_one_of
from pdca.store.scope import Query, select_mine, union_mine

_C, _T, _N = tables.cycles, tables.deadlines, tables.notices
_SAME = tables.notices.alias("same_step")

_IS_UNDELIVERABLE = text(tables.UNDELIVERABLE.replace("state", "notices.state"))  # as its index has it
_OF_LADDER = and_(_N.c.board_id == _T.c.board_id, _N.c.item == _T.c.item, ladder_of(_N) == ladder_of(_T))
_HANDLED_AFTER_ALL = exists().where(
    _SAME.c.board_id == _N.c.board_id,
    _SAME.c.item == _N.c.item,
    ladder_of(_SAME) == ladder_of(_N),
    _SAME.c.step == _N.c.step,
    _SAME.c.state != NoticeState.UNDELIVERABLE.value,
)
_REACHES_NOBODY = exists().where(
    _OF_LADDER,
    _IS_UNDELIVERABLE,
    _N.c.recipient.in_(NO_ADDRESS),
    ~_HANDLED_AFTER_ALL,
)
_FEW = select_mine(_N, _N.c.item).where(_IS_UNDELIVERABLE)
_IS_UNREACHED = and_(_T.c.item.in_(_FEW), _REACHES_NOBODY)  # so that only those few are looked into

_CLIMBED = and_(
    _N.c.kind.in_((NoticeKind.ESCALATION.value, NoticeKind.REASSIGN.value)),
    _N.c.state.in_((NoticeState.QUEUED.value, NoticeState.SENT.value)),
)


_TODAY = bindparam("today", type_=Date())
_IS_LATE = _T.c.due < _TODAY
_HAVING: Mapping[Trait, ColumnElement[bool]] = {
    Trait.LATE: _IS_LATE,
    Trait.PAST_LADDER: _IS_LATE & (_T.c.ladder_ends < _TODAY),
    Trait.UNOWNED: _T.c.owner.is_(None),
    Trait.UNREACHED: _IS_UNREACHED,
}
_IN_UNITS, _IN_ORDER = is_one_of(_T.c.unit, "units"), (_T.c.due, _T.c.item)
_WITH_REACH = DEADLINES.add_columns(case((_IS_UNREACHED, 0), else_=1).label("reached"))

_PILES = (
    select_mine(
        _T,
        *(_T.c.unit, _T.c.kind, func.count()),
        *(sum_of(having) for having in _HAVING.values()),
        func.min(_T.c.due).filter(_IS_LATE),
    )
    .where(_IN_UNITS)
    .group_by(_T.c.unit, _T.c.kind)
    .order_by(_T.c.unit, _T.c.kind)
)


def _first(most: str, *traits: Trait) -> Query:
    """Return the first of what has a trait: found within the index alone, and only then read."""
    found = select_mine(_T, _T.c.item).where(_IN_UNITS, or_(*(_HAVING[one] for one in traits)))
    return _WITH_REACH.where(_T.c.item.in_(found.order_by(*_IN_ORDER).limit(bindparam(most)).correlate(None)))


_WORST = union_mine(
    _first("lost", Trait.UNOWNED, Trait.UNREACHED).add_columns(literal(1).label("is_lost")),
    _first("late", Trait.LATE).add_columns(literal(0)),
).order_by("due", "item")

_CYCLE_YEAR = school_year(_C.c.closed_on).label("year")
_CYCLE_PILES = (
    select_mine(
        _C,
        *(_C.c.unit, _C.c.state, _CYCLE_YEAR, func.count()),
        sum_of((_C.c.state == CycleState.CLOSED.value) & (_C.c.closed_on <= _C.c.due)),
        *(sum_of(_C.c.is_open.is_(True) & (_C.c.due < _TODAY)), sum_of(WAITS_FOR_CLOSER)),
    )
    .where(is_one_of(_C.c.unit, "units"))
    .group_by(_C.c.unit, _C.c.state, _CYCLE_YEAR)
    .order_by(_C.c.unit, _C.c.state)
)


class Hanging(Deadlines):
    """Deadlines and cycles by unit, with what is late among them and what reaches nobody."""

    def piles(self, units: Iterable[str], today: date) -> Sequence[Pile]:
        """Count what waits in some units, by unit and kind of item."""
        self._write_planned()
        rows = self.scope.rows_at_once(_PILES, units=frozenset(units), today=today)
        return [
            Pile(
                unit=unit,
                kind=ItemKind(kind),
                waiting=waiting,
                late=late,
                past_ladder=past,
                unowned=unowned,
                unreached=unreached,
                latest=latest,
            )
            for unit, kind, waiting, late, past, unowned, unreached, latest in rows
        ]

    def standing_out(
        self,
        units: Iterable[str],
        today: date,
        trait: Trait,
        *,
        kind: ItemKind | None = None,
        offset: int = 0,
        limit: int = MOST_ROWS,
    ) -> Sequence[StandsOut]:
        """Return what has a trait in some units, the earliest due first; only of one kind when that is named."""
        self._write_planned()
        query = _WITH_REACH.where(_IN_UNITS, _HAVING[trait]).order_by(*_IN_ORDER)
        if kind is not None:
            query = query.where(_T.c.kind == kind.value)
        page = query.offset(max(offset, 0)).limit(min(limit, MOST_ROWS))
        return [_stands_out(row) for row in self.scope.rows(page, units=frozenset(units), today=today)]

    def worst(
        self, units: Iterable[str], today: date, *, lost: int, late: int
    ) -> tuple[Sequence[StandsOut], Sequence[StandsOut]]:
        """Return some of what is nobody's or reaches nobody, and some of what is late; the earliest due first."""
        self._write_planned()
        rows = self.scope.rows(_WORST, units=frozenset(units), today=today, lost=lost, late=late)
        return (
            [_stands_out(row[:-1]) for row in rows if row.is_lost],
            [_stands_out(row[:-1]) for row in rows if not row.is_lost],
        )

    def brought_to(self, emails: Iterable[str], today: date) -> Sequence[Planned]:
        """Return what hangs with others or with nobody and climbed to some people, the earliest due first."""
        self._write_planned()
        people = frozenset(emails)
        query = DEADLINES.where(
            or_(_T.c.owner.is_(None), and_(_T.c.due < today, _T.c.owner.not_in(people))),
            exists().where(_OF_LADDER, _CLIMBED, _N.c.recipient.in_(people)),
        )
        rows = self.scope.rows(query.order_by(_T.c.due, _T.c.item).limit(MOST_ROWS))
        return [planned_of(row) for row in rows]

    def cycle_piles(self, units: Iterable[str], today: date) -> Sequence[CyclePile]:
        """Count the cycles of some units, by unit, state and the school year in which they ended."""
        self.register.flush()
        self._write_planned()
        rows = self.scope.rows_at_once(_CYCLE_PILES, units=frozenset(units), today=today)
        return [
            CyclePile(
                unit=unit,
                state=CycleState(state),
                year=None if begun is None else int(begun),
                count=count,
                in_time=timely,
                late=late,
                ready=ready,
            )
            for unit, state, begun, count, timely, late, ready in rows
        ]


def _stands_out(row: Any) -> StandsOut:
    return StandsOut(planned=planned_of(row[:-1]), reaches_nobody=not row[-1])
