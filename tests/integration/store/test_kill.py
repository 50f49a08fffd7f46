"""A process that is killed with -9 leaves whole transactions behind, and all that it was told is stored."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pdca.store import open_store
from tests.contract.builders import found, seeded

ROOT = Path(__file__).resolve().parents[3]


def work_and_die(url: str, chance: random.Random) -> int:
    """Let a process work, kill it after some acknowledged steps; return the last one."""
    command = [sys.executable, "-m", "tests.integration.store.racers", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        acknowledged = 0
        for _ in range(chance.randint(1, 60)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout.read().split():
            acknowledged = int(line)
    assert process.returncode == -signal.SIGKILL
    return acknowledged


def kill_often(url: str, kills: int) -> None:
    chance = random.Random(11)
    found(open_store(url, entropy=seeded())).close()
    for _ in range(kills):
        acknowledged = work_and_die(url, chance)
        store = open_store(url, entropy=seeded())
        with store.reading("kade") as session:
            step = session.action("A-001").version
            assert step in (acknowledged, acknowledged + 1)
            planned = session.deadline("A-001")
            assert planned is not None
            assert planned.deadline.version == step
            steps = {str(number) for number in range(2, step + 1)}
            rows = session.ledger()
            assert {row.notice.step for row in rows} == steps
            assert len({row.message for row in rows}) == len(rows) == len(steps)
        assert store.verify("kade") == []
        store.close()


@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=[pytest.mark.full, pytest.mark.timeout(1800)])])
def test_nothing_that_was_acknowledged_is_lost_and_nothing_is_half(shared_url: str, kills: int) -> None:
    kill_often(shared_url, kills)
