"""What was nobody's in a cycle goes to whoever holds the role by now; nobody has to give it out one by one."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from pdca.domain.actions.standing import Bench, is_barred
from pdca.domain.cycles.cycle import Cycle, Seat, Task, TaskState, is_asked
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import PHASES
from pdca.domain.cycles.standing import conflict
from pdca.domain.people.search import Load, holder_upward


def filled(bench: Bench, view: GateView, owner_role: str | None, load: Load, gone: Container[str]) -> Cycle:
    """Return a cycle in which its owner, its closer and its tasks are people where somebody can be found now.

    They are found as when it opened; `owner_role` is the role of its programme, None when that is no more. Whoever
    is `gone` handed over since, and gets nothing back. About a closer that somebody is asked to name, they decide.
    """
    cycle = view.cycle

    def find(role: str, *, closes: bool = False) -> str | None:
        def is_out(person: str, role: str) -> bool:
            is_torn = closes and conflict(view, person) is not None
            return person in gone or is_torn or is_barred(bench.organisation, role, cycle.unit, person)

        return holder_upward(bench.organisation, bench.today, cycle.unit, [role], load, is_out)

    def taken(task: Task) -> Task:
        is_over = PHASES.index(task.phase) < PHASES.index(cycle.state)
        if task.owner is not None or task.state is not TaskState.OPEN or is_over:
            return task
        found = find(task.role)
        if found is None or task.since is None:
            return replace(task, owner=found)
        return replace(task, owner=found, version=task.version + 1, since=bench.today)

    return replace(
        cycle,
        owner=cycle.owner or (find(owner_role) if owner_role is not None else None),
        closer=cycle.closer or (None if is_asked(cycle, Seat.CLOSER) else find(cycle.closes, closes=True)),
        tasks=tuple(map(taken, cycle.tasks)),
    )
