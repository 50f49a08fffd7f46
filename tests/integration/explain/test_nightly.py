"""The nightly work finds nothing to do on a healthy board, and puts right what is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pdca.services.access.ports import Credential
from pdca.services.engine.nightly import DIFFERENCES, FAULTS, ITEMS, nightly
from pdca.store import SqlStore, open_store
from tests.integration.explain.boards import ACTION, OWNER, SHIPPED, SLUG, at, load, run, write_board

THREE = tuple({**ACTION, "ref": f"A-{number}", "due": f"2026-1{number}-13"} for number in (0, 1, 2))
FIRST, DAY = date(2026, 11, 4), date(2026, 11, 24)


@pytest.fixture
def lived(empty_store: SqlStore, tmp_path: Path) -> SqlStore:
    """A board with three actions and its programmes, ticked day by day for three weeks."""
    return lived_through(empty_store, tmp_path)


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[SqlStore]:
    """The same in memory, for tests of what no database does differently."""
    store = open_store("sqlite://", entropy=bytes)
    yield lived_through(store, tmp_path)
    store.close()


def lived_through(store: SqlStore, folder: Path) -> SqlStore:
    load(store, write_board(folder, actions=THREE, programmes=True), FIRST)
    run(store, FIRST, DAY - timedelta(days=1))
    return store


def work(store: SqlStore, day: date = DAY) -> dict[str, int]:
    return dict(nightly(store, SLUG, SHIPPED, at(store, day) - timedelta(hours=3)))


def test_a_board_that_lived_through_an_autumn_has_no_difference(lived: SqlStore) -> None:
    counts = work(lived)
    assert counts[ITEMS] >= 3
    assert counts[DIFFERENCES] == counts[FAULTS] == 0


def test_there_is_no_difference_after_the_notices_of_the_day_either(lived: SqlStore) -> None:
    run(lived, DAY, DAY)
    assert dict(nightly(lived, SLUG, SHIPPED, at(lived, DAY) + timedelta(hours=3)))[DIFFERENCES] == 0


def test_there_is_no_difference_after_weeks_without_an_engine(lived: SqlStore) -> None:
    assert work(lived, DAY + timedelta(days=40))[DIFFERENCES] == 0


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM deadlines WHERE item = 'A-1'",
        "UPDATE deadlines SET owner = 'tl@kade.example' WHERE item = 'A-1'",
        "UPDATE deadlines SET due = '2027-01-05' WHERE item = 'A-1'",
        "UPDATE deadlines SET ladder_ends = '2026-10-01' WHERE item = 'A-1'",
        "UPDATE deadlines SET next_notice_on = NULL WHERE item = 'A-1'",
        "UPDATE deadlines SET next_notice_on = '2027-06-01' WHERE item = 'A-1'",
        "UPDATE deadlines SET item = 'A-9' WHERE item = 'A-1'",
    ],
)
def test_a_deadline_that_is_not_what_its_item_says_is_put_right(damaged: SqlStore, damage: str) -> None:
    with damaged.reading(SLUG) as session:
        before = {one.deadline.item: one.deadline for one in session.deadlines()}
    with damaged.engine.begin() as connection:
        connection.execute(text(damage))
    # A deadline under another name is missing here and stray there.
    assert work(damaged)[DIFFERENCES] == (2 if "SET item" in damage else 1)
    assert work(damaged)[DIFFERENCES] == 0
    with damaged.reading(SLUG) as session:
        assert {one.deadline.item: one.deadline for one in session.deadlines()} == before


def test_when_to_look_again_is_left_to_an_engine_that_is_deciding_the_day(damaged: SqlStore) -> None:
    now = at(damaged, DAY)
    with damaged.board(SLUG) as session:
        session.day_run(DAY, now)
    with damaged.engine.begin() as connection:
        connection.execute(text("UPDATE deadlines SET next_notice_on = '2027-06-01' WHERE item = 'A-1'"))
    assert work(damaged)[DIFFERENCES] == 0
    with damaged.engine.begin() as connection:
        connection.execute(text("UPDATE deadlines SET due = '2027-01-05' WHERE item = 'A-1'"))
    assert work(damaged)[DIFFERENCES] == 1  # what its item says is wrong at any hour


def test_an_item_that_was_put_right_is_told_as_if_nothing_had_happened(damaged: SqlStore) -> None:
    with damaged.engine.begin() as connection:
        connection.execute(text("UPDATE deadlines SET next_notice_on = NULL WHERE item = 'A-1'"))
    work(damaged)
    run(damaged, DAY, date(2026, 11, 27))
    with damaged.reading(SLUG) as session:
        told = [
            row.notice.step for row in session.ledger(item="A-1", first=DAY) if row.notice.recipient == OWNER
        ]
    assert told == ["10"]


def test_a_change_of_what_is_stored_is_found(damaged: SqlStore) -> None:
    with damaged.engine.begin() as connection:
        connection.execute(text("UPDATE actions SET body = replace(body, 'Pleinrooster', 'Rooster')"))
    assert work(damaged)[FAULTS] == 3


def test_deadlines_of_an_older_policy_are_computed_anew_first(damaged: SqlStore) -> None:
    now = at(damaged, DAY)
    with damaged.board(SLUG) as session:
        policy = session.policy()
        changed = replace(policy, notices=replace(policy.notices, overdue_later=10))
        session.record("policy_loaded", changed, actor="load", at=now)
    counts = work(damaged)
    assert counts["freshened"] >= 3
    assert counts[DIFFERENCES] == 0


def test_what_opened_the_door_to_somebody_who_left_is_taken_away(damaged: SqlStore) -> None:
    access, morning = damaged.access(), at(damaged, DAY)
    access.keep(Credential(board=SLUG, person=OWNER, changed=morning))
    work(damaged)
    assert access.credential(SLUG, OWNER) is not None
    with damaged.board(SLUG) as session:
        owner = next(one for one in session.people() if one.email == OWNER)
        leaver = replace(owner, active_until=DAY - timedelta(days=1))
        session.record("changed", leaver, actor="load", at=morning)
    work(damaged)
    assert access.credential(SLUG, OWNER) is None
