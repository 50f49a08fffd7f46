"""One connection to a mail server after it is open: commands out, answers in, nothing else.

The connection is opened, made private and signed in by aiosmtplib; then this protocol takes its transport
over. It lets several commands go out in one write (RFC 2920): waiting is where the time of sending goes.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from typing import Final, NamedTuple

from pdca.domain.errors import PdcaError

_LONGEST_ANSWER: Final = 65_536
_LINE: Final = re.compile(rb"(\d{3})([ -]?)(.*)")


class Gone(PdcaError):
    """The connection is gone."""


class Reply(NamedTuple):
    """One answer, its lines joined."""

    code: int
    text: str


class Wire(asyncio.Protocol):
    """Answers in the order of the commands, as they come in."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._lines: list[str] = []
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._wanted = 0
        self._lost = ""
        self._ended = asyncio.Event()
        self.pipelining = False
        self.size = False

    def take_over(self, transport: asyncio.Transport) -> None:
        """Speak over a transport that somebody else opened."""
        self._transport = transport
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Say whether something can still be sent."""
        return self._transport is not None and not self._lost and not self._transport.is_closing()

    @property
    def has_ended(self) -> bool:
        """Say whether the line is closed on our side too."""
        return self._transport is None or self._ended.is_set()

    def write(self, data: bytes) -> None:
        """Send bytes; fails when the connection is known to be gone, so that nothing of them has left."""
        if self._transport is None or not self.is_open:
            raise Gone(self._lost or "the connection is closed")
        self._transport.write(data)

    async def replies(self, number: int, seconds: float) -> list[Reply]:
        """Wait for so many answers; fewer come back only when the connection broke or the time was up."""
        if len(self._replies) < number and not self._lost:
            self._wanted = number
            self._waiter = self._loop.create_future()
            alarm = self._loop.call_later(seconds, self._lose, f"no answer within {seconds:g} seconds")
            try:
                await self._waiter
            finally:
                alarm.cancel()
                self._waiter = None
        return [self._replies.popleft() for _ in range(min(number, len(self._replies)))]

    @property
    def lost(self) -> str:
        """Say why the connection is gone; empty while it is not."""
        return self._lost

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None and self.is_open:
            self._transport.close()
        self._lost = self._lost or "the connection is closed"

    async def end(self, seconds: float) -> None:
        """Say goodbye if the line still stands, and see that it is closed."""
        if self._transport is None:
            return
        if self.is_open:
            self._transport.write(b"QUIT\r\n")
        self.close()
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            self._transport.abort()
            await self._ended.wait()

    def data_received(self, data: bytes) -> None:
        """Collect answers."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            match = _LINE.match(line)
            if match is None:
                self._lose("the server said something that is not an answer")
                return
            self._lines.append(match[3].decode("utf-8", "replace").strip())
            if match[2] != b"-":
                self._replies.append(Reply(int(match[1]), "\n".join(self._lines)))
                self._lines = []
        if len(self._buffer) > _LONGEST_ANSWER or len(self._lines) > 500:
            self._lose("the server's answer does not end")
        elif len(self._replies) >= self._wanted:
            self._wake()

    def eof_received(self) -> bool:
        """Take the other side's hanging up as the end."""
        self._lose("the server closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that the line is dead."""
        self._lost = self._lost or (str(exc) if exc else "the connection was closed")
        self._ended.set()
        self._wake()

    def _lose(self, why: str) -> None:
        self._lost = self._lost or why
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
