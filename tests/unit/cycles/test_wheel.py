"""A cycle goes round: opened by time, moved on by its owner when the gate holds, closed by another."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pdca.domain.actions.action import Phase
from pdca.domain.cycles.cycle import Cycle, CycleState, Reflection
from pdca.domain.cycles.gates import NotReady
from pdca.domain.cycles.machine import CYCLE, CycleEvent
from pdca.domain.cycles.moves import CycleAct, Post, allowed_cycle_events, perform
from pdca.domain.cycles.standing import cycle_standing
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import an_action
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    HUGO,
    NOOR,
    QUIN,
    SAM,
    TESS,
    TODAY,
    a_leaver,
    a_person,
    an_organisation,
    away,
    mail,
)
from tests.builders.cycles import (
    a_cycle,
    a_cycle_setting,
    a_programme,
    act_as,
    an_opening,
    with_everything_there,
    with_tasks_done,
)

E, S, W = CycleEvent, CycleState, Who
ID = "internal-audit/BRUG/2026-2027"
OPEN = (S.PLAN, S.DO, S.CHECK, S.ACT)


def ready_to_close(**changes: Any) -> Cycle:
    return replace(with_everything_there(a_cycle(state=S.ACT)), **changes)


def test_a_cycle_goes_round_and_is_closed_with_who_when_and_on_what_ground() -> None:
    cycle = a_cycle()
    for day, phase in ((TODAY, S.DO), (date(2026, 12, 1), S.CHECK), (date(2027, 2, 1), S.ACT)):
        cycle = act_as(QUIN, with_tasks_done(cycle), E.ADVANCE, a_cycle_setting(today=day))
        assert cycle.state is phase
        assert cycle.phase(phase).began == day
        assert all(task.since == day for task in cycle.current_tasks())
    assert [phase.began for phase in cycle.phases][1:] == [TODAY, date(2026, 12, 1), date(2027, 2, 1)]
    cycle = act_as(QUIN, with_tasks_done(cycle), E.RECORD_REPORT)
    cycle = act_as(QUIN, cycle, E.REFLECT)
    cycle = act_as(QUIN, cycle, E.NO_ACTIONS)
    closed = act_as(SAM, cycle, E.CLOSE, a_cycle_setting(today=date(2027, 3, 1)), ground="zie rapport")
    assert closed.state is S.CLOSED
    assert (closed.closed_by, closed.closed_on, closed.ground) == (SAM, date(2027, 3, 1), "zie rapport")
    assert (closed.report, closed.reflection, closed.reflection_words) == (
        *("kwaliteitsmap", Reflection.HELPED),
        "meer leestijd",
    )


def test_moving_on_leaves_due_dates_and_other_tasks_alone() -> None:
    before = with_tasks_done(a_cycle())
    after = act_as(QUIN, before, E.ADVANCE)
    assert [phase.due for phase in after.phases] == [phase.due for phase in before.phases]
    assert [task for task in after.tasks if task.phase != "do"] == [
        task for task in before.tasks if task.phase != "do"
    ]


@pytest.mark.parametrize("state", [S.PLAN, S.DO, S.CHECK])
def test_a_phase_ends_only_when_its_gate_holds(state: CycleState) -> None:
    with pytest.raises(NotReady, match=f"{ID} cannot move on yet: not done or waived yet: ") as refusal:
        act_as(QUIN, a_cycle(state=state), E.ADVANCE)
    assert len(refusal.value.missing) == 1


def test_closing_lists_all_that_is_missing() -> None:
    with pytest.raises(NotReady) as refusal:
        act_as(SAM, a_cycle(state=S.ACT), E.CLOSE, a_cycle_setting(actions=(an_action(cycle=ID),)))
    assert [message.template.split(":")[0] for message in refusal.value.missing] == [
        "not done or waived yet",
        "still open without a decision to carry over, merge or drop",
        "the report is not there yet",
        "the reflection is missing",
    ]
    assert "A-004" in str(refusal.value)


@pytest.mark.parametrize("event", E)
@pytest.mark.parametrize("state", S)
def test_what_the_table_does_not_name_is_refused_to_everybody(event: CycleEvent, state: CycleState) -> None:
    setting = a_cycle_setting(*Who)
    cycle = a_cycle(state=state)
    if CYCLE.find(event, state) is None:
        assert event not in allowed_cycle_events(cycle, setting)
        there, ended = f"in {state}: {event} is not possible there", f"{state}: {event} is not possible now"
        said = there if state.is_open else ended
        with pytest.raises(Refused, match=f"{ID} is {said}"):
            perform(cycle, CycleAct(event=event, actor=QUIN), setting)
    else:
        assert event in allowed_cycle_events(cycle, setting)


@pytest.mark.parametrize("row", CYCLE.table, ids=lambda row: f"{row.event}-{'-'.join(sorted(row.sources))}")
def test_an_act_is_refused_to_whoever_its_row_does_not_name(row: Any) -> None:
    setting = a_cycle_setting(*(set(Who) - row.who))
    for state in row.sources:
        with pytest.raises(Refused, match=f"may not do this with {ID} \\({row.event}\\)"):
            perform(a_cycle(state=S(state)), CycleAct(event=E(row.event), actor=ANNA), setting)


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        (E.CANCEL, "reason"),
        (E.REASSIGN, "to, reason"),
        (E.APPOINT_LEAD, "to"),
        (E.RECORD_REPORT, "report"),
        (E.REFLECT, "reflection, words"),
        (E.RECORD_FEEDBACK, "feedback"),
        (E.NO_ACTIONS, "reason"),
        (E.CLOSE, "ground"),
    ],
)
def test_an_act_names_everything_it_lacks(event: CycleEvent, missing: str) -> None:
    with pytest.raises(BadInput, match=f"{event} needs: {missing}$"):
        perform(ready_to_close(), CycleAct(event=event, actor=QUIN), a_cycle_setting(*Who))


def test_the_engine_opens_a_scheduled_cycle() -> None:
    opened = perform(
        a_cycle(state=S.SCHEDULED), CycleAct(event=E.OPEN, actor="engine"), a_cycle_setting(W.ENGINE)
    )
    assert opened == a_cycle()


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("actor", [QUIN, SAM])
def test_owner_and_closer_cancel_with_a_reason(state: CycleState, actor: str) -> None:
    cancelled = act_as(actor, a_cycle(state=state), E.CANCEL)
    assert (cancelled.state, cancelled.closed_by) == (S.CANCELLED, actor)
    assert (cancelled.closed_on, cancelled.ground) == (TODAY, "school fuseert")


def test_feedback_is_recorded() -> None:
    assert act_as(QUIN, a_cycle(), E.RECORD_FEEDBACK).feedback == "nieuwsbrief"


# -- who -------------------------------------------------------------------------------------------


def standing(actor: str, cycle: Cycle | None = None, **setting: Any) -> frozenset[Who]:
    found = a_cycle_setting(**setting)
    return cycle_standing(found.bench, found.view(cycle or a_cycle()), actor)


def test_each_stands_to_a_cycle_in_the_capacity_of_role_and_task() -> None:
    assert standing(QUIN) == {W.CYCLE_OWNER, W.TASK_HOLDER}
    assert standing(SAM) == {W.CLOSER, W.TASK_HOLDER, W.MANAGER}
    assert standing(NOOR) == {W.TASK_HOLDER, W.MANAGER, W.QUALITY}
    assert standing(BO) == {W.MANAGER, W.BOARD}
    assert standing(HUGO) == {W.TASK_HOLDER}
    assert standing(HUGO, a_cycle(lead=HUGO)) == {W.TASK_HOLDER, W.LEAD}
    assert standing(ANNA) == frozenset()


def test_the_managers_of_a_cycle_are_the_first_level_above_its_owner() -> None:
    assert W.MANAGER in standing(TESS, a_cycle(owner=ANNA))  # of Anna's own team
    assert W.MANAGER not in standing(TESS, a_cycle(owner=None))  # of no team of De Brug
    assert W.MANAGER in standing(QUIN, a_cycle(owner=None))


def test_who_stands_in_for_a_manager_manages() -> None:
    away_from_work = an_organisation(absences=[away(SAM)])
    assert W.MANAGER in standing(TESS, organisation=away_from_work)
    assert W.MANAGER not in standing(TESS)


def test_somebody_who_left_has_no_standing_at_all() -> None:
    left = an_organisation(people=[a_leaver(QUIN, TODAY - timedelta(days=1))])
    assert standing(QUIN, organisation=left) == frozenset()
    leaving = an_organisation(people=[a_leaver(one, TODAY) for one in (SAM, NOOR, BO)])
    for one in (SAM, NOOR, BO):  # this is their last day
        assert standing(one, organisation=leaving) == standing(one)


def test_a_stand_in_moves_a_cycle_on_while_the_owner_is_away() -> None:
    absent = an_organisation(absences=[away(QUIN)])
    assert (
        act_as(BAS, with_tasks_done(a_cycle()), E.ADVANCE, a_cycle_setting(organisation=absent)).state is S.DO
    )
    with pytest.raises(Refused, match=r"may not do this .* for: Quin, as cycle_owner"):
        act_as(BAS, with_tasks_done(a_cycle()), E.ADVANCE)


# -- closing ---------------------------------------------------------------------------------------


def test_any_holder_of_the_closing_role_closes_and_nobody_else() -> None:
    organisation = an_organisation(people=[a_person("ada", "BRUG", "school_leader@BRUG")])
    setting = a_cycle_setting(organisation=organisation)
    assert act_as(mail("ada"), ready_to_close(), E.CLOSE, setting).closed_by == mail("ada")
    for other in (QUIN, NOOR, BO, TESS, HUGO):
        with pytest.raises(
            Refused, match=r"may not do this .* \(close\): that is for: Sam, as school_leader; Ada"
        ):
            act_as(other, ready_to_close(), E.CLOSE, setting)


def test_a_stand_in_of_the_closer_closes() -> None:
    absent = an_organisation(absences=[away(SAM)])
    assert act_as(TESS, ready_to_close(), E.CLOSE, a_cycle_setting(organisation=absent)).closed_by == TESS


def test_the_closer_named_in_the_cycle_closes_also_without_the_role() -> None:
    assert act_as(NOOR, ready_to_close(closer=NOOR), E.CLOSE).closed_by == NOOR


def test_a_cycle_without_a_closer_is_closed_by_a_holder_of_the_role() -> None:
    assert act_as(SAM, ready_to_close(closer=None), E.CLOSE).closed_by == SAM


def test_the_lead_auditor_never_closes() -> None:
    with pytest.raises(
        Refused, match=r"Sam led the audit of .* cannot close it: four eyes; that is for: closer"
    ):
        act_as(SAM, ready_to_close(lead=SAM), E.CLOSE)


def test_nobody_closes_over_the_own_open_action() -> None:
    own = an_action(owner=SAM, cycle=ID, phase=Phase.DO)
    with pytest.raises(Refused, match=r"owns actions that are still open in .* \(A-004\).*four eyes"):
        act_as(SAM, ready_to_close(), E.CLOSE, a_cycle_setting(actions=(own,)))
    done = replace(own, phase=Phase.CLOSED)
    assert act_as(SAM, ready_to_close(), E.CLOSE, a_cycle_setting(actions=(done,))).state is S.CLOSED


def test_the_deputy_of_a_closer_who_may_not_close_may_not_either() -> None:
    absent = a_cycle_setting(organisation=an_organisation(absences=[away(SAM)]))
    with pytest.raises(Refused, match="that is for: closer"):
        act_as(TESS, ready_to_close(lead=SAM), E.CLOSE, absent)


def test_a_deputy_who_led_the_audit_does_not_close_for_somebody_else() -> None:
    absent = a_cycle_setting(organisation=an_organisation(absences=[away(SAM)]))
    with pytest.raises(Refused, match=r"Tess led the audit .* that is for: Sam, as school_leader"):
        act_as(TESS, ready_to_close(lead=TESS), E.CLOSE, absent)


# -- other hands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [QUIN, SAM, NOOR])
def test_a_cycle_gets_another_owner(actor: str) -> None:
    assert act_as(actor, a_cycle(), E.REASSIGN, to=TESS).owner == TESS


def test_a_cycle_is_not_given_to_a_stranger_or_to_who_already_has_it() -> None:
    with pytest.raises(BadInput, match="is nobody who works here now"):
        act_as(NOOR, a_cycle(), E.REASSIGN, to="x@kade.example")
    with pytest.raises(Refused, match="already is with Quin"):
        act_as(NOOR, a_cycle(), E.REASSIGN, to=QUIN)
    with pytest.raises(Refused, match="already is with Sam"):
        act_as(NOOR, a_cycle(), E.REASSIGN, to=SAM, post=Post.CLOSER)


def test_another_closer_holds_the_closing_role_when_anybody_does() -> None:
    organisation = an_organisation(people=[a_person("ada", "BRUG", "school_leader@BRUG")])
    setting = a_cycle_setting(organisation=organisation)
    moved = act_as(NOOR, a_cycle(), E.REASSIGN, setting, to=mail("ada"), post=Post.CLOSER)
    assert (moved.closer, moved.owner) == (mail("ada"), QUIN)
    with pytest.raises(Refused, match=r"Bas cannot close .* that is for: Ada, as school_leader"):
        act_as(NOOR, a_cycle(), E.REASSIGN, setting, to=BAS, post=Post.CLOSER)


def test_without_a_holder_the_quality_manager_names_a_closer() -> None:
    nobody = a_cycle_setting(organisation=an_organisation(without=[SAM]))
    assert act_as(NOOR, a_cycle(closer=None), E.REASSIGN, nobody, to=BAS, post=Post.CLOSER).closer == BAS


def test_the_lead_is_not_made_closer() -> None:
    with pytest.raises(Refused, match="led the audit"):
        act_as(NOOR, a_cycle(lead=SAM, closer=None), E.REASSIGN, to=SAM, post=Post.CLOSER)


def test_a_lead_comes_from_another_school_and_still_works_here() -> None:
    assert act_as(QUIN, a_cycle(), E.APPOINT_LEAD, to=HUGO).lead == HUGO
    with pytest.raises(Refused, match="nobody audits the own school"):
        act_as(QUIN, a_cycle(), E.APPOINT_LEAD, to=TESS)
    with pytest.raises(BadInput, match="is nobody who works here now"):
        act_as(QUIN, a_cycle(), E.APPOINT_LEAD, to="x@kade.example")


def test_other_instruments_may_be_led_from_within() -> None:
    survey = a_cycle(an_opening(a_programme(code="parent-survey")), kind="survey")
    assert act_as(QUIN, survey, E.APPOINT_LEAD, to=TESS).lead == TESS


def test_a_closer_who_becomes_lead_makes_room_for_another() -> None:
    survey = a_cycle(kind="survey")
    assert act_as(QUIN, survey, E.APPOINT_LEAD, to=SAM).closer is None
    two = an_organisation(people=[a_person("ada", "BRUG", "school_leader@BRUG")])
    led = act_as(QUIN, survey, E.APPOINT_LEAD, a_cycle_setting(organisation=two), to=SAM)
    assert (led.lead, led.closer) == (SAM, mail("ada"))
