"""What was nobody's in a cycle goes to whoever holds the role by now, found as when the cycle opened."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.cycles.cycle import LEFT_TASKS, Cycle, CycleState, Seat, Task, TaskState
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import Words
from pdca.domain.people.filling import filled
from tests.builders.board import (
    BO,
    HUGO,
    NOOR,
    QUIN,
    SAM,
    TODAY,
    a_bench,
    a_person,
    an_organisation,
    nobody_has_work,
)
from tests.builders.cycles import a_cycle

WITHOUT = an_organisation(without=[QUIN, HUGO, SAM])


def after(
    cycle: Cycle, *, role: str | None = "quality_coordinator", gone: tuple[str, ...] = (), **org: Any
) -> Cycle:
    view = GateView(cycle=cycle, actions=(), asked=frozenset())
    return filled(a_bench(an_organisation(**org)), view, role, nobody_has_work, gone)


def test_whoever_has_the_role_by_now_gets_what_nobody_had() -> None:
    opened = a_cycle(organisation=WITHOUT)
    assert (opened.owner, opened.closer, opened.task("audit-day").owner) == (None, None, None)
    found = after(opened)
    assert [replace(one, version=1, since=None) for one in found.tasks] == [
        replace(one, since=None) for one in a_cycle().tasks
    ]
    assert (found.owner, found.closer) == (QUIN, SAM)
    assert [(one.owner, one.version, one.since) for one in found.current_tasks()] == [
        (NOOR, 1, opened.opened),
        (QUIN, 2, TODAY),
    ]
    assert found.task("audit-day").since is None  # its phase is still to come
    assert after(found) == found


def test_what_somebody_has_stays_theirs_and_what_nobody_can_take_stays_nobodys() -> None:
    whole = a_cycle()
    assert (
        after(whole, people=[a_person("aad", "BRUG", "quality_coordinator@BRUG", "school_leader@BRUG")])
        == whole
    )
    opened = a_cycle(organisation=WITHOUT)
    assert after(opened, without=[QUIN, HUGO, SAM]) == opened
    own = after(opened, without=[HUGO])  # Quin audits, but not the own school
    assert (own.owner, own.task("audit-day").owner) == (QUIN, None)


def test_who_handed_over_gets_nothing_back_and_an_unknown_programme_has_no_owner() -> None:
    opened = a_cycle(organisation=WITHOUT)
    assert after(opened, gone=(QUIN, HUGO, SAM)) == opened
    assert after(opened, role=None).owner is None


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.WAIVED])
def test_what_is_over_is_left_alone(state: TaskState) -> None:
    opened = a_cycle(organisation=WITHOUT)
    first, plan, *others = opened.tasks
    ended = replace(plan, state=state, ended_by=NOOR, ended_on=TODAY)
    assert after(replace(opened, tasks=(first, ended, *others))).tasks[1] == ended
    assert after(replace(opened, state=CycleState.CHECK)).tasks[1] == plan


def test_a_closer_who_is_asked_for_is_theirs_to_choose_and_nobody_closes_what_they_led() -> None:
    opened = a_cycle(organisation=WITHOUT)
    assert after(replace(opened, lead=SAM)).closer is None
    asked = Task(
        code=LEFT_TASKS[Seat.CLOSER],
        phase="plan",
        role="quality_manager",
        title=Words("Ga na", "See"),
        owner=BO,
        since=date(2026, 10, 12),
    )
    assert after(replace(opened, tasks=(*opened.tasks, asked))).closer is None
