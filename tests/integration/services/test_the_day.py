"""A day of the engine: decided once, by what was known then, one mail for each person, and nothing stops the rest."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.notice import Deadline, ItemKind, NoticeState
from pdca.domain.notices.policy import NoticeRules
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import ESCALATE, OPEN_CYCLES, SEND_REMINDERS, TRACK_ACTIONS, escalate, tick
from pdca.services.records import Planned
from tests.builders.board import ANNA, BAS, NOOR, POLICY, TESS
from tests.integration.services.desk import BOARD, SHIPPED, Desk, a_folder, a_row

LOADED = date(2026, 9, 21)
DUE = date(2026, 11, 13)
FIVE_LATE = date(2026, 11, 20)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """De Kade with one action of Anna's."""
    desk.load(LOADED)
    return desk


def days_run(desk: Desk) -> list[date]:
    """Return the days that were finished."""
    with desk.store.reading("kade") as session:
        return list(session.days_run(date(2026, 1, 1), date(2027, 12, 31)))


def test_nothing_is_decided_before_the_hour_of_the_notices(loaded: Desk) -> None:
    loaded.tick(LOADED, hours=-1)
    assert loaded.ledger() == []
    assert days_run(loaded) == []
    loaded.tick(LOADED)
    assert loaded.told() == [("09-21", "assigned", "anna")]


def test_a_day_is_decided_once_however_often_the_engine_runs(loaded: Desk) -> None:
    loaded.tick(LOADED)
    before = loaded.ledger()
    for hours in (0, 0, 1, 9):
        report = loaded.tick(LOADED, hours)
        assert report.total("notices") == report.total("messages") == 0
    assert loaded.ledger() == before
    assert days_run(loaded) == [LOADED]


def test_what_becomes_known_after_the_decision_waits_for_the_next_day(loaded: Desk) -> None:
    loaded.tick(LOADED)
    loaded.load(LOADED, a_row(), a_row("A-005"), hours=2)
    loaded.tick(LOADED, hours=3)
    assert loaded.told("A-005") == []
    loaded.tick(date(2026, 9, 22))
    assert loaded.told("A-005") == [("09-22", "assigned", "anna")]


def test_what_becomes_known_while_a_day_is_decided_waits_too(loaded: Desk) -> None:
    with loaded.store.board("kade") as session:
        session.day_run(LOADED, loaded.at(LOADED))  # the day began, and the engine died
    loaded.load(LOADED, a_row(), a_row("A-005"), hours=1)
    loaded.tick(LOADED, hours=2)
    assert (loaded.told(), loaded.told("A-005")) == ([("09-21", "assigned", "anna")], [])
    loaded.tick(date(2026, 9, 22))
    assert loaded.told("A-005") == [("09-22", "assigned", "anna")]


def test_everybody_gets_one_mail_with_all_of_the_days_notices(desk: Desk) -> None:
    desk.load(LOADED, a_row(), a_row("A-005"), a_row("A-006", owner=BAS))
    report = desk.tick(LOADED)
    assert report.counts[ESCALATE] == {"items": 3, "notices": 3, "set_aside": 0}
    assert report.counts[SEND_REMINDERS] == {"lines": 0, "messages": 2}
    desk.deliver(LOADED)
    mails = {digest.recipient_email: [line.item for line in digest.lines] for digest in desk.digests}
    assert mails == {ANNA: ["A-004", "A-005"], BAS: ["A-006"]}
    assert len(desk.digests) == 2


def test_the_four_runs_are_recorded_with_what_they_did(loaded: Desk) -> None:
    report = loaded.tick(LOADED)
    assert list(report.counts) == [OPEN_CYCLES, TRACK_ACTIONS, ESCALATE, SEND_REMINDERS]
    runs = {run.name: run for run in loaded.store.runs()}
    assert set(runs) == set(report.counts)
    assert runs[ESCALATE].counts == report.counts[ESCALATE]
    assert all(run.error == "" and run.ended is not None for run in runs.values())


def test_an_item_that_cannot_be_decided_is_set_aside_and_the_others_go_on(loaded: Desk) -> None:
    poison = Deadline(
        item="A-000",
        version=1,
        kind=ItemKind.ACTION,
        unit="BRUG",
        owner=ANNA,
        due=date(2121, 1, 1),  # beyond the last day that the calendar knows
        since=LOADED,
    )
    with loaded.store.board("kade") as session:
        session.plan(
            Planned(deadline=poison, next_notice_on=LOADED, ladder_ends=DUE), known_at=loaded.at(LOADED)
        )
    report = loaded.tick(LOADED)
    assert report.counts[ESCALATE] == {"items": 2, "notices": 1, "set_aside": 1}
    assert loaded.told() == [("09-21", "assigned", "anna")]
    assert days_run(loaded) == [LOADED]
    with loaded.store.reading("kade") as session:
        set_aside = session.deadline("A-000")
    assert set_aside is not None
    assert set_aside.next_notice_on == date(2026, 9, 22)  # it is tried again


