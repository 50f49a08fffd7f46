"""Rules that change from a day on: decided by whoever may, and in place on the morning of that day."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Level, NoticeRules, Policy
from pdca.services.policy.planning import apply_planned_policy, cancel_planned_policy, plan_policy
from tests.builders.board import BO, NOOR, POLICY, SAM
from tests.integration.services.desk import SHIPPED, Desk, Overtaken, a_row

LOADED, FIRST = date(2026, 11, 2), date(2026, 11, 9)
SLOWER = replace(POLICY, ladder=(Level(8, "team_leader"), Level(20, "school_leader")))


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade with one action, due Friday 13 November."""
    desk.load(LOADED, a_row())
    return desk


def plan(
    desk: Desk,
    policy: Policy = SLOWER,
    *,
    first: date = FIRST,
    actor: str = NOOR,
    reason: str = "te veel mail",
    day: date = LOADED,
) -> PlannedPolicy:
    """Let somebody plan other rules."""
    with desk.store.board("kade") as session:
        return plan_policy(session, SHIPPED, actor, policy, first, reason, desk.at(day, hours=3))


def call_off(desk: Desk, actor: str = NOOR) -> None:
    """Let somebody call planned rules off."""
    with desk.store.board("kade") as session:
        cancel_planned_policy(session, SHIPPED, actor, "toch niet", desk.at(LOADED, hours=4))


def rules(desk: Desk) -> tuple[Policy, PlannedPolicy | None]:
    """Return the rules of today, and those to come."""
    with desk.store.reading("kade") as session:
        return session.policy(), session.planned_policy()


def test_the_rules_change_on_the_morning_of_their_day_and_not_before(board: Desk) -> None:
    planned = plan(board)
    board.tick(date(2026, 11, 8))
    assert rules(board) == (POLICY, planned)
    assert board.tick(FIRST).total("policies") == 1
    assert rules(board) == (SLOWER, None)
    assert board.tick(FIRST).total("policies") == 0
    assert board.store.verify("kade") == []


def test_two_engines_on_one_morning_put_the_rules_in_place_once(board: Desk) -> None:
    plan(board)
    assert apply_planned_policy(Overtaken(board, FIRST), "kade", SHIPPED, board.at(FIRST)) == 0
    assert rules(board) == (SLOWER, None)
    with board.store.reading("kade") as session:
        assert [one.kind for one in session.events()].count("policy_in_place") == 1


def test_steps_of_that_day_follow_the_new_rules(board: Desk) -> None:
    plan(board, first=date(2026, 11, 16))
    board.run(LOADED, date(2026, 11, 30))
    steps = [(day, step) for day, step, _ in board.told() if step.startswith("escalation")]
    assert steps == [("11-25", "escalation-1")]  # the eighth counting day after Friday 13 November


def test_who_neither_leads_quality_nor_the_board_cannot_change_them(board: Desk) -> None:
    with pytest.raises(Refused, match="Sam may not change the rules"):
        plan(board, actor=SAM)
    plan(board, actor=BO)
    with pytest.raises(Refused, match="Sam"):
        call_off(board, SAM)


def test_what_was_planned_can_be_called_off_or_replaced(board: Desk) -> None:
    plan(board)
    later = plan(board, replace(SLOWER, notices=NoticeRules(assigned=False)), first=date(2026, 12, 1))
    assert rules(board)[1] == later
    call_off(board)
    assert rules(board) == (POLICY, None)
    with pytest.raises(NotFound):
        call_off(board)
    assert board.tick(date(2026, 12, 1)).total("policies") == 0


def test_a_change_has_a_day_to_come_a_reason_and_something_new(board: Desk) -> None:
    with pytest.raises(BadInput, match="2026-11-02"):
        plan(board, first=date(2026, 11, 1))
    with pytest.raises(BadInput, match="why"):
        plan(board, reason=" ")
    with pytest.raises(BadInput, match="level"):
        plan(board, replace(POLICY, ladder=()))
    with pytest.raises(Refused, match="already"):
        plan(board, POLICY)
    assert rules(board) == (POLICY, None)
