"""Sending messages over one connection, with one round trip for each when the server allows it.

While the dot of one message travels, the envelope of the next travels with it; yet only one message per
connection can ever be in doubt, because each dot waits for its own mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pdca.mail.classify import NOT_OUR_FAULT, Answer, Stage
from pdca.mail.mime import BadAddress, addr_spec
from pdca.mail.relay.gate import Gate
from pdca.mail.relay.wire import Gone, Reply, Wire
from pdca.services.mailing.outgoing import Outgoing, Result

_STAGES: Final = (Stage.MAIL, Stage.RCPT, Stage.DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds to wait: to connect, for an answer, for the answer to a whole message, for a turn."""

    connect: float = 30.0
    command: float = 60.0
    dot: float = 300.0
    turn: float = 20.0


class Unsent(Exception):
    """The connection broke before the dot of these messages left: they can go over another one.

    `spoken`: the server had begun to speak about the message, so the message may be why it broke.
    """

    def __init__(self, *messages: Outgoing, answer: Answer, spoken: bool) -> None:
        self.messages = messages
        self.answer = answer
        self.spoken = spoken
        super().__init__(answer.text)


class Conversation:
    """One connection's turn at sending."""

    def __init__(
        self, wire: Wire, gate: Gate, patience: Patience, settle: Callable[[Outgoing, Answer], None]
    ) -> None:
        self._wire = wire
        self._gate = gate
        self._patience = patience
        self._settle = settle

    async def send(self, message: Outgoing, following: Callable[[], Outgoing | None]) -> None:
        """Send a message, and whatever `following` gives while the server takes it."""
        current: Outgoing | None = message if await self._opened(message) else None
        while current is not None:
            if not await self._gate.may_leave(current.id):
                self._wire.close()  # the server waits for a message that is no longer ours to send
                self._gate.settle(Result(id=current.id, verdict=NOT_OUR_FAULT, text="taken over elsewhere"))
                return
            current = await self._exchange(current, following() if self._wire.pipelining else None)

    async def _exchange(self, message: Outgoing, following: Outgoing | None) -> Outgoing | None:
        """Let the body of a message leave, with the envelope of the next; give the next when it may go on."""
        envelope = b""
        if following is not None:
            envelope = self._checked_envelope(following)
            following = following if envelope else None
        try:
            self._wire.write(dotted(message.body) + envelope)
        except Gone as gone:
            both = (message,) if following is None else (message, following)
            raise Unsent(*both, answer=Answer(stage=Stage.DATA, text=str(gone)), spoken=False) from gone
        replies = await self._wire.replies(1, self._patience.dot)
        self._settle(message, self._heard(Stage.DOT, replies))
        if following is None:
            return None
        return following if await self._accepted(following) else None

    async def _opened(self, message: Outgoing) -> bool:
        """Send an envelope and say whether the server waits for the body."""
        envelope = self._checked_envelope(message)
        if not envelope:
            return False
        if self._wire.pipelining:
            self._write(message, envelope)
            return await self._accepted(message)
        for stage, command in zip(_STAGES, envelope.splitlines(keepends=True), strict=True):
            self._write(message, command)
            reply = await self._one(message, stage)
            if not _good(stage, reply):
                await self._refused(message, stage, reply)
                return False
        return True

    async def _accepted(self, message: Outgoing) -> bool:
        """Read the three answers to an envelope."""
        bad: tuple[Stage, Reply] | None = None
        reply: Reply | None = None
        for stage in _STAGES:
            reply = await self._one(message, stage)
            if bad is None and not _good(stage, reply):
                bad = (stage, reply)
        if bad is None:
            return True
        if reply is not None and reply.code == 354:
            self._write(message, b".\r\n")
            await self._one(message, Stage.DATA)
        await self._refused(message, *bad)
        return False

    async def _refused(self, message: Outgoing, stage: Stage, reply: Reply) -> None:
        """Settle a message that the server refused, and clear the way for the next one."""
        self._settle(message, Answer(stage=stage, code=reply.code, text=reply.text))
        if self._wire.is_open:
            self._wire.write(b"RSET\r\n")
            replies = await self._wire.replies(1, self._patience.command)
            if not replies or replies[0].code != 250:
                self._wire.close()

    def _checked_envelope(self, message: Outgoing) -> bytes:
        try:
            return self._envelope(message)
        except BadAddress as error:
            self._settle(message, Answer(stage=Stage.ADDRESS, text=str(error)))
            return b""

    def _envelope(self, message: Outgoing) -> bytes:
        size = f" SIZE={len(message.body)}" if self._wire.size else ""
        sender, recipient = addr_spec(message.sender), addr_spec(message.recipient)
        return f"MAIL FROM:<{sender}>{size}\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode("ascii")

    def _write(self, message: Outgoing, data: bytes) -> None:
        try:
            self._wire.write(data)
        except Gone as gone:
            raise Unsent(message, answer=Answer(stage=Stage.MAIL, text=str(gone)), spoken=False) from gone

    async def _one(self, message: Outgoing, stage: Stage) -> Reply:
        replies = await self._wire.replies(1, self._patience.command)
        if not replies:
            answer = Answer(stage=stage, text=self._wire.lost)
            raise Unsent(message, answer=answer, spoken=stage is not Stage.MAIL)
        if replies[0].code == 421:  # the server ends this connection; the message may go over another
            self._wire.close()
            raise Unsent(message, answer=self._heard(stage, replies), spoken=False)
        return replies[0]

    def _heard(self, stage: Stage, replies: list[Reply]) -> Answer:
        if not replies:
            return Answer(stage=stage, text=self._wire.lost)
        return Answer(stage=stage, code=replies[0].code, text=replies[0].text)


def dotted(body: bytes) -> bytes:
    """Close a body for the wire: CRLF at its end, dots doubled, the last dot added."""
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    if b"\r\n." in body or body.startswith(b"."):
        body = body.replace(b"\r\n.", b"\r\n..")
        body = b"." + body if body.startswith(b".") else body
    return body + b".\r\n"


def _good(stage: Stage, reply: Reply) -> bool:
    return reply.code == 354 if stage is Stage.DATA else 200 <= reply.code < 300
