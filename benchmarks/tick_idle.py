"""A tick costs what is due, not what exists: two sizes of board with nothing due and with a hundred items due."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.boards import lived_through, morning, runtime_on, town, weekday_from
from benchmarks.measuring import timed
from benchmarks.report import Cost, Report, Row, Size, middle
from pdca.services.engine.tick import tick

DAY = date(2026, 11, 25)
OWNERS = 100
LATER = date(2027, 6, 2)
"""Due so late that nothing is to be said about it on the measured day."""


def run(size: Size) -> Report:
    """Tick boards with few and with many open actions."""
    owners, many = size.of(OWNERS, least=10), size.of(200, least=4)
    boards = {
        f"{owners * 2} open, nothing due": (LATER,) * 2,
        f"{owners * many} open, nothing due": (LATER,) * many,
        f"{owners * 2} open, {owners} due": (DAY, LATER),
        f"{owners * many} open, {owners} due": (DAY, *(LATER,) * (many - 1)),
    }
    with TemporaryDirectory() as name:
        found = {what: _ticks(Path(name), owners, dues, size.rounds) for what, dues in boards.items()}
    costs = list(found.values())
    return Report(
        name="tick_idle",
        about=f"one tick in a running process; medians of {size.rounds} rounds",
        rows=tuple(Row(what=what, cost=cost) for what, cost in found.items()),
        ratios={
            f"{many // 2} times as many open, nothing due: CPU": costs[1].cpu / costs[0].cpu,
            f"{many // 2} times as many open, as many due: CPU": costs[3].cpu / costs[2].cpu,
        },
    )


def _ticks(folder: Path, owners: int, dues: Sequence[date], rounds: int) -> Cost:
    """Return the cost of a tick on the measured day, each time from the evening before."""
    first = weekday_from(DAY, -2)
    before = folder / f"{owners}-{len(dues)}-{dues[0]}.db"
    lived_through(before, town(owners, dues, first), first, DAY)
    return middle(_tick(before, folder / f"round-{number}.db") for number in range(rounds))


def _tick(before: Path, file: Path) -> Cost:
    shutil.copy(before, file)
    with runtime_on(file) as runtime:
        tick(runtime.store, runtime.shipped, morning(weekday_from(DAY, -1)))  # a running process is warm
        cost = timed(lambda: tick(runtime.store, runtime.shipped, morning(DAY)))
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    return cost
