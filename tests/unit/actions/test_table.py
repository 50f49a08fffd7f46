"""Every row of the table of the wheel of an action: from where to where, and who."""

from typing import Any

import pytest

from pdca.domain.actions.action import Action, Phase, Size, Verdict
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.machine import ACTION, Event, traits
from pdca.domain.actions.moves import allowed_events
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import IMPROVEMENT, STRENGTH, a_setting, act, an_action
from tests.builders.board import BAS, SAM, TESS

P, V, W = Phase, Verdict, Who
OPEN = (P.PLAN, P.DO, P.CHECK, P.ACT)
EFFECTIVE: dict[str, Any] = {"verdict": V.EFFECTIVE, "observed": "iedereen leest"}
NOT: dict[str, Any] = {"verdict": V.NOT, "observed": "niemand leest"}
SECURED: dict[str, Any] = {"secured_in": "jaarplanning", "secured_owner": TESS}

WHEEL = [
    (Event.COMMIT, P.PLAN, P.DO, W.OWNER, {}, {}),
    (Event.REPORT_DONE, P.DO, P.CHECK, W.OWNER, {}, {}),
    (Event.ASSESS, P.CHECK, P.ACT, W.CHECKER, {}, EFFECTIVE),
    (Event.SECURE, P.ACT, P.CLOSED, W.CLOSER, EFFECTIVE, SECURED),
    (Event.ADJUST, P.ACT, P.PLAN, W.CLOSER, NOT, {"goal": "Nieuw doel"}),
    *(
        (event, phase, phase, W.RESPONSIBLE, {}, {})
        for event in (Event.HAND_BACK, Event.ASK_MORE_TIME, Event.ASK_TO_BLOCK)
        for phase in OPEN
    ),
    *(
        (event, phase, phase, W.MANAGER, {}, {})
        for event in (Event.GRANT, Event.REFUSE, Event.EXTEND, Event.BLOCK)
        for phase in OPEN
    ),
    *((Event.REASSIGN, phase, phase, W.MANAGER, {}, {"to": BAS, "reason": "ruil"}) for phase in OPEN),
    *((Event.SNOOZE, phase, phase, W.RESPONSIBLE, {}, {}) for phase in OPEN),
    *((Event.CANCEL, phase, P.CANCELLED, W.CLOSER, {}, {}) for phase in OPEN),
    *(
        (event, phase, P.CANCELLED, W.CYCLE_OWNER, {}, {})
        for event in (Event.MERGE, Event.DROP)
        for phase in OPEN
    ),
    *(
        (Event.CARRY_OVER, phase, phase, who, {}, {"to": "x/BRUG/2027-2028"})
        for phase in OPEN
        for who in (W.CYCLE_OWNER, W.BOARD)
    ),
    (Event.REOPEN, P.CLOSED, P.PLAN, W.CLOSER, {"due": None}, {}),
    (Event.REOPEN, P.CANCELLED, P.PLAN, W.CLOSER, {"due": None}, {}),
]
NAMES = [f"{event}-{source}-{who}" for event, source, _, who, _, _ in WHEEL]


def an_action_in(phase: Phase, **changes: Any) -> Action:
    return an_action(phase=phase, checker=TESS, closer=SAM, **changes)


@pytest.mark.parametrize(("event", "source", "target", "who", "state", "fields"), WHEEL, ids=NAMES)
def test_who_may_brings_an_action_where_the_table_says(
    event: Event, source: Phase, target: Phase, who: Who, state: dict[str, Any], fields: dict[str, Any]
) -> None:
    before = an_action_in(source, **state)
    assert act(before, event, a_setting(who), **fields).phase is target


@pytest.mark.parametrize(("event", "source", "target", "who", "state", "fields"), WHEEL, ids=NAMES)
def test_nobody_else_may(
    event: Event, source: Phase, target: Phase, who: Who, state: dict[str, Any], fields: dict[str, Any]
) -> None:
    row = ACTION.find(event, source, traits(an_action_in(source), IMPROVEMENT))
    assert row is not None
    others = set(Who) - row.who
    with pytest.raises(Refused, match=f"may not do this with A-004 \\({event}\\)"):
        act(an_action_in(source, **state), event, a_setting(*others), **fields)


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("grade", [IMPROVEMENT, STRENGTH], ids=lambda grade: grade.code)
def test_what_the_table_does_not_name_is_refused_to_everybody(
    event: Event, phase: Phase, size: Size, grade: Grade
) -> None:
    action = an_action_in(phase, size=size)
    setting = a_setting(*Who, grade=grade)
    if ACTION.find(event, phase, traits(action, grade)) is None:
        assert event not in allowed_events(action, setting)
        there, ended = f"in {phase}: {event} is not possible there", f"{phase}: {event} is not possible now"
        said = there if phase.is_open else ended
        if (event, phase, size) == (Event.ASSESS, P.CHECK, Size.SMALL):
            said = "small: it is assessed and secured in one step"
        with pytest.raises(Refused, match=f"A-004 is {said}") as refusal:
            act(action, event, setting)
        assert set(refusal.value.allowed) == allowed_events(action, setting)
    else:
        assert event in allowed_events(action, setting)


