"""A day on which 1,000 owners have 10,000 items due, beside django-post_office sending the same mails ready-made.

Ours does everything in one fresh process: tick, decide, ledger, digests, rendering, MIME, SMTP, marks. The peer
finds text and HTML of exactly these mails in its own SQLite database and sends them, in a fresh process too.
Both speak to the same server, in turn.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
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
OURS = "pdca, all in"
PEERS: Mapping[str, tuple[str, ...]] = {
    "post_office as it comes": (),
    "post_office at its quickest": ("--batch", "1000", "--log-level", "1", "--quick-commits"),
    "post_office, two processes": (
        "--batch",
        "1000",
        "--log-level",
        "1",
        "--quick-commits",
        "--processes",
        "2",
    ),
    "post_office as safe as ours": ("--batch", str(CONNECTIONS), "--log-level", "1"),
}
REMARKS = {
    OURS: f"{CONNECTIONS} connections; at most so many mails in doubt after a crash",
    "post_office as it comes": "batches of 100, 5 threads; a crash repeats up to 100 mails",
    "post_office at its quickest": "one batch of 1,000, 5 threads, WAL without fsync; repeats up to 1,000",
    "post_office, two processes": "the same with two processes",
    "post_office as safe as ours": f"batches of {CONNECTIONS}, 5 threads; repeats up to {CONNECTIONS}",
}


def run(size: Size) -> Report:
    """Compare, round by round."""
    owners = size.of(1000, least=10)
    costs: dict[str, list[Cost]] = {name: [] for name in (OURS, *PEERS)}
    with TemporaryDirectory() as name, Sink() as sink:
        bench = _Bench(Path(name), sink, owners)
        bench.prepare()
        for _ in range(size.rounds):
            costs[OURS].append(bench.ours())
            for peer, options in PEERS.items():
                costs[peer].append(bench.peer(options))
    found = {name: middle(each) for name, each in costs.items()}
    return Report(
        name="mail_day",
        about=f"{owners} owners, {owners * len(DUE)} items due, {owners} mails of {len(DUE)} lines; "
        f"medians of {size.rounds} rounds",
        rows=tuple(Row(what=name, cost=cost, remark=REMARKS[name]) for name, cost in found.items()),
        ratios={f"{peer} / {OURS}, wall": found[peer].wall / found[OURS].wall for peer in PEERS}
        | {f"{peer} / {OURS}, CPU": found[peer].cpu / found[OURS].cpu for peer in PEERS},
    )


class _Bench:
    def __init__(self, folder: Path, sink: Sink, owners: int) -> None:
        self.folder = folder
        self.sink = sink
        self.owners = owners

    def prepare(self) -> None:
        """Let a board live until the evening before, and hand the peer the mails of a first, untimed day."""
        first = weekday_from(DAY, -5)
        with runtime_on(self.folder / "empty.db") as runtime:
            dues = [weekday_from(DAY, days) if days else DAY for days in DUE]
            board = with_overdue_every(town(self.owners, dues, first), runtime, 3)
        lived_through(self.folder / "before.db", board, first, DAY)
        messages = self.folder / "messages"
        messages.mkdir()
        self.ours(keep=messages)
        child(["-m", "benchmarks.post_office", "queue", "queued.db", "messages"], self.folder)
        self.peer(())

    def ours(self, keep: Path | None = None) -> Cost:
        """Run the day once, from the state of the evening before."""
        _renew(self.folder / "before.db", self.folder / "today.db")
        cost = timed_child(
            ["-m", "benchmarks.one_day", morning(DAY).isoformat()],
            self.folder,
            PDCA_DATABASE_URL=f"sqlite:///{self.folder / 'today.db'}",
            PDCA_SMTP_URL=f"smtp://127.0.0.1:{self.sink.port}?starttls=no&connections={CONNECTIONS}",
            PDCA_BASE_URL="https://pdca.stad.example",
        )
        self._check(keep)
        return cost

    def peer(self, options: tuple[str, ...]) -> Cost:
        """Let the peer send the same mails once."""
        _renew(self.folder / "queued.db", self.folder / "sending.db")
        arguments = ["-m", "benchmarks.post_office", "send", "sending.db", str(self.sink.port), *options]
        cost = timed_child(arguments, self.folder)
        self._check()
        return cost

    def _check(self, keep: Path | None = None) -> None:
        ids = self.sink.take(keep)
        if len(ids) != self.owners or len(set(ids)) != self.owners:
            raise RuntimeError(f"{len(set(ids))} different mails in {len(ids)} arrived, not {self.owners}")


def _renew(source: Path, target: Path) -> None:
    """Put a copy of a closed database in place of what a round left behind."""
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    shutil.copy(source, target)
