"""Sending ready messages over a few connections that stay open.

Whoever keeps the outbox hands messages in and hears of each exactly once what became of it. A message that
breaks the line, a recipient that is refused and a domain that is slow hold up nobody else; trouble with the
relay itself ends the run and costs no message an attempt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from pdca.mail.classify import NOT_OUR_FAULT, TRY_AGAIN, Answer, Stage, classify
from pdca.mail.relay.connect import Door, NotConnected, tls_context
from pdca.mail.relay.conversation import Conversation, Patience, Unsent
from pdca.mail.relay.gate import Gate
from pdca.mail.relay.limits import Limits, Pace, Queue
from pdca.mail.relay.oauth import OAuth, TokenSource
from pdca.mail.relay.wire import Wire
from pdca.mail.url import SmtpRelay
from pdca.services.mailing.outgoing import BeforeDot, Outcome, Outgoing, Result, Settled, Verdict

T = TypeVar("T")
Pause = Callable[[float], Awaitable[object]]

_BREAKS: Final = 3
"""So many broken connections in a row, without a word from the server in between, end a connection's turn."""


_GOODBYE: Final = 2.0
_WAITING: Final = Answer(stage=Stage.CONNECT, text="waits for its turn")


class Sender:
    """A relay with its connections, its pace and its tokens; use it as an async context manager."""

    def __init__(
        self,
        relay: SmtpRelay,
        *,
        limits: Limits,
        hostname: str,
        monotonic: Callable[[], float],
        oauth: OAuth | None = None,
        patience: Patience | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.patience = patience or Patience()
        self.connections = relay.connections or limits.connections
        self.pace = Pace(limits, monotonic)
        self.pause = pause
        self._idle: list[Wire] = []
        self._opened: list[Wire] = []
        self._door = Door(
            relay=relay,
            context=tls_context(relay),
            tokens=TokenSource(oauth, monotonic) if oauth else None,
            hostname=hostname,
            seconds=self.patience.connect,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def send(
        self, messages: Iterable[Outgoing], *, before_dot: BeforeDot, settled: Settled
    ) -> Answer | None:
        """Send messages and settle every one of them; give the answer that ended the run early, if any."""
        run = _Run(self, messages, Gate(before_dot, settled))
        return await run.all()

    async def connection(self) -> tuple[Wire, bool]:
        """Give an open connection, and whether it is a new one."""
        while self._idle:
            wire = self._idle.pop()
            if wire.is_open:
                return wire, False
        wire = await self._door.open()
        self._opened = [other for other in self._opened if not other.has_ended]
        self._opened.append(wire)
        return wire, True

    def keep(self, wire: Wire) -> None:
        """Take a connection back for the next run."""
        if wire.is_open:
            self._idle.append(wire)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        await asyncio.gather(*(wire.end(_GOODBYE) for wire in self._opened))
        self._opened.clear()
        self._idle.clear()


class _Run:
    """One batch on its way."""

    def __init__(self, sender: Sender, messages: Iterable[Outgoing], gate: Gate) -> None:
        self.sender = sender
        self.gate = gate
        self.queue = Queue(messages, sender.pace)
        self.stopped: Answer | None = None
        self.trouble: Answer | None = None
        self._broke: set[str] = set()

    async def all(self) -> Answer | None:
        """Send everything, over as many connections as are allowed and useful."""
        number = min(self.sender.connections, len(self.queue))
        workers = [asyncio.ensure_future(_Worker(self).work()) for _ in range(number)]
        try:
            await asyncio.gather(*workers)
            early = self._hand_back()
            await self.gate.close()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await self.gate.abandon()
        return early

    async def turn(self) -> Outgoing | None:
        """Give the next message as soon as the pace allows; None when nothing is left or the wait is long."""
        while self.stopped is None and self.queue:
            message = self.queue.next()
            if message is not None:
                return message
            wait = self.queue.wait()
            if wait > self.sender.patience.turn:
                return None
            await self.sender.pause(wait)
        return None

    def take(self) -> Outgoing | None:
        """Give the next message if it may go at once."""
        return self.queue.next() if self.stopped is None else None

    def settle(self, message: Outgoing, answer: Answer) -> None:
        """Judge an answer, record it, and heed what it means for the rest."""
        verdict = classify(answer)
        self._record(message, verdict, answer)
        if verdict.outcome is Outcome.PAUSE_RELAY:
            self.stopped = answer
        elif verdict.slow_down and answer.stage is Stage.RCPT:
            domain = message.recipient.rpartition("@")[2].lower()
            for other in self.queue.drain(domain):
                self._record(other, verdict, answer)
        elif verdict.slow_down:
            self.stopped = answer

    def put_back(self, unsent: Unsent) -> None:
        """Let messages go over another connection; one that breaks two in a row counts as tried."""
        for message in unsent.messages:
            if unsent.spoken and message.id in self._broke:
                self._record(message, TRY_AGAIN, unsent.answer)
            else:
                if unsent.spoken:
                    self._broke.add(message.id)
                self.queue.put(message)

    def _record(self, message: Outgoing, verdict: Verdict, answer: Answer) -> None:
        self.gate.settle(Result(id=message.id, verdict=verdict, code=answer.code, text=answer.text))

    def _hand_back(self) -> Answer | None:
        """Settle what did not get its turn, at no cost; give the answer that kept it from its turn, if any."""
        if not self.queue:
            return self.stopped
        why = self.stopped or self.trouble or _WAITING
        verdict = classify(why)
        if verdict.outcome not in (Outcome.PAUSE_RELAY, Outcome.RETRY_LATER) or verdict.charged:
            verdict = NOT_OUR_FAULT  # what befell another message is not this one's fate
        wait = max(verdict.after, self.queue.wait())
        for message in self.queue.drain():
            self._record(message, replace(verdict, after=wait), why)
        return why


class _Worker:
    """One connection's share of a run."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._breaks = 0

    async def work(self) -> None:
        """Send until nothing is left for this connection."""
        wire: Wire | None = None
        try:
            while self._breaks < _BREAKS and (message := await self._run.turn()):
                if wire is None or not wire.is_open:
                    wire = await self._connect(message)
                    if wire is None:
                        return
                await self._send(wire, message)
        except BaseException:
            if wire is not None:
                wire.close()  # in the middle of something: nobody else can speak on it
            raise
        if wire is not None:
            self._run.sender.keep(wire)

    async def _connect(self, message: Outgoing) -> Wire | None:
        try:
            wire, new = await self._run.sender.connection()
        except NotConnected as error:
            self._run.queue.put(message)
            self._run.trouble = error.answer
            if classify(error.answer).outcome is Outcome.PAUSE_RELAY:
                self._run.stopped = error.answer
            return None
        self._breaks -= not new  # an idle connection may have died unnoticed
        return wire

    async def _send(self, wire: Wire, message: Outgoing) -> None:
        patience = self._run.sender.patience
        try:
            await Conversation(wire, self._run.gate, patience, self._heard).send(message, self._run.take)
        except Unsent as unsent:
            wire.close()
            self._breaks += 1
            self._run.trouble = unsent.answer
            self._run.put_back(unsent)

    def _heard(self, message: Outgoing, answer: Answer) -> None:
        if answer.code is not None:
            self._breaks = 0
            self._run.trouble = None
        elif answer.stage is Stage.DOT:
            self._breaks += 1
            self._run.trouble = answer
        self._run.settle(message, answer)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on uvloop where that is installed, else on the standard loop."""
    try:
        import uvloop  # noqa: PLC0415 - optional, and not there on every system
    except ImportError:
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
