"""When a new version of the notices begins, and how waiting for somebody else moves a due date."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.actions.action import Action, Block, Phase, Size, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import MAJOR, a_setting, act, an_action
from tests.builders.board import BAS, NOOR, SAM, TESS, TODAY, days_of

P, W = Phase, Who
DAY = timedelta(days=1)
EFFECTIVE: dict[str, Any] = {"verdict": Verdict.EFFECTIVE, "observed": "iedereen leest"}
SECURED: dict[str, Any] = {"secured_in": "jaarplanning", "secured_owner": TESS}


def a_blocked(**changes: Any) -> Action:
    return act(an_action(**changes), Event.BLOCK, a_setting(W.MANAGER))


ANEW: list[tuple[Action, Event, dict[str, Any]]] = [
    (an_action(phase=P.PLAN), Event.COMMIT, {}),
    (an_action(), Event.REPORT_DONE, {}),
    (an_action(phase=P.CHECK), Event.ASSESS, EFFECTIVE),
    (an_action(phase=P.ACT, **EFFECTIVE), Event.SECURE, SECURED),
    (an_action(phase=P.ACT, verdict=Verdict.NOT), Event.ADJUST, {"goal": "Anders"}),
    (an_action(), Event.REASSIGN, {"to": BAS, "reason": "ruil"}),
    (an_action(phase=P.CHECK, checker=TESS), Event.REASSIGN, {"to": BAS, "reason": "ruil"}),
    (an_action(), Event.EXTEND, {}),
    (an_action(), Event.CANCEL, {}),
    (an_action(phase=P.CLOSED, due=None), Event.REOPEN, {}),
    (an_action(size=Size.SMALL), Event.GROW, {}),
]
THE_SAME: list[tuple[Action, Event, dict[str, Any]]] = [
    (an_action(), Event.HAND_BACK, {}),
    (an_action(), Event.ASK_MORE_TIME, {}),
    (an_action(), Event.ASK_TO_BLOCK, {}),
    (an_action(), Event.GRANT, {}),
    (an_action(), Event.REFUSE, {}),
    (an_action(), Event.SNOOZE, {}),
    (an_action(), Event.CARRY_OVER, {}),
    (an_action(phase=P.PLAN, size=Size.SMALL), Event.GROW, {}),
]


def names(rows: list[Any]) -> list[str]:
    return [f"{event}-{action.phase}" for action, event, _ in rows]


@pytest.mark.parametrize(
    "action",
    [
        an_action(due=TODAY - DAY),
        an_action(phase=P.CHECK, checker=TESS, due=TODAY - DAY),
        an_action(phase=P.ACT, closer=SAM, agreer=NOOR, due=TODAY - DAY),
    ],
    ids=["do", "check", "agreement"],
)
def test_whoever_passes_on_may_give_another_date_so_that_nobody_starts_out_late(action: Action) -> None:
    setting = a_setting(W.MANAGER, grade=MAJOR)
    kept = act(action, Event.REASSIGN, setting, to=BAS, reason="ruil")
    moved = act(action, Event.REASSIGN, setting, to=BAS, reason="ruil", due=TODAY + 7 * DAY)
    assert (kept.responsible, kept.due, kept.version) == (BAS, TODAY - DAY, action.version + 1)
    assert (moved.responsible, moved.due, moved.version) == (BAS, TODAY + 7 * DAY, action.version + 1)
    with pytest.raises(BadInput):
        act(action, Event.REASSIGN, setting, to=BAS, reason="ruil", due=TODAY - DAY)


def test_what_waits_is_passed_on_with_the_date_that_moves_along() -> None:
    waiting = a_blocked()
    assert act(waiting, Event.REASSIGN, a_setting(W.MANAGER), to=BAS, reason="ruil").due == waiting.due
    with pytest.raises(Refused, match="unblock it first"):
        act(waiting, Event.REASSIGN, a_setting(W.MANAGER), to=BAS, reason="ruil", due=TODAY + 30 * DAY)


@pytest.mark.parametrize(("action", "event", "fields"), ANEW, ids=names(ANEW))
def test_another_phase_date_or_person_starts_a_new_version_today(
    action: Action, event: Event, fields: dict[str, Any]
) -> None:
    moved = act(action, event, a_setting(*Who), **fields)
    assert (moved.version, moved.since) == (action.version + 1, TODAY)
    assert moved.snoozed_until is None


@pytest.mark.parametrize(("action", "event", "fields"), THE_SAME, ids=names(THE_SAME))
def test_anything_else_leaves_the_ladder_as_it_is(
    action: Action, event: Event, fields: dict[str, Any]
) -> None:
    moved = act(action, event, a_setting(*Who), **fields)
    assert (moved.version, moved.since) == (action.version, action.since)
    assert (moved.due, moved.responsible, moved.phase) == (action.due, action.responsible, action.phase)


def test_a_new_version_ends_the_quiet_that_the_owner_asked_for() -> None:
    quiet = act(an_action(), Event.SNOOZE, a_setting(W.RESPONSIBLE))
    assert act(quiet, Event.EXTEND, a_setting(W.MANAGER)).snoozed_until is None


def test_a_block_moves_the_due_date_by_the_counting_days_blocked_and_starts_after_it() -> None:
    blocked = a_blocked()  # Monday 2 to Friday 6 November: five school days
    assert blocked.due == date(2026, 11, 20)
    assert (blocked.version, blocked.since) == (2, date(2026, 11, 7))
    assert blocked.blocked == Block(
        first=TODAY, last=date(2026, 11, 6), due=date(2026, 11, 13), reason="wacht op ICT"
    )
    assert blocked.blocks_in_a_row == 1


@given(st.integers(0, 200), st.integers(0, 250))
def test_a_block_moves_the_due_date_as_counting_day_by_day_says(length: int, due_in: int) -> None:
    last, due = TODAY + length * DAY, TODAY + due_in * DAY
    blocked = act(an_action(due=due), Event.BLOCK, a_setting(W.MANAGER), until=last)
    days = days_of()
    missed = sum(days.counts(TODAY + n * DAY) for n in range(length + 1))
    expected = due
    while missed:
        expected += DAY
        missed -= days.counts(expected)
    assert blocked.due == expected
    assert blocked.since == last + DAY


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_early_end_gives_back_only_the_days_really_blocked(length: int, after: int) -> None:
    blocked = act(an_action(), Event.BLOCK, a_setting(W.MANAGER), until=TODAY + length * DAY)
    ends = TODAY + min(after, length) * DAY
    free = act(blocked, Event.UNBLOCK, a_setting(W.MANAGER, today=ends))
    days = days_of()
    missed = sum(days.counts(TODAY + n * DAY) for n in range((ends - TODAY).days))
    expected = date(2026, 11, 13)
    while missed:
        expected += DAY
        missed -= days.counts(expected)
    assert (free.due, free.since, free.blocked) == (expected, ends, None)
    assert free.version == blocked.version + 1


def test_what_is_not_blocked_cannot_be_unblocked_and_what_is_cannot_be_blocked_again() -> None:
    with pytest.raises(Refused, match="A-004 is not blocked"):
        act(an_action(), Event.UNBLOCK, a_setting(W.RESPONSIBLE))
    with pytest.raises(Refused, match="already waits until 2026-11-06"):
        act(a_blocked(), Event.BLOCK, a_setting(W.MANAGER), until=date(2026, 12, 1))
    with pytest.raises(Refused, match="already waits until 2026-11-06"):
        act(a_blocked(), Event.BLOCK, a_setting(W.MANAGER, today=date(2026, 11, 6)), until=date(2026, 12, 1))


def test_a_block_that_has_passed_is_over() -> None:
    later = a_setting(W.MANAGER, today=date(2026, 11, 9))
    with pytest.raises(Refused, match="A-004 is not blocked"):
        act(a_blocked(), Event.UNBLOCK, later)
    again = act(a_blocked(), Event.BLOCK, later, until=date(2026, 11, 10))
    assert (again.blocks_in_a_row, again.due) == (2, date(2026, 11, 24))
    assert act(a_blocked(), Event.EXTEND, later).due == date(2026, 12, 18)


def test_a_block_ends_today_or_later_and_needs_a_due_date_to_move() -> None:
    with pytest.raises(BadInput, match="use 2026-11-02 or later"):
        act(an_action(), Event.BLOCK, a_setting(W.MANAGER), until=TODAY - DAY)
    with pytest.raises(BadInput, match="block needs: until"):
        act(an_action(due=None), Event.BLOCK, a_setting(W.MANAGER))


def test_a_new_person_is_told_when_the_block_has_ended_not_in_between() -> None:
    moved = act(a_blocked(), Event.REASSIGN, a_setting(W.MANAGER), to=BAS, reason="ruil")
    assert (moved.owner, moved.since, moved.version) == (BAS, date(2026, 11, 7), 3)
    later = a_setting(W.MANAGER, today=date(2026, 11, 10))
    assert act(a_blocked(), Event.REASSIGN, later, to=BAS, reason="ruil").since == date(2026, 11, 10)


def test_a_blocked_action_is_unblocked_before_its_date_is_changed() -> None:
    for day in (TODAY, date(2026, 11, 6)):
        with pytest.raises(Refused, match="waits until 2026-11-06: unblock it first"):
            act(a_blocked(), Event.EXTEND, a_setting(W.MANAGER, today=day))
    assert act(a_blocked(), Event.EXTEND, a_setting(W.MANAGER, today=date(2026, 11, 7))).due


@pytest.mark.parametrize(
    ("phase", "event", "fields"),
    [
        (P.PLAN, Event.COMMIT, {}),
        (P.DO, Event.REPORT_DONE, {}),
        (P.CHECK, Event.ASSESS, EFFECTIVE),
        (P.ACT, Event.ADJUST, {"verdict": Verdict.NOT, "goal": "Anders"}),
        (P.DO, Event.CANCEL, {}),
    ],
)
def test_who_moves_on_no_longer_waits(phase: Phase, event: Event, fields: dict[str, Any]) -> None:
    moved = act(a_blocked(phase=phase), event, a_setting(*Who), **fields)
    assert (moved.blocked, moved.blocks_in_a_row, moved.since) == (None, 0, TODAY)


def test_agreement_starts_the_clock_of_the_closer() -> None:
    waiting = an_action(phase=P.ACT, agreer=NOOR, closer=SAM, **EFFECTIVE)
    agreed = act(waiting, Event.AGREE, a_setting(*Who, grade=MAJOR), actor=NOOR)
    assert (agreed.version, agreed.since, agreed.responsible) == (2, TODAY, SAM)


def test_growing_while_in_plan_keeps_a_block() -> None:
    blocked = a_blocked(phase=P.PLAN, size=Size.SMALL)
    grown = act(blocked, Event.GROW, a_setting(W.OWNER))
    assert (grown.blocked, grown.version) == (blocked.blocked, blocked.version)
