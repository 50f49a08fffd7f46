"""What comes round every year: a programme with its schedule, phases, tasks and gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.actions.action import Source
from pdca.domain.calendar.recurrence import Schedule
from pdca.domain.people.organisation import UnitKind


class ProgrammeKind(StrEnum):
    """What sort of instrument a programme runs."""

    INTERNAL_AUDIT = "internal_audit"
    SELF_EVALUATION = "self_evaluation"
    SURVEY = "survey"
    EXTERNAL_AUDIT = "external_audit"
    MANAGEMENT_REVIEW = "management_review"
    SAFETY_MONITOR = "safety_monitor"
    ANNUAL_PLAN = "annual_plan"
    CERTIFICATION = "certification"
    INSPECTION_VISIT = "inspection_visit"
    CUSTOM = "custom"


class Gate(StrEnum):
    """What must hold before a phase can end."""

    TASKS_DONE = "tasks-done"
    FINDINGS_HAVE_ACTIONS = "findings-have-actions"
    ACTIONS_DECIDED = "actions-decided"
    REPORT_THERE = "report-there"
    REFLECTION = "reflection"
    FEEDBACK_GIVEN = "feedback-given"


PHASES = ("plan", "do", "check", "act")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    nl: str
    en: str

    def in_language(self, locale: str) -> str:
        """Return the text in a language; Dutch when it is not English."""
        return self.en if locale.startswith("en") else self.nl


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlan:
    """A task that every cycle of a programme gets in a phase."""

    code: str
    role: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePlan:
    """One phase: how long it takes in school days, what is to be done and what must hold at its end."""

    name: str
    length: int
    gates: tuple[Gate, ...]
    tasks: tuple[TaskPlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One recurring cycle of a board: one cycle for every unit of a kind.

    `units` limit it to those units and what is below them; without any it is for all.
    `since` is the day it was added, when the board was there already; what it would have opened before stays closed.
    """

    code: str
    kind: ProgrammeKind
    title: Words
    scope: UnitKind
    owner: str
    closes: str
    schedule: Schedule
    phases: tuple[PhasePlan, ...]
    units: tuple[str, ...] = ()
    since: date | None = None

    def added(self, before: Programme | None, came: date | None) -> Programme:
        """Return the programme with the day it was added: for other units than `before` it is as good as new."""
        stays = before is not None and (before.scope, before.units) == (self.scope, self.units)
        return replace(self, since=before.since if before is not None and stays else came)

    def phase(self, name: str) -> PhasePlan:
        """Return the plan of a phase."""
        return next(phase for phase in self.phases if phase.name == name)

    def takes(self, source: Source) -> bool:
        """Tell whether actions from a source belong to this programme's cycles."""
        word = str(source)
        return self.code.replace("-", "_") == word or (
            self.kind == word and self.kind is not ProgrammeKind.SURVEY
        )


def default_gates(phase: str, kind: ProgrammeKind) -> tuple[Gate, ...]:
    """Return the gates of a phase that names none: tasks in plan, do and check; everything in act."""
    if phase != PHASES[-1]:
        return (Gate.TASKS_DONE,)
    asked = kind in (ProgrammeKind.SURVEY, ProgrammeKind.SAFETY_MONITOR)
    return tuple(gate for gate in Gate if gate is not Gate.FEEDBACK_GIVEN or asked)
