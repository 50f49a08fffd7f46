"""From a question to its conditions in SQL, each at most once and only when it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Case, Column, ColumnElement, Table, UnaryExpression, case, exists, or_, union_all

from pdca.domain.errors import BadInput
from pdca.domain.searching import wanted
from pdca.services.reading import ActionOrder, ActionQuery, CycleOrder, CycleQuery
from pdca.store.schema import tables
from pdca.store.schema.listed import is_one_of
from pdca.store.scope import select_mine

Condition = ColumnElement[bool]

_A, _C, _T = tables.actions, tables.cycles, tables.deadlines
WAITS_FOR_CLOSER = exists().where(
    _T.c.board_id == _C.c.board_id, _T.c.item == _C.c.key, _T.c.owner == _C.c.closer, _C.c.state == "act"
)
"""Everything is there and the cycle is its closer's: when owner and closer are one, their deadline is too."""

_PRIORITY = case((_A.c.priority == "high", 0), (_A.c.priority == "normal", 1), else_=2)
_PHASE = case({"plan": 0, "do": 1, "check": 2, "act": 3, "closed": 4}, value=_A.c.phase, else_=5)

ACTION_ORDERS: Mapping[ActionOrder, Column[Any] | Case[Any]] = {
    ActionOrder.DUE: _A.c.due,
    ActionOrder.REF: _A.c.key,
    ActionOrder.PRIORITY: _PRIORITY,
    ActionOrder.UNIT: _A.c.unit,
    ActionOrder.OWNER: _A.c.owner,
    ActionOrder.PHASE: _PHASE,
    ActionOrder.CLOSED: _A.c.closed_on,
}
CYCLE_ORDERS: Mapping[CycleOrder, Column[Any]] = {
    CycleOrder.DUE: _C.c.due,
    CycleOrder.OPENED: _C.c.opened,
    CycleOrder.UNIT: _C.c.unit,
    CycleOrder.PROGRAMME: _C.c.programme,
    CycleOrder.CLOSED: _C.c.closed_on,
}
ACTION_COUNTS = ("unit", "phase", "grade", "source", "owner", "responsible", "priority", "is_open", "cycle")


def of_actions(query: ActionQuery) -> list[Condition]:
    """Return the conditions of a question about actions."""
    seen = _seen_by_index(_A, query.units, query.also_of, (_A.c.owner, _A.c.responsible))
    among = {
        _A.c.owner: query.owners,
        _A.c.responsible: query.responsible,
        _A.c.phase: query.phases,
        _A.c.grade: query.grades,
        _A.c.source: query.sources,
        _A.c.priority: query.priorities,
    }
    found = [
        *seen,
        *_within(_A.c.unit, query.within),
        *_among(among),
        *_windows(_A.c.due, query.due_from, query.due_until),
    ]
    found += _windows(_A.c.closed_on, query.closed_from, query.closed_until)
    found += _exactly({_A.c.cycle: query.cycle, _A.c.process: query.process})
    if query.people is not None:
        found.append(or_(_A.c.owner.in_(query.people), _A.c.responsible.in_(query.people)))
    if query.text and query.units is None:
        found += _one_after_the_other(query.is_open)
    elif query.is_open is not None:
        found.append(_A.c.is_open.is_(query.is_open))
    if query.late_on is not None:
        found += [_A.c.is_open.is_(True), _A.c.due < query.late_on]
    return [*found, *_says(_A.c.words, query.text)]


def _one_after_the_other(is_open: bool | None) -> Iterator[Condition]:
    """Where words of a whole board are looked for, every action is read: by its key, so about as they lie on disk.

    An index on being open would lead to all of them as well, but from one end of the table to the other each time.
    """
    yield _A.c.key > ""
    if is_open is not None:
        yield case((_A.c.is_open, 1), else_=0) == int(is_open)


def of_cycles(query: CycleQuery) -> list[Condition]:
    """Return the conditions of a question about cycles."""
    found = list(_seen(_C.c.unit, query.units, query.also_of, (_C.c.owner, _C.c.closer, _C.c.lead)))
    among = {
        _C.c.programme: query.programmes,
        _C.c.kind: query.kinds,
        _C.c.state: query.states,
    }
    found += [*_within(_C.c.unit, query.within), *_among(among)]
    found += [*_windows(_C.c.opened, query.opened_from, query.opened_until)]
    found += _windows(_C.c.closed_on, query.closed_from, query.closed_until)
    found += _exactly({_C.c.period: query.period})
    if query.people is not None:
        found.append(or_(_C.c.owner.in_(query.people), _C.c.closer.in_(query.people)))
    if query.parts is not None:
        found.append(or_(*(one.in_(query.parts) for one in (_C.c.owner, _C.c.closer, _C.c.lead))))
    if query.is_open is not None:
        found.append(_C.c.is_open.is_(query.is_open))
    if query.is_ready:
        found.append(WAITS_FOR_CLOSER)
    if query.late_on is not None:
        found += [_C.c.is_open.is_(True), _C.c.due < query.late_on]
    return [*found, *_says(_C.c.words, query.text)]


def ordered(column: Any, key: Column[Any], *, is_backwards: bool) -> tuple[UnaryExpression[Any], ...]:
    """Return an order in which no two rows are alike and rows without the value come last, as an index has them."""
    value = column.desc() if is_backwards else column.asc()
    return (value.nulls_last(), key.asc())


def counted(table: Any, names: Iterable[str], known: Iterable[str]) -> list[Column[Any]]:
    """Return the columns by which is counted; BadInput for one that is not for counting."""
    known = tuple(known)
    for name in names:
        if name not in known:
            raise BadInput(
                "'{value}' is not known here; use one of: {known}", value=name, known=", ".join(known)
            )
    return [table.c[name] for name in names]


def _seen(
    unit: Column[Any], units: frozenset[str] | None, also_of: frozenset[str], parts: Iterable[Column[Any]]
) -> Iterator[Condition]:
    """What somebody may see: some units, and what they have a part in themselves."""
    if units is not None:
        own = [part.in_(also_of) for part in parts] if also_of else []
        yield or_(is_one_of(unit, units), *own)


def _seen_by_index(
    table: Table, units: frozenset[str] | None, also_of: frozenset[str], parts: Iterable[Column[Any]]
) -> Iterator[Condition]:
    """The same of a long table in which units and parts have an index each: one look into each of them."""
    if units is not None:
        looks = [is_one_of(table.c.unit, units), *(part.in_(also_of) for part in parts if also_of)]
        yield table.c.key.in_(union_all(*(select_mine(table, table.c.key).where(look) for look in looks)))


def _within(unit: Column[Any], units: frozenset[str] | None) -> Iterator[Condition]:
    if units is not None:
        yield is_one_of(unit, units)


def _among(given: Mapping[Column[Any], frozenset[str] | None]) -> Iterator[Condition]:
    return (column.in_(values) for column, values in given.items() if values is not None)


def _exactly(given: Mapping[Column[Any], str | None]) -> Iterator[Condition]:
    return (column == value for column, value in given.items() if value is not None)


def _windows(column: Column[Any], first: Any, last: Any) -> Iterator[Condition]:
    if first is not None:
        yield column >= first
    if last is not None:
        yield column <= last


def _says(words: Column[Any], text: str) -> Iterator[Condition]:
    for word in wanted(text):
        plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        yield words.like(f"%{plain}%", escape="\\")
