"""Why a cycle did not close: the phase in which it hangs, what it waits for, and for whom.

A cycle whose last phase is due after the days that are looked at is not late, though it may be behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pdca.domain.cycles.cycle import Cycle, CycleState, TaskState
from pdca.domain.cycles.gates import GateState, gate_states
from pdca.domain.cycles.programme import Gate, Words
from pdca.domain.errors import Message
from pdca.services.cycles.keeping import gate_view
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation


class Cause(StrEnum):
    """What a cycle that is open waits for."""

    TASK = "task"
    NEXT_PHASE = "next_phase"
    ROUNDING_OFF = "rounding_off"
    BOARD = "board"
    CLOSING = "closing"


class Standing(StrEnum):
    """How an open cycle stands to its dates: its last phase is over, its present one is, or neither."""

    LATE = "late"
    BEHIND = "behind"
    ON_COURSE = "on_course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Whom a cycle waits for; `stand_in` is there in the place of somebody who is away, if anybody is."""

    person: str | None
    stand_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """One cycle that is still open; `days_late` are school days after its phase was due."""

    id: str
    programme: str
    title: Words
    unit: str
    unit_name: str
    period: str
    phase: CycleState
    due: date
    ends: date
    standing: Standing
    days_late: int
    cause: Cause
    waits_for: tuple[Awaited, ...]
    missing: tuple[Message, ...]


def hanging_cycles(session: BoardSession, shipped: Shipped, now: datetime) -> tuple[Hanging, ...]:
    """Return every cycle that is open, the programmes in which most is late first, in each the latest first."""
    situation = Situation(session, shipped, now)
    found = [_hanging(situation, cycle) for cycle in session.cycles(is_open=True)]
    late = Counter(one.programme for one in found if one.standing is Standing.LATE)
    return tuple(
        sorted(found, key=lambda one: (-late[one.programme], one.programme, -one.days_late, one.unit_name))
    )


def _hanging(situation: Situation, cycle: Cycle) -> Hanging:
    today = situation.today
    states = gate_states(gate_view(situation, cycle))
    cause = _cause(cycle, states)
    due, ends = cycle.phase(cycle.state).due, cycle.phases[-1].due
    behind = Standing.BEHIND if due < today else Standing.ON_COURSE
    return Hanging(
        id=cycle.id,
        programme=cycle.programme,
        title=cycle.title,
        unit=cycle.unit,
        unit_name=situation.organisation.unit(cycle.unit).name,
        period=cycle.period,
        phase=cycle.state,
        due=due,
        ends=ends,
        standing=Standing.LATE if ends < today else behind,
        days_late=situation.days(cycle.unit).between(due + timedelta(days=1), today) if due < today else 0,
        cause=cause,
        waits_for=tuple(
            _awaited(situation, person) for person in dict.fromkeys(_people(situation, cycle, cause))
        ),
        missing=tuple(state.missing for state in states if state.missing is not None),
    )


def _cause(cycle: Cycle, states: tuple[GateState, ...]) -> Cause:
    waiting = {state.gate: state.missing for state in states if state.missing is not None}
    if Gate.TASKS_DONE in waiting:
        return Cause.TASK
    if not waiting:
        return Cause.CLOSING if cycle.state is CycleState.ACT else Cause.NEXT_PHASE
    decided = waiting.get(Gate.ACTIONS_DECIDED)
    if len(waiting) == 1 and decided is not None and "actions" not in decided.params:
        return Cause.BOARD
    return Cause.ROUNDING_OFF


def _people(situation: Situation, cycle: Cycle, cause: Cause) -> Iterator[str | None]:
    if cause is Cause.TASK:
        yield from (task.owner for task in cycle.current_tasks() if task.state is TaskState.OPEN)
    elif cause is Cause.BOARD:
        asked = sorted(gate_view(situation, cycle).asked)
        yield from (one.responsible for ref in asked if (one := situation.session.open_request(ref)))
    else:
        yield cycle.closer if cause is Cause.CLOSING else cycle.owner


def _awaited(situation: Situation, person: str | None) -> Awaited:
    if person is None:
        return Awaited(person=None)
    there = situation.organisation.stand_in(person, situation.today)
    return Awaited(person=person, stand_in=there if there != person else None)
