"""What pages cost while the engine is busy in the same process, as in `pdca serve`: the demo, and sixty schools.

Pages are served over a socket; the browser is a process of its own. Every round opens all pages without a tick,
which tells what a page costs by itself, and then while mornings are ticked one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event

from benchmarks.boards import ROOT_UNIT, morning, weekday_from
from benchmarks.city import built, city
from benchmarks.measuring import ROOT
from benchmarks.page_list import Cast, Opened, pages
from benchmarks.report import Cost, Report, Row, Size
from pdca.bootstrap import Runtime
from pdca.clock import MovedClock
from pdca.demo.build import build
from pdca.services.engine.tick import tick
from pdca.settings import Settings
from pdca.web.app import Web
from pdca.web.door.gate import Receive, Scope, Send
from pdca.web.door.passes import SESSION, new_pass
from pdca.web.serving import free_port, served

OWNERS, TIMES = 3000, 8
DAY = date(2026, 11, 25)
KB = 1000
MOST_SECONDS, MOST_STATEMENTS, MOST_TO_SEE = 0.150, 12, 100 * KB
DEMO_CAST = Cast(
    board="waterlijn",
    root="BST",
    team="PSL-ONB",
    school="PSL",
    teacher="f.stroobach@dewaterlijn.example",
    leader="a.kuipershof@dewaterlijn.example",
    head="c.bosmade@dewaterlijn.example",
    quality="n.berkaoui@dewaterlijn.example",
)
CITY_CAST = Cast(
    board="stad",
    root=ROOT_UNIT,
    team="S00-T0",
    school="S00",
    teacher="medewerker00000@stad.example",
    leader="teamleider.s00-t0@stad.example",
    head="directeur.s00@stad.example",
    quality="kwaliteit@stad.example",
)


@dataclass(slots=True)
class Found:
    """What was measured of one page."""

    busy: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: int = 0
    bytes: int = 0
    first_paint: int = 0

    @property
    def slow(self) -> float:
        """Return the time within which 19 of 20 pages came while the engine was busy."""
        return quantiles(self.busy, n=20, method="inclusive")[-1] if len(self.busy) > 1 else self.busy[0]

    def row(self, what: str) -> Row:
        """Return the line of the report."""
        remark = (
            f"p95 {self.slow * 1000:4.0f} ms, {median(self.quiet) * 1000:4.0f} ms without a tick; "
            f"{self.statements:2} statements, {self.bytes / KB:4.0f} KB, {self.first_paint / KB:4.0f} KB to see it"
        )
        return Row(what=what, cost=Cost(wall=median(self.busy), cpu=median(self.cpu)), remark=remark)


class Watched(Web):
    """The web, with what each page cost, in order; true only while one request at a time is all that runs."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self.costs: list[tuple[float, int]] = []
        self._ran = 0
        event.listen(runtime.store.engine, "before_cursor_execute", self._count)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and note what it cost."""
        cpu, ran = process_time(), self._ran
        await super().__call__(scope, receive, send)
        if scope["type"] == "http" and scope["path"].startswith("/b/"):
            self.costs.append((process_time() - cpu, self._ran - ran))

    def _count(self, *_: object) -> None:
        self._ran += 1


def run(size: Size) -> Report:
    """Open every kind of page on both boards."""
    times = size.of(TIMES)
    with TemporaryDirectory() as name:
        folder = Path(name)
        demo = build(folder / "demo")
        file = folder / "city.db"
        first = weekday_from(DAY, -2)
        built(file, city(size.of(OWNERS, least=10), DAY), first, DAY)
        found = {
            **_measured(
                "demo", demo.runtime.settings.database_url, DEMO_CAST, demo.starts, size.rounds, times
            ),
            **_measured("city", f"sqlite:///{file}", CITY_CAST, morning(DAY), size.rounds, times),
        }
    return Report(
        name="pages",
        about=f"the middle of {size.rounds * times} times while the engine ticks; CPU without it",
        rows=tuple(each.row(what) for what, each in found.items()),
        ratios={
            "slowest p95 beside 150 ms": max(one.slow for one in found.values()) / MOST_SECONDS,
            "most statements beside 12": max(one.statements for one in found.values()) / MOST_STATEMENTS,
            "heaviest to see beside 100 KB": max(one.first_paint for one in found.values()) / MOST_TO_SEE,
        },
    )


def _measured(
    name: str, database: str, cast: Cast, now: datetime, rounds: int, times: int
) -> dict[str, Found]:
    settings = Settings(database_url=database, secret_key=SecretStr("0123456789abcdef" * 4))
    runtime = Runtime(settings, clock=MovedClock(now))
    web, port = Watched(runtime), free_port(0)
    with runtime.store.reading(cast.board) as session:
        opened = list(pages(cast, session))
    visits = _visits(web, cast.board, opened, runtime.clock.now())
    found = {page.what: Found() for page in opened}
    mornings = _mornings(now.date())
    with served(web, port):
        _sent(port, visits, 1)  # what a process does once is done
        web.costs.clear()
        for _ in range(rounds):
            for one, seen in zip(found.values(), _sent(port, visits, times), strict=True):
                one.quiet += seen[0]
                one.bytes, one.first_paint = seen[1:]
            for number, one in enumerate(found.values()):
                costs = web.costs[number :: len(visits)]
                one.cpu += [cpu for cpu, _ in costs]
                one.statements = max([one.statements, *(ran for _, ran in costs)])
            with _ticking(runtime, cast.board, mornings):
                for one, seen in zip(found.values(), _sent(port, visits, times), strict=True):
                    one.busy += seen[0]
            web.costs.clear()
    runtime.store.close()
    return {f"{name}: {what}": one for what, one in found.items()}


def _visits(web: Web, board: str, opened: Sequence[Opened], now: datetime) -> list[tuple[str, str]]:
    passes = {
        who: f"{SESSION}={new_pass(web.site, board, who, now, how='demo')}"
        for who in {page.who for page in opened}
    }
    return [(f"/b/{board}{page.path}", passes[page.who]) for page in opened]


def _sent(port: int, visits: Sequence[tuple[str, str]], times: int) -> list[Any]:
    """Let a browser in another process open all pages."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.visits"],
        cwd=ROOT,
        input=json.dumps({"port": port, "visits": visits, "times": times}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    seen: list[Any] = json.loads(done.stdout)
    return seen


@contextmanager
def _ticking(runtime: Runtime, board: str, mornings: Iterator[date]) -> Iterator[None]:
    """Tick one morning after the other beside the block."""
    stop = threading.Event()

    def live() -> None:
        while not stop.is_set():
            tick(runtime.store, runtime.shipped, morning(next(mornings)), [board])

    thread = threading.Thread(target=live, name="ticking")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _mornings(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day
