"""Deadlines are rows: found by the day they come due, with what the ledger holds about their version."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdca.domain.notices.notice import EMPTY, NoticeState
from pdca.domain.people.organisation import DayOff
from pdca.services.records import Planned
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOW, TODAY, nobody, notice, planned

TOMORROW = TODAY + timedelta(days=1)


def plan(store: SqlStore, *deadlines: Planned) -> None:
    with store.board("kade") as session:
        for one in deadlines:
            session.plan(one, known_at=NOW)


def due_items(store: SqlStore, day: date = TODAY, limit: int = 100) -> list[str]:
    with store.reading("kade") as session:
        return [one.deadline.item for one in session.due(day, NOW, limit)]


def test_a_deadline_comes_back_as_it_was_planned(store: SqlStore) -> None:
    held = planned(snoozed_until=TOMORROW, owner=None, grade=None)
    plan(store, held)
    with store.reading("kade") as session:
        assert session.deadline("A-001") == held
        assert session.deadline("A-002") is None
        assert session.deadlines_of(["A-001", "A-002"]) == {"A-001": held}
        assert session.deadlines() == [held]


def test_a_new_plan_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    plan(store, planned())
    plan(store, planned(version=2, look=TOMORROW))
    with store.reading("kade") as session:
        assert session.deadlines() == [planned(version=2, look=TOMORROW)]


def test_plans_are_seen_within_their_own_transaction(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.deadline("A-001") is None
        session.plan(planned(), known_at=NOW)
        assert session.deadline("A-001") == planned()
        assert session.deadlines() == [planned()]
        session.plan(planned("A-002"), known_at=NOW)
        session.unplan("A-001")
        session.unplan("A-002")
        assert session.deadline("A-001") is None
        assert session.deadlines() == []


def test_an_item_is_due_from_its_day_on_the_longest_waiting_first(store: SqlStore) -> None:
    plan(store, planned("C", TODAY), planned("A", TODAY), planned("B", TOMORROW), planned("D", None))
    assert due_items(store) == ["A", "C"]
    assert due_items(store, TOMORROW) == ["A", "C", "B"]
    assert due_items(store, TOMORROW, limit=2) == ["A", "C"]


def test_what_became_known_later_waits(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.plan(planned("A"), known_at=NOW)
        session.plan(planned("B"), known_at=NOW + timedelta(seconds=1))
    assert due_items(store) == ["A"]


def test_a_due_item_carries_the_history_of_its_version_only(store: SqlStore) -> None:
    plan(store, planned("A", version=2), planned("B"))
    told = notice("A", "escalation-1", KARIM, version=2)
    waiting = nobody("A", "escalation-2")
    with store.board("kade") as session:
        session.decided([notice("A", "0", version=1), told, replace(waiting, version=2)], TODAY)
    with store.reading("kade") as session:
        first, second = session.due(TODAY, NOW, 10)
        assert first.history == session.history(planned("A", version=2).deadline)
    assert first.history.handled == {"escalation-1"}
    assert first.history.undeliverable == {"escalation-2"}
    assert first.history.told == {1: {KARIM}}
    assert second.history == EMPTY


def test_history_shows_what_was_decided_a_moment_ago(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.history(planned().deadline) == EMPTY
        session.decided([notice()], TODAY)
        assert session.history(planned().deadline).handled == {"5"}
        session.decided([notice(step="10")], TODAY)
        assert session.history(planned().deadline).handled == {"5", "10"}


def test_looking_again_moves_an_item_out_of_the_day(store: SqlStore) -> None:
    plan(store, planned("A"), planned("B"), planned("C"))
    with store.board("kade") as session:
        assert session.deadline("A") == planned("A")
        session.look_again({"A": TOMORROW, "B": None})
        assert session.deadline("A") == planned("A", TOMORROW)
    assert due_items(store) == ["C"]
    assert due_items(store, TOMORROW) == ["C", "A"]  # the longest waiting first


def test_stale_deadlines_are_rewritten_without_becoming_news(store: SqlStore) -> None:
    plan(store, planned("A", TOMORROW), planned("B", TOMORROW))
    with store.board("kade") as session:
        off = DayOff(unit="BRUG", first=TODAY, last=TODAY)
        session.record("closed", off, actor=ANNA, at=NOW + timedelta(hours=1))
        assert [one.deadline.item for one in session.stale(1)] == ["A"]
        session.freshen([replace(one, next_notice_on=TODAY) for one in session.stale(10)])
        assert session.stale(10) == []
    assert due_items(store) == ["A", "B"]


def test_deadlines_past_their_ladder_are_found(store: SqlStore) -> None:
    plan(store, planned("A", ladder_ends=date(2026, 11, 19)), planned("B", ladder_ends=TODAY))
    with store.reading("kade") as session:
        assert [one.deadline.item for one in session.deadlines(ladder_ended_before=TODAY)] == ["A"]


@pytest.mark.parametrize("is_known_before", [True, False])
def test_open_items_are_counted_while_they_come_and_go(store: SqlStore, is_known_before: bool) -> None:
    plan(store, planned("A"), planned("B", owner=KARIM), planned("C", owner=None))
    with store.board("kade") as session:
        assert (session.open_items_of(ANNA), session.open_items_of(KARIM)) == (1, 1)
        if is_known_before:
            for item in ("A", "B", "D"):
                session.deadline(item)
        session.plan(planned("A", owner=KARIM), known_at=NOW)
        session.plan(planned("D", owner=KARIM), known_at=NOW)
        session.unplan("B")
        assert (session.open_items_of(ANNA), session.open_items_of(KARIM)) == (0, 2)
    with store.reading("kade") as session:
        assert (session.open_items_of(ANNA), session.open_items_of(KARIM)) == (0, 2)


def test_a_snapshot_does_not_see_what_is_decided_meanwhile(shared_store: SqlStore) -> None:
    plan(shared_store, planned())
    with shared_store.reading("kade") as before:
        assert before.deadline("A-001") == planned()
        with shared_store.board("kade") as session:
            session.look_again({"A-001": TOMORROW})
            session.decided([notice(state=NoticeState.QUEUED)], TODAY)
        assert before.ledger() == []
        assert before.deadlines() == [planned()]
