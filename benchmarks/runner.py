"""Chooses, runs and prints benchmarks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from benchmarks import mail_day, pages, render, simulate_year, startup, tick_idle
from benchmarks.report import Benchmark, Size

ALL: Mapping[str, Benchmark] = {
    "mail_day": mail_day.run,
    "tick_idle": tick_idle.run,
    "simulate_year": simulate_year.run,
    "startup": startup.run,
    "render": render.run,
    "pages": pages.run,
}
QUICK = Size(rounds=3, scale=0.2)
FULL = Size(rounds=5, scale=1.0)


def run(argv: Sequence[str] | None) -> int:
    """Run what the arguments name; without names everything, quickly."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(ALL)}")
    parser.add_argument("--rounds", type=int, help="how often each side is measured, in turn")
    parser.add_argument("--scale", type=float, help="1 is the size of docs/performance.md")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    given = parser.parse_args(argv)
    unknown = [name for name in given.names if name not in ALL]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are: {', '.join(ALL)}")
    usual = FULL if given.names else QUICK
    size = Size(rounds=given.rounds or usual.rounds, scale=given.scale or usual.scale)
    reports = []
    for name in given.names or ALL:
        reports.append(ALL[name](size))
        if not given.json:
            print(reports[-1].as_text(), flush=True)
    if given.json:
        print(json.dumps([report.as_json() for report in reports], indent=2))
    return 0
