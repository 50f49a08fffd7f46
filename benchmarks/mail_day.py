"""A day on which 1,000 owners have 10,000 items due, beside django-post_office sending the same mails ready-made.

Ours does everything in one fresh process: tick, decide, ledger, digests, rendering, MIME, SMTP, marks. The peer
finds text and HTML of exactly these mails in its own SQLite database and only sends them, in a fresh process too.
Both speak to the same server, in turn: one that answers at once, and one at the other end of a line.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.boards import lived_through, morning, runtime_on, town, weekday_from, with_overdue_every
from benchmarks.measuring import child, timed_child
from benchmarks.report import Cost, Report, Row, Size, middle
from benchmarks.sink import Sink

DAY = date(2026, 11, 25)
DUE = (-3, -3, -3, -3, 0, 0, 0, 3, 3, 3)
"""When the ten items of each owner are due, in school days from the measured day."""

CONNECTIONS = 20
OURS = "pdca, everything"
PEERS: Mapping[str, tuple[str, ...]] = {
    "post_office, as it comes": (),
    "post_office, at its quickest": (
        *("--batch", "1000", "--threads", str(CONNECTIONS), "--log-level", "1", "--quick-commits"),
    ),
    "post_office, as safe as ours": ("--batch", str(CONNECTIONS), "--threads", str(CONNECTIONS)),
}
REMARKS = {
    OURS: f"{CONNECTIONS} connections; a crash repeats at most as many mails",
    "post_office, as it comes": "batches of 100, 5 threads; a crash repeats up to 100",
    "post_office, at its quickest": f"one batch, {CONNECTIONS} threads, no fsync; a crash repeats up to 1,000",
    "post_office, as safe as ours": f"batches of {CONNECTIONS}, as many threads; a crash repeats at most as many",
}
ROUND_TRIPS = {"answers at once": 0.0, "20 ms away": 0.020}


def run(size: Size) -> Report:
    """Compare, round by round."""
    owners = size.of(1000, least=10)
    rows: list[Row] = []
    ratios: dict[str, float] = {}
    with TemporaryDirectory() as name:
        bench = _Bench(Path(name), owners)
        bench.prepare()
        for where, round_trip in ROUND_TRIPS.items():
            with Sink(round_trip) as sink:
                found = bench.compare(sink, size.rounds)
            rows += [
                Row(what=f"{who}; {where}", cost=cost, remark=REMARKS[who]) for who, cost in found.items()
            ]
            ratios |= dict(_ratios(found, where))
    return Report(
        name="mail_day",
        about=f"{owners} owners, {owners * len(DUE)} items due, {owners} mails of {len(DUE)} lines and "
        f"{bench.bytes_of_a_mail // 1024} KiB; medians of {size.rounds} rounds",
        rows=tuple(rows),
        ratios=ratios,
    )


def _ratios(found: Mapping[str, Cost], where: str) -> Iterator[tuple[str, float]]:
    for peer in PEERS:
        yield f"{peer} / pdca; {where}: wall", found[peer].wall / found[OURS].wall
        yield f"{peer} / pdca; {where}: CPU", found[peer].cpu / found[OURS].cpu


class _Bench:
    """Both sides with their prepared databases."""

    def __init__(self, folder: Path, owners: int) -> None:
        self.folder = folder
        self.owners = owners
        self.bytes_of_a_mail = 0

    def prepare(self) -> None:
        """Let a board live until the evening before, and hand the peer the mails of a first, untimed day."""
        first = weekday_from(DAY, -5)
        with runtime_on(self.folder / "empty.db") as runtime:
            dues = [weekday_from(DAY, days) if days else DAY for days in DUE]
            board = with_overdue_every(town(self.owners, dues, first), runtime, 3)
        lived_through(self.folder / "before.db", board, first, DAY)
        messages = self.folder / "messages"
        messages.mkdir()
        with Sink() as sink:
            self.ours(sink, keep=messages)
            child(["-m", "benchmarks.post_office", "queue", "queued.db", "messages"], self.folder)
            self.peer(sink, ())
        self.bytes_of_a_mail = sum(one.stat().st_size for one in messages.iterdir()) // self.owners

    def compare(self, sink: Sink, rounds: int) -> dict[str, Cost]:
        """Measure all sides in turn."""
        costs: dict[str, list[Cost]] = {name: [] for name in (OURS, *PEERS)}
        for _ in range(rounds):
            costs[OURS].append(self.ours(sink))
            for peer, options in PEERS.items():
                costs[peer].append(self.peer(sink, options))
        return {name: middle(each) for name, each in costs.items()}

    def ours(self, sink: Sink, keep: Path | None = None) -> Cost:
        """Run the day once, from the state of the evening before."""
        _renew(self.folder / "before.db", self.folder / "today.db")
        cost = timed_child(
            ["-m", "benchmarks.one_day", morning(DAY).isoformat()],
            self.folder,
            PDCA_DATABASE_URL=f"sqlite:///{self.folder / 'today.db'}",
            PDCA_SMTP_URL=f"smtp://127.0.0.1:{sink.port}?starttls=no&connections={CONNECTIONS}",
            PDCA_BASE_URL="https://pdca.stad.example",
        )
        self._check(sink, keep)
        return cost

    def peer(self, sink: Sink, options: tuple[str, ...]) -> Cost:
        """Let the peer send the same mails once."""
        _renew(self.folder / "queued.db", self.folder / "sending.db")
        arguments = ["-m", "benchmarks.post_office", "send", "sending.db", str(sink.port), *options]
        cost = timed_child(arguments, self.folder)
        self._check(sink)
        return cost

    def _check(self, sink: Sink, keep: Path | None = None) -> None:
        ids = sink.take(keep)
        if len(ids) != self.owners or len(set(ids)) != self.owners:
            raise RuntimeError(f"{len(set(ids))} different mails in {len(ids)} arrived, not {self.owners}")


def _renew(source: Path, target: Path) -> None:
    """Put a copy of a closed database in place of what a round left behind."""
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    shutil.copy(source, target)
