"""A cycle and its tasks, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.cycles.programme import Gate, Words
from pdca.domain.errors import NotFound


class CycleState(StrEnum):
    """Where a cycle is on the wheel."""

    SCHEDULED = "scheduled"
    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self in (CycleState.PLAN, CycleState.DO, CycleState.CHECK, CycleState.ACT)


class TaskState(StrEnum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


class Reflection(StrEnum):
    """Did this help pupils, parents, staff - or did we do it because it is expected?"""

    HELPED = "helped"
    PARTLY = "partly"
    EXPECTED = "expected"


class Seat(StrEnum):
    """What somebody is to a cycle besides running it: leading the audit, or closing it."""

    LEAD = "lead"
    CLOSER = "closer"


LEFT_TASKS: Mapping[Seat, str] = {Seat.LEAD: "name-lead", Seat.CLOSER: "name-closer"}
"""The task by which somebody is asked to see to a seat that a handover left to nobody near."""


class PreviousChoice(StrEnum):
    """What to do with an unclosed cycle of the period before."""

    CARRY = "carry"
    CLOSE = "close"
    RUN_BOTH = "run_both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to be done in one phase of a cycle; an item once its phase has begun."""

    code: str
    phase: str
    role: str
    title: Words
    owner: str | None
    state: TaskState = TaskState.OPEN
    version: int = 1
    since: date | None = None
    reason: str = ""
    choice: PreviousChoice | None = None
    ended_by: str | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRun:
    """A phase of one cycle: when it is due, fixed at opening, and when it really began."""

    name: str
    due: date
    gates: tuple[Gate, ...]
    began: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One programme, one unit, one period.

    `version`, `since` and `waits` belong to the cycle as an item; `had_actions` stays when those move on, and
    `decided` names those that went on or ended because somebody decided so.
    """

    programme: str
    unit: str
    period: str
    kind: str
    title: Words
    planned: date
    opened: date
    state: CycleState
    owner: str | None
    closes: str
    closer: str | None
    phases: tuple[PhaseRun, ...]
    tasks: tuple[Task, ...]
    is_late: bool = False
    previous: str | None = None
    lead: str | None = None
    report: str = ""
    reflection: Reflection | None = None
    reflection_words: str = ""
    feedback: str = ""
    no_actions_reason: str = ""
    had_actions: bool = False
    decided: tuple[str, ...] = ()
    version: int = 1
    since: date | None = None
    waits: str = ""
    closed_by: str | None = None
    closed_on: date | None = None
    ground: str = ""

    @property
    def id(self) -> str:
        """Return `internal-audit/PSL/2026-2027`."""
        return cycle_id(self.programme, self.unit, self.period)

    def task_id(self, code: str) -> str:
        """Return `internal-audit/PSL/2026-2027/appoint-team`."""
        return f"{self.id}/{code}"

    def phase(self, name: str) -> PhaseRun:
        """Return one phase."""
        return next(phase for phase in self.phases if phase.name == name)

    def task(self, code: str) -> Task:
        """Return one task; NotFound when there is none."""
        found = next((task for task in self.tasks if task.code == code), None)
        if found is None:
            raise NotFound("there is no task '{task}' in {item}", task=code, item=self.id)
        return found

    def current_tasks(self) -> Iterator[Task]:
        """Yield the tasks of the phase the cycle is in."""
        return (task for task in self.tasks if task.phase == self.state)


def cycle_id(programme: str, unit: str, period: str) -> str:
    """Return the item id of a cycle."""
    return f"{programme}/{unit}/{period}"


def is_asked(cycle: Cycle, seat: Seat) -> bool:
    """Tell whether somebody is asked to see to a seat that nobody near has."""
    return any(one.code == LEFT_TASKS[seat] and one.state is TaskState.OPEN for one in cycle.tasks)


def seen_to(cycle: Cycle, seat: Seat, by: str, today: date) -> Cycle:
    """Return a cycle in which nobody has to be asked any more to see to a seat."""

    def ended(task: Task) -> Task:
        is_it = task.code == LEFT_TASKS[seat] and task.state is TaskState.OPEN
        return replace(task, state=TaskState.DONE, ended_by=by, ended_on=today) if is_it else task

    return replace(cycle, tasks=tuple(map(ended, cycle.tasks)))
