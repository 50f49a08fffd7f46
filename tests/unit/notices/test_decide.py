"""What is told today about one item: a case for every rule of who and when, with De Kade's people."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pdca.domain.board import Clocks
from pdca.domain.calendar.days import DayMode
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.notices.decide import Rules, decide, first_notice_on, next_notice_on
from pdca.domain.notices.notice import (
    EMPTY,
    REASSIGN,
    Deadline,
    History,
    ItemKind,
    Notice,
    NoticeKind,
    NoticeState,
)
from pdca.domain.notices.policy import NoticeRules, Policy
from pdca.domain.notices.recipients import managers
from pdca.domain.people.organisation import Absence, Organisation, Person
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    NOOR,
    POLICY,
    QUIN,
    SAM,
    TESS,
    a_leaver,
    a_person,
    an_organisation,
    away,
    school_holidays,
)

DUE = date(2026, 11, 13)
FIVE_LATE, TEN_LATE = date(2026, 11, 20), date(2026, 11, 27)
Told = tuple[str, str | None, NoticeState]


def an_item(**changes: Any) -> Deadline:
    """Build Anna's action of De Brug, due Friday 13 November 2026."""
    item: dict[str, Any] = {
        "item": "A-004",
        "version": 1,
        "kind": ItemKind.ACTION,
        "unit": "BRUG",
        "owner": ANNA,
        "due": DUE,
        "since": date(2026, 9, 21),
    }
    return Deadline(**{**item, **changes})


def rules(organisation: Organisation | None = None, policy: Policy = POLICY) -> Rules:
    """Build the rules of De Brug."""
    organisation = organisation or an_organisation()
    mode = policy.day_mode(None)
    clock = Clocks(organisation, PublicHolidays(), school_holidays())
    return Rules(organisation, policy, clock.of("BRUG", mode))


def handled(*steps: str, told: dict[int, Iterable[str]] | None = None) -> History:
    """Build what the ledger holds."""
    levels = {level: frozenset(people) for level, people in (told or {}).items()}
    return History(frozenset(steps), frozenset(), levels)


def test_what_reached_nobody_and_was_told_later_is_known_as_told() -> None:
    seen = History.of(
        [
            ("escalation-1", None, NoticeState.UNDELIVERABLE),
            ("reassign", None, NoticeState.UNDELIVERABLE),
            ("reassign", NOOR, NoticeState.SENT),
            ("escalation-2", SAM, NoticeState.QUEUED),
        ]
    )
    assert seen == History(
        frozenset({"reassign", "escalation-2"}), frozenset({"escalation-1"}), {2: frozenset({SAM})}
    )


EARLIER = handled("assigned", "-10", "-3", "0")


def told(notices: Iterable[Notice]) -> list[Told]:
    """Return what was decided, in short."""
    return [(one.step, one.recipient, one.state) for one in notices]


def queued(notices: Iterable[Notice]) -> list[tuple[str, str | None]]:
    """Return who is told what."""
    return [(one.step, one.recipient) for one in notices if one.state is NoticeState.QUEUED]


def test_owner_and_team_leader_hear_it_on_the_same_day() -> None:
    assert queued(decide(an_item(), EARLIER, FIVE_LATE, rules())) == [("5", ANNA), ("escalation-1", TESS)]


def test_nothing_is_decided_on_a_day_off() -> None:
    assert decide(an_item(), EMPTY, date(2026, 11, 21), rules()) == []


def test_only_the_highest_open_step_goes_to_the_owner() -> None:
    found = decide(an_item(), EMPTY, DUE, rules())
    assert told(found) == [
        ("assigned", ANNA, NoticeState.SUPERSEDED),
        ("-10", ANNA, NoticeState.SUPERSEDED),
        ("-3", ANNA, NoticeState.SUPERSEDED),
        ("0", ANNA, NoticeState.QUEUED),
    ]


def test_a_deputy_stands_in_and_a_deputy_who_is_escalated_to_hears_once() -> None:
    anna = a_person("anna", "ONB", "staff@ONB", deputy="tess")
    organisation = an_organisation(people=[anna], absences=[away(ANNA)])
    assert queued(decide(an_item(), handled("assigned", "-10", "-3"), DUE, rules(organisation))) == [
        ("0", TESS)
    ]
    found = decide(an_item(), EARLIER, FIVE_LATE, rules(organisation))
    assert told(found) == [
        ("5", TESS, NoticeState.SUPERSEDED),
        ("escalation-1", TESS, NoticeState.QUEUED),
    ]


