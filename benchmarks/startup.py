"""What a command costs before and while it does anything: help, and a tick of the example board."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.boards import lived_through, runtime_on, waterlijn
from benchmarks.measuring import timed_child
from benchmarks.report import Cost, Report, Row, Size, middle

LOADED, DAY = date(2026, 11, 20), date(2026, 11, 23)
COMMANDS = {
    "python, nothing": ("-c", "pass"),
    "pdca --help": ("-m", "pdca", "--help"),
    "pdca tick, first of the day": ("-m", "pdca", "tick", "--as-of", DAY.isoformat()),
    "pdca tick, again": ("-m", "pdca", "tick", "--as-of", DAY.isoformat()),
}


def run(size: Size) -> Report:
    """Start each command in turn, on the example board."""
    costs: dict[str, list[Cost]] = {what: [] for what in COMMANDS}
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = folder / "before.db"
        with runtime_on(before) as runtime:
            board = waterlijn(runtime)
        lived_through(before, board, LOADED, DAY)
        for number in range(size.rounds + 1):
            (folder / "pdca.db").write_bytes(before.read_bytes())
            for what, command in COMMANDS.items():
                cost = timed_child(command, folder)
                if number:  # the first round only warms up
                    costs[what].append(cost)
            for left in folder.glob("pdca.db*"):
                left.unlink()
    rows = tuple(Row(what=what, cost=middle(each)) for what, each in costs.items())
    return Report(name="startup", about=f"fresh processes; medians of {size.rounds} rounds", rows=rows)
