"""On which day each step comes: the shipped policy, its variants and the edges, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.calendar.days import DayMode
from pdca.domain.errors import BadInput
from pdca.domain.notices.ladder import (
    ASSIGNED,
    due_levels,
    due_owner_steps,
    ladder_ends,
    level_name,
    next_step_day,
    shape,
    step_day,
    step_name,
)
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from tests.builders.board import POLICY, clocks, days_of

DAYS = days_of("BRUG")
SINCE, DUE = date(2026, 9, 21), date(2026, 11, 13)


def test_the_steps_of_the_worked_example_fall_on_its_days() -> None:
    three_levels = Policy(ladder=POLICY.ladder, grades={"improvement": GradeRules(max_level=3)})
    found = shape(three_levels, "improvement")
    steps = [*found.before, *found.after, 40]
    days = {step_name(step): step_day(step, SINCE, DUE, DAYS) for step in steps}
    assert days == {
        "assigned": date(2026, 9, 21),
        "-10": date(2026, 10, 30),
        "-3": date(2026, 11, 10),
        "0": date(2026, 11, 13),
        "5": date(2026, 11, 20),
        "10": date(2026, 11, 27),
        "15": date(2026, 12, 4),
        "20": date(2026, 12, 11),
        "40": date(2027, 1, 22),
    }
    assert ladder_ends(found, SINCE, DUE, DAYS) == date(2026, 12, 11)


def test_a_reminder_before_the_item_began_does_not_exist() -> None:
    assert step_day(-10, date(2026, 11, 2), DUE, DAYS) is None
    assert step_day(-3, date(2026, 11, 10), DUE, DAYS) == date(2026, 11, 10)


def test_an_item_that_began_after_its_due_date_comes_due_when_it_began() -> None:
    assert step_day(0, date(2026, 11, 21), DUE, DAYS) == date(2026, 11, 23)


def test_after_the_last_level_the_owner_is_reminded_at_the_later_rhythm_for_ever() -> None:
    found = shape(POLICY, None)
    last = step_day(40, SINCE, DUE, DAYS)
    assert last is not None
    assert next_step_day(found, SINCE, DUE, DAYS, last) == step_day(60, SINCE, DUE, DAYS)
    far = step_day(100, SINCE, DUE, DAYS)
    assert far is not None
    assert due_owner_steps(found, SINCE, DUE, DAYS, far)[-3:] == [60, 80, 100]


def test_repetition_can_be_switched_off() -> None:
    quiet = Policy(notices=NoticeRules(overdue_every=0, overdue_later=0), ladder=(Level(5, "team_leader"),))
    found = shape(quiet, None)
    assert found.after == (0, 5)
    assert next_step_day(found, SINCE, DUE, DAYS, date(2026, 11, 20)) is None


def test_assigned_can_be_switched_off() -> None:
    found = shape(Policy(notices=NoticeRules(assigned=False)), None)
    assert ASSIGNED not in found.before


def test_a_strength_has_no_levels_and_its_ladder_ends_with_step_zero() -> None:
    found = shape(Policy(ladder=POLICY.ladder, grades={"strength": GradeRules(max_level=0)}), "strength")
    assert (found.escalations, found.last) == ((), 0)
    assert found.after == (0,)
    assert due_levels(found, SINCE, DUE, DAYS, date(2027, 6, 1)) == []
    assert ladder_ends(found, SINCE, DUE, DAYS) == DUE


@pytest.mark.parametrize(
    ("faster", "expected"),
    [("0.5", (3, 5, 10, 20)), ("1", (5, 10, 20, 40)), ("0.3", (2, 4, 6, 12)), ("0.01", (1, 3, 5, 7))],
)
def test_faster_rounds_up_in_exact_decimals_and_keeps_two_days_between(
    faster: str, expected: tuple[int, ...]
) -> None:
    policy = Policy(ladder=POLICY.ladder, grades={"major": GradeRules(faster=Decimal(faster))})
    assert policy.escalation_steps("major") == expected


def test_before_the_due_date_nothing_after_it_has_come() -> None:
    found = shape(POLICY, None)
    assert due_owner_steps(found, SINCE, DUE, DAYS, date(2026, 11, 12)) == [ASSIGNED, -10, -3]
    assert due_levels(found, SINCE, DUE, DAYS, date(2026, 11, 12)) == []
    assert next_step_day(found, SINCE, DUE, DAYS, date(2026, 11, 12)) == DUE


@given(
    since=st.dates(date(2026, 8, 1), date(2027, 6, 30)),
    due=st.dates(date(2026, 8, 1), date(2027, 6, 30)),
    today=st.dates(date(2026, 8, 1), date(2027, 12, 31)),
    mode=st.sampled_from(list(DayMode)),
)
def test_what_has_come_and_what_comes_next_never_overlap(
    since: date, due: date, today: date, mode: DayMode
) -> None:
    days, found = clocks().of("BRUG", mode), shape(POLICY, None)
    come = due_owner_steps(found, since, due, days, today)
    assert all((day := step_day(step, since, due, days)) is not None and day <= today for step in come)
    coming = next_step_day(found, since, due, days, today)
    assert coming is not None
    assert coming > today
    later = due_owner_steps(found, since, due, days, coming)
    assert set(come) < set(later)
    assert all(step_day(step, since, due, days) == coming for step in set(later) - set(come))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: NoticeRules(owner_steps=(3,)), "owner_steps"),
        (lambda: NoticeRules(overdue_every=-1), "overdue_every"),
        (lambda: GradeRules(faster=Decimal(0)), "faster"),
        (lambda: GradeRules(max_level=-1), "max_level"),
        (lambda: Policy(ladder=(Level(0, "team_leader"),)), "1 or more"),
        (lambda: Policy(ladder=(Level(5, "a"), Level(5, "b"))), "must rise"),
    ],
)
def test_rules_that_make_no_sense_are_refused(make: object, words: str) -> None:
    assert callable(make)
    with pytest.raises(BadInput, match=words):
        make()


def test_levels_and_steps_are_named_as_in_the_ledger() -> None:
    assert (level_name(2), step_name(ASSIGNED), step_name(-3), step_name(0)) == (
        "escalation-2",
        "assigned",
        "-3",
        "0",
    )
