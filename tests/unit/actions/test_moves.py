"""What each event changes: dates, people, history; and which dates are refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from pdca.domain.actions.action import Action, Measure, Phase, Size, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import IMPROVEMENT, MAJOR, OUTSIDE, STRENGTH, a_setting, act, an_action
from tests.builders.board import ANNA, HUGO, NOOR, QUIN, SAM, TESS, TODAY

P, W = Phase, Who
TEN_SCHOOL_DAYS_ON = date(2026, 11, 16)  # Monday 2 November and ten school days, none of them free
EFFECTIVE: dict[str, Any] = {"verdict": Verdict.EFFECTIVE, "observed": "iedereen leest"}
KEPT: dict[str, Any] = {"secured_in": "map", "secured_owner": TESS}


def in_act(**changes: Any) -> Action:
    return an_action(**{"phase": P.ACT, "checker": TESS, "closer": QUIN, **EFFECTIVE, **changes})


def test_committing_fixes_goal_measure_and_both_dates() -> None:
    committed = act(an_action(phase=P.PLAN), Event.COMMIT, a_setting(W.OWNER), effect_from=date(2027, 2, 1))
    assert committed.goal == "Alle groepen lezen elke dag"
    assert committed.measure is Measure.NOTICEABLE
    assert (committed.due, committed.check_due) == (date(2026, 12, 11), date(2027, 2, 5))
    assert committed.effect_from == date(2027, 2, 1)


def test_an_action_begins_as_the_first_version_of_the_first_round_and_never_carried_over() -> None:
    action = an_action()
    assert (action.version, action.iteration, action.carried, action.requests) == (1, 1, 0, 0)


def test_committing_keeps_what_is_there_already() -> None:
    small = an_action(phase=P.PLAN, size=Size.SMALL, goal="Lezen", due=None)
    nothing: dict[str, Any] = dict.fromkeys(("goal", "measure", "due", "check_due"))
    committed = act(small, Event.COMMIT, a_setting(W.OWNER), **nothing)
    assert (committed.goal, committed.due) == ("Lezen", TEN_SCHOOL_DAYS_ON)


def test_a_commitment_lies_in_the_future_and_its_check_after_it() -> None:
    planned = an_action(phase=P.PLAN)
    with pytest.raises(BadInput, match="due is 2026-11-01; use 2026-11-02 or later"):
        act(planned, Event.COMMIT, a_setting(W.OWNER), due=TODAY - timedelta(days=1))
    with pytest.raises(BadInput, match="check_due is 2026-12-10; use 2026-12-11 or later"):
        act(planned, Event.COMMIT, a_setting(W.OWNER), check_due=date(2026, 12, 10))


def test_done_goes_to_the_checker_by_the_agreed_date() -> None:
    done = act(an_action(check_due=date(2027, 2, 5)), Event.REPORT_DONE, a_setting(W.OWNER))
    assert (done.checker, done.closer, done.responsible) == (TESS, QUIN, TESS)
    assert done.due == date(2027, 2, 5)
    assert done.done == "Rooster ligt er"


@pytest.mark.parametrize("check_due", [None, date(2026, 10, 1), TODAY])
def test_without_a_date_ahead_the_checker_gets_ten_counting_days(check_due: date | None) -> None:
    done = act(an_action(check_due=check_due), Event.REPORT_DONE, a_setting(W.OWNER))
    assert done.due == TEN_SCHOOL_DAYS_ON


def test_evidence_is_asked_where_the_grade_requires_it_and_adds_up() -> None:
    setting = a_setting(W.OWNER, grade=MAJOR)
    with pytest.raises(BadInput, match="A-004 needs evidence"):
        act(an_action(), Event.REPORT_DONE, setting, evidence=())
    done = act(an_action(evidence=("foto",)), Event.REPORT_DONE, setting, evidence=("map",))
    assert done.evidence == ("foto", "map")
    assert act(an_action(evidence=("foto",)), Event.REPORT_DONE, setting, evidence=()).evidence == ("foto",)
    assert act(an_action(), Event.REPORT_DONE, a_setting(W.OWNER), evidence=()).evidence == ()


def test_the_effect_is_not_judged_before_the_agreed_day() -> None:
    action = an_action(phase=P.CHECK, checker=TESS, effect_from=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="the effect of A-004 can be judged from 2026-11-03 on, as agreed"):
        act(action, Event.ASSESS, a_setting(W.CHECKER), **EFFECTIVE)
    on_the_day = a_setting(W.CHECKER, today=TODAY + timedelta(days=1))
    assert act(action, Event.ASSESS, on_the_day, **EFFECTIVE).phase is P.ACT


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (Event.SECURE, {**EFFECTIVE, **KEPT}),
        (Event.ADJUST, {"verdict": Verdict.NOT, "observed": "nog stil", "goal": "Anders"}),
    ],
)
def test_nor_is_that_of_a_small_action(event: Event, fields: dict[str, Any]) -> None:
    small = an_action(phase=P.CHECK, size=Size.SMALL, closer=QUIN, effect_from=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="can be judged from 2026-11-03 on"):
        act(small, event, a_setting(W.CLOSER), **fields)


def test_an_assessment_goes_to_the_closer_or_first_to_who_has_to_agree() -> None:
    checked = an_action(phase=P.CHECK, checker=TESS)
    assessed = act(checked, Event.ASSESS, a_setting(W.CHECKER), **EFFECTIVE)
    assert (assessed.verdict, assessed.observed) == (Verdict.EFFECTIVE, "iedereen leest")
    assert (assessed.responsible, assessed.due) == (QUIN, TEN_SCHOOL_DAYS_ON)
    major = act(checked, Event.ASSESS, a_setting(W.CHECKER, grade=MAJOR), **EFFECTIVE)
    assert (major.agreer, major.closer, major.responsible) == (NOOR, SAM, NOOR)


def test_nobody_has_to_agree_to_what_did_not_help() -> None:
    checked = an_action(phase=P.CHECK, checker=HUGO)
    setting = a_setting(W.CHECKER, grade=MAJOR)
    major = act(checked, Event.ASSESS, setting, verdict=Verdict.PARTLY, observed="half")
    assert (major.agreer, major.responsible) == (None, SAM)


def test_a_major_is_secured_once_the_quality_manager_agrees() -> None:
    major = in_act(agreer=NOOR, closer=SAM)
    setting = a_setting(W.CLOSER, W.AGREER, grade=MAJOR)
    with pytest.raises(Refused, match="first needs the agreement of: quality_manager"):
        act(major, Event.SECURE, setting, secured_in="map")
    agreed = act(major, Event.AGREE, setting, actor=NOOR)
    assert (agreed.agreed_by, agreed.phase, agreed.responsible) == (NOOR, P.ACT, SAM)
    assert act(agreed, Event.SECURE, setting, **KEPT).phase is P.CLOSED
    with pytest.raises(Refused, match="already agreed to A-004"):
        act(agreed, Event.AGREE, setting, actor=NOOR)


def test_a_small_major_is_agreed_to_where_it_is_assessed() -> None:
    small = an_action(phase=P.CHECK, size=Size.SMALL, closer=SAM)
    setting = a_setting(W.AGREER, W.CLOSER, grade=MAJOR)
    agreed = act(small, Event.AGREE, setting, actor=NOOR)
    assert act(agreed, Event.SECURE, setting, **EFFECTIVE, **KEPT).phase is P.CLOSED


def test_a_grade_that_asks_no_agreement_gets_none() -> None:
    with pytest.raises(Refused, match="needs no agreement"):
        act(in_act(), Event.AGREE, a_setting(W.AGREER), actor=NOOR)


def test_securing_records_where_by_whom_and_when_it_is_looked_at_again() -> None:
    waiting = in_act()
    secured = act(
        waiting,
        Event.SECURE,
        a_setting(W.CLOSER),
        actor=QUIN,
        secured_in="Leesbeleid",
        secured_owner=TESS,
        review_on=date(2027, 11, 1),
    )
    assert (secured.secured_in, secured.secured_owner) == ("Leesbeleid", TESS)
    assert secured.review_on == date(2027, 11, 1)
    assert (secured.verdict, secured.observed) == (Verdict.EFFECTIVE, "iedereen leest")
    assert (secured.closed_by, secured.closed_on, secured.due) == (QUIN, TODAY, None)
    assert secured.ended_due == waiting.due
    assert secured.responsible is None


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.NOT])
def test_only_what_helped_is_secured_and_only_the_rest_is_adjusted(verdict: Verdict) -> None:
    action = in_act(verdict=verdict)
    with pytest.raises(Refused, match="A-004 can be secured once it is assessed as effective"):
        act(action, Event.SECURE, a_setting(W.CLOSER), secured_in="map")
    with pytest.raises(Refused, match="can be adjusted once it is assessed as partly or not"):
        act(in_act(), Event.ADJUST, a_setting(W.CLOSER), goal="Anders")


def test_the_closer_does_not_overrule_the_checker() -> None:
    with pytest.raises(Refused, match="assessed as effective"):
        act(in_act(verdict=Verdict.NOT), Event.SECURE, a_setting(W.CLOSER), **EFFECTIVE, secured_in="map")
    with pytest.raises(Refused, match="assessed as partly or not"):
        act(in_act(), Event.ADJUST, a_setting(W.CLOSER), verdict=Verdict.NOT, goal="Anders")


def test_what_the_outside_party_said_closes_an_external_finding() -> None:
    setting = a_setting(W.CLOSER, grade=OUTSIDE)
    closed = act(in_act(), Event.SECURE, setting, **KEPT, outside_word="brief van 1 juni")
    assert closed.outside_word == "brief van 1 juni"


def test_adjusting_starts_another_round_of_the_same_action() -> None:
    action = in_act(verdict=Verdict.PARTLY, observed="half", done="Rooster", goal="Lezen", agreed_by=NOOR)
    adjusted = act(
        action, Event.ADJUST, a_setting(W.CLOSER), due=date(2027, 1, 15), check_due=date(2027, 3, 1)
    )
    assert adjusted.check_due == date(2027, 3, 1)
    assert (adjusted.ref, adjusted.iteration, adjusted.phase) == ("A-004", 2, P.PLAN)
    assert (adjusted.goal, adjusted.due, adjusted.done) == ("Lezen", date(2027, 1, 15), "Rooster")
    assert (adjusted.verdict, adjusted.observed, adjusted.agreed_by) == (None, "", None)
    other = act(action, Event.ADJUST, a_setting(W.CLOSER), goal="Anders")
    assert (other.goal, other.due) == ("Anders", TEN_SCHOOL_DAYS_ON)


def test_adjusting_needs_something_to_adjust() -> None:
    with pytest.raises(BadInput, match="needs a new goal or a new due date"):
        act(in_act(verdict=Verdict.NOT), Event.ADJUST, a_setting(W.CLOSER))


def test_more_time_is_asked_until_a_day_after_the_due_date() -> None:
    with pytest.raises(BadInput, match="until is 2026-11-13; use 2026-11-14 or later"):
        act(an_action(), Event.ASK_MORE_TIME, a_setting(W.RESPONSIBLE), until=date(2026, 11, 13))
    overdue = an_action(due=date(2026, 10, 1))
    with pytest.raises(BadInput, match="date is 2026-10-30; use 2026-11-02 or later"):
        act(overdue, Event.ASK_MORE_TIME, a_setting(W.RESPONSIBLE), until=date(2026, 10, 30))


def test_asking_only_counts_the_request() -> None:
    asked = act(an_action(requests=2), Event.HAND_BACK, a_setting(W.RESPONSIBLE))
    assert asked == an_action(requests=3)


def test_granting_and_refusing_leave_the_action_as_it_is() -> None:
    for event in (Event.GRANT, Event.REFUSE):
        assert act(an_action(), event, a_setting(W.BOARD)) == an_action()


def test_an_extension_is_a_new_day_that_has_not_passed() -> None:
    assert act(an_action(), Event.EXTEND, a_setting(W.MANAGER)).due == date(2026, 12, 18)
    with pytest.raises(Refused, match="already is due on 2026-11-13"):
        act(an_action(), Event.EXTEND, a_setting(W.MANAGER), due=date(2026, 11, 13))
    with pytest.raises(BadInput, match="use 2026-11-02 or later"):
        act(an_action(), Event.EXTEND, a_setting(W.MANAGER), due=date(2026, 11, 1))


def test_quiet_lasts_until_the_due_date_at_most_and_changes_nothing_else() -> None:
    held = act(an_action(), Event.SNOOZE, a_setting(W.RESPONSIBLE), until=date(2026, 11, 13))
    assert held == an_action(snoozed_until=date(2026, 11, 13))
    with pytest.raises(BadInput, match="until the due date at most: 2026-11-13"):
        act(an_action(), Event.SNOOZE, a_setting(W.RESPONSIBLE), until=date(2026, 11, 14))
    with pytest.raises(BadInput, match="use 2026-11-02 or later"):
        act(an_action(), Event.SNOOZE, a_setting(W.RESPONSIBLE), until=date(2026, 11, 1))


def test_carrying_over_counts_and_leaves_dates_and_ladder_alone() -> None:
    carried = act(an_action(carried=1), Event.CARRY_OVER, a_setting(W.BOARD), to="x/BRUG/2027-2028")
    assert carried == an_action(carried=2, cycle="x/BRUG/2027-2028")


@pytest.mark.parametrize(
    ("event", "who"), [(Event.CANCEL, W.CLOSER), (Event.DROP, W.CYCLE_OWNER), (Event.MERGE, W.CYCLE_OWNER)]
)
def test_an_action_that_is_cancelled_dropped_or_merged_waits_for_nobody(event: Event, who: Who) -> None:
    ended = act(an_action(), event, a_setting(who), actor=SAM)
    assert (ended.due, ended.closed_on, ended.closed_by) == (None, TODAY, SAM)
    assert ended.responsible is None
    assert not ended.is_open


def test_without_a_step_to_take_back_an_action_stays_as_it_is() -> None:
    with pytest.raises(Refused, match="nothing left to take back"):
        act(an_action(phase=Phase.CHECK), Event.TAKE_BACK, a_setting(Who.OWNER))


def test_reopening_begins_again_in_plan_and_forgets_the_verdict() -> None:
    kept = {
        "secured_in": "P-07",
        "secured_owner": SAM,
        "review_on": date(2027, 6, 1),
        "outside_word": "brief",
    }
    closed = in_act(phase=P.CLOSED, due=None, closed_on=TODAY, closed_by=QUIN, agreed_by=NOOR, **kept)
    reopened = act(closed, Event.REOPEN, a_setting(W.CLOSER))
    assert (reopened.phase, reopened.due, reopened.responsible) == (P.PLAN, TEN_SCHOOL_DAYS_ON, ANNA)
    assert (reopened.verdict, reopened.observed, reopened.agreed_by) == (None, "", None)
    assert (reopened.closed_on, reopened.closed_by) == (None, None)
    assert (reopened.secured_in, reopened.secured_owner, reopened.review_on) == ("", None, None)
    assert reopened.outside_word == ""
    assert act(closed, Event.REOPEN, a_setting(W.CLOSER), due=date(2027, 3, 1)).due == date(2027, 3, 1)


def test_the_smallest_grade_asks_least_and_the_traits_say_so() -> None:
    assert STRENGTH.traits == {"strength"}
    assert IMPROVEMENT.traits == frozenset()
