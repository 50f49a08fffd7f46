"""Lines that wait for their reader's next mail, and the list that managers get at the start of a month."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.digest import Asked, Reason
from pdca.domain.notices.notice import NoticeKind
from pdca.domain.notices.policy import Level, NoticeRules
from pdca.domain.people.organisation import DayOff
from pdca.services.engine.decide_lines import LEFT
from tests.builders.board import ANNA, NOOR, POLICY, SAM, TESS, a_leaver, away
from tests.integration.services.desk import Desk, a_row

BEGAN, DUE, ESCALATED = date(2026, 9, 21), date(2026, 11, 13), date(2026, 11, 20)
SHORT = replace(POLICY, ladder=(Level(5, "team_leader"),))


@pytest.fixture
def moved(desk: Desk) -> Desk:
    """An action that Tess was told of on Friday 20 November and that she moved in the afternoon."""
    desk.load(BEGAN)
    desk.run(DUE, ESCALATED)
    desk.act(ESCALATED, Event.EXTEND, TESS, reason="afgesproken", due=date(2026, 12, 18))
    return desk


def test_a_line_goes_along_with_its_readers_next_mail(moved: Desk) -> None:
    moved.load(
        ESCALATED,
        a_row(),
        a_row("A-005", owner=TESS, start=date(2026, 11, 24), due=date(2027, 1, 29)),
        hours=7,
    )
    moved.run(date(2026, 11, 21), date(2026, 11, 30))
    assert [(digest.as_of, [line.step for line in digest.lines]) for digest in moved.digests[3:]] == [
        (date(2026, 11, 23), ["assigned"]),
        (date(2026, 11, 24), ["assigned", "resolved"]),
    ]
    line = moved.line_to(TESS)
    assert (line.reason, line.kind, line.next_level) == (Reason.TOLD_BEFORE, NoticeKind.RESOLVED, None)


def test_without_company_a_line_goes_alone_on_the_fifth_counting_day(moved: Desk) -> None:
    moved.run(date(2026, 11, 21), date(2026, 11, 30))
    assert moved.told(first=date(2026, 11, 24)) == [("11-27", "resolved", "tess")]


def test_company_on_the_very_day_does_not_count(moved: Desk) -> None:
    moved.tick(ESCALATED, hours=9)
    assert [row.notice.step for row in moved.ledger() if row.notice.step == "resolved"] == []


def test_a_line_waits_while_its_reader_is_away(moved: Desk) -> None:
    moved.load(ESCALATED, absences=[away(TESS, date(2026, 11, 23), date(2026, 12, 2))], hours=7)
    moved.run(date(2026, 11, 21), date(2026, 12, 3))
    assert moved.told(first=date(2026, 11, 24)) == [("12-03", "resolved", "tess")]


def test_a_line_to_somebody_who_left_is_withheld(moved: Desk) -> None:
    moved.load(ESCALATED, people=[a_leaver(TESS, ESCALATED)], hours=7)
    moved.run(date(2026, 11, 21), date(2026, 11, 30))
    assert moved.withheld() == [("resolved", "tess", LEFT)]
    assert TESS not in [digest.recipient_email for digest in moved.digests[3:]]


def test_those_who_saw_nothing_of_it_hear_nothing_of_its_end(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(DUE)
    desk.act(DUE, Event.EXTEND, TESS, reason="afgesproken", due=date(2026, 12, 18))
    desk.run(date(2026, 11, 14), date(2026, 11, 27))
    assert [step for _, step, _ in desk.told() if step == "resolved"] == []


def test_who_asked_hears_when_it_is_refused_and_why(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(BEGAN)
    desk.act(date(2026, 10, 5), Event.ASK_MORE_TIME, ANNA, reason="drukte", until=date(2026, 12, 4))
    desk.act(date(2026, 10, 5), Event.REFUSE, TESS, reason="het kan niet langer wachten")
    desk.run(date(2026, 10, 6), date(2026, 10, 14))
    # five school days after Monday 5 October is Monday 12
    assert desk.told("A-004/request-1") == [("10-12", "resolved", "anna")]
    assert desk.line_to(ANNA, "A-004/request-1").note == "het kan niet langer wachten"


@pytest.fixture
def hanging(desk: Desk) -> Desk:
    """An action whose short ladder ended on Friday 20 November while nobody acts."""
    desk.load(BEGAN, policy=SHORT)
    desk.run(DUE, ESCALATED)
    return desk


def overviews(desk: Desk) -> list[tuple[str, str, str | None]]:
    """Return the overviews: (month-day, item, recipient)."""
    return [
        (f"{row.day:%m-%d}", row.notice.item, row.notice.recipient)
        for row in desk.ledger()
        if row.notice.kind is NoticeKind.OVERVIEW
    ]


def test_on_the_first_school_day_of_a_month_managers_see_what_is_past_its_ladder(hanging: Desk) -> None:
    hanging.run(date(2026, 11, 23), date(2027, 1, 8))
    assert overviews(hanging) == [
        ("12-01", "overview/ONB/2026-12", TESS),
        ("01-04", "overview/ONB/2027-01", TESS),  # after the Christmas holidays
    ]
    line = hanging.line_to(TESS, "overview/ONB/2027-01")
    assert (line.title, line.asked, line.reason) == ("Onderbouw", Asked.NOTHING, Reason.PAST_LADDER)
    listed = [(one.item, one.title, one.owner_name, one.due, one.days) for one in line.listed]
    # school days after 13 November: 11 in November, 14 in December, 1 in January
    assert listed == [("A-004", "Leesrooster vaststellen", "Anna", DUE, 26)]


def test_an_overview_that_was_missed_goes_later_in_the_same_month_and_once(hanging: Desk) -> None:
    hanging.run(date(2026, 12, 3), date(2026, 12, 8))
    assert overviews(hanging) == [("12-03", "overview/ONB/2026-12", TESS)]


def test_an_overview_that_was_missed_for_a_whole_month_is_dropped(hanging: Desk) -> None:
    hanging.run(date(2027, 1, 4))
    assert overviews(hanging) == [("01-04", "overview/ONB/2027-01", TESS)]


def test_a_unit_that_is_closed_gets_its_overview_on_its_own_first_day(desk: Desk) -> None:
    closed = DayOff(unit="BRUG", first=date(2026, 12, 1), last=date(2026, 12, 2))
    desk.load(
        BEGAN,
        a_row(),
        a_row("A-005", unit="HAVEN", owner="hugo@kade.example"),
        policy=SHORT,
        days_off=(closed,),
    )
    desk.run(DUE, ESCALATED)
    desk.run(date(2026, 12, 1), date(2026, 12, 4))
    assert overviews(desk) == [
        ("12-01", "overview/KADE/2026-12", NOOR),
        ("12-03", "overview/ONB/2026-12", TESS),
    ]


def test_on_calendar_days_a_month_that_opens_in_the_weekend_has_its_overview_on_monday(desk: Desk) -> None:
    calendar = replace(SHORT, notices=NoticeRules(days=DayMode.CALENDAR))
    desk.load(BEGAN, a_row(due=date(2026, 10, 9)), policy=calendar)
    desk.run(date(2026, 10, 31), date(2026, 11, 3))
    assert overviews(desk) == [("11-02", "overview/ONB/2026-11", TESS)]


def test_what_ends_its_ladder_today_is_not_past_it_yet(desk: Desk) -> None:
    desk.load(BEGAN, a_row(due=date(2026, 11, 24)), policy=SHORT)
    desk.run(date(2026, 12, 1))
    assert overviews(desk) == []


def test_an_overview_of_what_was_done_in_the_meantime_is_not_sent(hanging: Desk) -> None:
    hanging.tick(date(2026, 12, 1))
    hanging.act(date(2026, 12, 1), Event.CANCEL, TESS, reason="achterhaald")
    hanging.deliver(date(2026, 12, 1), minutes=400)
    assert hanging.withheld() == [
        ("overview", "tess", "the item moved on before the mail left"),
    ]
    assert [digest.as_of for digest in hanging.digests][-1] == ESCALATED


def test_nobody_to_manage_it_means_no_overview(desk: Desk) -> None:
    gone = [TESS, "quin@kade.example", SAM, NOOR, "bo@kade.example"]
    desk.load(BEGAN, policy=SHORT, without=gone)
    desk.run(date(2026, 12, 1))
    assert overviews(desk) == []
