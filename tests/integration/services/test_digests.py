"""What a mail says: whose turn it is, why this reader, who hears next, and in whose language."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Phase, Size
from pdca.domain.actions.action import Verdict as Effect
from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import DayMode
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.folder import ActionRow
from pdca.domain.notices.digest import Asked, NextLevel, Reason
from pdca.domain.people.organisation import Person, RoleAt
from tests.builders.board import ANNA, BAS, BO, HUGO, NOOR, PEOPLE, QUIN, SAM, TESS, a_person, away
from tests.builders.cycles import a_programme
from tests.integration.services.desk import BOARD, SHIPPED, Desk, a_row

BEGAN, DUE, ESCALATED = date(2026, 9, 21), date(2026, 11, 13), date(2026, 11, 20)
AUDIT = "internal-audit/BRUG/2026-2027"


def somebody(email: str, **changes: Any) -> Person:
    """Build one of De Kade's people with other facts."""
    return replace(next(person for person in PEOPLE if person.email == email), **changes)


def test_a_first_mail_says_what_is_asked_of_whom_and_by_when(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(BEGAN)
    digest, line = desk.mail_to(ANNA), desk.line_to(ANNA)
    assert (digest.first_name, digest.board_name, digest.school_name) == (
        "Anna",
        "Stichting De Kade",
        "De Brug",
    )
    assert (digest.as_of, digest.locale, digest.formal, digest.captured) == (BEGAN, "nl", False, False)
    assert (line.title, line.unit_name, line.owner_name) == ("Leesrooster vaststellen", "De Brug", "Anna")
    assert (line.due, line.since, line.phase, line.grade) == (DUE, BEGAN, Phase.DO, "improvement")
    assert (line.asked, line.reason, line.told, line.stands_for) == (Asked.REPORT_DONE, Reason.OWNER, (), "")
    # 8 school days left in September, 16 in October, 9 to 13 and 2 to 6 November
    assert line.days == -(7 + 17 + 10)
    assert line.url != line.why_url
    assert line.url.startswith("https://kade.example/m/")


@pytest.mark.parametrize(
    ("due", "on"),
    [
        # the action climbs to Tess, who decides, on the 20th, to Quin on the 27th; the question on 3 December
        (DUE, date(2026, 11, 27)),
        # asked on 12 November, to be decided on the 19th: the question climbs first, ten school days later
        (date(2027, 1, 15), date(2026, 12, 3)),
    ],
)
def test_whoever_decides_reads_what_comes_first_of_the_question_and_its_action(
    desk: Desk, due: date, on: date
) -> None:
    desk.load(BEGAN, a_row(due=due))
    desk.act(date(2026, 11, 12), Event.ASK_MORE_TIME, ANNA, reason="ziekte", until=date(2027, 2, 5))
    desk.run(DUE)
    line = desk.line_to(TESS, "A-004/request-1")
    assert (line.due, line.next_level) == (
        date(2026, 11, 19),
        NextLevel(role_name="kwaliteitscoördinator", people=("Quin",), on=on),
    )


def test_the_owner_reads_who_hears_next_in_which_role_and_when(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(DUE)
    assert desk.line_to(ANNA).next_level == NextLevel(role_name="teamleider", people=("Tess",), on=ESCALATED)
    desk.run(ESCALATED)
    after = NextLevel(role_name="kwaliteitscoördinator", people=("Quin",), on=date(2026, 11, 27))
    assert desk.line_to(ANNA).next_level == after
    assert (desk.line_to(ANNA).told, desk.line_to(ANNA).days) == (("Tess",), 5)
    line = desk.line_to(TESS)
    assert (line.reason, line.told, line.owner_name, line.days) == (Reason.LEVEL, (), "Anna", 5)


def test_a_level_that_passes_on_announces_who_really_hears(desk: Desk) -> None:
    desk.load(BEGAN, without=[TESS])
    desk.run(DUE)
    assert desk.line_to(ANNA).next_level == NextLevel(
        role_name="kwaliteitscoördinator", people=("Quin",), on=ESCALATED
    )
    desk.run(ESCALATED)
    assert desk.line_to(QUIN).reason is Reason.FALLBACK


def test_who_was_told_on_an_earlier_day_is_not_announced_again(desk: Desk) -> None:
    desk.load(BEGAN, without=[TESS])
    desk.run(ESCALATED, date(2026, 12, 4))
    assert [told[1:] for told in desk.told() if told[1].startswith("escalation")] == [
        ("escalation-1", "quin"),
        ("escalation-2", "sam"),
    ]
    # the third level is the school leader's, but Sam knows already: it will be the board
    next_level = desk.line_to(ANNA).next_level
    assert next_level is not None
    assert (next_level.people, next_level.on) == (("Bo",), date(2026, 12, 11))


def test_after_the_last_level_nobody_is_announced(desk: Desk) -> None:
    desk.load(BEGAN, a_row(due=date(2026, 9, 25)))
    desk.run(date(2026, 12, 1))
    assert desk.line_to(ANNA).next_level is None
    assert desk.line_to(BO).next_level is None


def test_where_nobody_can_be_told_nobody_is_announced(desk: Desk) -> None:
    desk.load(BEGAN, without=[TESS, QUIN, SAM, NOOR, BO])
    desk.run(BEGAN)
    assert desk.line_to(ANNA).next_level is None


def test_readers_are_not_announced_to_themselves(desk: Desk) -> None:
    desk.load(BEGAN, people=[a_person("anna", "ONB", "staff@ONB", deputy="tess")], absences=[away(ANNA, DUE)])
    desk.run(BEGAN)
    assert desk.line_to(ANNA).next_level is not None
    desk.run(DUE)
    line = desk.line_to(TESS)
    assert (line.reason, line.owner_name, line.next_level) == (Reason.STAND_IN, "Anna", None)


def test_a_stand_in_reads_for_whom(desk: Desk) -> None:
    desk.load(BEGAN, absences=[away(QUIN, ESCALATED)])
    desk.run(date(2026, 11, 27))
    line = desk.line_to(BAS)
    assert (line.step, line.reason, line.stands_for) == ("escalation-2", Reason.STAND_IN, "Quin")


def test_who_is_to_find_a_new_owner_reads_that(desk: Desk) -> None:
    desk.load(BEGAN, absences=[away(ANNA, BEGAN)])
    desk.run(BEGAN)
    line = desk.line_to(TESS)
    assert (line.asked, line.reason, line.owner_name) == (Asked.FIND_OWNER, Reason.NO_OWNER, "Anna")


def test_checker_and_closer_read_that_it_is_their_turn(desk: Desk) -> None:
    desk.load(BEGAN, a_row(grade="major"), a_row("A-005", phase=Phase.ACT))
    desk.act(BEGAN, Event.REPORT_DONE, ANNA, done="klaar", evidence=("map",))
    desk.run(date(2026, 9, 22))
    check, close = desk.line_to(HUGO), desk.line_to(TESS, "A-005")
    assert (check.reason, check.asked, check.owner_name) == (Reason.CHECKER, Asked.ASSESS, "Hugo")
    assert (close.reason, close.asked, close.owner_name) == (Reason.CLOSER, Asked.SECURE, "Tess")


def test_thanks_tell_the_effect_and_announce_nothing(desk: Desk) -> None:
    desk.load(BEGAN, a_row(size=Size.SMALL))
    desk.act(BEGAN, Event.REPORT_DONE, ANNA, done="klaar")
    kept = {"secured_in": "rooster", "secured_owner": TESS}
    seen = {"verdict": Effect.EFFECTIVE, "observed": "elke groep leest"}
    desk.act(BEGAN, Event.SECURE, TESS, **seen, **kept)
    desk.run(date(2026, 9, 28))
    line = desk.line_to(ANNA)
    assert (line.reason, line.note, line.asked) == (Reason.SECURED, "elke groep leest", Asked.NOTHING)
    assert (line.due, line.since, line.days, line.next_level) == (None, None, 0, None)


def test_a_request_is_the_managers_to_decide_with_its_reason(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.ASK_MORE_TIME, ANNA, reason="drukte", until=date(2026, 12, 4))
    desk.run(date(2026, 9, 22))
    line = desk.line_to(TESS, "A-004/request-1")
    assert line.title.endswith(": Leesrooster vaststellen")
    assert (line.asked, line.reason, line.note) == (Asked.DECIDE_REQUEST, Reason.REQUEST, "drukte")
    assert (line.owner_name, line.due) == ("Tess", date(2026, 9, 28))


@pytest.mark.parametrize("own", ["", "Bas kent dit het best"])
@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([a_row(), a_row("A-005")], date(2026, 9, 22)),  # along with the mail about the other action
        ([a_row()], date(2026, 9, 28)),  # by itself, five school days after Monday the 21st
    ],
)
def test_whoever_handed_something_back_hears_that_it_was_granted_and_who_has_it_now(
    desk: Desk, rows: list[ActionRow], day: date, own: str
) -> None:
    desk.load(BEGAN, *rows)
    desk.act(BEGAN, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    desk.act(BEGAN, Event.GRANT, TESS, to=BAS, reason=own)
    desk.run(date(2026, 9, 22), day)
    assert desk.told("A-004/request-1") == [(f"{day:%m-%d}", "resolved", "anna")]
    line = desk.line_to(ANNA, "A-004/request-1")
    assert (line.reason, line.owner_name, line.note) == (Reason.GRANTED, "Bas", own)


def test_whoever_got_more_time_hears_it_of_the_action_and_not_twice(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.ASK_MORE_TIME, ANNA, reason="eerst langs de MR", until=date(2026, 12, 4))
    desk.act(BEGAN, Event.GRANT, TESS)
    desk.run(date(2026, 9, 22), date(2026, 9, 30))
    assert desk.told("A-004/request-1") == []


def test_those_who_were_told_of_a_request_hear_that_it_was_decided(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.ASK_MORE_TIME, ANNA, reason="drukte", until=date(2026, 12, 4))
    desk.run(date(2026, 9, 22), date(2026, 10, 12))
    request = "A-004/request-1"
    assert ("10-12", "escalation-2", "quin") in desk.told(request)
    desk.act(date(2026, 10, 12), Event.REFUSE, TESS, reason="nee")
    desk.run(date(2026, 10, 13), date(2026, 10, 26))
    assert desk.line_to(QUIN, request).reason is Reason.TOLD_BEFORE
    assert desk.line_to(QUIN, request).owner_name == "Tess"  # who decided
    assert desk.line_to(ANNA, request).reason is Reason.REFUSED


def test_a_task_names_its_cycle_and_a_cycle_asks_to_be_moved_on(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    desk.run(date(2026, 10, 1))
    task = desk.line_to(NOOR, f"{AUDIT}/appoint-team")
    assert (task.title, task.asked) == ("appoint-team (Interne audit 2026-2027)", Asked.DO_TASK)
    assert (task.reason, task.owner_name, task.unit_name) == (Reason.OWNER, "Noor", "De Brug")
    desk.on_task(date(2026, 10, 1), f"{AUDIT}/appoint-team", NOOR)
    desk.on_task(date(2026, 10, 1), f"{AUDIT}/audit-plan", QUIN)
    desk.run(date(2026, 10, 2))
    cycle = desk.line_to(QUIN, AUDIT)
    assert (cycle.title, cycle.asked, cycle.owner_name) == ("Interne audit 2026-2027", Asked.MOVE_ON, "Quin")


def test_who_was_told_of_a_cycle_hears_when_it_ended(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    haven = "internal-audit/HAVEN/2026-2027"  # nobody coordinates quality there, so it waits for an owner
    desk.run(date(2026, 10, 1))
    planned = desk.cycle(haven).phase("plan").due
    desk.run(planned, date.fromordinal(planned.toordinal() + 7))
    told = [one for one in desk.told(haven) if one[1] == "escalation-1"]
    assert [recipient for _, _, recipient in told] == ["hugo"]
    cancelled = date.fromordinal(planned.toordinal() + 7)
    desk.on_cycle(cancelled, haven, CycleEvent.CANCEL, HUGO, reason="school fuseert")
    desk.run(cancelled, date.fromordinal(planned.toordinal() + 21))
    resolved = desk.line_to(HUGO, haven)
    assert (resolved.reason, resolved.owner_name, resolved.due) == (Reason.TOLD_BEFORE, "", None)


def test_when_everything_is_there_the_closer_is_asked_to_close(desk: Desk) -> None:
    light = replace(
        a_programme(), phases=tuple(replace(one, gates=(), tasks=()) for one in a_programme().phases)
    )
    desk.load(BEGAN, a_row(source="goal"), programmes=[light])
    desk.run(date(2026, 10, 1))
    for _ in range(3):
        desk.on_cycle(date(2026, 10, 1), AUDIT, CycleEvent.ADVANCE, QUIN)
    desk.run(date(2026, 10, 2))
    line = desk.line_to(SAM, AUDIT)
    assert (line.asked, line.owner_name) == (Asked.CLOSE, "Sam")


@pytest.mark.parametrize("role", ["supervisor", "supervisor_chair", "external_auditor"])
def test_supervisors_and_external_auditors_are_addressed_formally(desk: Desk, role: str) -> None:
    rita = somebody(BAS, roles=(RoleAt(role, "KADE"),))
    desk.load(BEGAN, a_row(), a_row("A-005", owner=BAS), people=[rita])
    desk.run(BEGAN)
    assert (desk.mail_to(BAS).formal, desk.mail_to(ANNA).formal) == (True, False)


def test_a_board_can_be_formal_with_everybody_and_write_in_another_language(desk: Desk) -> None:
    board = replace(BOARD, formal=True, locale="en")
    desk.load(BEGAN, a_row(), a_row("A-005", owner=BAS), board=board, people=[somebody(BAS, locale="nl")])
    desk.run(DUE)
    anna, bas = desk.mail_to(ANNA), desk.mail_to(BAS)
    assert (anna.formal, anna.locale, bas.locale) == (True, "en", "nl")
    levels = [line.next_level.role_name for digest in (anna, bas) for line in digest.lines if line.next_level]
    assert levels == ["team leader", "teamleider"]


def test_days_are_counted_as_the_grade_says(desk: Desk) -> None:
    desk.load(BEGAN, a_row(grade="inspection_order"), policy=SHIPPED.policy)
    desk.run(BEGAN)
    line = desk.line_to(ANNA)
    # working days: 7 more in September, 22 in October, 10 in November
    assert (line.day_mode, line.days) == (DayMode.WORKING, -39)


def test_who_lost_the_role_before_the_mail_left_reads_it_as_a_fallback(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.tick(ESCALATED)
    desk.load(ESCALATED, people=[a_person("tess", "ONB", "staff@ONB")], hours=1)
    desk.deliver(ESCALATED, minutes=120)
    line = desk.line_to(TESS)
    assert (line.step, line.reason, line.stands_for) == ("escalation-1", Reason.FALLBACK, "")
