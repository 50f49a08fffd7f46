"""Looking things up for pages: by any mix of conditions, some rows at a time, counted in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Integer, case, cast, extract, func

from pdca.domain.actions.action import Action, Phase, Request, RequestState, Verdict
from pdca.domain.cycles.cycle import Cycle
from pdca.services.reading import MOST_ROWS, ActionQuery, Closure, CycleQuery, Page
from pdca.services.records import Planned
from pdca.store.board.clauses import (
    ACTION_COUNTS,
    ACTION_ORDERS,
    CYCLE_ORDERS,
    counted,
    of_actions,
    of_cycles,
    ordered,
)
from pdca.store.board.deadlines import DEADLINES, planned_of
from pdca.store.board.ledger import Ledger
from pdca.store.chain.governed import KINDS
from pdca.store.chain.register import bodies
from pdca.store.schema import tables
from pdca.store.schema.listed import is_one_of
from pdca.store.scope import Query, select_from, select_mine

T = TypeVar("T")

_A, _C, _T, _R = tables.actions, tables.cycles, tables.deadlines, tables.requests

FIRST_MONTH = 8
"""A school year begins in August."""


class Looking(Ledger):
    """Items by any mix of conditions, and counts of them."""

    def find_actions(self, query: ActionQuery) -> Page[Action]:
        """Return some of the actions that a question finds, and how many there are."""
        order = ordered(ACTION_ORDERS[query.order], _A.c.key, is_backwards=query.is_backwards)
        return self._page(Action, of_actions(query), order, query)

    def count_actions(self, query: ActionQuery, by: Sequence[str]) -> Mapping[tuple[str, ...], int]:
        """Count the actions that a question finds, by the values of some columns."""
        self.register.flush()
        conditions, columns = of_actions(query), counted(_A, by, ACTION_COUNTS)
        # each unit by itself, then added up: in an index the rows of a unit lie together and in order
        each = select_mine(_A, _A.c.unit.label("of_unit"), *columns, func.count().label("number"))
        parts = select_from(each.where(*conditions).group_by(_A.c.unit, *columns))
        named = [parts.selected_columns[one] for one in by]
        sums = parts.with_only_columns(*named, func.sum(parts.selected_columns.number))
        if named:
            sums = sums.group_by(*named).order_by(*named)
        return {
            tuple("" if one is None else str(one) for one in row[:-1]): int(row[-1] or 0)
            for row in self.scope.rows(sums)
        }

    def find_cycles(self, query: CycleQuery) -> Page[Cycle]:
        """Return some of the cycles that a question finds, and how many there are."""
        order = ordered(CYCLE_ORDERS[query.order], _C.c.key, is_backwards=query.is_backwards)
        return self._page(Cycle, of_cycles(query), order, query)

    def action_closures(self, units: Iterable[str]) -> Sequence[Closure]:
        """Return what became of the actions of some units that ended, by unit and school year."""
        self.register.flush()
        rows = self.scope.rows_at_once(_CLOSURES, units=frozenset(units))
        return [
            Closure(
                unit=unit,
                year=int(begun),
                closed=done,
                in_time=timely,
                effective_at_once=at_once,
                cancelled=gone,
            )
            for unit, begun, done, timely, at_once, gone in rows
        ]

    def deadlines_of_people(self, emails: Iterable[str]) -> Sequence[Planned]:
        """Return what waits for some people, the earliest due first."""
        self._write_planned()
        query = DEADLINES.where(_T.c.owner.in_(frozenset(emails))).order_by(_T.c.due, _T.c.item)
        return [planned_of(row) for row in self.scope.rows(query)]

    def deadlines_in(self, units: Iterable[str], *, limit: int = MOST_ROWS) -> Sequence[Planned]:
        """Return what waits in some units, the earliest due first."""
        self._write_planned()
        query = DEADLINES.where(is_one_of(_T.c.unit, units)).order_by(_T.c.due, _T.c.item).limit(limit)
        return [planned_of(row) for row in self.scope.rows(query)]

    def requests_about(self, actions: Iterable[str]) -> Sequence[Request]:
        """Return every request about some actions, also those that were decided."""
        query = bodies(tables.requests).where(_R.c.action.in_(frozenset(actions)))
        return self.register.where(Request, query)

    def requests_open(self, *, responsible: Iterable[str] | None = None) -> Sequence[Request]:
        """Return the requests that wait, for some people or for anybody."""
        query = bodies(tables.requests).where(_R.c.state == RequestState.OPEN.value)
        if responsible is not None:
            query = query.where(_R.c.responsible.in_(frozenset(responsible)))
        return self.register.where(Request, query)

    def _page(
        self, kind: type[T], conditions: Sequence[Any], order: Sequence[Any], asked: ActionQuery | CycleQuery
    ) -> Page[T]:
        """Find out in one go which rows come and how many there are; only those that come are then read.

        Sorting whole bodies would make a page near the end of a long list take several times as long. Rows that an
        index has in order are taken from it until the page is full, and counted in it; words have to be read anyway.
        """
        self.register.flush()
        table = KINDS[kind].table
        all_of_them = select_mine(table, func.count()).where(*conditions)
        total: Any = func.count().over() if asked.text else all_of_them.correlate(None).scalar_subquery()
        keys = select_mine(table, table.c.key, total.label("total")).where(*conditions)
        rows = self.scope.rows(_paged(keys.order_by(*order), asked.offset, asked.limit))
        is_past_the_end = not rows and asked.offset > 0
        number = self.scope.value(all_of_them) if is_past_the_end else rows[0].total if rows else 0
        found = self.register.find_many(kind, [row.key for row in rows])
        return Page([found[row.key] for row in rows], int(number))


def _paged(query: Query, offset: int, limit: int) -> Query:
    return query.offset(max(offset, 0)).limit(_most(limit))


def _most(limit: int) -> int:
    return min(max(limit, 1), MOST_ROWS)


def sum_of(condition: Any) -> Any:
    """Return the number of rows for which something holds."""
    return func.count().filter(condition)


def school_year(day: Any) -> Any:
    """Return the calendar year in which the school year of a day began."""
    began_before = case((extract("month", day) < FIRST_MONTH, 1), else_=0)
    return cast(extract("year", day), Integer) - began_before


_IS_CLOSED = _A.c.phase == Phase.CLOSED.value
_YEAR = school_year(_A.c.closed_on).label("year")
_CLOSURES = (
    select_mine(
        _A,
        *(_A.c.unit, _YEAR, sum_of(_IS_CLOSED), sum_of(_IS_CLOSED & (_A.c.closed_on <= _A.c.ended_due))),
        sum_of(_IS_CLOSED & (_A.c.verdict == Verdict.EFFECTIVE.value) & (_A.c.iteration == 1)),
        sum_of(_A.c.phase == Phase.CANCELLED.value),
    )
    .where(_A.c.is_open.is_(False), _A.c.closed_on.is_not(None), is_one_of(_A.c.unit, "units"))
    .group_by(_A.c.unit, _YEAR)
    .order_by(_A.c.unit, _YEAR)
)
