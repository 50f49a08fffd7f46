"""Boards, runs and snapshots."""

from contextlib import suppress
from datetime import timedelta

import pytest

from pdca.domain.errors import NotFound, Refused
from pdca.services.records import Run
from pdca.store import SqlStore, open_store
from tests.contract.builders import ANNA, NOW, action, board, found, seeded, unit


def test_boards_are_listed_by_name(empty_store: SqlStore) -> None:
    assert empty_store.boards() == []
    for slug in ("zee", "kade"):
        empty_store.create(board(slug), actor="load", at=NOW)
    assert empty_store.boards() == ["kade", "zee"]


def test_a_new_board_begins_its_chain(empty_store: SqlStore) -> None:
    empty_store.create(board(), actor="load", at=NOW)
    with empty_store.reading("kade") as session:
        assert session.board() == board()
        assert [(event.seq, event.kind, event.key) for event in session.events()] == [
            (1, "board_created", "kade")
        ]
    assert empty_store.verify("kade") == []


def test_a_name_is_given_once(store: SqlStore) -> None:
    with pytest.raises(Refused, match="kade"):
        store.create(board(), actor="load", at=NOW)
    assert store.verify("kade") == []


def test_an_unknown_board_is_named(empty_store: SqlStore) -> None:
    def open_board() -> None:
        with empty_store.board("nergens"):
            pass

    with pytest.raises(NotFound, match="nergens"):
        open_board()
    with pytest.raises(NotFound, match="nergens"):
        empty_store.verify("nergens")


def test_what_another_store_wrote_is_seen_at_once(shared_store: SqlStore) -> None:
    other = open_store(shared_store.engine.url.render_as_string(hide_password=False), entropy=seeded(8))
    for name in ("Een", "Twee"):
        with shared_store.reading("kade") as session:
            assert session.units()[0] != unit(name=name)
        with other.board("kade") as session:
            session.record("renamed", unit(name=name), actor="load", at=NOW)
        with shared_store.reading("kade") as session:
            assert session.units()[0] == unit(name=name)
    other.close()


def test_what_was_rolled_back_is_not_remembered(store: SqlStore) -> None:
    def fail() -> None:
        with store.board("kade") as session:
            session.record("renamed", unit(name="Nooit"), actor="load", at=NOW)
            assert session.units()[0].name == "Nooit"
            raise Refused

    with pytest.raises(Refused):
        fail()
    with store.reading("kade") as session:
        assert session.units()[0] == unit()


def test_runs_are_shown_newest_first(store: SqlStore) -> None:
    first = store.begin("escalate", NOW)
    store.end(first, NOW + timedelta(seconds=3), {"items": 4})
    store.end(store.begin("deliver_mail", NOW), NOW, {}, error="no connection")
    store.begin("nightly", NOW)
    assert store.runs() == [
        Run(name="nightly", started=NOW),
        Run(name="deliver_mail", started=NOW, ended=NOW, error="no connection"),
        Run(name="escalate", started=NOW, ended=NOW + timedelta(seconds=3), counts={"items": 4}),
    ]
    assert len(store.runs(limit=1)) == 1


def test_an_honest_store_has_no_faults(store: SqlStore) -> None:
    found(store, "zee")
    assert store.verify("kade") == []


def test_a_board_knows_when_something_last_happened(store: SqlStore) -> None:
    later = NOW + timedelta(days=1)
    with store.board("kade") as session:
        assert session.last_event_at() == NOW
        session.record("changed", action(title="Anders"), actor=ANNA, at=later)
        assert session.last_event_at() == later


def test_a_name_with_a_sign_that_nothing_can_bear_is_nowhere(store: SqlStore) -> None:
    with store.reading("kade") as session:
        for look in (session.action, session.cycle, session.request):
            with pytest.raises(NotFound):
                look("A-001\0")
    with pytest.raises(NotFound), store.reading("kade\0"):
        pass
    with store.reading("kade") as session:  # and the store goes on as before
        assert session.board() == board()


def test_nobody_has_an_address_with_such_a_sign(store: SqlStore) -> None:
    with suppress(NotFound):
        assert store.access().member("kade", "anna\0@kade.example") is None
