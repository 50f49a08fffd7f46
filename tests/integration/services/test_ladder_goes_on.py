"""After *Klaar* is taken back, reminders go on as if it had not been tapped.

Anna's improvement is due Friday 13 November 2026. Its steps: 0 that day, 5 (Tess) on 20 November, 10 (Quin) on
27 November, 15 on 4 December, 20 (Sam) on 11 December and 25 on 18 December.
"""

from datetime import date, timedelta

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Measure, Phase
from pdca.domain.actions.machine import Event
from pdca.domain.notices.digest import Reason
from pdca.domain.notices.notice import NoticeState
from pdca.services.engine.nightly import DIFFERENCES, FAULTS, nightly
from pdca.services.mailing.acting import Outcome, act_from_link
from pdca.services.mailing.links import Capability
from tests.builders.board import ANNA, BAS, QUIN, TESS, away
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN, DUE = date(2026, 9, 21), date(2026, 11, 13)
FIVE_LATE = date(2026, 11, 20)
MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)


@pytest.fixture
def late(desk: Desk) -> Desk:
    """A board on which Anna is five days late and Tess was told."""
    desk.load(BEGAN)
    desk.run(BEGAN)
    desk.run(DUE, FIVE_LATE)
    return desk


def tap(desk: Desk, day: date) -> None:
    desk.act(day, Event.REPORT_DONE, ANNA, done="Rooster hangt")


def take_back(desk: Desk, day: date) -> None:
    desk.act(day, Event.TAKE_BACK, ANNA)


def is_whole(desk: Desk, day: date) -> bool:
    counts = nightly(desk.store, "kade", SHIPPED, desk.at(day, hours=18))
    return (counts[DIFFERENCES], counts[FAULTS]) == (0, 0)


def test_the_steps_to_come_come_on_their_own_dates_and_those_that_were_sent_do_not_come_again(
    late: Desk,
) -> None:
    tap(late, FIVE_LATE)
    take_back(late, MONDAY)
    back = late.action()
    assert (back.phase, back.due, back.since, back.version) == (Phase.DO, DUE, BEGAN, 3)
    late.run(date(2026, 11, 24), date(2026, 12, 18))
    assert late.told(first=date(2026, 11, 24)) == [
        ("11-27", "10", "anna"),
        ("11-27", "escalation-2", "quin"),
        ("12-04", "15", "anna"),
        ("12-11", "20", "anna"),
        ("12-11", "escalation-3", "sam"),
        ("12-18", "25", "anna"),
    ]
    assert is_whole(late, date(2026, 12, 18))


def test_of_the_steps_that_came_due_meanwhile_only_the_highest_is_sent_and_each_level_still_reaches_its_people(
    late: Desk,
) -> None:
    tap(late, FIVE_LATE)
    late.run(MONDAY, date(2026, 12, 14))
    take_back(late, date(2026, 12, 14))
    late.run(date(2026, 12, 15), date(2026, 12, 17))
    assert late.told(first=date(2026, 12, 15)) == [
        ("12-15", "20", "anna"),
        ("12-15", "escalation-2", "quin"),
        ("12-15", "escalation-3", "sam"),
    ]
    superseded = [
        row.notice.step
        for row in late.ledger("A-004")
        if row.day == date(2026, 12, 15) and row.notice.state is NoticeState.SUPERSEDED
    ]
    assert superseded == ["10", "15"]


def test_a_step_that_is_taken_back_twice_goes_on_twice(late: Desk) -> None:
    for day in (MONDAY, WEDNESDAY):
        tap(late, day)
        take_back(late, day + timedelta(days=1))
    assert late.action().version == 5
    late.run(date(2026, 11, 27), date(2026, 12, 4))
    assert late.told(first=MONDAY) == [
        ("11-27", "10", "anna"),
        ("11-27", "escalation-2", "quin"),
        ("12-04", "15", "anna"),
    ]
    assert is_whole(late, date(2026, 12, 4))


def test_on_the_day_itself_nothing_more_is_told(late: Desk) -> None:
    tap(late, FIVE_LATE)
    take_back(late, FIVE_LATE)
    late.tick(FIVE_LATE, hours=8)
    late.run(MONDAY, date(2026, 11, 26))
    assert late.told(first=FIVE_LATE) == [("11-20", "5", "anna"), ("11-20", "escalation-1", "tess")]


