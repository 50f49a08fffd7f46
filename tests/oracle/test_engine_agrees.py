"""The engine agrees with the naive calculation on every notice of hundreds of random boards.

The calculation was written from the text of the rules; here a board's folder is written, loaded and run through the
real use cases on a real store, with the same days of downtime, and with the same steps that were taken back. While a
step stands, what is told about it is told to somebody else: those rows are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.notices.notice import NoticeKind, NoticeState
from pdca.services.actions.act_on_action import act_on_action
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
    owners = {action.ref: action.owner for action in world.actions}
    for day in _days(world):
        now = local_moment(day, board.board, policy)
        if day not in world.run_days:
            pass
        elif whole_tick:
            tick(store, SHIPPED, now)
        else:
            escalate(store, board.board.slug, SHIPPED, now)
            send_reminders(store, board.board.slug, SHIPPED, now)
        for one in world.taken_back:
            for event in [Event.REPORT_DONE] * (one.done_on == day) + [Event.TAKE_BACK] * (
                one.back_on == day
            ):
                act = Act(event=event, actor=owners[one.ref], done="gedaan", evidence=("map 3",))
                with store.board(board.board.slug) as session:
                    act_on_action(session, SHIPPED, one.ref, act, now + timedelta(hours=4))
    with store.reading(board.board.slug) as session:
        rows = [row for row in session.ledger() if row.notice.state in FILED]
    store.engine.dispose()
    told = [
        (row.day, row.notice.item, row.notice.step, str(row.notice.kind), row.notice.recipient)
        for row in rows
    ]
    return compared(world, told)


def compared(world: World, rows: Iterable[Row]) -> list[Row]:
    """Leave out what is told of steps that stand, in overviews also of others on those days, and that they stood."""

    def is_elsewhere(row: Row) -> bool:
        day, item, _, kind, _ = row
        refs = {action.ref for action in world.actions} if kind == NoticeKind.OVERVIEW else {item}
        return kind == NoticeKind.RESOLVED or any(world.is_reported_done(ref, day) for ref in refs)

    return sorted((row for row in rows if not is_elsewhere(row)), key=str)


def _days(world: World) -> list[date]:
    first = min(world.load_day, world.run_days[0])
    return [first + timedelta(days=number) for number in range((world.run_days[-1] - first).days + 1)]


@pytest.mark.parametrize("first", range(0, WORLDS, TOGETHER))
def test_every_notice_of_random_boards_is_what_the_text_of_the_rules_says(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + TOGETHER):
        world = random_world(seed)
        told = ledger_of(world, tmp_path / str(seed), "sqlite://", whole_tick=False)
        assert told == compared(world, sent(world)), f"world {seed}"


@pytest.mark.parametrize("seed", [3, 8])
def test_a_whole_tick_on_postgresql_says_the_same(seed: int, tmp_path: Path, postgres_url: str) -> None:
    upgrade(postgres_url)
    world = random_world(seed)
    assert ledger_of(world, tmp_path, postgres_url, whole_tick=True) == compared(world, sent(world))
