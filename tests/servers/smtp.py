"""A real SMTP server on loopback that remembers what it took and can be told what to answer."""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK_RCPT = "250 OK"
OK_DATA = "250 OK: queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message that the server accepted, byte for byte."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    connection: int

    def parsed(self) -> EmailMessage:
        """Return the message as the standard library reads it."""
        message = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


class SmtpServer:
    """Accepts everything, unless a script says otherwise."""

    def __init__(self) -> None:
        self._arrival = threading.Condition()
        self._received: list[Received] = []
        self._rcpt_answers: defaultdict[str, deque[str]] = defaultdict(deque)
        self._data_answers: defaultdict[str, deque[str]] = defaultdict(deque)
        self._connections: dict[Session, int] = {}
        self._controller = _EphemeralController(_Handler(self))
        self._on_data: Callable[[Received], None] | None = None

    def __enter__(self) -> Self:
        self._controller.start()
        self.reset()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def host(self) -> str:
        """The loopback address that the server listens on."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return self._controller.port

    @property
    def url(self) -> str:
        """The server as a value of PDCA_SMTP_URL."""
        return f"smtp://{self.host}:{self.port}?starttls=no"

    @property
    def received(self) -> tuple[Received, ...]:
        """What was accepted so far, in order."""
        with self._arrival:
            return tuple(self._received)

    @property
    def connections(self) -> int:
        """How many connections gave a command since the last reset."""
        with self._arrival:
            return len(self._connections)

    def answer(self, recipient: str, *answers: str) -> None:
        """Script the coming answers to RCPT TO, as `451 4.3.0 Later`; then it accepts again."""
        self._rcpt_answers[recipient.casefold()].extend(answers)

    def answer_data(self, recipient: str, *answers: str) -> None:
        """Script the coming answers to the DATA of messages to this recipient; then it accepts again."""
        self._data_answers[recipient.casefold()].extend(answers)

    def on_data(self, call: Callable[[Received], None] | None) -> None:
        """Call this with each message before it is accepted; what it raises becomes a `500`."""
        self._on_data = call

    def wait_for(self, count: int, *, seconds: float = 10) -> tuple[Received, ...]:
        """Return what was accepted as soon as it is this many; raise TimeoutError if that never comes."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self._received) >= count, timeout=seconds):
                raise TimeoutError(f"{len(self._received)} of {count} messages after {seconds} s")
            return tuple(self._received)

    def reset(self) -> None:
        """Forget messages, connections and scripts."""
        with self._arrival:
            self._received.clear()
            self._connections.clear()
        self._rcpt_answers.clear()
        self._data_answers.clear()
        self._on_data = None

    def rcpt(self, session: Session, recipient: str) -> str:
        """Return the answer to one RCPT TO."""
        self._number(session)
        scripted = self._rcpt_answers[recipient.casefold()]
        return scripted.popleft() if scripted else OK_RCPT

    def data(self, session: Session, envelope: Envelope) -> str:
        """Take one message, or refuse it as scripted."""
        assert isinstance(envelope.content, bytes)
        for recipient in envelope.rcpt_tos:
            scripted = self._data_answers[recipient.casefold()]
            if scripted:
                return scripted.popleft()
        message = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=envelope.content,
            connection=self._number(session),
        )
        if self._on_data is not None:
            self._on_data(message)
        with self._arrival:
            self._received.append(message)
            self._arrival.notify_all()
        return OK_DATA

    def _number(self, session: Session) -> int:
        with self._arrival:
            return self._connections.setdefault(session, len(self._connections) + 1)


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        answer = self._server.rcpt(session, address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(rcpt_options)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - same
        return self._server.data(session, envelope)


class _EphemeralController(Controller):
    """Lets the system choose the port, which the library itself cannot."""

    def __init__(self, handler: _Handler) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, ready_timeout=30)

    def _create_server(self) -> "asyncio.Future[asyncio.AbstractServer]":
        return self.loop.create_task(self._listen())

    async def _listen(self) -> asyncio.AbstractServer:
        server = await self.loop.create_server(self._factory_invoker, host=self.hostname, port=0)
        self.port = server.sockets[0].getsockname()[1]
        return server
