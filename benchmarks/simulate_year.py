"""A school year of the example board on the virtual clock, with each behaviour of its people."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from benchmarks.boards import waterlijn
from benchmarks.measuring import timed
from benchmarks.report import Report, Row, Size, middle
from pdca.bootstrap import Runtime
from pdca.domain.folder import BoardFolder
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate
from pdca.settings import Settings

FIRST, DAYS = date(2026, 8, 1), 365


def run(size: Size) -> Report:
    """Simulate the year with each behaviour."""
    runtime = Runtime(Settings())
    days = size.of(DAYS)
    rows = []
    for behaviour in Behaviour:
        last = FIRST + timedelta(days=days - 1)
        scenario = Scenario(first=FIRST, last=last, behaviour=behaviour, seed=1)
        year = partial(_year, runtime, waterlijn(runtime), scenario)
        rows.append(Row(what=behaviour, cost=middle(timed(year) for _ in range(size.rounds))))
    about = f"the example board over {days} days, in a running process; medians of {size.rounds} rounds"
    return Report(name="simulate_year", about=about, rows=tuple(rows))


def _year(runtime: Runtime, folder: BoardFolder, scenario: Scenario) -> None:
    store = runtime.scratch_store()
    simulate(store, runtime.shipped, runtime.words, folder, scenario)
    store.close()
