"""Opening a connection: privacy and sign-in by aiosmtplib, then the transport passes to our own protocol."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final, cast

import aiosmtplib

from pdca.domain.errors import Message, PdcaError
from pdca.mail.classify import Answer, Stage
from pdca.mail.relay.oauth import NoToken, TokenSource
from pdca.mail.relay.wire import Wire
from pdca.mail.url import BadMailUrl, SmtpRelay, Tls

_GOODBYE: Final = 2.0


_NOT_REACHED: Final = Message("the mail server cannot be reached: {fault}")
_HOW_FAR: Final = {
    Stage.TLS: Message("there is no private line to the mail server: {fault}"),
    Stage.AUTH: Message("the mail server does not let us in: {fault}"),
}


class NotConnected(PdcaError):
    """No connection to the mail server; `answer` says how far it came."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(_HOW_FAR.get(answer.stage, _NOT_REACHED).template, fault=answer.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How to open connections to one relay: one TLS context and one source of tokens for all of them."""

    relay: SmtpRelay
    context: ssl.SSLContext | None
    tokens: TokenSource | None
    hostname: str
    seconds: float

    async def open(self) -> Wire:
        """Open a connection; a token that is refused is replaced once."""
        try:
            return await self._open()
        except NotConnected as error:
            refused = error.answer.stage is Stage.AUTH and error.answer.code == 535
            if not (refused and self.tokens):
                raise
            self.tokens.forget(await self._token())
        return await self._open()

    async def _open(self) -> Wire:
        token = await self._token() if self.tokens else ""
        client = aiosmtplib.SMTP(
            hostname=self.relay.host,
            port=self.relay.port,
            use_tls=self.relay.tls is Tls.IMPLICIT,
            start_tls=False,
            tls_context=self.context,
            local_hostname=self.hostname,
            timeout=self.seconds,
        )
        stage = Stage.CONNECT
        try:
            await client.connect()
            await client.ehlo()
            if self.relay.tls is Tls.STARTTLS:
                stage = Stage.TLS
                await client.starttls()
                await client.ehlo()
            if self.relay.username:
                stage = Stage.AUTH
                await self._sign_in(client, token)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await _take_over(client).end(_GOODBYE)
            raise NotConnected(_answer(stage, error)) from error
        except BaseException:
            client.close()  # the run stopped meanwhile: what is left open would keep the event loop from ending
            raise
        wire = _take_over(client)
        wire.pipelining = client.supports_extension("pipelining")
        wire.size = client.supports_extension("size")
        return wire

    async def _sign_in(self, client: aiosmtplib.SMTP, token: str) -> None:
        if self.tokens:
            await client.auth_xoauth2(self.relay.username, token)
        else:
            await client.login(self.relay.username, self.relay.password)

    async def _token(self) -> str:
        assert self.tokens is not None
        try:
            return await self.tokens.token()
        except NoToken as error:
            code = 535 if error.refused else None
            raise NotConnected(Answer(stage=Stage.AUTH, code=code, text=str(error))) from error


def tls_context(relay: SmtpRelay) -> ssl.SSLContext | None:
    """Make the one TLS context of a relay; it checks name and chain."""
    if relay.tls is Tls.NONE:
        return None
    try:
        return ssl.create_default_context(cafile=str(relay.ca) if relay.ca else None)
    except OSError as error:
        raise BadMailUrl(
            "ca= names no file with certificates: {fault}", fault=error.strerror or str(error)
        ) from error


def _take_over(client: aiosmtplib.SMTP) -> Wire:
    """Put a client's transport, if it still has one, into our own hands."""
    wire = Wire(asyncio.get_running_loop())
    if client.transport is not None and not client.transport.is_closing():
        wire.take_over(cast(asyncio.Transport, client.transport))
    return wire


def _answer(stage: Stage, error: Exception) -> Answer:
    """Translate what went wrong while connecting."""
    if isinstance(error, ssl.SSLError):
        return Answer(stage=Stage.TLS, text=str(error))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return Answer(stage=stage, code=error.code, text=error.message)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return Answer(stage=stage, code=504 if stage is Stage.AUTH else None, text=str(error))
    if stage is Stage.TLS and isinstance(error, OSError):
        return Answer(stage=Stage.CONNECT, text=str(error))
    return Answer(stage=stage, text=str(error) or type(error).__name__)
