"""Details of acts on cycles that a planted fault could still get past the other tests."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.cycles.cycle import PreviousChoice, TaskState
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.opening import DECIDE_PREVIOUS
from pdca.domain.errors import Refused
from tests.builders.board import NOOR, QUIN, SAM, TESS, TODAY, a_leaver, a_person, an_organisation
from tests.builders.cycles import a_cycle, a_cycle_setting, act_as, an_opening, task_as


def test_who_may_not_do_it_reads_what_they_may_do_instead() -> None:
    with pytest.raises(Refused, match="that is for: Sam, as school_leader") as refusal:
        act_as(QUIN, a_cycle(state="act"), CycleEvent.CLOSE)
    assert "reflect" in refusal.value.allowed
    assert "close" not in refusal.value.allowed


def test_a_closer_who_becomes_lead_is_not_followed_by_somebody_who_left() -> None:
    survey = a_cycle(kind="survey")
    ada = replace(
        a_person("ada", "BRUG", "school_leader@BRUG"), active_until=a_leaver(TESS, TODAY).active_until
    )
    gone = replace(ada, active_until=TODAY.replace(day=1))
    for person, closer in ((ada, ada.email), (gone, None)):
        setting = a_cycle_setting(organisation=an_organisation(people=[person]))
        assert act_as(QUIN, survey, CycleEvent.APPOINT_LEAD, setting, to=SAM).closer == closer


def test_who_has_a_task_already_reads_which_one() -> None:
    cycle = a_cycle()
    with pytest.raises(Refused, match=r"^internal-audit/BRUG/2026-2027/appoint-team already is with Noor"):
        task_as(QUIN, cycle, "appoint-team", TaskEvent.REASSIGN, to=NOOR, reason="ruil")


def test_a_waived_task_says_who_waived_it_and_when() -> None:
    task = task_as(QUIN, a_cycle(), "appoint-team", TaskEvent.WAIVE, reason="team is er al").task(
        "appoint-team"
    )
    assert (task.ended_by, task.ended_on, task.reason) == (QUIN, TODAY, "team is er al")


def test_a_decision_that_was_carried_out_names_the_task_that_stays_done() -> None:
    before = a_cycle(an_opening(period="2025-2026", planned=date(2025, 10, 1)))
    cycle = a_cycle(previous=before)
    decided = replace(
        cycle,
        tasks=tuple(
            replace(task, state=TaskState.DONE, choice=PreviousChoice.CARRY)
            if task.code == DECIDE_PREVIOUS
            else task
            for task in cycle.tasks
        ),
    )
    with pytest.raises(Refused, match=r"^internal-audit/BRUG/2026-2027/decide-previous has been carried out"):
        task_as(QUIN, decided, DECIDE_PREVIOUS, TaskEvent.REOPEN, reason="toch niet")
