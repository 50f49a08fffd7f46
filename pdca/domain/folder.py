"""A board folder as one value: what a board brings along, checked and without a trace of its files.

The catalogue reads and writes it, the loading of a board consumes it; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pdca.domain.actions.action import Action, Phase, Priority, Size, Source
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import Problem
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One row of actions.csv; `file` and `line` only say where it stands."""

    ref: str
    title: str
    unit: str
    owner: str
    source: Source
    grade: str
    phase: Phase
    norms: tuple[str, ...] = ()
    start: date | None = None
    due: date | None = None
    checker: str | None = None
    priority: Priority = Priority.NORMAL
    process: str | None = None
    size: Size | None = None
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @classmethod
    def of(cls, action: Action) -> ActionRow:
        """Write an action down as the row that would load it."""
        return cls(
            ref=action.ref,
            title=action.title,
            unit=action.unit,
            owner=action.owner,
            source=action.source,
            grade=action.grade,
            phase=action.phase,
            norms=action.norms,
            start=action.started,
            due=action.due,
            checker=action.chosen_checker,
            priority=action.priority,
            process=action.process,
            size=action.size,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a folder."""

    file: str
    line: int
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFolder:
    """A whole board folder; `policy` and `programmes` None are the shipped ones, `()` is no programmes.

    `approach` None leaves the plan of approach as it is; in a folder it has no version.
    `last_days` is where the last day of each unit stands: only the board knows when a unit came.
    `notes` are worth telling about the files themselves, and stop nobody.
    """

    board: Board
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    absences: tuple[Absence, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    processes: tuple[Process, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    policy: Policy | None = None
    programmes: tuple[Programme, ...] | None = None
    approach: Approach | None = None
    last_days: Mapping[str, Place] = field(default_factory=dict, compare=False)
    notes: tuple[Problem, ...] = field(default=(), compare=False)