def test_what_was_kept_back_because_it_was_reported_done_is_told_after_all(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(BEGAN)
    desk.run(DUE)
    desk.tick(FIVE_LATE)
    tap(desk, FIVE_LATE)
    desk.deliver(FIVE_LATE, minutes=60 * 7)
    assert {step for step, _, _ in desk.withheld()} == {"5", "escalation-1"}
    take_back(desk, FIVE_LATE)
    desk.run(MONDAY)
    assert desk.told(first=FIVE_LATE) == [("11-23", "5", "anna"), ("11-23", "escalation-1", "tess")]
    assert is_whole(desk, MONDAY)


def test_mail_that_had_not_left_yet_leaves_as_it_was_decided(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(BEGAN)
    desk.run(DUE)
    desk.tick(FIVE_LATE)
    tap(desk, FIVE_LATE)
    take_back(desk, FIVE_LATE)
    desk.deliver(FIVE_LATE, minutes=60 * 7)
    assert desk.withheld() == []
    assert [one.recipient_email for one in desk.digests[-2:]] == [ANNA, TESS]
    desk.run(MONDAY)
    assert [one for one in desk.told(first=FIVE_LATE) if one[0] > "11-20"] == []


def test_nobody_hears_that_it_moved_on_when_it_did_not(late: Desk) -> None:
    tap(late, FIVE_LATE)
    take_back(late, FIVE_LATE)
    late.run(MONDAY, date(2026, 12, 4))
    assert "resolved" not in [step for _, step, _ in late.told()]
    tap(late, date(2026, 12, 4))
    late.run(date(2026, 12, 7), date(2026, 12, 11))
    told = late.told(first=date(2026, 12, 7))
    assert [(step, who) for _, step, who in told if step == "resolved"] == [
        ("resolved", "tess"),
        ("resolved", "quin"),
    ]


def test_a_line_that_it_moved_on_stays_behind_when_it_is_taken_back_before_the_mail_leaves(
    late: Desk,
) -> None:
    tap(late, FIVE_LATE)
    late.tick(MONDAY)  # Tess checks: her mail of today has the line along with it
    take_back(late, MONDAY)
    late.deliver(MONDAY, minutes=60 * 7)
    assert ("resolved", "tess") in [(step, who) for step, who, _ in late.withheld()]


def test_a_new_owner_is_asked_for_once(desk: Desk) -> None:
    desk.load(
        BEGAN, absences=[away(ANNA, date(2026, 11, 12), date(2026, 11, 20)), away(ANNA, date(2026, 12, 3))]
    )
    desk.run(BEGAN)
    desk.run(DUE, FIVE_LATE)
    asked = [one for one in desk.told() if one[1] == "reassign"]
    assert asked == [("11-13", "reassign", "tess")]
    tap(desk, MONDAY)
    take_back(desk, WEDNESDAY)
    desk.run(date(2026, 11, 26), date(2026, 12, 11))
    assert [one for one in desk.told() if one[1] == "reassign"] == asked


def test_quiet_and_waiting_are_as_they_were(desk: Desk) -> None:
    desk.load(BEGAN, a_row(due=date(2026, 12, 4)))
    desk.act(MONDAY, Event.SNOOZE, ANNA, until=date(2026, 12, 2))
    tap(desk, WEDNESDAY)
    take_back(desk, date(2026, 11, 26))
    assert desk.action().snoozed_until == date(2026, 12, 2)
    waiting = desk.act(date(2026, 11, 26), Event.BLOCK, TESS, reason="levering", until=date(2026, 12, 1))
    tap(desk, date(2026, 11, 27))
    take_back(desk, date(2026, 11, 27))
    back = desk.action()
    assert (back.blocked, back.since, back.due) == (waiting.blocked, waiting.since, waiting.due)


def test_what_comes_after_begins_a_ladder_of_its_own(late: Desk) -> None:
    tap(late, FIVE_LATE)
    take_back(late, FIVE_LATE)
    late.act(MONDAY, Event.REASSIGN, TESS, reason="andere verdeling", to=BAS)
    assert late.action().continues is None
    late.run(date(2026, 11, 24))
    # for Bas it is due on the first school day from Monday on: the day it became his
    assert late.told(first=date(2026, 11, 24))[0] == ("11-24", "0", "bas")


def test_a_commitment_that_is_taken_back_leaves_the_reminders_of_planning_where_they_were(desk: Desk) -> None:
    desk.load(BEGAN, a_row(phase=Phase.PLAN))
    desk.run(BEGAN)
    desk.run(DUE, FIVE_LATE)
    desk.act(
        FIVE_LATE,
        Event.COMMIT,
        ANNA,
        goal="Iedereen leest",
        measure=Measure.NOTICEABLE,
        due=date(2026, 12, 18),
        check_due=date(2027, 1, 15),
    )
    take_back(desk, MONDAY)
    desk.run(date(2026, 11, 24), date(2026, 11, 27))
    assert (desk.action().phase, desk.action().due) == (Phase.PLAN, DUE)
    assert desk.told(first=date(2026, 11, 24)) == [("11-27", "10", "anna"), ("11-27", "escalation-2", "quin")]


@pytest.mark.parametrize("person", [ANNA, TESS])
def test_a_link_from_before_works_again_for_everybody_who_got_one(late: Desk, person: str) -> None:
    tap(late, FIVE_LATE)
    take_back(late, MONDAY)
    link = Capability(
        board="kade", item="A-004", version=1, person=person, purpose="act", until=date(2026, 12, 31)
    )
    act = {
        ANNA: Act(event=Event.REPORT_DONE, actor=ANNA, done="Nu echt"),
        TESS: Act(event=Event.EXTEND, actor=TESS, reason="samen bekeken", due=date(2026, 12, 18)),
    }[person]
    with late.store.board("kade") as session:
        assert act_from_link(session, SHIPPED, link, act, late.at(WEDNESDAY)) is Outcome.DONE


def test_a_link_of_what_was_taken_back_stays_closed(late: Desk) -> None:
    tap(late, FIVE_LATE)
    take_back(late, MONDAY)
    link = Capability(
        board="kade", item="A-004", version=2, person=TESS, purpose="act", until=date(2026, 12, 31)
    )
    act = Act(event=Event.EXTEND, actor=TESS, reason="samen bekeken", due=date(2026, 12, 18))
    with late.store.board("kade") as session:
        assert act_from_link(session, SHIPPED, link, act, late.at(WEDNESDAY)) is Outcome.MOVED_ON


def test_who_was_told_still_sees_that_it_climbed_to_them(late: Desk) -> None:
    tap(late, FIVE_LATE)
    take_back(late, MONDAY)
    with late.store.reading("kade") as session:
        assert [one.deadline.item for one in session.brought_to([TESS], WEDNESDAY)] == ["A-004"]
        assert session.brought_to([QUIN], WEDNESDAY) == []


RESOLVED_ON, BACK_ON = date(2026, 11, 27), date(2026, 12, 1)


@pytest.fixture
def told_and_back(late: Desk) -> Desk:
    """Tess was told on the 20th, heard a week later that it moved on, and on 1 December that was taken back."""
    tap(late, FIVE_LATE)
    late.run(MONDAY, RESOLVED_ON)
    take_back(late, BACK_ON)
    return late


def lines_of(desk: Desk, first: date) -> list[tuple[str, str]]:
    return [(day, who) for day, step, who in desk.told(first=first) if step == "resolved"]


def test_whoever_heard_that_it_moved_on_hears_that_this_was_taken_back(told_and_back: Desk) -> None:
    told_and_back.run(date(2026, 12, 2), date(2026, 12, 14))
    # five school days after Tuesday 1 December is Tuesday 8 December, and Tess has no other mail before
    assert lines_of(told_and_back, BACK_ON) == [("12-08", "tess")]
    line = told_and_back.line_to(TESS)
    assert (line.reason, line.owner_name, line.due, line.next_level) == (Reason.TAKEN_BACK, "Anna", DUE, None)
    assert is_whole(told_and_back, date(2026, 12, 14))


def test_what_goes_on_is_not_changed_by_the_line_about_it(told_and_back: Desk) -> None:
    told_and_back.run(date(2026, 12, 2), date(2026, 12, 11))
    assert [one for one in told_and_back.told(first=BACK_ON) if one[1] != "resolved"] == [
        ("12-02", "10", "anna"),
        ("12-02", "escalation-2", "quin"),
        ("12-04", "15", "anna"),
        ("12-11", "20", "anna"),
        ("12-11", "escalation-3", "sam"),
    ]


def test_a_line_about_a_step_taken_back_is_not_told_when_it_moved_on_before(told_and_back: Desk) -> None:
    tap(told_and_back, date(2026, 12, 3))
    told_and_back.run(date(2026, 12, 4), date(2026, 12, 18))
    told = [
        (line.step, line.reason) for one in told_and_back.digests for line in one.lines if one.as_of > BACK_ON
    ]
    assert Reason.TAKEN_BACK not in [reason for _, reason in told]
    assert ("tess" in [who for _, who in lines_of(told_and_back, BACK_ON)]) is True


def test_it_is_told_once_more_when_it_is_taken_back_once_more(told_and_back: Desk) -> None:
    told_and_back.run(date(2026, 12, 2), date(2026, 12, 8))
    tap(told_and_back, date(2026, 12, 9))
    told_and_back.run(date(2026, 12, 10), date(2026, 12, 16))
    take_back(told_and_back, date(2026, 12, 17))
    told_and_back.run(date(2026, 12, 18), date(2027, 1, 12))
    reasons = [
        (one.as_of.isoformat(), line.reason)
        for one in told_and_back.digests
        for line in one.lines
        if one.recipient_email == TESS and line.step == "resolved" and line.item == "A-004"
    ]
    assert [reason for _, reason in reasons] == [
        Reason.TOLD_BEFORE,
        Reason.TAKEN_BACK,
        Reason.TOLD_BEFORE,
        Reason.TAKEN_BACK,
    ]
