"""People act on actions: what is recorded, who is asked, who hears of it, and what stays as it was."""

from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Phase, RequestKind, RequestState, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.notices.notice import NoticeState
from tests.builders.board import ANNA, BAS, BO, QUIN, SAM, TESS
from tests.integration.services.desk import Desk, a_row

LOADED = date(2026, 9, 21)
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """De Kade with one action of Anna's."""
    desk.load(LOADED)
    return desk


def test_an_action_goes_round_and_its_owner_hears_the_effect(loaded: Desk) -> None:
    loaded.run(LOADED)
    assert loaded.act(MONDAY, Event.REPORT_DONE, ANNA, done="Rooster hangt er").phase is Phase.CHECK
    assert loaded.action().checker == TESS
    loaded.act(TUESDAY, Event.ASSESS, TESS, verdict=Verdict.EFFECTIVE, observed="Elke groep leest dagelijks")
    closed = loaded.act(date(2026, 11, 4), Event.SECURE, TESS, secured_in="Jaarrooster", secured_owner=TESS)
    assert (closed.phase, closed.closed_by, closed.due) == (Phase.CLOSED, TESS, None)
    loaded.run(date(2026, 11, 5), date(2026, 11, 12))
    # five counting days after Wednesday 4 November is Wednesday 11 November, and she had no other mail
    assert loaded.told(first=MONDAY) == [("11-11", "thanks", "anna")]
    assert loaded.digests[-1].lines[0].note == "Elke groep leest dagelijks"


def test_a_refused_act_changes_nothing_and_names_who_may(loaded: Desk) -> None:
    before = loaded.action()
    with pytest.raises(Refused, match="that is for: Anna, as owner") as refusal:
        loaded.act(MONDAY, Event.REPORT_DONE, BAS, done="ja")
    assert refusal.value.allowed == ()
    assert loaded.action() == before
    assert loaded.store.verify("kade") == []


def test_an_unknown_actor_or_action_is_named(loaded: Desk) -> None:
    with pytest.raises(NotFound, match=r"niemand@kade\.example"):
        loaded.act(MONDAY, Event.REPORT_DONE, "niemand@kade.example", done="ja")
    with pytest.raises(NotFound, match="A-999"):
        loaded.act(MONDAY, Event.REPORT_DONE, ANNA, ref="A-999", done="ja")


def test_more_time_is_the_managers_to_grant_within_five_school_days(loaded: Desk) -> None:
    loaded.run(LOADED)
    loaded.act(MONDAY, Event.ASK_MORE_TIME, ANNA, reason="ziekte", until=date(2026, 12, 4))
    with loaded.store.reading("kade") as session:
        request = session.open_request("A-004")
    assert request is not None
    assert (request.kind, request.responsible, request.due) == (
        RequestKind.MORE_TIME,
        TESS,
        date(2026, 11, 9),
    )
    loaded.run(TUESDAY)
    assert ("11-03", "assigned", "tess") in loaded.told("A-004/request-1")
    granted = loaded.act(TUESDAY, Event.GRANT, TESS)
    assert (granted.due, granted.version) == (date(2026, 12, 4), 2)
    with loaded.store.reading("kade") as session:
        assert session.request("A-004/request-1").state is RequestState.GRANTED


@pytest.mark.parametrize("name", ["due", "until"])
def test_a_manager_may_name_another_day_than_the_one_asked_for(loaded: Desk, name: str) -> None:
    loaded.act(MONDAY, Event.ASK_MORE_TIME, ANNA, reason="ziekte", until=date(2026, 12, 4))
    other: dict[str, Any] = {name: date(2026, 11, 20)}
    loaded.act(MONDAY, Event.GRANT, TESS, **other)
    assert loaded.action().due == date(2026, 11, 20)


