"""Taking the time of a piece of work, in this process or in a fresh one."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_urlsafe
from time import perf_counter, process_time

from benchmarks.report import Cost

ROOT = Path(__file__).resolve().parents[1]


def timed(work: Callable[[], object]) -> Cost:
    """Return what a piece of work costs in this process."""
    wall, cpu = perf_counter(), process_time()
    work()
    return Cost(wall=perf_counter() - wall, cpu=process_time() - cpu)


def timed_child(arguments: Sequence[str], folder: Path, **settings: str) -> Cost:
    """Return what a fresh Python costs from its start to its end, with its own children."""
    wall, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    child(arguments, folder, **settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(wall=perf_counter() - wall, cpu=cpu)


def child(arguments: Sequence[str], folder: Path, **settings: str) -> None:
    """Run a fresh Python in a folder; what it says is shown only when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return a quiet environment that keeps compiled modules, as an installation does."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PDCA_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    given = {"PDCA_SECRET_KEY": token_urlsafe(), **settings}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), **given}
