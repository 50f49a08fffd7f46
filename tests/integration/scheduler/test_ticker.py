"""The embedded clock inside a process: what a round does, what it survives and how it ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.job import Job
from pydantic import SecretStr
from sqlalchemy import text

from pdca.bootstrap import Runtime
from pdca.domain.errors import Misconfigured
from pdca.scheduler.serve import serve
from pdca.scheduler.ticker import ROUND, FromNow, Ticker
from pdca.services.engine.tick import DELIVER_MAIL, ESCALATE, NIGHTLY, STEPS
from pdca.settings import Settings
from pdca.store import upgrade
from tests.builders import installation
from tests.builders.installed import Installation
from tests.servers.waiting import until

OFTEN = timedelta(milliseconds=100)


def test_the_first_round_begins_at_once_and_gives_the_ledger_of_a_plain_tick(installed: Installation) -> None:
    with Ticker(installed.runtime):
        until(lambda: installed.ended(NIGHTLY) == 1, "the first night's work is done")
        until(lambda: installed.ended(DELIVER_MAIL) == 1, "mail has been delivered")
    assert installation.ledger(installed.url) == installed.expected
    assert installed.states() == {"sent"}
    runs = installed.runs()
    assert {run.name for run in runs} == {*(name for name, _ in STEPS), DELIVER_MAIL, NIGHTLY}
    assert all(run.ended is not None and run.ended >= run.started and not run.error for run in runs)


def test_nightly_runs_once_a_night_however_often_the_clock_ticks(on_sqlite: Installation) -> None:
    with Ticker(on_sqlite.runtime, every=OFTEN):
        for night in range(1, 4):
            until(lambda: on_sqlite.ended(NIGHTLY) == night, "a night's work")  # noqa: B023 - asked within the turn
            if night < 3:
                on_sqlite.clock.forward(timedelta(days=1))
        last = on_sqlite.runs(ESCALATE)[0].started
        until(lambda: on_sqlite.runs(ESCALATE)[0].started > last + 5 * OFTEN, "some more rounds")
    assert len(on_sqlite.runs(NIGHTLY)) == 3


def test_a_board_that_fails_is_shown_and_does_not_stop_the_others(on_sqlite: Installation) -> None:
    with on_sqlite.seen.engine.begin() as connection:
        connection.execute(text("UPDATE boards SET body = 'nonsense' WHERE slug = 'waterlijn-03'"))
    with Ticker(on_sqlite.runtime):
        until(lambda: on_sqlite.ended(DELIVER_MAIL) == 1, "the first round is over")
    assert [run.error.partition(":")[0] for run in on_sqlite.runs(ESCALATE)] == ["waterlijn-03"]
    assert on_sqlite.states() == {"sent"}


def test_a_database_that_is_not_there_yet_is_tried_again(
    on_sqlite: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    later = Installation(f"sqlite:///{tmp_path / 'later.db'}", tmp_path / "mail", {})
    with Ticker(later.runtime, every=OFTEN):
        until(lambda: "this round of the engine broke off" in caplog.text, "a round that fails")
        upgrade(later.url)
        until(lambda: later.ended(DELIVER_MAIL) > 0, "a round that succeeds")
    later.close()


def test_closing_waits_for_what_is_under_way(on_sqlite: Installation) -> None:
    with Ticker(on_sqlite.runtime):
        until(lambda: bool(on_sqlite.runs()), "the first round has begun")
    assert all(run.ended for run in on_sqlite.runs())
    assert not {thread.name for thread in threading.enumerate()} & {"APScheduler", "pdca-watch"}


def test_a_clock_that_jumps_forward_leaves_no_row_of_missed_fires() -> None:
    minute = timedelta(minutes=1)
    long_ago, now = datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    assert FromNow(minute).get_next_fire_time(long_ago, now) == now + minute


def test_a_clock_that_was_set_back_does_not_stop_the_ticker(on_sqlite: Installation) -> None:
    with Ticker(on_sqlite.runtime, every=timedelta(hours=1)) as ticker:
        until(lambda: on_sqlite.ended(DELIVER_MAIL) == 1, "the first round is over")
        last = on_sqlite.runs(ESCALATE)[0].started
        job: Job = ticker._scheduler.get_job(ROUND)

        def woken() -> bool:  # more than once: while the first round finishes its nightly work, no other begins
            job.modify(next_run_time=job.next_run_time + timedelta(days=365))
            ticker.wake()
            return on_sqlite.runs(ESCALATE)[0].started > last

        until(woken, "another round")


def test_serving_ends_when_it_is_told_to(on_sqlite: Installation) -> None:
    stop = threading.Event()
    serving = threading.Thread(target=serve, args=(on_sqlite.runtime, stop))
    serving.start()
    until(lambda: on_sqlite.ended(DELIVER_MAIL) == 1, "the first round is over")
    stop.set()
    serving.join(30)
    assert not serving.is_alive()


def test_serving_refuses_to_begin_without_a_key(on_sqlite: Installation, tmp_path: Path) -> None:
    settings = Settings(database_url=on_sqlite.url, smtp_url=SecretStr(f"maildir:{tmp_path}"))
    with pytest.raises(Misconfigured, match="PDCA_SECRET_KEY"):
        serve(Runtime(settings), threading.Event())
    assert on_sqlite.runs() == []
