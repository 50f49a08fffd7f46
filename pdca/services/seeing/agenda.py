"""The year plan as a list: on which day what begins, what is to be done by then, and when nobody is at school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.calendar.days import Period
from pdca.domain.cycles.programme import Words
from pdca.services.seeing.breaks import Break, BreakKind
from pdca.services.seeing.lines import Line
from pdca.services.seeing.year_plan import Group


class Sort(StrEnum):
    """What happens on a day."""

    OPENS = "opens"
    DUE = "due"
    CLOSED = "closed"
    BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list; `is_over`: the phase has ended. `units` of a break: for whom it is, empty for all."""

    day: date
    sort: Sort
    cycle: str = ""
    title: Words | None = None
    phase: str = ""
    unit: str = ""
    is_coming: bool = False
    is_late: bool = False
    is_over: bool = False
    last: date | None = None
    name: str = ""
    kind: BreakKind | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The entries of one month, by day."""

    first: date
    entries: tuple[Entry, ...]


def agenda(groups: Sequence[Group], window: Period, months: Iterable[date], today: date) -> tuple[Month, ...]:
    """Return what happens in a window, month by month."""
    entries = [
        *(one for group in groups for line in group.lines for one in entries_of(line, today)),
        *_breaks(groups, window),
    ]
    by_month = defaultdict[date, list[Entry]](list)
    for one in entries:
        if one.day in window:
            by_month[one.day.replace(day=1)].append(one)
    return tuple(Month(first=month, entries=tuple(sorted(by_month[month], key=_order))) for month in months)


def entries_of(line: Line, today: date) -> Iterator[Entry]:
    """Yield the days of a cycle: when it opens, and when each phase is to be done, or when it was closed."""
    cycle = Entry(
        day=line.days.first,
        sort=Sort.OPENS,
        cycle=line.id,
        title=line.title,
        unit=line.unit,
        is_coming=line.is_coming,
    )
    yield cycle
    if line.closed_on is not None:
        yield replace(cycle, day=line.closed_on, sort=Sort.CLOSED)
        return
    runs = next((number for number, one in enumerate(line.stretches) if one.phase == line.state), 0)
    for number, one in enumerate(line.stretches):
        is_late = line.late_since is not None and line.late_since <= one.due < today
        due = replace(cycle, day=one.due, sort=Sort.DUE, phase=one.phase)
        yield replace(due, is_late=is_late, is_over=number < runs)


def _breaks(groups: Sequence[Group], window: Period) -> Iterator[Entry]:
    """Yield each break once, with the units that it is for when it is not for all."""
    units = defaultdict[Break, list[str]](list)
    for group in groups:
        for one in group.breaks:
            units[one].append(group.unit.name)
    for one, names in units.items():
        yield Entry(
            day=max(one.days.first, window.first),
            last=one.days.last,
            sort=Sort.BREAK,
            name=one.name,
            kind=one.kind,
            units=tuple(names) if len(names) < len(groups) else (),
        )


def _order(entry: Entry) -> tuple[date, bool, str, str]:
    return (entry.day, entry.sort is not Sort.BREAK, entry.unit, entry.cycle)
