"""The engine agrees with the naive calculation on every notice of hundreds of random boards.

The calculation was written from the text of the rules; here a board's folder is written, loaded and run through the
real use cases on a real store, with the same days of downtime.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.domain.notices.notice import NoticeState
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import escalate, send_reminders, tick
from pdca.services.situation import local_moment
from pdca.store import open_store, upgrade
from tests.oracle.naive import sent
from tests.oracle.random_worlds import random_world, write_board_folder
from tests.oracle.world import World

Row = tuple[date, str, str, str, str | None]

SHIPPED = Shipped()
WORLDS, TOGETHER = 300, 10
FILED = (NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNDELIVERABLE)


def ledger_of(world: World, folder: Path, url: str, *, whole_tick: bool) -> list[Row]:
    """Load a world's folder, let the engine run on its days, and return what the ledger then says."""
    write_board_folder(world, folder)
    board = read_folder(folder, SHIPPED)
    policy = board.policy or SHIPPED.policy
    store = open_store(url, entropy=bytes)
    load_folder(store, SHIPPED, board, local_moment(world.load_day, board.board, policy))
    for day in world.run_days:
        now = local_moment(day, board.board, policy)
        if whole_tick:
            tick(store, SHIPPED, now)
        else:
            escalate(store, board.board.slug, SHIPPED, now)
            send_reminders(store, board.board.slug, SHIPPED, now)
    with store.reading(board.board.slug) as session:
        rows = [row for row in session.ledger() if row.notice.state in FILED]
    store.engine.dispose()
    told = [(row.day, row.notice.item, row.notice.step, str(row.notice.kind), row.notice.recipient) for row in rows]
    return sorted(told, key=str)


@pytest.mark.parametrize("first", range(0, WORLDS, TOGETHER))
def test_every_notice_of_random_boards_is_what_the_text_of_the_rules_says(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + TOGETHER):
        world = random_world(seed)
        told = ledger_of(world, tmp_path / str(seed), "sqlite://", whole_tick=False)
        assert told == sorted(sent(world), key=str), f"world {seed}"


@pytest.mark.parametrize("seed", [3, 8])
def test_a_whole_tick_on_postgresql_says_the_same(seed: int, tmp_path: Path, postgres_url: str) -> None:
    upgrade(postgres_url)
    world = random_world(seed)
    assert ledger_of(world, tmp_path, postgres_url, whole_tick=True) == sorted(sent(world), key=str)
