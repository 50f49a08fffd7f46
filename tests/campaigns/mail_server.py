"""A mail server in a process of its own: it misbehaves as planned, and logs what it takes before it says so.

What it does to a message depends on the plan, the recipient and how often that recipient was tried, never on
which connection was quicker, so a campaign can be repeated.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from time import perf_counter
from types import TracebackType
from typing import Self

from tests.campaigns.processes import CONTEXT, PATIENCE

DROP = "drop"
"""Hang up without having taken anything."""
TAKE_AND_DROP = "take and drop"
"""Take the message, and hang up before saying so."""
TAKE_AND_LEAVE = "take and leave"
"""Take the message, say so, and hang up."""
SILENCE = "silence"
"""Say nothing any more."""
TAKE_IN_SILENCE = "take in silence"
"""Take the message and say nothing any more."""
IN_PIECES = "in pieces"
"""Take the message and say so a byte at a time."""

TAKEN = "250 2.0.0 taken"
STORM_AT_DOT = (
    DROP,
    TAKE_AND_DROP,
    TAKE_AND_LEAVE,
    IN_PIECES,
    "421 4.3.2 going down",
    "451 4.3.0 local trouble",
    "452 4.3.1 disk full",
)
STORM_AT_RCPT = (DROP, "450 4.2.0 greylisted", "451 4.3.0 later", "421 4.3.2 going down")
STORM_AT_MAIL = (DROP, "421 4.3.2 going down", "451 4.3.0 later")
STORM_AT_GREETING = (DROP, "421 4.3.2 busy", "554 5.3.2 closed today")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes wrong: at the greeting by connection, at MAIL in order, and by recipient and attempt.

    `storm` is the chance that a step goes wrong, drawn from `seed`; `linger` the seconds before a dot is answered.
    """

    greeting: Sequence[str] = ()
    mail: Sequence[str] = ()
    rcpt: Mapping[str, Sequence[str]] = field(default_factory=dict)
    data: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dot: Mapping[str, Sequence[str]] = field(default_factory=dict)
    storm: float = 0.0
    seed: int = 0
    linger: float = 0.0


