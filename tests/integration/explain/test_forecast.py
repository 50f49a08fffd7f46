"""What `why` says is coming is what then comes: on random boards the engine does what was forecast."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from pdca.catalog.folder import read_folder
from pdca.domain.notices.forecast import forecast
from pdca.domain.notices.notice import EMPTY, NoticeKind, NoticeState
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import escalate, send_reminders
from pdca.services.explain.trace import Outcome
from pdca.services.explain.why import why
from pdca.services.situation import Situation, local_moment
from pdca.store import SqlStore, open_store
from tests.integration.explain.boards import SHIPPED
from tests.oracle.random_worlds import random_world, write_board_folder

DAYS = 100
LADDER = {*NoticeKind} - {NoticeKind.OVERVIEW, NoticeKind.RESOLVED, NoticeKind.THANKS}
Row = tuple[date, str, str, str | None, NoticeState]


def loaded(seed: int, folder: Path) -> tuple[SqlStore, str, date]:
    world = random_world(seed)
    write_board_folder(world, folder)
    board = read_folder(folder, SHIPPED)
    store = open_store("sqlite://", entropy=bytes)
    moment = local_moment(world.load_day, board.board, board.policy or SHIPPED.policy)
    load_folder(store, SHIPPED, board, moment)
    return store, board.board.slug, world.load_day


def forecast_of(store: SqlStore, slug: str, first: date, last: date) -> list[Row]:
    with store.reading(slug) as session:
        board, policy = session.board(), session.policy()
        situation = Situation(session, SHIPPED, local_moment(first, board, policy))
        return [
            (day, notice.item, notice.step, notice.recipient, notice.state)
            for planned in session.deadlines()
            for rules in [situation.rules(planned.deadline.unit, planned.deadline.grade)]
            for day, notices in forecast(planned.deadline, EMPTY, first, last, rules)
            for notice in notices
        ]


def lived(store: SqlStore, slug: str, first: date, last: date) -> list[Row]:
    with store.reading(slug) as session:
        board, policy = session.board(), session.policy()
    for number in range((last - first).days + 1):
        now = local_moment(first + timedelta(days=number), board, policy)
        escalate(store, slug, SHIPPED, now)
        send_reminders(store, slug, SHIPPED, now)
    with store.reading(slug) as session:
        return [
            (row.day, row.notice.item, row.notice.step, row.notice.recipient, row.notice.state)
            for row in session.ledger()
            if row.notice.kind in LADDER
        ]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_forecast_is_what_the_engine_does(seed: int, tmp_path: Path) -> None:
    store, slug, first = loaded(seed, tmp_path)
    last = first + timedelta(days=DAYS)
    expected = forecast_of(store, slug, first, last)
    assert expected
    assert sorted(lived(store, slug, first, last), key=str) == sorted(set(expected), key=str)


@pytest.mark.parametrize("seed", range(4))
def test_every_item_of_a_random_board_can_be_explained_on_any_day(seed: int, tmp_path: Path) -> None:
    store, slug, first = loaded(seed, tmp_path)
    middle = first + timedelta(days=DAYS // 2)
    lived(store, slug, first, middle)
    with store.reading(slug) as session:
        items = [one.deadline.item for one in session.deadlines()]
        now = local_moment(middle, session.board(), session.policy()) + timedelta(hours=1)
    for item in items:
        trace = why(store, SHIPPED, item, now)
        for step in trace.steps:
            assert step.told or step.outcome in (Outcome.COMING, Outcome.WAITING, Outcome.NEVER)
            told = {row.recipient for row in step.told if row.state in ("sent", "queued")} - {None}
            assert not step.told or told == set(step.people)