@pytest.mark.parametrize(
    ("back", "wait", "asks"),
    [
        (date(2026, 11, 18), 3, False),  # on the third counting day after Friday 13: in time
        (date(2026, 11, 19), 3, True),
        (date(2026, 11, 14), 1, False),  # a Saturday counts for being back
        (date(2026, 11, 14), 0, True),  # 0 asks at once
    ],
)
def test_a_new_owner_is_asked_for_when_the_owner_stays_away_too_long(
    back: date, wait: int, asks: bool
) -> None:
    absent = away(ANNA, date(2026, 11, 9), back - timedelta(days=1))
    policy = replace(POLICY, notices=NoticeRules(wait_for_owner=wait))
    organisation = an_organisation(absences=[absent])
    found = decide(an_item(), handled("assigned", "-10", "-3"), DUE, rules(organisation, policy))
    assert queued(found) == ([("reassign", TESS)] if asks else [])


def test_the_waiting_step_goes_out_when_the_owner_is_back() -> None:
    organisation = an_organisation(absences=[away(ANNA, date(2026, 11, 9), date(2026, 11, 17))])
    history = handled("assigned", "-10")
    assert decide(an_item(), history, DUE, rules(organisation)) == []
    assert next_notice_on(an_item(), history, date(2026, 11, 14), rules(organisation)) == date(2026, 11, 16)
    back = decide(an_item(), history, date(2026, 11, 18), rules(organisation))
    assert queued(back) == [("0", ANNA)]


def test_reassign_is_asked_once_and_gives_way_to_an_escalation_to_the_same_person() -> None:
    organisation = an_organisation(absences=[away(ANNA)])
    found = decide(an_item(), EARLIER, FIVE_LATE, rules(organisation))
    assert told(found) == [
        ("reassign", TESS, NoticeState.SUPERSEDED),
        ("escalation-1", TESS, NoticeState.QUEUED),
    ]
    later = EARLIER.adding(found)
    assert REASSIGN in later.handled
    assert decide(an_item(), later, date(2026, 11, 23), rules(organisation)) == []


def test_a_reassign_that_reached_nobody_is_tried_again_until_the_owner_is_back() -> None:
    everybody = (TESS, QUIN, SAM, NOOR, BO)
    empty = an_organisation(without=everybody, absences=[away(ANNA, date(2026, 11, 9), date(2026, 12, 31))])
    history = handled("assigned", "-10", "-3")
    found = decide(an_item(), history, DUE, rules(empty))
    assert told(found) == [("reassign", None, NoticeState.UNDELIVERABLE)]
    again = history.adding(found)
    assert decide(an_item(), again, date(2026, 11, 16), rules(empty)) == []
    assert next_notice_on(an_item(), again, date(2026, 11, 17), rules(empty)) == date(2026, 11, 17)
    somebody = an_organisation(without=everybody[1:], absences=[away(ANNA, date(2026, 11, 9))])
    assert queued(decide(an_item(), again, date(2026, 11, 16), rules(somebody))) == [("reassign", TESS)]
    back = an_organisation(without=everybody[1:])
    assert queued(decide(an_item(), again, date(2026, 11, 16), rules(back))) == [("0", ANNA)]


def test_an_item_without_an_owner_goes_to_the_quality_manager_at_once() -> None:
    found = decide(an_item(owner=None), EMPTY, date(2026, 9, 21), rules())
    assert queued(found) == [("reassign", NOOR)]


def test_a_level_without_anyone_left_passes_on_to_the_next_role_and_to_the_fallback() -> None:
    nobody_there = an_organisation(without=[TESS])
    assert queued(decide(an_item(), EARLIER, FIVE_LATE, rules(nobody_there)))[1:] == [("escalation-1", QUIN)]
    only_noor = an_organisation(without=[TESS, QUIN, SAM, BO])
    assert queued(decide(an_item(), EARLIER, FIVE_LATE, rules(only_noor)))[1:] == [("escalation-1", NOOR)]


def test_those_who_were_told_are_not_told_again_by_a_later_level() -> None:
    history = EARLIER.adding(decide(an_item(), EARLIER, FIVE_LATE, rules(an_organisation(without=[TESS]))))
    found = decide(an_item(), history, TEN_LATE, rules(an_organisation(without=[TESS])))
    assert ("escalation-2", SAM) in queued(found)


def test_a_level_that_would_only_repeat_itself_is_superseded() -> None:
    only_tess = an_organisation(without=[QUIN, SAM, NOOR, BO])
    history = handled("assigned", "-10", "-3", "0", "5", "escalation-1", told={1: [TESS]})
    found = decide(an_item(), history, TEN_LATE, rules(only_tess))
    assert ("escalation-2", None, NoticeState.SUPERSEDED) in told(found)


def test_a_level_that_finds_nobody_is_undeliverable_and_tried_every_mail_day() -> None:
    empty = rules(an_organisation(without=[TESS, QUIN, SAM, NOOR, BO]))
    found = decide(an_item(), EARLIER, FIVE_LATE, empty)
    assert ("escalation-1", None, NoticeState.UNDELIVERABLE) in told(found)
    history = EARLIER.adding(found)
    assert decide(an_item(), history, date(2026, 11, 23), empty) == []
    assert next_notice_on(an_item(), history, date(2026, 11, 21), empty) == date(2026, 11, 23)
    found = decide(an_item(), history, date(2026, 11, 24), rules(an_organisation(without=[TESS, QUIN])))
    assert queued(found) == [("escalation-1", SAM)]


