"""Why a decided notice did not go, who is passed over, and when an item is looked at again: the finer points."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.board import Clocks
from pdca.domain.calendar.days import DayMode
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.errors import BadInput
from pdca.domain.notices.decide import (
    ALREADY_TOLD,
    HIGHER_STEP,
    NOBODY,
    ONE_NOTICE,
    OWN_LEVEL,
    Rules,
    decide,
    next_notice_on,
)
from pdca.domain.notices.notice import EMPTY, Deadline, History, ItemKind, Notice, NoticeKind, NoticeState
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from pdca.domain.people.organisation import Organisation
from tests.builders.board import (
    ANNA,
    BO,
    NOOR,
    POLICY,
    QUIN,
    SAM,
    TESS,
    a_person,
    an_organisation,
    away,
    school_holidays,
)

DUE = date(2026, 11, 13)
FIVE_LATE, TEN_LATE = date(2026, 11, 20), date(2026, 11, 27)
ITEM = Deadline(
    item="A-004", version=1, kind=ItemKind.ACTION, unit="BRUG", owner=ANNA, due=DUE, since=date(2026, 9, 21)
)
S, U = NoticeState.SUPERSEDED, NoticeState.UNDELIVERABLE


def rules(organisation: Organisation | None = None, policy: Policy = POLICY) -> Rules:
    """Build the rules of De Brug."""
    organisation = organisation or an_organisation()
    clocks = Clocks(organisation, PublicHolidays(), school_holidays())
    return Rules(organisation, policy, clocks.of("BRUG", DayMode.SCHOOL))


def up_to(*steps: str) -> History:
    """Build a ledger in which these steps were handled."""
    return History(frozenset(steps))


def not_sent(notices: Iterable[Notice]) -> list[tuple[str, str | None, NoticeState, str]]:
    """Return what was decided and does not go."""
    return [
        (one.step, one.recipient, one.state, one.reason)
        for one in notices
        if one.state is not NoticeState.QUEUED
    ]


def test_lower_steps_give_way_to_the_highest() -> None:
    found = decide(ITEM, up_to("assigned"), DUE, rules())
    assert not_sent(found) == [("-10", ANNA, S, HIGHER_STEP), ("-3", ANNA, S, HIGHER_STEP)]


def test_what_gives_way_to_a_weightier_notice_says_so() -> None:
    anna = a_person("anna", "ONB", "staff@ONB", deputy="tess")
    organisation = an_organisation(people=[anna], absences=[away(ANNA)])
    found = decide(ITEM, up_to("assigned", "-10", "-3", "0"), FIVE_LATE, rules(organisation))
    assert not_sent(found) == [("5", TESS, S, ONE_NOTICE)]


def test_each_level_that_the_owner_holds_is_passed_over_for_that_reason() -> None:
    history = up_to("assigned", "-10", "-3", "0", "5")
    found = decide(replace(ITEM, owner=QUIN), history, TEN_LATE, rules())
    assert not_sent(found) == [
        ("escalation-1", None, S, OWN_LEVEL),
        ("escalation-2", None, S, OWN_LEVEL),
    ]
    assert [one.recipient for one in found if one.state is NoticeState.QUEUED] == [QUIN]


def test_a_level_that_repeats_what_the_one_before_said_on_the_same_day_leaves_that_one_standing() -> None:
    organisation = an_organisation(without=[QUIN, SAM, NOOR, BO])
    found = decide(ITEM, up_to("assigned", "-10", "-3", "0"), TEN_LATE, rules(organisation))
    assert not_sent(found) == [
        ("5", ANNA, S, HIGHER_STEP),
        ("escalation-2", None, S, ALREADY_TOLD),
    ]
    assert ("escalation-1", TESS) in [(one.step, one.recipient) for one in found]


def test_a_notice_that_reaches_nobody_says_so() -> None:
    organisation = an_organisation(without=[TESS, QUIN, SAM, NOOR, BO])
    found = decide(ITEM, up_to("assigned", "-10", "-3", "0"), FIVE_LATE, rules(organisation))
    assert not_sent(found) == [("escalation-1", None, U, NOBODY)]


@pytest.mark.parametrize(
    ("days_away", "asks"),
    [
        ([(DUE, date(2026, 12, 31))], True),  # there until yesterday
        ([(DUE, DUE), (date(2026, 11, 15), date(2026, 12, 31))], False),  # only there tomorrow, a Saturday
        ([(date(2026, 11, 9), date(2026, 11, 16)), (date(2026, 11, 18), None)], True),  # there too late
    ],
)
def test_being_back_counts_from_tomorrow_to_the_last_day_that_is_waited_for(
    days_away: list[tuple[date, date | None]], asks: bool
) -> None:
    absences = [away(ANNA, first, last) for first, last in days_away]
    policy = replace(POLICY, notices=replace(POLICY.notices, wait_for_owner=1))
    board = rules(an_organisation(absences=absences), policy)
    found = decide(ITEM, up_to("assigned", "-10", "-3"), DUE, board)
    assert [one.step for one in found] == (["reassign"] if asks else [])


def test_one_set_of_rules_serves_every_grade() -> None:
    policy = replace(POLICY, grades={"strength": GradeRules(max_level=0)})
    board = rules(policy=policy)
    history = up_to("assigned", "-10", "-3", "0")
    for grade, expected in (
        (None, ["5", "escalation-1"]),
        ("strength", []),
        ("major", ["5", "escalation-1"]),
    ):
        found = decide(replace(ITEM, grade=grade), history, FIVE_LATE, board)
        assert [one.step for one in found] == expected


def test_a_level_that_a_new_policy_brings_is_looked_at_at_once_though_its_owner_step_was_told() -> None:
    told = up_to("assigned", "-10", "-3", "0", "5")
    later = replace(POLICY, ladder=(Level(5, "school_leader"),))
    monday = date(2026, 11, 23)
    assert next_notice_on(ITEM, told, monday, rules(policy=later)) == monday
    found = decide(ITEM, told, monday, rules(policy=later))
    assert [(one.step, one.recipient) for one in found] == [("escalation-1", SAM)]
    after = told.adding(found)
    assert next_notice_on(ITEM, after, date(2026, 11, 24), rules(policy=later)) == date(2026, 12, 18)


def test_those_who_were_told_of_a_level_on_two_days_are_all_remembered() -> None:
    def told(person: str) -> Notice:
        return Notice(
            item="A-004", version=1, step="escalation-1", kind=NoticeKind.ESCALATION, recipient=person
        )

    history = EMPTY.adding([told(TESS)]).adding([told(QUIN)])
    assert history.told_below(2) == {TESS, QUIN}
    assert history.told_below(1) == frozenset()


def test_a_ladder_that_does_not_rise_names_both_steps() -> None:
    with pytest.raises(BadInput, match=r"^escalation steps must rise, but 5 follows 10$"):
        Policy(ladder=(Level(10, "team_leader"), Level(5, "school_leader")))


def test_the_first_day_after_the_due_date_may_be_a_level_and_the_due_date_itself_an_owner_step() -> None:
    assert Policy(ladder=(Level(1, "team_leader"),)).escalation_steps(None) == (1,)
    assert NoticeRules(owner_steps=(0,)).owner_steps == (0,)
    with pytest.raises(BadInput, match="owner_steps"):
        NoticeRules(owner_steps=(1,))
