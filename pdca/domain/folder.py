"""A board folder as one value: what a board brings along, checked and without a trace of its files.

The catalogue reads and writes it, the loading of a board consumes it; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pdca.domain.actions.action import Action, Phase, Priority, Size, Source
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import Message, Problem
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Absence, DayOff, Organisation, Person, Process, Unit

HOME_ENDED = (
    "the last day of '{unit}' was {day}; choose another unit, or fill in active_until of whoever left already"
)


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


HOME = Place("people.csv", 0, "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFolder:
    """A whole board folder; `policy` and `programmes` None are the shipped ones, `()` is no programmes.

    `approach` None leaves the plan of approach as it is; in a folder it has no version.
    `last_days` is where the last day of each unit stands: only the board knows when a unit came.
    `homes` is where the unit of each person stands: only the board knows who is new.
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
    homes: Mapping[str, Place] = field(default_factory=dict, compare=False)
    notes: tuple[Problem, ...] = field(default=(), compare=False)

    def homeless(self, units: Iterable[Unit], known: Collection[str], today: date) -> Iterator[Problem]:
        """Yield what is wrong with everybody new whose unit, as the board has it, ended before they could begin.

        Who left already may have worked there.
        """
        organisation = Organisation(units, ())
        for one in self.people:
            if one.email in known or not one.is_active(today) or not organisation.has_ended(one.unit, today):
                continue
            place = self.homes.get(one.email, HOME)
            told = Message(HOME_ENDED, {"unit": one.unit, "day": organisation.last_day(one.unit)})
            yield Problem(place.file, place.line, place.column, told)