def test_a_second_request_waits_for_the_first(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    with pytest.raises(Refused, match="still waiting"):
        loaded.act(MONDAY, Event.ASK_MORE_TIME, ANNA, reason="druk", until=date(2026, 12, 4))


def test_nobody_grants_their_own_wish_and_the_owner_hears_a_refusal(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    with pytest.raises(Refused, match="manager"):
        loaded.act(MONDAY, Event.GRANT, ANNA)
    with pytest.raises(BadInput, match="reason"):
        loaded.act(MONDAY, Event.REFUSE, TESS)
    loaded.act(MONDAY, Event.REFUSE, TESS, reason="Samen komen we eruit")
    assert loaded.action().owner == ANNA
    loaded.run(TUESDAY, date(2026, 11, 9))
    # it goes along with Tuesday's mail, her first about the action itself
    assert loaded.told("A-004/request-1") == [("11-03", "resolved", "anna")]


def test_a_hand_back_that_is_granted_lands_with_whom_the_manager_names(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    assert loaded.act(MONDAY, Event.GRANT, TESS, to=BAS).owner == BAS
    loaded.run(TUESDAY)
    assert loaded.told(first=TUESDAY) == [("11-03", "assigned", "bas")]


def test_a_first_wait_is_granted_by_rule_and_a_second_in_a_row_needs_the_manager(loaded: Desk) -> None:
    waiting = loaded.act(
        MONDAY, Event.ASK_TO_BLOCK, ANNA, reason="wacht op de drukker", until=date(2026, 11, 6)
    )
    # Monday 2 to Friday 6 November are five school days: Friday 13 becomes Friday 20 November
    assert (waiting.due, waiting.since) == (date(2026, 11, 20), date(2026, 11, 7))
    with loaded.store.reading("kade") as session:
        assert session.request("A-004/request-1").state is RequestState.GRANTED
    later = date(2026, 11, 10)
    again = loaded.act(later, Event.ASK_TO_BLOCK, ANNA, reason="nog steeds", until=date(2026, 11, 13))
    assert again.due == date(2026, 11, 20)
    with loaded.store.reading("kade") as session:
        request = session.open_request("A-004")
    assert request is not None
    assert request.responsible == TESS


def test_nothing_is_told_while_an_action_waits_for_somebody_else(loaded: Desk) -> None:
    loaded.run(LOADED)
    loaded.act(MONDAY, Event.BLOCK, TESS, reason="levering", until=date(2026, 11, 27))
    loaded.run(TUESDAY, date(2026, 11, 27))
    assert loaded.told(first=TUESDAY) == []
    loaded.run(date(2026, 11, 30))
    # due moved by the twenty school days to 11 December; ten school days before that it was still waiting
    assert loaded.told(first=TUESDAY) == [("11-30", "assigned", "anna")]


def test_those_who_were_told_hear_that_it_moved_on(loaded: Desk) -> None:
    loaded.run(date(2026, 11, 13), date(2026, 11, 20))
    assert ("11-20", "escalation-1", "tess") in loaded.told()
    loaded.act(date(2026, 11, 20), Event.EXTEND, TESS, reason="afgesproken", due=date(2026, 12, 18))
    loaded.run(date(2026, 11, 21), date(2026, 11, 30))
    assert loaded.told(first=date(2026, 11, 21)) == [
        ("11-23", "assigned", "anna"),
        ("11-27", "resolved", "tess"),
    ]


def test_a_request_lapses_when_the_action_moves_by_other_means(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.ASK_MORE_TIME, ANNA, reason="druk", until=date(2026, 12, 4))
    loaded.act(TUESDAY, Event.REASSIGN, SAM, reason="andere verdeling", to=BAS)
    with loaded.store.reading("kade") as session:
        assert session.request("A-004/request-1").state is RequestState.WITHDRAWN
        assert session.deadline("A-004/request-1") is None
    with pytest.raises(Refused, match="no request"):
        loaded.act(TUESDAY, Event.GRANT, TESS)


def test_a_major_waits_for_the_agreement_before_it_can_be_secured(desk: Desk) -> None:
    desk.load(LOADED, a_row(grade="major"))
    desk.act(MONDAY, Event.REPORT_DONE, ANNA, done="gedaan", evidence=("map 3",))
    assert desk.action().checker == "hugo@kade.example"  # an auditor of another school
    desk.act(TUESDAY, Event.ASSESS, "hugo@kade.example", verdict=Verdict.EFFECTIVE, observed="werkt")
    assert desk.action().responsible == "noor@kade.example"
    with pytest.raises(Refused, match="agreement"):
        desk.act(TUESDAY, Event.SECURE, SAM, secured_in="protocol")
    desk.act(TUESDAY, Event.AGREE, "noor@kade.example")
    assert desk.action().responsible == SAM
    assert desk.act(TUESDAY, Event.SECURE, SAM, secured_in="protocol", secured_owner=SAM).phase is Phase.CLOSED


def test_reminders_are_held_while_the_owner_asked_for_quiet_and_escalations_are_not(desk: Desk) -> None:
    desk.load(date(2026, 10, 26), a_row(start=date(2026, 10, 26)))
    desk.run(date(2026, 10, 26))
    desk.act(date(2026, 10, 27), Event.SNOOZE, ANNA, until=date(2026, 11, 12))
    desk.run(date(2026, 10, 28), date(2026, 11, 12))
    # -10 (30 October) and -3 (10 November) were held; on the first day after, only the highest goes
    assert desk.told(first=date(2026, 10, 28)) == [("11-12", "-3", "anna")]
    superseded = [row for row in desk.ledger("A-004") if row.notice.state is NoticeState.SUPERSEDED]
    assert [row.notice.step for row in superseded] == ["-10"]


def test_the_board_may_decide_what_a_manager_may(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.ASK_MORE_TIME, ANNA, reason="druk", until=date(2026, 12, 4))
    assert loaded.act(MONDAY, Event.GRANT, BO).due == date(2026, 12, 4)


def test_what_was_reopened_starts_anew_with_its_history(loaded: Desk) -> None:
    loaded.act(MONDAY, Event.CANCEL, TESS, reason="dubbel")
    reopened = loaded.act(TUESDAY, Event.REOPEN, TESS, reason="toch niet dubbel", due=date(2026, 12, 11))
    assert (reopened.phase, reopened.due, reopened.since) == (Phase.PLAN, date(2026, 12, 11), TUESDAY)
    with loaded.store.reading("kade") as session:
        kinds = [event.kind for event in session.events(key="A-004")]
    assert kinds == ["action_loaded", "action_cancel", "action_reopen"]
    assert reopened.owner != QUIN