@pytest.mark.parametrize(
    ("event", "phase", "who", "missing"),
    [
        (Event.COMMIT, P.PLAN, W.OWNER, "goal, measure, due, check_due"),
        (Event.REPORT_DONE, P.DO, W.OWNER, "done"),
        (Event.ASSESS, P.CHECK, W.CHECKER, "verdict, observed"),
        (Event.HAND_BACK, P.DO, W.RESPONSIBLE, "reason"),
        (Event.ASK_MORE_TIME, P.DO, W.RESPONSIBLE, "reason, until"),
        (Event.ASK_TO_BLOCK, P.DO, W.RESPONSIBLE, "reason, until"),
        (Event.REFUSE, P.DO, W.MANAGER, "reason"),
        (Event.REASSIGN, P.DO, W.MANAGER, "reason, to"),
        (Event.EXTEND, P.DO, W.MANAGER, "reason, due"),
        (Event.BLOCK, P.DO, W.MANAGER, "reason, until"),
        (Event.UNBLOCK, P.DO, W.MANAGER, "reason"),
        (Event.SNOOZE, P.DO, W.OWNER, "until"),
        (Event.MERGE, P.DO, W.CYCLE_OWNER, "reason, to"),
        (Event.DROP, P.DO, W.CYCLE_OWNER, "reason"),
        (Event.CANCEL, P.DO, W.CLOSER, "reason"),
        (Event.REOPEN, P.CLOSED, W.CLOSER, "reason"),
    ],
)
def test_an_act_names_everything_it_lacks(event: Event, phase: Phase, who: Who, missing: str) -> None:
    empty: dict[str, Any] = dict.fromkeys(missing.split(", "), None)
    with pytest.raises(BadInput, match=f"{event} needs: {missing}$"):
        act(an_action_in(phase), event, a_setting(who, W.RESPONSIBLE), **empty)


def test_a_strength_goes_from_do_straight_to_act_and_needs_no_verdict() -> None:
    strength = a_setting(W.OWNER, W.CLOSER, grade=STRENGTH)
    done = act(an_action(size=Size.SMALL, grade="strength"), Event.REPORT_DONE, strength)
    assert done.phase is P.ACT
    assert act(done, Event.SECURE, strength, **SECURED).phase is P.CLOSED


def test_a_small_action_is_assessed_and_secured_in_one_step_by_the_closer() -> None:
    small = an_action_in(P.CHECK, size=Size.SMALL)
    assert act(small, Event.SECURE, a_setting(W.CLOSER), **EFFECTIVE, **SECURED).phase is P.CLOSED
    adjusted = act(small, Event.ADJUST, a_setting(W.CLOSER), **NOT, goal="Anders")
    assert adjusted.phase is P.PLAN
    with pytest.raises(Refused, match="A-004 is small: it is assessed and secured in one step"):
        act(small, Event.ASSESS, a_setting(*Who), **EFFECTIVE)


def test_a_small_action_commits_without_goal_or_measure() -> None:
    small = an_action_in(P.PLAN, size=Size.SMALL)
    committed = act(small, Event.COMMIT, a_setting(W.OWNER), goal="", measure=None, due=None, check_due=None)
    assert (committed.phase, committed.due) == (P.DO, small.due)


@pytest.mark.parametrize("phase", [P.PLAN, P.DO])
def test_a_small_action_grows_large_in_plan(phase: Phase) -> None:
    grown = act(an_action_in(phase, size=Size.SMALL), Event.GROW, a_setting(W.OWNER), goal="Groter doel")
    assert (grown.phase, grown.size, grown.goal) == (P.PLAN, Size.LARGE, "Groter doel")


def test_each_refusal_says_what_the_actor_may_do_instead() -> None:
    with pytest.raises(Refused) as refusal:
        act(an_action_in(P.DO), Event.REASSIGN, a_setting(W.OWNER), to=BAS, reason="ruil")
    assert refusal.value.allowed == ("report_done", "take_back")
