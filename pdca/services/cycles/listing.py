"""Cycles as somebody asks for them: what may be seen, filtered, some rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.people.naming import named
from pdca.domain.people.sight import visible_units
from pdca.services.reading import CycleOrder, CycleQuery, Page
from pdca.services.situation import Situation
from pdca.services.work.seen import only_seen_cycles


class Stand(StrEnum):
    """How a cycle stands, coarsely."""

    OPEN = "open"
    READY = "ready"
    LATE = "late"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cycle in a list; `person` is whom it waits for, or who closed it."""

    cycle: Cycle
    unit_name: str
    person: str
    day: date | None
    stand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cycles somebody wants to see; what is empty leaves it open."""

    stand: Stand = Stand.OPEN
    unit: str = ""
    programme: str = ""
    period: str = ""
    text: str = ""


def find(situation: Situation, reader: str, wanted: Wanted, offset: int, limit: int) -> Page[Row]:
    """Return some of the cycles that somebody wants and may see."""
    organisation, stand = situation.organisation, wanted.stand
    query = CycleQuery(
        within=organisation.asked(wanted.unit),
        programmes=frozenset({wanted.programme}) if wanted.programme else None,
        period=wanted.period or None,
        text=wanted.text,
        is_open={Stand.OPEN: True, Stand.READY: True, Stand.LATE: True}.get(stand),
        states=frozenset({str(stand)}) if stand in (Stand.CLOSED, Stand.CANCELLED) else None,
        is_ready=stand is Stand.READY,
        late_on=situation.today if stand is Stand.LATE else None,
        order=CycleOrder.CLOSED if stand in (Stand.CLOSED, Stand.CANCELLED) else CycleOrder.DUE,
        is_backwards=stand in (Stand.CLOSED, Stand.CANCELLED),
        offset=offset,
        limit=limit,
    )
    found = situation.session.find_cycles(only_seen_cycles(situation, query, reader))
    return Page([_row(situation, one) for one in found.rows], found.total)


def programmes_to_choose(situation: Situation, locale: str) -> Sequence[tuple[str, str]]:
    """Return the programmes of the board, as (code, title), by title."""
    found = [(one.code, one.title.in_language(locale)) for one in situation.session.programmes()]
    return sorted(found, key=lambda one: one[1])


def units_to_choose(situation: Situation, reader: str) -> Sequence[tuple[str, str]]:
    """Return the units that somebody sees, as (code, name), in the order of the tree."""
    organisation = situation.organisation
    seen = visible_units(organisation, reader, situation.today)
    path = {code: tuple(reversed(organisation.upward(code))) for code in seen}
    return [(code, organisation.unit(code).name) for code in sorted(seen, key=lambda one: path[one])]


def _row(situation: Situation, cycle: Cycle) -> Row:
    organisation = situation.organisation
    due = cycle.phase(cycle.state).due if cycle.state.is_open else cycle.closed_on
    is_ready = cycle.waits == f"{CycleState.ACT}:{cycle.closer or ''}"
    phase, _, waited_for = cycle.waits.partition(":")
    person = waited_for if phase == cycle.state else cycle.owner
    if not cycle.state.is_open:
        person = cycle.closed_by
    stand = "open" if cycle.state.is_open else "secured" if cycle.state is CycleState.CLOSED else "cancelled"
    if cycle.state.is_open and due is not None and due < situation.today:
        stand = "late"
    return Row(
        cycle=cycle,
        unit_name=organisation.unit(cycle.unit).name,
        person=named(organisation, person) if person else "",
        day=due,
        stand="soon" if is_ready and stand == "open" and cycle.closer != cycle.owner else stand,
    )
