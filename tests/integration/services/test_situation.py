"""What a use case knows of its board goes along to its next transaction, as long as nobody changed the board."""

from datetime import date

import pytest

from pdca.services.engine import decide_day
from pdca.services.situation import Situation
from tests.builders.board import ANNA, TESS, away
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN = date(2026, 9, 21)


def test_what_was_worked_out_about_a_board_is_kept_for_the_next_transaction(desk: Desk) -> None:
    desk.load(BEGAN)
    with desk.store.board("kade") as session:
        earlier = Situation(session, SHIPPED, desk.at(BEGAN))
        rules = earlier.rules("BRUG", "improvement")
    with desk.store.board("kade") as session:
        later = earlier.carried_to(session)
        assert later.session is session
        assert later.organisation is earlier.organisation
        assert later.rules("BRUG", "improvement") is rules


def test_a_board_that_changed_in_between_is_read_anew(desk: Desk) -> None:
    desk.load(BEGAN)
    with desk.store.board("kade") as session:
        earlier = Situation(session, SHIPPED, desk.at(BEGAN))
        assert earlier.organisation.is_present(ANNA, BEGAN)
    desk.load(BEGAN, absences=[away(ANNA, BEGAN)])
    with desk.store.board("kade") as session:
        assert not earlier.carried_to(session).organisation.is_present(ANNA, BEGAN)


def test_a_day_of_many_items_is_decided_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide_day, "BATCH", 2)
    rows = [a_row(f"A-{number:03}") for number in range(5)]
    desk.load(BEGAN, *rows)
    report = desk.tick(BEGAN)
    assert report.counts["escalate"] == {"items": 5, "notices": 5, "set_aside": 0}
    assert report.counts["send_reminders"] == {"lines": 0, "messages": 1}
    desk.load(BEGAN, *rows, absences=[away(TESS, BEGAN)], hours=1)
    assert desk.tick(BEGAN, hours=2).counts["track_actions"] == {"freshened": 0}
