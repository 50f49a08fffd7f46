"""What hangs, counted where it stands: deadlines and cycles of many units, in one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, text

from pdca.domain.cycles.cycle import CycleState
from pdca.domain.notices.notice import ItemKind, NoticeKind, NoticeState
from pdca.services.ports import Planned
from pdca.services.reading import MOST_ROWS, CyclePile, Pile, StandsOut, Trait
from pdca.store.board.clauses import WAITS_FOR_CLOSER
from pdca.store.board.deadlines import DEADLINES, NO_ADDRESS, Deadlines, ladder_of, planned_of
from pdca.store.board.looking import school_year, sum_of
from pdca.store.schema import tables
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

_CLIMBED = and_(
    _N.c.kind.in_((NoticeKind.ESCALATION.value, NoticeKind.REASSIGN.value)),
    _N.c.state.in_((NoticeState.QUEUED.value, NoticeState.SENT.value)),
)


_LOST = (Trait.UNOWNED, Trait.UNREACHED)
_WITH_REACH = DEADLINES.add_columns(case((_REACHES_NOBODY, 0), else_=1).label("reached"))


class Hanging(Deadlines):
    """Deadlines and cycles by unit, with what is late among them and what reaches nobody."""

    def piles(self, units: Iterable[str], today: date) -> Sequence[Pile]:
        """Count what waits in some units, by unit and kind of item."""
        self._write_planned()
        is_late = _T.c.due < today
        query = (
            select_mine(
                _T,
                *(_T.c.unit, _T.c.kind, func.count()),
                *(sum_of(is_late), sum_of(is_late & (_T.c.ladder_ends < today))),
                *(sum_of(_T.c.owner.is_(None)), sum_of(_REACHES_NOBODY)),
                func.min(case((is_late, _T.c.due))),
            )
            .where(_T.c.unit.in_(frozenset(units)))
            .group_by(_T.c.unit, _T.c.kind)
            .order_by(_T.c.unit, _T.c.kind)
        )
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
            for unit, kind, waiting, late, past, unowned, unreached, latest in self.scope.rows(query)
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
        query = _standing_out(units, today, (trait,)).offset(max(offset, 0)).limit(min(limit, MOST_ROWS))
        if kind is not None:
            query = query.where(_T.c.kind == kind.value)
        return [_stands_out(row) for row in self.scope.rows(query)]

    def worst(
        self, units: Iterable[str], today: date, *, lost: int, late: int
    ) -> tuple[Sequence[StandsOut], Sequence[StandsOut]]:
        """Return some of what is nobody's or reaches nobody, and some of what is late; the earliest due first."""
        self._write_planned()
        within = frozenset(units)
        found = union_mine(
            _first(within, today, _LOST, lost).add_columns(literal(1).label("is_lost")),
            _first(within, today, (Trait.LATE,), late).add_columns(literal(0)),
        )
        rows = self.scope.rows(found.order_by("due", "item"))
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
        is_late = _C.c.is_open.is_(True) & (_C.c.due < today)
        year = school_year(_C.c.closed_on)
        query = (
            select_mine(
                _C,
                *(_C.c.unit, _C.c.state, year.label("year"), func.count()),
                sum_of((_C.c.state == CycleState.CLOSED.value) & (_C.c.closed_on <= _C.c.due)),
                *(sum_of(is_late), sum_of(WAITS_FOR_CLOSER)),
            )
            .where(_C.c.unit.in_(frozenset(units)))
            .group_by(_C.c.unit, _C.c.state, year)
            .order_by(_C.c.unit, _C.c.state)
        )
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
            for unit, state, begun, count, timely, late, ready in self.scope.rows(query)
        ]


def _standing_out(units: Iterable[str], today: date, traits: Iterable[Trait]) -> Query:
    return _ranked(_WITH_REACH, units, today, traits)


def _first(units: Iterable[str], today: date, traits: Iterable[Trait], most: int) -> Query:
    """Return the first of what has a trait: found within the index alone, and only then read."""
    items = _ranked(select_mine(_T, _T.c.item), units, today, traits).limit(most)
    return _WITH_REACH.where(_T.c.item.in_(items.correlate(None)))


def _ranked(query: Query, units: Iterable[str], today: date, traits: Iterable[Trait]) -> Query:
    is_late = _T.c.due < today
    having: Mapping[Trait, ColumnElement[bool]] = {
        Trait.LATE: is_late,
        Trait.PAST_LADDER: and_(is_late, _T.c.ladder_ends < today),
        Trait.UNOWNED: _T.c.owner.is_(None),
        Trait.UNREACHED: _REACHES_NOBODY,
    }
    wanted = or_(*(having[one] for one in traits))
    return query.where(_T.c.unit.in_(frozenset(units)), wanted).order_by(_T.c.due, _T.c.item)


def _stands_out(row: Any) -> StandsOut:
    return StandsOut(planned=planned_of(row[:-1]), reaches_nobody=not row[-1])
