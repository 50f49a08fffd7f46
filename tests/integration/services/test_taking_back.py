"""What somebody did is taken back by that person, within thirty days, as long as nobody built on it."""

from datetime import date, timedelta

import pytest

from pdca.domain.actions.action import Phase, RequestState, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Refused
from tests.builders.board import ANNA, BAS, QUIN, TESS
from tests.integration.services.desk import Desk, a_row

LOADED, DONE = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def done(desk: Desk) -> Desk:
    """A board on which Anna reported her action done on Tuesday."""
    desk.load(LOADED, a_row())
    desk.act(DONE, Event.REPORT_DONE, ANNA, done="Rooster hangt")
    return desk


def test_what_was_reported_done_is_to_be_done_again_with_the_date_it_had(done: Desk) -> None:
    back = done.act(DONE + timedelta(days=2), Event.TAKE_BACK, ANNA)
    assert (back.phase, back.due, back.done) == (Phase.DO, date(2026, 11, 13), "")
    assert (back.since, back.version, back.continues) == (LOADED, 3, 1)
    assert done.store.verify("kade") == []


def test_somebody_else_cannot_take_it_back(done: Desk) -> None:
    with pytest.raises(Refused):
        done.act(DONE, Event.TAKE_BACK, TESS)


def test_nothing_is_taken_back_that_somebody_built_on(done: Desk) -> None:
    done.act(DONE, Event.ASSESS, TESS, verdict=Verdict.EFFECTIVE, observed="iedereen leest")
    with pytest.raises(Refused):
        done.act(DONE, Event.TAKE_BACK, ANNA)


def test_a_step_can_be_taken_back_for_thirty_days(done: Desk) -> None:
    with pytest.raises(Refused, match=r"3 December|2026-12-03"):
        done.act(DONE + timedelta(days=31), Event.TAKE_BACK, ANNA)
    assert done.act(DONE + timedelta(days=30), Event.TAKE_BACK, ANNA).phase is Phase.DO


def test_a_step_is_taken_back_once(done: Desk) -> None:
    done.act(DONE, Event.TAKE_BACK, ANNA)
    with pytest.raises(Refused):
        done.act(DONE, Event.TAKE_BACK, ANNA)


def test_whoever_asked_takes_the_question_back(desk: Desk) -> None:
    desk.load(LOADED, a_row())
    desk.act(DONE, Event.ASK_MORE_TIME, ANNA, reason="ziek", until=date(2026, 12, 1))
    with pytest.raises(Refused):
        desk.act(DONE, Event.WITHDRAW, TESS)
    assert desk.act(DONE, Event.WITHDRAW, ANNA).due == date(2026, 11, 13)
    with desk.store.reading("kade") as session:
        assert session.request("A-004/request-1").state is RequestState.WITHDRAWN


def test_whoever_asked_nothing_has_no_question_to_take_back(done: Desk) -> None:
    with pytest.raises(Refused, match="no request about A-004 is waiting"):
        done.act(DONE, Event.WITHDRAW, done.action().responsible or "")


def test_whoever_moved_a_step_on_is_named_when_it_can_no_longer_be_taken_back(done: Desk) -> None:
    done.act(DONE, Event.EXTEND, QUIN, due=date(2026, 12, 4), reason="studiedag")
    with pytest.raises(Refused, match="Quin did 'extend' on"):
        done.act(DONE, Event.TAKE_BACK, ANNA)


def test_a_step_is_taken_back_by_whoever_did_it_not_by_who_got_the_action_since(desk: Desk) -> None:
    desk.load(LOADED, a_row(phase=Phase.DO))
    with pytest.raises(Refused, match="moved on since"):
        desk.act(DONE, Event.TAKE_BACK, ANNA)
    assert desk.action().phase is Phase.DO
    desk.act(DONE, Event.REASSIGN, TESS, to=BAS, reason="ruil")
    with pytest.raises(Refused, match="Tess did 'reassign' on"):
        desk.act(DONE, Event.TAKE_BACK, BAS)
