"""Programmes and cycles with everything filled in, and acts on them."""

from dataclasses import replace
from datetime import date
from typing import Any

from pdca.domain.actions.action import Action
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle, PreviousChoice, Reflection, TaskState
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct, CycleSetting, perform
from pdca.domain.cycles.opening import Opening, open_cycle
from pdca.domain.cycles.programme import (
    PhasePlan,
    Programme,
    ProgrammeKind,
    TaskPlan,
    Words,
    default_gates,
)
from pdca.domain.cycles.standing import cycle_standing, task_standing
from pdca.domain.cycles.tasks import TaskAct, perform_task
from pdca.domain.machine import Who
from pdca.domain.people.organisation import Organisation, UnitKind
from pdca.domain.people.search import Load
from tests.builders.board import QUIN, TODAY, a_bench, an_organisation, days_of, nobody_has_work

AUDIT_TASKS = {
    "plan": (("appoint-team", "quality_manager"), ("audit-plan", "quality_coordinator")),
    "do": (("audit-day", "auditor"),),
    "check": (("final-report", "auditor"), ("response", "school_leader")),
    "act": (("share", "quality_coordinator"),),
}
LENGTHS = {"plan": 20, "do": 40, "check": 20, "act": 20}


def a_programme(**changes: Any) -> Programme:
    """Build the yearly internal audit of each school, which opens on 1 October."""
    kind = changes.get("kind", ProgrammeKind.INTERNAL_AUDIT)
    programme = Programme(
        code="internal-audit",
        kind=kind,
        title=Words("Interne audit", "Internal audit"),
        scope=UnitKind.SCHOOL,
        owner="quality_coordinator",
        closes="school_leader",
        schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2026-2027"),
        phases=tuple(
            PhasePlan(
                name=name,
                length=LENGTHS[name],
                gates=default_gates(name, kind),
                tasks=tuple(TaskPlan(code=code, role=role, title=Words(code, code)) for code, role in tasks),
            )
            for name, tasks in AUDIT_TASKS.items()
        ),
    )
    return replace(programme, **changes)


def an_opening(programme: Programme | None = None, **changes: Any) -> Opening:
    """Build the opening of De Brug's audit of 2026-2027."""
    opening = Opening(
        programme=programme or a_programme(),
        unit="BRUG",
        period="2026-2027",
        planned=date(2026, 10, 1),
        day=date(2026, 10, 1),
    )
    return replace(opening, **changes)


def a_cycle(
    opening: Opening | None = None,
    *,
    organisation: Organisation | None = None,
    load: Load = nobody_has_work,
    today: date = date(2026, 10, 1),
    previous: Cycle | None = None,
    **changes: Any,
) -> Cycle:
    """Open a cycle the way the engine does, by default on its day; `changes` come on top."""
    opened = open_cycle(
        opening or an_opening(),
        organisation or an_organisation(),
        days_of(),
        load,
        today,
        previous,
    )
    return replace(opened, **changes)


def with_tasks_done(cycle: Cycle) -> Cycle:
    """Finish every task of the current phase."""
    return replace(
        cycle,
        tasks=tuple(
            replace(task, state=TaskState.DONE) if task.phase == cycle.state else task for task in cycle.tasks
        ),
    )


def with_everything_there(cycle: Cycle) -> Cycle:
    """Fill in all that any gate asks for, apart from actions."""
    return replace(
        with_tasks_done(cycle),
        report="kwaliteitsmap 2027",
        reflection=Reflection.HELPED,
        reflection_words="Leerlingen lezen meer",
        feedback="In de nieuwsbrief",
        no_actions_reason="Alles was op orde",
    )


def a_cycle_setting(
    *who: Who,
    organisation: Organisation | None = None,
    today: date = TODAY,
    actions: tuple[Action, ...] = (),
    asked: frozenset[str] = frozenset(),
    previous: GateView | None = None,
    load: Load = nobody_has_work,
) -> CycleSetting:
    """Build a setting in which somebody acts in these capacities."""
    return CycleSetting(
        bench=a_bench(organisation, today),
        load=load,
        standing=frozenset(who),
        actions=actions,
        asked=asked,
        previous=previous,
    )


def act_as(
    actor: str, cycle: Cycle, event: CycleEvent, setting: CycleSetting | None = None, **fields: Any
) -> Cycle:
    """Act on a cycle in whatever capacity the actor really has."""
    setting = setting or a_cycle_setting()
    standing = cycle_standing(setting.bench, setting.view(cycle), actor)
    act = CycleAct(event=event, actor=actor, **{**FILLED.get(event, {}), **fields})
    return perform(cycle, act, replace(setting, standing=standing))


def task_as(
    actor: str,
    cycle: Cycle,
    code: str,
    event: TaskEvent = TaskEvent.DONE,
    setting: CycleSetting | None = None,
    *,
    reason: str = "",
    to: str | None = None,
    choice: PreviousChoice | None = None,
) -> Cycle:
    """Act on a task in whatever capacity the actor really has."""
    setting = setting or a_cycle_setting()
    standing = task_standing(setting.bench, cycle, cycle.task(code), actor)
    act = TaskAct(event=event, actor=actor, reason=reason, to=to, choice=choice)
    return perform_task(cycle, code, act, replace(setting, standing=standing))


FILLED: dict[CycleEvent, dict[str, Any]] = {
    CycleEvent.CLOSE: {"ground": "alle poorten groen"},
    CycleEvent.CANCEL: {"reason": "school fuseert"},
    CycleEvent.REASSIGN: {"to": QUIN, "reason": "andere taak"},
    CycleEvent.RECORD_REPORT: {"report": "kwaliteitsmap"},
    CycleEvent.REFLECT: {"reflection": Reflection.HELPED, "words": "meer leestijd"},
    CycleEvent.RECORD_FEEDBACK: {"feedback": "nieuwsbrief"},
    CycleEvent.NO_ACTIONS: {"reason": "alles op orde"},
}