def test_a_board_that_fails_does_not_stop_another(loaded: Desk) -> None:
    other = replace(BOARD, slug="adres")
    load_folder(loaded.store, SHIPPED, a_folder(board=other), loaded.at(LOADED))
    with loaded.store.board("adres") as session:
        broken = replace(session.board(), time_zone="Europe/Nergens")
        session.record("board_loaded", broken, actor="load", at=loaded.at(LOADED))
    report = loaded.tick(LOADED)
    assert report.total("boards_failed") == 2
    assert loaded.told() == [("09-21", "assigned", "anna")]
    errors = {run.name: run.error for run in loaded.store.runs() if run.error}
    assert errors == dict.fromkeys([ESCALATE, SEND_REMINDERS], "adres: ZoneInfoNotFoundError")


def test_only_the_boards_that_were_asked_for_are_ticked(loaded: Desk) -> None:
    load_folder(loaded.store, SHIPPED, a_folder(board=replace(BOARD, slug="adres")), loaded.at(LOADED))
    tick(loaded.store, SHIPPED, loaded.at(LOADED), ["adres"])
    assert loaded.ledger() == []
    with loaded.store.reading("adres") as session:
        assert len(session.ledger()) == 1


def test_a_day_that_broke_off_is_closed_with_the_next_and_its_notices_go_along(loaded: Desk) -> None:
    loaded.run(LOADED)
    escalate(loaded.store, "kade", SHIPPED, loaded.at(DUE))  # and then the engine died
    assert days_run(loaded) == [LOADED]
    loaded.run(date(2026, 11, 16), FIVE_LATE)
    assert days_run(loaded)[:3] == [LOADED, DUE, date(2026, 11, 16)]
    assert loaded.told(first=DUE) == [
        ("11-13", "0", "anna"),
        ("11-20", "5", "anna"),
        ("11-20", "escalation-1", "tess"),
    ]
    assert [(digest.as_of, [line.step for line in digest.lines]) for digest in loaded.digests] == [
        (LOADED, ["assigned"]),
        (date(2026, 11, 16), ["0"]),
        (FIVE_LATE, ["5"]),
        (FIVE_LATE, ["escalation-1"]),
    ]
    assert loaded.store.verify("kade") == []


def test_a_day_that_broke_off_is_resumed_on_the_same_day(loaded: Desk) -> None:
    escalate(loaded.store, "kade", SHIPPED, loaded.at(LOADED))
    assert loaded.tick(LOADED, hours=1).counts[SEND_REMINDERS] == {"lines": 0, "messages": 1}
    assert days_run(loaded) == [LOADED]


def test_a_month_of_downtime_brings_one_notice_for_each_person_and_item(desk: Desk) -> None:
    desk.load(date(2026, 11, 2))
    desk.run(date(2026, 11, 2))
    desk.run(date(2026, 12, 11))
    assert desk.told(first=DUE) == [
        ("12-11", "20", "anna"),
        ("12-11", "escalation-1", "tess"),
        ("12-11", "escalation-2", "quin"),
        ("12-11", "escalation-3", "sam"),
    ]


def test_on_calendar_days_a_step_in_the_weekend_goes_out_on_monday(desk: Desk) -> None:
    policy = replace(POLICY, notices=NoticeRules(days=DayMode.CALENDAR, owner_steps=(-3,)))
    desk.load(date(2026, 11, 2), a_row(due=date(2026, 11, 14)), policy=policy)
    desk.run(date(2026, 11, 2), date(2026, 11, 20))
    assert desk.told() == [
        ("11-02", "assigned", "anna"),
        ("11-11", "-3", "anna"),
        ("11-16", "0", "anna"),
        ("11-19", "5", "anna"),
        ("11-19", "escalation-1", "tess"),
    ]


def test_nobody_is_told_about_what_waits_for_nobody(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(LOADED, Event.CANCEL, TESS, reason="dubbel")
    desk.run(LOADED, date(2026, 9, 25))
    assert desk.ledger() == []


def test_a_level_that_reaches_nobody_is_recorded_once_and_tried_until_somebody_is_there(desk: Desk) -> None:
    policy = replace(POLICY, fallback="quality_coordinator")
    gone = ("tess", "quin", "sam", "noor", "bo")
    without = [f"{name}@kade.example" for name in gone]
    desk.load(LOADED, policy=policy, without=without)
    desk.run(date(2026, 11, 20), date(2026, 11, 24))
    lost = [row for row in desk.ledger() if row.notice.state is NoticeState.UNDELIVERABLE]
    assert [(f"{row.day:%m-%d}", row.notice.step, row.notice.recipient) for row in lost] == [
        ("11-20", "escalation-1", None)
    ]
    desk.load(date(2026, 11, 24), policy=policy, without=without[1:], hours=2)
    desk.run(date(2026, 11, 25))
    assert desk.told(first=date(2026, 11, 21)) == [("11-25", "escalation-1", "tess")]


def test_the_quality_manager_hears_at_once_of_what_nobody_owns(desk: Desk) -> None:
    desk.load(LOADED)
    with desk.store.board("kade") as session:
        planned = session.deadline("A-004")
        assert planned is not None
        unowned = replace(planned, deadline=replace(planned.deadline, item="A-009", owner=None))
        session.plan(unowned, known_at=desk.at(LOADED))
    desk.tick(LOADED)
    assert [(row.notice.step, row.notice.recipient) for row in desk.ledger("A-009")] == [("reassign", NOOR)]
