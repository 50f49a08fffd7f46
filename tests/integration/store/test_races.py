"""Two processes at once: each slot is won once, each message claimed once, no change lost, no chain forked."""

import multiprocessing
from collections.abc import Iterator

import pytest

from pdca.store import SqlStore, open_store
from pdca.store.engine import write
from pdca.store.schema import tables
from tests.contract.builders import NOW, TODAY, board, found, message, seeded
from tests.integration.store.racers import (
    Racer,
    Result,
    begin_days,
    change_values,
    claim_mail,
    found_boards,
    race,
)


@pytest.fixture
def raced_store(shared_url: str) -> Iterator[SqlStore]:
    store = found(open_store(shared_url, entropy=seeded()))
    yield store
    store.close()


def run(store: SqlStore, racer: Racer, rounds: int, processes: int = 2) -> list[Result]:
    """Start processes that meet at a barrier; return what each did."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(processes), context.Queue()
    url = store.engine.url.render_as_string(hide_password=False)
    started = [
        context.Process(target=race, args=(racer, url, number, barrier, rounds, results))
        for number in range(processes)
    ]
    for one in started:
        one.start()
    found = [results.get(timeout=240) for _ in started]
    for one in started:
        one.join()
        assert one.exitcode == 0
    return found


def assert_each_day_began_once(store: SqlStore, rounds: int) -> list[int]:
    found = run(store, begin_days, rounds)
    wins = [one["wins"] for one in found]
    assert sum(wins) == sum(one["decided"] for one in found) == rounds
    with store.reading("kade") as session:
        assert len(session.open_days()) == len(session.ledger()) == rounds
    return wins


def test_each_day_is_begun_by_one_and_decided_once(raced_store: SqlStore) -> None:
    assert_each_day_began_once(raced_store, 40)


@pytest.mark.full
@pytest.mark.timeout(600)
def test_ten_thousand_days_are_begun_once_and_both_sides_win_their_share(raced_store: SqlStore) -> None:
    wins = assert_each_day_began_once(raced_store, 10_000)
    assert all(2_000 <= one <= 8_000 for one in wins), wins


def test_each_message_is_claimed_by_one(raced_store: SqlStore) -> None:
    with raced_store.board("kade") as session:
        session.post([(message(f"p{number}@kade.example", TODAY), []) for number in range(150)])
    claimed = [id for one in run(raced_store, claim_mail, 30) for id in one["claimed"]]
    assert len(claimed) == len(set(claimed)) == 150


def test_no_change_is_lost_and_the_chain_never_forks(raced_store: SqlStore) -> None:
    run(raced_store, change_values, 40, processes=4)
    with raced_store.reading("kade") as session:
        assert session.action("A-001").version == 161
        assert len(session.events(key="A-001")) == 161
    assert raced_store.verify("kade") == []


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_eight_processes_make_two_thousand_changes_each(raced_store: SqlStore) -> None:
    run(raced_store, change_values, 2_000, processes=8)
    with raced_store.reading("kade") as session:
        assert session.action("A-001").version == 16_001
    assert raced_store.verify("kade") == []


def test_boards_are_written_side_by_side(raced_store: SqlStore) -> None:
    for number in range(3):
        raced_store.create(board(f"board-{number}"), actor="load", at=NOW)
    run(raced_store, found_boards, 30, processes=3)
    for number in range(3):
        with raced_store.reading(f"board-{number}") as session:
            assert len(session.events()) == 31
        assert raced_store.verify(f"board-{number}") == []


def test_postgresql_lets_one_board_be_written_while_another_is_open(postgresql_url: str) -> None:
    store = found(found(open_store(postgresql_url, entropy=seeded())), "zee")
    with store.board("kade"), store.board("zee") as session:
        session.day_run(TODAY, NOW)
    store.close()


def test_a_message_that_is_being_claimed_is_passed_over_not_waited_for(postgresql_url: str) -> None:
    store = found(open_store(postgresql_url, entropy=seeded()))
    with store.board("kade") as session:
        session.post([(message(f"p{number}@kade.example"), []) for number in range(2)])
    messages = tables.messages
    with write(store.engine) as other:
        other.execute(messages.select().where(messages.c.recipient == "p0@kade.example").with_for_update())
        claimed = store.outbox().claim(NOW, "one", NOW, 10)
    assert [one.recipient for one in claimed] == ["p1@kade.example"]
    store.close()
