"""A mail server that only takes: ESMTP with PIPELINING and SIZE on loopback, in a process of its own.

It keeps what it took in memory, so that it can be counted and read afterwards without costing the senders anything.
It can answer late, as a server at the other end of a line does.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

GREETING: Final = b"220 sink.example ESMTP\r\n"
EHLO: Final = b"250-sink.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n"
OK: Final = b"250 2.0.0 Ok\r\n"
GO_AHEAD: Final = b"354 End data with <CR><LF>.<CR><LF>\r\n"
BYE: Final = b"221 2.0.0 Bye\r\n"
UNKNOWN: Final = b"502 5.5.2 Not here\r\n"
END: Final = b"\r\n.\r\n"
ANSWERS: Final = {
    b"EHLO": EHLO, b"HELO": OK, b"MAIL": OK, b"RCPT": OK, b"RSET": OK, b"NOOP": OK, b"DATA": GO_AHEAD, b"QUIT": BYE,
}  # fmt: skip


class Sink:
    """The sink's process, as a context manager."""

    def __init__(self, round_trip: float = 0.0) -> None:
        self.round_trip = round_trip
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sink", str(self.round_trip)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._line())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.communicate()  # closing its input ends it

    def take(self, folder: Path | None = None) -> list[str]:
        """Return the Message-IDs of what came in, in order, and forget it; with a folder keep the messages there."""
        assert self._process is not None
        ask = cast(IO[str], self._process.stdin)
        ask.write(f"{folder or ''}\n")
        ask.flush()
        ids: list[str] = json.loads(self._line())
        return ids

    def _line(self) -> str:
        assert self._process is not None
        return cast(IO[str], self._process.stdout).readline()


class Reception(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: list[bytes], round_trip: float) -> None:
        self._taken = taken
        self._round_trip = round_trip
        self._buffer = b""
        self._in_message = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast(asyncio.Transport, transport)
        self._say(GREETING)

    def data_received(self, data: bytes) -> None:
        """Answer everything that is complete, in one write."""
        self._buffer += data
        answers: list[bytes] = []
        while True:
            unit, end, rest = self._buffer.partition(END if self._in_message else b"\r\n")
            if not end:
                break
            self._buffer = rest
            if self._in_message:
                self._taken.append(unit)
                self._in_message = False
                answers.append(OK)
            else:
                answers.append(ANSWERS.get(unit[:4].upper(), UNKNOWN))
                self._in_message = answers[-1] is GO_AHEAD
        if answers:
            self._say(b"".join(answers))

    def _say(self, answer: bytes) -> None:
        if self._round_trip:
            asyncio.get_running_loop().call_later(self._round_trip, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(answer)
        if answer.endswith(BYE):
            self._transport.close()


async def serve(round_trip: float) -> None:
    """Say the port on standard output, then report whenever a line comes in; end with the input."""
    taken: list[bytes] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Reception(taken, round_trip), host="127.0.0.1", port=0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip():
            for number, message in enumerate(taken):
                (Path(line.strip()) / f"{number:06}.eml").write_bytes(message)
        print(json.dumps([message_id(message) for message in taken]), flush=True)
        taken.clear()
    server.close()


def message_id(message: bytes) -> str:
    """Return a message's id as it stands in its header."""
    header = message.partition(b"\r\n\r\n")[0].lower()
    return header.partition(b"message-id:")[2].partition(b"\r\n")[0].strip().decode("ascii")


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(float(sys.argv[1])))
    else:
        uvloop.run(serve(float(sys.argv[1])))
