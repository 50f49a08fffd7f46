"""Lists of actions as somebody asks for them: what may be seen, filtered, in order, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.actions.action import Action, Phase
from pdca.domain.people.naming import named
from pdca.domain.people.sight import visible_units
from pdca.domain.searching import is_nearly
from pdca.services.reading import MOST_ROWS, ActionOrder, ActionQuery
from pdca.services.situation import Situation
from pdca.services.work.seen import only_seen

BOARD_COLUMN = 12
"""So many actions stand in a column of the board at the most."""

WHEEL = (Phase.PLAN, Phase.DO, Phase.CHECK, Phase.ACT)


class State(StrEnum):
    """How an action stands, coarsely."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see in a list of actions; what is empty leaves it open."""

    mine: bool = False
    unit: str = ""
    phase: str = ""
    state: State = State.OPEN
    grade: str = ""
    source: str = ""
    priority: str = ""
    person: str | None = None
    process: str = ""
    text: str = ""
    order: ActionOrder = ActionOrder.DUE
    is_backwards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One action in a list. `person` has the turn, or owned it when it ended; `day` is its date, or when it ended."""

    ref: str
    title: str
    unit: str
    owner: str
    person: str
    phase: str
    grade: str
    source: str
    priority: str
    day: date | None
    state: str
    cycle: str
    carried: int
    waits_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One phase of the wheel with the first of its actions, out of `total`."""

    phase: str
    rows: Sequence[Row]
    total: int


def question(situation: Situation, wanted: Wanted, viewer: str) -> ActionQuery:
    """Return what to look up: only ever what the viewer may see."""
    organisation, today = situation.organisation, situation.today
    people = {one for one in (wanted.person,) if one}
    ended = {State.CLOSED: Phase.CLOSED, State.CANCELLED: Phase.CANCELLED}.get(wanted.state)
    phases = [frozenset({one}) for one in (wanted.phase, ended) if one]
    query = ActionQuery(
        within=organisation.asked(wanted.unit),
        people=frozenset({viewer}) if wanted.mine else frozenset(people) if people else None,
        phases=frozenset.intersection(*phases) if phases else None,
        is_open=True if wanted.state is State.OPEN else None,
        late_on=today if wanted.state is State.LATE else None,
        grades=_one(wanted.grade),
        sources=_one(wanted.source),
        priorities=_one(wanted.priority),
        process=wanted.process or None,
        text=wanted.text,
        order=wanted.order,
        is_backwards=wanted.is_backwards,
    )
    return only_seen(situation, query, viewer)


def some(situation: Situation, wanted: Wanted, viewer: str, offset: int, limit: int) -> tuple[list[Row], int]:
    """Return some rows of a list and how many there are."""
    query = replace(question(situation, wanted, viewer), offset=offset, limit=limit)
    page = situation.session.find_actions(query)
    return [row_of(situation, one) for one in page.rows], page.total


def every(situation: Situation, wanted: Wanted, viewer: str) -> Iterator[Row]:
    """Yield every row of a list, read in parts."""
    offset = 0
    while True:
        rows, total = some(situation, wanted, viewer, offset, MOST_ROWS)
        yield from rows
        offset += len(rows)
        if not rows or offset >= total:
            return


def alike(situation: Situation, viewer: str, title: str, unit: str) -> list[Row]:
    """Return the open actions of a unit with nearly the same title, as far as somebody may see them."""
    query = ActionQuery(within=frozenset({unit}), is_open=True, limit=MOST_ROWS)
    found = situation.session.find_actions(only_seen(situation, query, viewer)).rows
    return [row_of(situation, one) for one in found if is_nearly(one.title, title)]


def columns(situation: Situation, wanted: Wanted, viewer: str) -> list[Column]:
    """Return the board: the four phases, each with its first actions and how many it holds."""
    asked = replace(wanted, phase="")
    found = []
    for phase in WHEEL:
        rows, total = some(situation, replace(asked, phase=phase), viewer, 0, BOARD_COLUMN)
        found.append(Column(phase=phase, rows=rows, total=total))
    return found


def row_of(situation: Situation, action: Action) -> Row:
    """Return an action as a row."""
    organisation = situation.organisation
    person = action.responsible or (action.owner if not action.is_open else None)
    waits = action.blocked.last if action.blocked is not None else None
    return Row(
        ref=action.ref,
        title=action.title,
        unit=organisation.unit(action.unit).name,
        owner=named(organisation, action.owner),
        person=named(organisation, person) if person else "",
        phase=action.phase,
        grade=action.grade,
        source=action.source,
        priority=action.priority,
        day=action.due if action.is_open else action.closed_on,
        state=state_of(action, situation.today),
        cycle=action.cycle or "",
        carried=action.carried,
        waits_until=waits if waits is not None and waits >= situation.today else None,
    )


def state_of(action: Action, today: date) -> str:
    """Return how an action stands: late, today, waiting, open, or how it ended."""
    if not action.is_open:
        return str(action.phase)
    if action.blocked is not None and action.blocked.last >= today:
        return "waiting"
    if action.due is None or action.due > today:
        return "open"
    return "late" if action.due < today else "today"


def units_to_choose(situation: Situation, viewer: str) -> Mapping[str, str]:
    """Return the units that somebody sees, as code and name, in the order of the tree."""
    seen = visible_units(situation.organisation, viewer, situation.today)
    return {code: unit.name for code, unit in situation.organisation.units.items() if code in seen}


def _one(value: str) -> frozenset[str] | None:
    return frozenset({value}) if value else None
