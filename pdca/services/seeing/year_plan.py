"""The quality calendar of a school year: what runs, what comes, and the days on which nobody is at school."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pdca.domain.calendar.days import Period
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.opening import preview
from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Organisation, Unit, UnitKind
from pdca.domain.people.sight import led_units, visible_units
from pdca.services.reading import CycleOrder, CycleQuery
from pdca.services.seeing.breaks import Break, breaks_of, is_beyond
from pdca.services.seeing.lines import Line, coming_line, line_of
from pdca.services.situation import Situation

SCHOOLS_A_PAGE = 6
"""So many schools stand on one page of a board's year plan."""

LONGEST_CYCLE = timedelta(days=366)
"""How far before a window a cycle may open that still runs in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A school, or a unit outside any school, with its own holidays and the cycles of its units."""

    unit: Unit
    region: str
    breaks: tuple[Break, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """Everything that the page shows of a window; `known_until`: from the day after no school holidays are known.

    `left_out` are those of the groups that do not take part, as far as anything is still to come.
    """

    unit: Unit
    path: tuple[Unit, ...]
    year: str
    window: Period
    groups: tuple[Group, ...]
    groups_in_all: int
    kinds: tuple[str, ...]
    known_until: date | None
    is_beyond: bool
    left_out: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be shown: of which unit and window, of which kind of programme, and which schools of many."""

    unit: str
    year: str
    window: Period
    kind: str = ""
    page: int = 1


def year_plan(situation: Situation, asked: Asked, viewer: str) -> YearPlan:
    """Return the year plan of a unit with what is below it; NotFound for who may not see it."""
    organisation = situation.organisation
    open_to = units_open_to(organisation, viewer, situation.today)
    if asked.unit not in open_to:
        raise NotFound("there is no unit '{unit}'", unit=asked.unit)
    units = [one.code for one in organisation.below(asked.unit) if one.code in open_to]
    heads = _heads(organisation, asked.unit, units)
    first = SCHOOLS_A_PAGE * (max(asked.page, 1) - 1)
    shown = heads[first : first + SCHOOLS_A_PAGE]
    here = frozenset(code for code in units if _head_of(organisation, asked.unit, code) in shown)
    lines = lines_in(situation, here, asked.window)
    horizon = situation.shipped.school_holidays.horizon
    return YearPlan(
        unit=organisation.unit(asked.unit),
        path=tuple(
            organisation.unit(code)
            for code in reversed(organisation.upward(asked.unit)[1:])
            if code in open_to
        ),
        year=asked.year,
        window=asked.window,
        groups=tuple(_group(situation, asked, head, lines) for head in shown),
        groups_in_all=len(heads),
        kinds=tuple(sorted({one.kind for one in lines})),
        known_until=horizon.last if horizon is not None else None,
        is_beyond=is_beyond(horizon, asked.window.last),
        left_out=tuple(
            organisation.unit(head)
            for head in shown
            if asked.window.last >= situation.today and not situation.taking.takes_part(head)
        ),
    )


def lines_in(situation: Situation, units: frozenset[str], window: Period) -> list[Line]:
    """Return the cycles of some units that run or are to open within a window, by the day they began."""
    cycles = _cycles_in(situation, units, window)
    known = {one.id for one in cycles}
    today = situation.today
    lines = [line_of(one, today) for one in cycles]
    ahead = Period(max(today, window.first - LONGEST_CYCLE), window.last)
    if ahead.first <= ahead.last:
        coming = preview(situation.session.programmes(), situation.taking, situation.clocks, ahead)
        lines += [
            coming_line(one, situation.clocks.of(one.unit))
            for one in coming
            if one.unit in units and one.id not in known
        ]
    here = [one for one in lines if one.days.first <= window.last and one.days.last >= window.first]
    return sorted(here, key=lambda one: (one.days.first, one.id))


def units_open_to(organisation: Organisation, viewer: str, today: date) -> frozenset[str]:
    """Return the units whose year plan somebody sees: also that of the own school, for who works in a team of it."""
    seen = visible_units(organisation, viewer, today)
    if not organisation.is_active(viewer, today):
        return seen
    above = set(organisation.upward(organisation.person(viewer).unit)) - {organisation.root}
    return seen | above


def home_of(organisation: Organisation, viewer: str, today: date) -> str | None:
    """Return the unit whose year plan somebody sees first: the highest that they lead, else the own school.

    None for whoever works at the board itself without a role that shows it, such as a member of the council there.
    """
    led = led_units(organisation, viewer, today)
    if led:
        return min(led, key=lambda code: (len(organisation.upward(code)), code))
    own = organisation.person(viewer).unit
    school = organisation.school_of(own)
    home = school if school != organisation.root else own
    return home if home in units_open_to(organisation, viewer, today) else None


def _cycles_in(situation: Situation, units: frozenset[str], window: Period) -> list[Cycle]:
    """Read the cycles that were open at some moment of a window."""
    query = CycleQuery(within=units, opened_until=window.last, order=CycleOrder.OPENED, limit=200)
    asked = [replace(query, is_open=True), replace(query, is_open=False, closed_from=window.first)]
    return [one for each in asked for one in _every(situation, each)]


def _every(situation: Situation, query: CycleQuery) -> Iterable[Cycle]:
    while True:
        page = situation.session.find_cycles(query)
        yield from page.rows
        query = replace(query, offset=query.offset + len(page.rows))
        if not page.rows or query.offset >= page.total:
            return


def _heads(organisation: Organisation, top: str, units: Sequence[str]) -> list[str]:
    """Return what the units are grouped by: the top itself first, then its schools by name."""
    heads = {_head_of(organisation, top, code) for code in units}
    return sorted(heads, key=lambda code: (code != top, organisation.unit(code).name))


def _head_of(organisation: Organisation, top: str, code: str) -> str:
    """Return the group of a unit: the school below the top that it belongs to, else the top."""
    path = organisation.upward(code)
    below = path[: path.index(top)]
    schools = [one for one in below if organisation.unit(one).kind is UnitKind.SCHOOL]
    return schools[-1] if schools else top


def _group(situation: Situation, asked: Asked, head: str, lines: Iterable[Line]) -> Group:
    organisation = situation.organisation
    own = tuple(
        one
        for one in lines
        if _head_of(organisation, asked.unit, one.unit) == head and asked.kind in ("", one.kind)
    )
    return Group(
        unit=organisation.unit(head),
        region=organisation.region(head),
        breaks=breaks_of(situation, head, asked.window),
        lines=own,
    )
