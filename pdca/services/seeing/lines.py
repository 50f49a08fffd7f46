"""A cycle as a line through the year: its four phases as they went, and as they are planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.calendar.days import CountingDays, Period
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun
from pdca.domain.cycles.opening import Opening, phase_runs
from pdca.domain.cycles.programme import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One phase: its days, and the day by which it was or is to be done."""

    phase: str
    days: Period
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One cycle of one unit; `is_coming`: it is only planned. `late_since`: its phase was to be over by then."""

    id: str
    title: Words
    kind: str
    unit: str
    period: str
    state: CycleState
    stretches: tuple[Stretch, ...]
    is_coming: bool = False
    late_since: date | None = None
    closed_on: date | None = None

    @property
    def days(self) -> Period:
        """Return the first and the last day of the line."""
        return Period(self.stretches[0].days.first, self.stretches[-1].days.last)


def line_of(cycle: Cycle, today: date) -> Line:
    """Return an open or ended cycle as it went until today, and from there on as its due dates say."""
    current = cycle.phase(cycle.state) if cycle.state.is_open else None
    return Line(
        id=cycle.id,
        title=cycle.title,
        kind=cycle.kind,
        unit=cycle.unit,
        period=cycle.period,
        state=cycle.state,
        stretches=_as_it_went(cycle, today),
        late_since=current.due if current is not None and current.due < today else None,
        closed_on=cycle.closed_on,
    )


def coming_line(opening: Opening, days: CountingDays) -> Line:
    """Return a cycle that is still to open, with the dates that it will have."""
    phases = phase_runs(opening.programme, days, opening.day)
    return Line(
        id=opening.id,
        title=opening.programme.title,
        kind=opening.programme.kind,
        unit=opening.unit,
        period=opening.period,
        state=CycleState.SCHEDULED,
        stretches=_chain(opening.day, phases),
        is_coming=True,
    )


def _as_it_went(cycle: Cycle, today: date) -> tuple[Stretch, ...]:
    """A phase ends where the next one really began; the one that runs lasts until today when it is late."""
    ended = cycle.closed_on
    begun = [phase for phase in cycle.phases if phase.began is not None]
    starts = [phase.began for phase in begun if phase.began is not None]
    past = []
    for phase, start, following in zip(begun, starts, [*starts[1:], None][: len(starts)], strict=True):
        last = following or ended or max(phase.due, today)
        past.append(Stretch(phase=phase.name, days=Period(start, max(start, last)), due=phase.due))
    if ended is not None:
        whole = Stretch(phase=cycle.phases[0].name, days=Period(cycle.opened, ended), due=cycle.phases[0].due)
        return tuple(past) or (whole,)
    from_day = past[-1].days.last if past else cycle.opened
    return (*past, *_chain(from_day, cycle.phases[len(begun) :]))


def _chain(start: date, phases: Sequence[PhaseRun]) -> tuple[Stretch, ...]:
    """Set phases one behind the other until their due dates; one whose date is past takes a day at least."""
    found = []
    for phase in phases:
        last = max(phase.due, start + timedelta(days=1))
        found.append(Stretch(phase=phase.name, days=Period(start, last), due=phase.due))
        start = last
    return tuple(found)