def test_levels_up_to_the_owners_own_role_are_passed_over() -> None:
    found = decide(an_item(owner=TESS), EARLIER, TEN_LATE, rules())
    assert told(found)[2:] == [
        ("escalation-1", None, NoticeState.SUPERSEDED),
        ("escalation-2", QUIN, NoticeState.QUEUED),
    ]


def test_a_leaver_owner_holds_no_role_any_more() -> None:
    organisation = an_organisation(people=[a_leaver(TESS, date(2026, 11, 1))])
    found = decide(an_item(owner=TESS), EARLIER, FIVE_LATE, rules(organisation))
    assert queued(found) == [("escalation-1", QUIN)]


def test_the_owner_is_not_told_as_a_holder_of_the_role_of_a_level() -> None:
    second = a_person("timo", "ONB", "team_leader@ONB")
    organisation = an_organisation(people=[second])
    found = managers(organisation, DUE, "BRUG", ANNA, POLICY)
    assert found is not None
    assert found.people == (TESS, second.email)
    reassign = decide(
        an_item(owner=TESS),
        handled("assigned", "-10", "-3"),
        DUE,
        rules(an_organisation(people=[second], absences=[away(TESS)])),
    )
    assert queued(reassign) == [("reassign", second.email)]


def test_an_unowned_item_skips_no_level_and_is_sought_for_from_its_own_unit() -> None:
    # nobody leads a team at De Brug itself, so the first level goes on to the next role
    history = handled("assigned", "-10", "-3", "0", REASSIGN)
    assert queued(decide(an_item(owner=None), history, FIVE_LATE, rules())) == [("escalation-1", QUIN)]


def test_owner_steps_held_by_quiet_wait_without_asking_for_a_new_owner() -> None:
    item = an_item(snoozed_until=date(2026, 11, 12))
    assert decide(item, handled("assigned", "-10"), date(2026, 11, 10), rules()) == []
    assert next_notice_on(item, handled("assigned", "-10"), date(2026, 11, 10), rules()) == date(2026, 11, 12)
    assert queued(decide(item, handled("assigned", "-10"), date(2026, 11, 12), rules())) == [("-3", ANNA)]


def test_a_new_item_is_looked_at_on_the_first_day_that_mail_may_leave() -> None:
    saturday = date(2026, 11, 14)
    item = an_item(since=saturday, due=date(2026, 12, 18))
    assert first_notice_on(item, saturday, rules()) == date(2026, 11, 16)
    calendar = replace(POLICY, notices=NoticeRules(days=DayMode.CALENDAR))
    assert first_notice_on(item, saturday, rules(policy=calendar)) == date(2026, 11, 16)


def test_when_nothing_is_left_nothing_is_looked_at_again() -> None:
    silent = Policy(notices=NoticeRules(overdue_every=0, overdue_later=0))
    assert next_notice_on(an_item(), EARLIER, date(2026, 11, 14), rules(policy=silent)) is None


def test_an_empty_ladder_still_knows_a_manager() -> None:
    found = managers(an_organisation(), DUE, "BRUG", ANNA, Policy())
    assert found is not None
    assert (found.people, found.unit, found.role) == ((NOOR,), "KADE", "quality_manager")


def test_two_holders_of_one_role_are_both_told_and_a_shared_deputy_once() -> None:
    second = a_person("timo", "ONB", "team_leader@ONB", deputy="bas")
    tess: Person = a_person("tess", "ONB", "team_leader@ONB", deputy="bas")
    both = an_organisation(people=[second])
    assert queued(decide(an_item(), EARLIER, FIVE_LATE, rules(both)))[1:] == [
        ("escalation-1", TESS),
        ("escalation-1", "timo@kade.example"),
    ]
    away_both: list[Absence] = [away(TESS), away("timo@kade.example")]
    shared = an_organisation(people=[second, tess], absences=away_both)
    assert queued(decide(an_item(), EARLIER, FIVE_LATE, rules(shared)))[1:] == [("escalation-1", BAS)]


def test_kinds_follow_the_step() -> None:
    kinds = {one.step: one.kind for one in decide(an_item(), EMPTY, FIVE_LATE, rules())}
    assert kinds == {
        "assigned": NoticeKind.ASSIGNED,
        "-10": NoticeKind.REMINDER,
        "-3": NoticeKind.REMINDER,
        "0": NoticeKind.DUE,
        "5": NoticeKind.OVERDUE,
        "escalation-1": NoticeKind.ESCALATION,
    }
