"""A real mail server on loopback that misbehaves on request: refuses, hangs up, keeps silent."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import subprocess
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, auth_mechanism

DROP = "drop"  # hang up without having taken it
TAKE_AND_DROP = "take and drop"  # take it, and hang up before saying so
SILENCE = "silence"


@dataclass(kw_only=True)
class Relay:
    """What the server does, and what it saw."""

    pipelining: bool = True
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    password: str = ""
    tokens: set[str] = field(default_factory=set)
    at_mail: deque[str] = field(default_factory=deque)
    at_rcpt: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    at_data: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    on_data: Callable[[str], None] | None = None
    hears: int | None = None  # so many connections; to the hello of any other it keeps silent
    port: int = 0

    @property
    def recipients(self) -> list[str]:
        """Who got something, in order."""
        return [recipient for recipient, _ in self.taken]

    def url(self, *, user: str = "", query: str = "starttls=no") -> str:
        """The server as PDCA_SMTP_URL."""
        scheme = "smtps" if self.implicit_tls else "smtp"
        return f"{scheme}://{user}localhost:{self.port}{'?' + query if query else ''}"


class StartRelay(Protocol):
    def __call__(self, **behaviour: Any) -> Relay: ...


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def handle_EHLO(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.relay.connections.add(id(session))
        if self.relay.hears is not None and len(self.relay.connections) > self.relay.hears:
            await asyncio.Event().wait()
        return [responses[0], "250-PIPELINING", *responses[1:]] if self.relay.pipelining else responses

    async def handle_MAIL(  # noqa: N802 - same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.relay.at_mail:
            return self._answer(server, self.relay.at_mail.popleft())
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        script = self.relay.at_rcpt[address]
        if script:
            return self._answer(server, script.popleft())
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - same
        (recipient,) = envelope.rcpt_tos
        if self.relay.on_data is not None:
            self.relay.on_data(recipient)
        script = self.relay.at_data[recipient]
        what = script.popleft() if script else "250 2.0.0 taken"
        if what in (TAKE_AND_DROP, SILENCE) or what.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.relay.taken.append((recipient, envelope.content))
            self.relay.secret.append(session.ssl is not None or self.relay.implicit_tls)
        if what == SILENCE:
            await asyncio.Event().wait()
        return self._answer(server, what)

    @auth_mechanism("XOAUTH2")
    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - same
        token = base64.b64decode(args[1]).decode().split("Bearer ")[1].rstrip("\x01")
        return AuthResult(success=token in self.relay.tokens, handled=False)

    def _answer(self, server: SMTP, what: str) -> str:
        if what in (DROP, TAKE_AND_DROP):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 never heard"
        if what.startswith("421"):
            asyncio.get_running_loop().call_later(0.01, server.transport.close)  # type: ignore[union-attr]  # it is there while a command runs
        return what


class _InThread:
    """An asyncio server on a port that the system chooses, in a thread of its own."""

    def __init__(self, listen: Callable[[], Awaitable[asyncio.Server]]) -> None:
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self._listen = listen
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        server = self.loop.run_until_complete(self._listen())
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self.loop.run_forever()
        server.close()
        self.loop.run_until_complete(self._finish())
        self.loop.close()

    async def _finish(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)  # let closed transports say goodbye


class _MailServer(_InThread):
    """aiosmtpd, behaving as a Relay says."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        super().__init__(self._serve)

    async def _serve(self) -> asyncio.Server:
        context = self._relay.tls if self._relay.implicit_tls else None
        return await self.loop.create_server(self._conversation, host="127.0.0.1", port=0, ssl=context)

    def _conversation(self) -> SMTP:
        relay = self._relay
        return SMTP(
            _Handler(relay),
            hostname="localhost",
            loop=self.loop,
            tls_context=None if relay.implicit_tls else relay.tls,
            auth_required=bool(relay.password or relay.tokens),
            auth_require_tls=not relay.implicit_tls,
            auth_exclude_mechanism=["LOGIN", "PLAIN"] if relay.tokens else ["XOAUTH2"],
            authenticator=self._sign_in,
        )

    def _sign_in(self, *args: Any) -> AuthResult:
        good = args[4] == LoginPassword(b"me@school.example", self._relay.password.encode())
        return AuthResult(success=good, handled=False)


@pytest.fixture
def start_relay() -> Iterator[StartRelay]:
    """Start mail servers that end with the test."""
    running: list[_MailServer] = []

    def start(**behaviour: Any) -> Relay:
        relay = Relay(**behaviour)
        server = _MailServer(relay)
        server.start()
        running.append(server)
        relay.port = server.port
        return relay

    yield start
    for server in running:
        server.stop()


@dataclass(frozen=True, slots=True)
class Certificates:
    """A certificate for localhost that only those who are told so trust."""

    ca: Path
    context: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", str(key), "-out", str(cert), "-days", "3650", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return Certificates(cert, context)


class TokenService(_InThread):
    """Gives one token after the other and remembers what it was asked."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = deque(tokens)
        self.asked: list[bytes] = []
        super().__init__(lambda: asyncio.start_server(self._answer, "127.0.0.1", 0))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        self.asked.append(await reader.readexactly(length))
        if self.tokens:
            body = b'{"access_token": "%s", "expires_in": 3600}' % self.tokens.popleft().encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
            )
        else:
            writer.write(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture
def token_service() -> type[TokenService]:
    """The class itself, so that a test says which tokens are given."""
    return TokenService


@pytest.fixture
def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
