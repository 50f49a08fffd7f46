"""`pdca serve` as a process: told to stop, killed, or started twice on one database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pdca.services.engine.tick import DELIVER_MAIL
from tests.builders import installation
from tests.builders.installation import SECRET
from tests.builders.installed import Installation
from tests.servers.smtp import SmtpServer
from tests.servers.waiting import until

PROGRAM = Path(__file__).with_name("serving.py")
ROOT = PROGRAM.parents[3]

Serving = subprocess.Popen[bytes]


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    """Start the program on an installation; whatever still runs afterwards is killed."""
    started: list[Serving] = []

    def start(on: Installation, *, smtp: str | None = None, minutes: int = 0) -> Serving:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PDCA_DATABASE_URL": on.url,
            "PDCA_SMTP_URL": smtp or f"maildir:{on.mail}",
            "PDCA_SECRET_KEY": SECRET,
        }
        command = [sys.executable, str(PROGRAM), str(minutes)]
        process = subprocess.Popen(command, env=environment, cwd=on.mail.parent)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_told_to_stop_finishes_its_step_and_ends_well(
    number: signal.Signals, on_sqlite: Installation, serve: Callable[..., Serving]
) -> None:
    process = serve(on_sqlite)
    until(lambda: bool(on_sqlite.runs()), "the first round has begun")
    process.send_signal(number)
    assert process.wait(60) == 0
    assert all(run.ended for run in on_sqlite.runs())


def test_two_processes_on_one_database_do_what_one_does(
    installed: Installation, serve: Callable[..., Serving], smtp_server: SmtpServer
) -> None:
    both = [serve(installed, smtp=smtp_server.url) for _ in range(2)]
    until(lambda: installed.ended(DELIVER_MAIL) >= 2, "both have delivered")
    for process in both:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(60) for process in both] == [0, 0]
    assert installation.ledger(installed.url) == installed.expected
    assert installation.faults(installed.url) == []
    assert installed.states() == {"sent"}
    arrived = Counter(str(mail.parsed()["Message-ID"]) for mail in smtp_server.received)
    assert set(arrived.values()) == {1}
    assert arrived.total() == installation.messages(installed.url)["sent"]


def test_a_process_killed_in_the_middle_is_made_good_by_the_next(
    installed: Installation, serve: Callable[..., Serving]
) -> None:
    first = serve(installed)
    until(installed.has_notices, "a first notice", every=0.001)
    first.kill()
    first.wait()
    touched, unfinished = installation.boards_by_progress(installed.url)
    assert touched
    assert unfinished, "it was too quick to be killed in the middle"
    assert any(run.ended is None for run in installed.runs())
    serve(installed, minutes=10)
    until(lambda: installed.ended(DELIVER_MAIL) >= 1, "the second has delivered")
    assert installation.ledger(installed.url) == installed.expected
    assert installation.faults(installed.url) == []
    assert installed.states() == {"sent"}
