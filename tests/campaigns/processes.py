"""Processes that do the engine's work and can be killed at a chosen moment.

They are forked from a server that has imported everything and opened nothing, so that one begins in milliseconds
and is still a process of its own. Where one dies is up to the test: here, by what SQLAlchemy tells, never in the
product.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event

PATIENCE = 120.0
"""Seconds after which something that should have happened is called broken."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.campaigns.jobs"])


class When(StrEnum):
    """What a moment is counted in."""

    CLOCK = "clock"  # seconds since it began
    STATEMENT = "statement"  # just before the n-th statement
    COMMIT = "commit"  # just before the n-th commit
    COMMITTED = "committed"  # just after it


@dataclass(frozen=True, slots=True)
class Moment:
    """When a process dies, or is only stopped."""

    when: When
    number: float
    is_stop: bool = False


class Link:
    """The child's side: says how far it is, and dies when its moment has come."""

    def __init__(self, wire: Connection, moment: Moment | None) -> None:
        self._wire = wire
        self._moment = moment
        self._counts: Counter[str] = Counter()
        self._is_counting = False

    def watch(self, engine: Engine | type[Engine]) -> None:
        """Count what a database is asked, or any database."""
        event.listen(engine, "before_cursor_execute", lambda *_: self._count(When.STATEMENT))
        event.listen(engine, "commit", lambda _: self._count(When.COMMIT))
        event.listen(engine, "checkin", lambda *_: self._count(When.COMMITTED))

    def ready(self) -> None:
        """Wait until the other side says go."""
        self._wire.send("ready")
        self._wire.recv()
        self._is_counting = True

    def say(self, what: object) -> None:
        """Report something that is done."""
        self._wire.send(what)

    def done(self) -> None:
        """Report the end, and what was counted on the way."""
        self._is_counting = False
        self._wire.send(dict(self._counts))
        self._wire.close()

    def _count(self, when: When) -> None:
        if self._is_counting:
            self._counts[when] += 1
            if self._moment is not None and (when, self._counts[when]) == (
                self._moment.when,
                self._moment.number,
            ):
                self._halt(signal.SIGSTOP if self._moment.is_stop else signal.SIGKILL)

    def _halt(self, how: signal.Signals) -> None:
        if how is signal.SIGSTOP:
            self._wire.send("stopped")
        os.kill(os.getpid(), how)


Job = Callable[..., None]
"""What a child does: its link comes first."""


class Child:
    """The test's side of a process."""

    def __init__(self, job: Job, *arguments: Any, moment: Moment | None = None) -> None:
        self.moment = moment
        self.said: list[Any] = []
        self.seconds = 0.0
        self._began = 0.0
        self._wire, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_work, args=(job, theirs, moment, arguments), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join(PATIENCE)
        self._process.close()
        self._wire.close()

    def go(self) -> None:
        """Let it begin."""
        if not self._wire.poll(PATIENCE):
            raise TimeoutError("a process does not begin")
        assert self._wire.recv() == "ready"
        self._began = perf_counter()
        self._wire.send("go")

    def stopped(self) -> bool:
        """Wait until it stops, or is done; say whether it stopped."""
        while self._wire.poll(PATIENCE):
            try:
                self.said.append(self._wire.recv())
            except EOFError:
                return False
            if self.said[-1] == "stopped":
                return True
        raise TimeoutError("a process neither stops nor ends")

    def go_on(self) -> None:
        """Let a stopped process go on."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def end(self) -> bool:
        """Wait until it is done or its moment has come; say whether it died of that."""
        if self.moment is not None and self.moment.when is When.CLOCK:
            wait([self._process.sentinel], timeout=self.moment.number)
            self._process.kill()
        self._process.join(PATIENCE)
        self.seconds = perf_counter() - self._began
        self._hear()
        code = self._process.exitcode
        if code == -signal.SIGKILL and self.moment is not None:
            return True
        assert code == 0, f"the process ended with {code}"
        return False

    def run(self) -> bool:
        """Let it begin and wait for its end; say whether it was killed."""
        self.go()
        return self.end()

    @property
    def counts(self) -> dict[When, int]:
        """What was counted, of a process that was not killed."""
        found: dict[When, int] = self.said[-1]
        return found

    def _hear(self) -> None:
        try:
            while self._wire.poll():
                self.said.append(self._wire.recv())
        except (EOFError, ConnectionResetError):  # reset: it died before it heard that it may go
            pass


def _work(job: Job, wire: Connection, moment: Moment | None, arguments: tuple[Any, ...]) -> None:
    link = Link(wire, moment)
    job(link, *arguments)
    link.done()
