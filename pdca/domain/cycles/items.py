"""Which deadlines a cycle gives: its open tasks, and the cycle itself when it waits for somebody.

Both follow the rules of NOTICES.md like any other item.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pdca.domain.cycles.cycle import Cycle, CycleState, TaskState
from pdca.domain.cycles.gates import GateView, is_green
from pdca.domain.notices.notice import Deadline, ItemKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a cycle waits for in its current phase, and until when; nobody in particular is unowned."""

    phase: str
    person: str | None
    due: date

    @property
    def mark(self) -> str:
        """Return what `Cycle.waits` holds: another phase or person is another ladder."""
        return f"{self.phase}:{self.person or ''}"


def waiting(cycle: Cycle, is_gate_green: bool) -> Waiting | None:
    """Return whom a cycle waits for: who moves it on, who brings it to its end, who closes it."""
    if not cycle.state.is_open:
        return None
    due = cycle.phase(cycle.state).due
    if cycle.state is CycleState.ACT:
        return Waiting(cycle.state, cycle.closer if is_gate_green else cycle.owner, due)
    if is_gate_green or cycle.owner is None:  # without an owner it waits for one from the start
        return Waiting(cycle.state, cycle.owner, due)
    return None


def settle(cycle: Cycle, is_gate_green: bool, today: date) -> Cycle:
    """Begin a new version of the cycle's own ladder when, and only when, it waits for somebody new."""
    found = waiting(cycle, is_gate_green)
    mark = found.mark if found is not None else ""
    if mark == cycle.waits:
        return cycle
    if found is None:
        return replace(cycle, waits="")
    version = cycle.version if cycle.since is None else cycle.version + 1
    return replace(cycle, waits=mark, version=version, since=today)


def review(view: GateView, today: date) -> Cycle:
    """Settle a cycle by its gates, and remember that actions came of it also when they move on."""
    cycle = view.cycle
    if view.actions and not cycle.had_actions:
        cycle = replace(cycle, had_actions=True)
    return settle(cycle, is_green(view), today)


def deadlines_of(cycle: Cycle, is_gate_green: bool, today: date) -> list[Deadline]:
    """Return every item that a cycle gives now; an item that is not among them waits for nobody."""
    settled = settle(cycle, is_gate_green, today)
    if not settled.state.is_open:
        return []
    due = settled.phase(settled.state).due
    deadlines = [
        Deadline(
            item=settled.task_id(task.code),
            version=task.version,
            kind=ItemKind.TASK,
            unit=settled.unit,
            owner=task.owner,
            due=due,
            since=task.since or today,
        )
        for task in settled.current_tasks()
        if task.state is TaskState.OPEN
    ]
    found = waiting(settled, is_gate_green)
    if found is not None:
        deadlines.append(
            Deadline(
                item=settled.id,
                version=settled.version,
                kind=ItemKind.CYCLE,
                unit=settled.unit,
                owner=found.person,
                due=found.due,
                since=settled.since or today,
            )
        )
    return deadlines
