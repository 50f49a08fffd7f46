"""Which cycles are to be opened now, and what a cycle looks like on the day it opens.

Time only opens cycles; nothing here moves one on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from pdca.domain.actions.standing import is_barred
from pdca.domain.approach import Taking
from pdca.domain.board import Clocks
from pdca.domain.calendar.days import CountingDays, Period
from pdca.domain.calendar.recurrence import Occurrence, Schedule, occurrences
from pdca.domain.calendar.terms import period_days
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun, Task, cycle_id
from pdca.domain.cycles.programme import PHASES, Gate, PhasePlan, Programme, Words
from pdca.domain.people.organisation import Organisation
from pdca.domain.people.search import Load, holder_upward

REACH_BACK = timedelta(days=2 * 366)
"""How far back a pass looks for openings that were missed."""

DECIDE_PREVIOUS = "decide-previous"
DECIDE_PREVIOUS_TITLE = Words(
    nl="Besluit over de vorige cyclus: meenemen, eerst sluiten of allebei laten lopen",
    en="Decide about the previous cycle: carry over, close first or run both",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A cycle that is to open on `day`: the unit's first school day on or after the planned date."""

    programme: Programme
    unit: str
    period: str
    planned: date
    day: date

    @property
    def id(self) -> str:
        """Return the id of the cycle that opens."""
        return cycle_id(self.programme.code, self.unit, self.period)


def due_openings(
    programme: Programme,
    taking: Taking,
    clocks: Clocks,
    board_since: date,
    already_open_ids: Collection[str],
    today: date,
) -> list[Opening]:
    """Return the cycles of a programme that should be there by now and are not, oldest first.

    A period that was over before the board was there is never opened, nor what a unit or the programme came too late
    for. Where the last day is over nothing opens.
    """
    first = max(today - REACH_BACK, board_since - timedelta(days=366))
    due = [
        opening
        for opening in _openings(programme, taking, clocks, Period(first, today), already_open_ids)
        if _began(taking, opening) <= opening.day <= today <= taking.organisation.last_day(opening.unit)
        and period_days(opening.period).last >= board_since
    ]
    return _in_order(due)


def preview(programmes: Iterable[Programme], taking: Taking, clocks: Clocks, window: Period) -> list[Opening]:
    """Return the year plan: every cycle whose opening day lies in a window, before anything happens."""
    planned = Period(window.first - timedelta(days=366), window.last)
    return _in_order(
        opening
        for programme in programmes
        for opening in _openings(programme, taking, clocks, planned, ())
        if opening.day in window and opening.day <= taking.organisation.last_day(opening.unit)
    )


def _began(taking: Taking, opening: Opening) -> date:
    return max(taking.began(opening.unit), opening.programme.since or date.min)


def _in_order(openings: Iterable[Opening]) -> list[Opening]:
    return sorted(openings, key=lambda one: (one.day, one.planned, one.programme.code, one.unit))


def _openings(
    programme: Programme,
    taking: Taking,
    clocks: Clocks,
    planned: Period,
    known: Collection[str],
) -> Iterator[Opening]:
    rounds = [
        occurrence
        for year in range(planned.first.year, planned.last.year + 1)
        for occurrence in _planned_in(programme.schedule, year)
        if occurrence.planned in planned
    ]
    for unit in (one.code for one in taking.units_of(programme, planned.first)):
        for occurrence in rounds:
            if cycle_id(programme.code, unit, occurrence.period) not in known:
                yield Opening(
                    programme=programme,
                    unit=unit,
                    period=occurrence.period,
                    planned=occurrence.planned,
                    day=clocks.of(unit).first_on_or_after(occurrence.planned),
                )


@lru_cache(maxsize=4096)
def _planned_in(schedule: Schedule, year: int) -> tuple[Occurrence, ...]:
    """Return a schedule's occurrences of a calendar year; asked at every tick, computed once."""
    return tuple(occurrences(schedule, Period(date(year, 1, 1), date(year, 12, 31))))


def unclosed_before(cycles: Iterable[Cycle], opening: Opening) -> Cycle | None:
    """Return the latest earlier cycle of the same programme and unit that nobody has ended yet."""
    earlier = (
        cycle
        for cycle in cycles
        if (cycle.programme, cycle.unit) == (opening.programme.code, opening.unit)
        and cycle.state.is_open
        and cycle.planned < opening.planned
    )
    return max(earlier, key=lambda cycle: cycle.planned, default=None)


def open_cycle(
    opening: Opening,
    organisation: Organisation,
    days: CountingDays,
    load: Load,
    today: date,
    previous: Cycle | None = None,
) -> Cycle:
    """Open a cycle today: its dates are fixed, its roles become people, its first phase begins."""
    programme = opening.programme

    def find(role: str) -> str | None:
        return holder_upward(
            organisation,
            today,
            opening.unit,
            [role],
            load,
            lambda person, role: is_barred(organisation, role, opening.unit, person),
        )

    owner = find(programme.owner)
    cycle = Cycle(
        programme=programme.code,
        unit=opening.unit,
        period=opening.period,
        kind=programme.kind,
        title=programme.title,
        planned=opening.planned,
        opened=today,
        state=CycleState.PLAN,
        owner=owner,
        closes=programme.closes,
        closer=find(programme.closes),
        phases=phase_runs(programme, days, today),
        tasks=tuple(_tasks(programme, find, today)),
        is_late=today > opening.day,
    )
    return cycle if previous is None else _after_unclosed(cycle, programme.owner, previous.id, today)


def phase_runs(programme: Programme, days: CountingDays, opened: date) -> tuple[PhaseRun, ...]:
    """Return the phases of a cycle: their due dates chained in school days from the day of opening."""
    due, phases = opened, []
    for plan in map(programme.phase, PHASES):
        due = days.after(due, plan.length) if plan.length else due
        began = opened if plan.name == PHASES[0] else None
        phases.append(PhaseRun(name=plan.name, due=due, gates=plan.gates, began=began))
    return tuple(phases)


def _tasks(programme: Programme, find: Callable[[str], str | None], today: date) -> Iterator[Task]:
    """Give every task of a role to the same person."""
    plans: list[PhasePlan] = [programme.phase(name) for name in PHASES]
    holders = {task.role: find(task.role) for plan in plans for task in plan.tasks}
    for plan in plans:
        for task in plan.tasks:
            yield Task(
                code=task.code,
                phase=plan.name,
                role=task.role,
                title=task.title,
                owner=holders[task.role],
                since=today if plan.name == PHASES[0] else None,
            )


def _after_unclosed(cycle: Cycle, role: str, previous: str, today: date) -> Cycle:
    """Put the decision about the earlier cycle in front, and let no gate pass it by."""
    decide = Task(
        code=DECIDE_PREVIOUS,
        phase=PHASES[0],
        role=role,
        title=DECIDE_PREVIOUS_TITLE,
        owner=cycle.owner,
        since=today,
    )
    first, *later = cycle.phases
    gates = first.gates if Gate.TASKS_DONE in first.gates else (Gate.TASKS_DONE, *first.gates)
    return replace(
        cycle,
        previous=previous,
        tasks=(decide, *cycle.tasks),
        phases=(replace(first, gates=gates), *later),
    )