WELL = Plan()


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server took; `said` is whether it could still say so."""

    id: str
    recipient: str
    body: bytes
    connection: int


class MailServer:
    """The server as a test sees it: start, plan, stop, and read its log."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.port = 0
        self._process: ForkServerProcess | None = None
        self._wire: Connection | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The server as a value of PDCA_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?starttls=no"

    def start(self, plan: Plan = WELL) -> None:
        """Start, at the port where it was before."""
        self._wire, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(
            target=_serve, args=(self.port, str(self.log), plan, theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self.port = self._heard()

    def stop(self) -> None:
        """End without a word to anybody."""
        if self._process is not None and self._wire is not None:
            self._process.kill()
            self._process.join(PATIENCE)
            self._wire.close()
            self._process = None

    def behave(self, plan: Plan = WELL) -> None:
        """Follow another plan from now on; how often each recipient was tried begins anew."""
        assert self._wire is not None
        self._wire.send(plan)
        self._heard()

    @property
    def broken(self) -> int:
        """How many connections the server has broken since the last plan."""
        return self._ask("broken")

    @property
    def sessions(self) -> int:
        """How many connections there have been since the last plan."""
        return self._ask("greeted")

    def forget(self) -> None:
        """Begin the log anew, once nobody is connected any more."""
        until = perf_counter() + PATIENCE
        while self._ask("talking"):
            if perf_counter() > until:
                raise TimeoutError("somebody stays connected")
        self.log.write_bytes(b"")

    def received(self) -> list[Received]:
        """Return what was taken, in order."""
        if not self.log.exists():
            return []
        rows = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [
            Received(row["id"], row["recipient"], base64.b64decode(row["body"]), row["connection"])
            for row in rows
        ]

    def _ask(self, what: str) -> int:
        assert self._wire is not None
        self._wire.send(what)
        return self._heard()

    def _heard(self) -> int:
        assert self._wire is not None
        if not self._wire.poll(PATIENCE):
            raise TimeoutError("the mail server does not answer")
        answer: int = self._wire.recv()
        return answer


class _Broken(Exception):
    """The server hangs up as planned."""


class _Left(Exception):
    """The server has said its last word; what was written still arrives."""


class _Server:
    """The server as it lives in its own process."""

    def __init__(self, log: str, plan: Plan, wire: Connection) -> None:
        self.log = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.wire = wire
        self.connections = self.talking = 0
        self.follow(plan)

    def follow(self, plan: Plan) -> None:
        self.plan = plan
        self.greeted = self.mails = self.broken = 0
        self.tries: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def told(self) -> None:
        """Hear what the test wants: another plan, or to know a number."""
        wish = self.wire.recv()
        if isinstance(wish, Plan):
            self.follow(wish)
            self.wire.send(0)
        else:
            self.wire.send(getattr(self, wish))

    def at(
        self, stage: str, recipient: str, scripted: Sequence[str], storms: Sequence[str], well: str
    ) -> str:
        """Return what happens at a step, by how often it was tried."""
        number = self.tries[stage][recipient]
        self.tries[stage][recipient] += 1
        if number < len(scripted):
            return scripted[number] or well
        chance = Random(f"{self.plan.seed}/{stage}/{recipient}/{number}")
        return chance.choice(storms) if chance.random() < self.plan.storm else well

    def take(self, recipient: str, body: bytes, connection: int) -> None:
        """Write a message down; what is written outlives this process."""
        head = body.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
        (id,) = (line[13:-1] for line in head.split("\r\n") if line.lower().startswith("message-id: <"))
        row = {
            "id": id,
            "recipient": recipient,
            "connection": connection,
            "body": base64.b64encode(body).decode(),
        }
        os.write(self.log, json.dumps(row).encode() + b"\n")

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation."""
        self.connections += 1
        self.talking += 1
        try:
            await _Talk(self, reader, writer, self.connections).hold()
        except _Broken:
            writer.transport.abort()
        except (_Left, ConnectionError):
            pass
        finally:
            self.talking -= 1
            writer.close()


class _Talk:
    """One connection."""

    def __init__(
        self, server: _Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.server, self.reader, self.writer, self.number = server, reader, writer, number
        self.recipient = ""

    async def hold(self) -> None:
        server = self.server
        server.greeted += 1
        plan = server.plan
        scripted = plan.greeting[server.greeted - 1 : server.greeted]
        await self.say(
            server.at("greeting", str(server.greeted), scripted, STORM_AT_GREETING, "220 mail.example ESMTP")
        )
        while line := await self.reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                await self.say("250-mail.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 20000000")
            elif verb == b"MAIL":
                server.mails += 1
                scripted = plan.mail[server.mails - 1 : server.mails]
                await self.say(server.at("mail", str(server.mails), scripted, STORM_AT_MAIL, "250 2.1.0 ok"))
            elif verb == b"RCPT":
                await self.rcpt(line)
            elif verb == b"DATA":
                await self.data()
            else:
                await self.say("221 2.0.0 bye" if verb == b"QUIT" else "250 2.0.0 ok")
                if verb == b"QUIT":
                    return

    async def rcpt(self, line: bytes) -> None:
        recipient = line.decode("ascii").partition("<")[2].partition(">")[0]
        scripted = self.server.plan.rcpt.get(recipient, ())
        answer = self.server.at("rcpt", recipient, scripted, STORM_AT_RCPT, "250 2.1.5 ok")
        self.recipient = recipient if answer.startswith("2") else ""
        await self.say(answer)

    async def data(self) -> None:
        recipient, self.recipient = self.recipient, ""
        if not recipient:
            await self.say("503 5.5.1 nobody to send to")
            return
        plan = self.server.plan
        answer = self.server.at(
            "data", recipient, plan.data.get(recipient, ()), ("451 4.3.0 later",), "354 go on"
        )
        await self.say(answer)
        if not answer.startswith("354"):
            return
        lines: list[bytes] = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise _Broken
            lines.append(line[1:] if line.startswith(b".") else line)
        answer = self.server.at("dot", recipient, plan.dot.get(recipient, ()), STORM_AT_DOT, TAKEN)
        if answer.startswith("2") or answer in (TAKE_AND_DROP, TAKE_AND_LEAVE, TAKE_IN_SILENCE, IN_PIECES):
            self.server.take(recipient, b"".join(lines), self.number)
        if plan.linger:
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=plan.linger)
        await self.say(answer)

    async def say(self, answer: str) -> None:
        """Answer as planned, or break the line."""
        if answer in (DROP, TAKE_AND_DROP):
            self.end()
        if answer in (SILENCE, TAKE_IN_SILENCE):
            self.server.broken += 1
            await self.reader.read()  # until the other side has had enough
            raise _Broken
        if answer == TAKE_AND_LEAVE:
            self.writer.write(f"{TAKEN}\r\n".encode())
            await self.writer.drain()
            self.server.broken += 1
            raise _Left
        if answer == IN_PIECES:
            for byte in f"{TAKEN}\r\n".encode():
                self.writer.write(bytes([byte]))
                await self.writer.drain()
            return
        self.writer.write(f"{answer}\r\n".encode())
        await self.writer.drain()
        if answer.startswith(("421", "554 5.3.2")):
            self.server.broken += 1
            raise _Left

    def end(self) -> None:
        """Break the line."""
        self.server.broken += 1
        raise _Broken


def _serve(port: int, log: str, plan: Plan, wire: Connection) -> None:
    """Serve until killed."""

    async def main() -> None:
        server = _Server(log, plan, wire)
        listening = await asyncio.start_server(server.converse, "127.0.0.1", port, limit=1 << 20)
        asyncio.get_running_loop().add_reader(wire.fileno(), server.told)
        wire.send(listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    asyncio.run(main())
