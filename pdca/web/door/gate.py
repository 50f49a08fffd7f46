"""The outermost door: which host is asked for, how much is sent, and the headers that every answer carries.

HEAD is asked by programs that try out links, such as scanners of mail: it is answered as GET, without a body.
Plain ASGI, because it also has to hold for errors, static files and answers that are streamed.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, TypeAlias

from starlette.exceptions import HTTPException

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1_000_000
MOST_BYTES_OF_FILES = 21_000_000
"""What a form may weigh, and what one with a file may: 20 MB and the fields beside it."""

LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What a page may load: its own files, and scripts that bear the number of this one answer."""

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)


class Gate:
    """Wraps the whole application."""

    def __init__(
        self, app: App, *, hosts: Collection[str], is_https: bool, roomy: Collection[str] = ()
    ) -> None:
        """`hosts` are the names that may be asked for; paths that end as in `roomy` take files."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._is_https = is_https
        self._roomy = tuple(roomy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope.setdefault("state", {})["nonce"] = nonce
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        answer = _Answer(send, self._headers(nonce), scope["state"])
        if not self._is_expected(scope):
            await answer.refuse(400, "Unknown host")
            return
        most = MOST_BYTES_OF_FILES if scope["path"].endswith(self._roomy) else MOST_BYTES
        length = dict(scope["headers"]).get(b"content-length", b"0")
        is_too_much = not length.isdigit() or int(length) > most
        await self._app(scope, _Counted(receive, -1 if is_too_much else most), answer)

    def _is_expected(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) != 1:
            return False
        host = named[0].decode("latin-1").lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return name in self._hosts

    def _headers(self, nonce: str) -> list[tuple[bytes, bytes]]:
        headers = [*ALWAYS, (b"content-security-policy", POLICY.format(nonce=nonce).encode())]
        if self._is_https:
            headers.append((b"strict-transport-security", b"max-age=63072000; includeSubDomains"))
        return headers


def _without_body(send: Send) -> Send:
    """Send only how an answer begins; its cookies stay behind too, as nobody has seen the page that they go with."""

    async def begin(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [header for header in message["headers"] if header[0].lower() != b"set-cookie"]
            await send({**message, "headers": headers})
        elif not message.get("more_body", False):
            await send({"type": "http.response.body", "body": b""})

    return begin


class _Counted:
    """Receives, and counts: a request may lie about its length, or not give it.

    What is too much is refused from within, so that somebody reads a page of ours.
    """

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> Message:
        message = await self._receive() if self._left >= 0 else {}
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


class _Answer:
    """Sends, and sees to it that every answer bears the headers; what a page set itself stays.

    `state` is that of the request: a pass that was renewed on the way is put there.
    """

    def __init__(
        self, send: Send, headers: list[tuple[bytes, bytes]], state: MutableMapping[str, Any]
    ) -> None:
        self._send, self._headers, self._state, self._has_begun = send, headers, state, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._has_begun = True
            own = list(message.get("headers", ()))
            given = {name.lower() for name, _ in own}
            own += [header for header in self._headers if header[0] not in given]
            if b"cache-control" not in given:
                own.append((b"cache-control", b"no-store"))
            if "renewed" in self._state and b"set-cookie" not in given:
                own.append((b"set-cookie", self._state["renewed"].encode("latin-1")))
            message = {**message, "headers": own}
        await self._send(message)

    async def refuse(self, status: int, text: str) -> None:
        if self._has_begun:
            return
        body = text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})
