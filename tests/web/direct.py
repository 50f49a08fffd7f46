"""Requests straight into the application, without the portal of threads that a test client starts for each."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import httpx2 as httpx
from starlette.types import ASGIApp, Message

CLIENT = ("127.0.0.1", 50_000)


class Direct(httpx.BaseTransport):
    """Hands each request to an application and waits until it is done with it; what it raises is raised here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the whole answer."""
        said: list[Message] = []
        _run(self._answer(request, said))
        begun = next(one for one in said if one["type"] == "http.response.start")
        body = b"".join(one.get("body", b"") for one in said if one["type"] == "http.response.body")
        return httpx.Response(begun["status"], headers=begun["headers"], stream=_Body(body), request=request)

    async def _answer(self, request: httpx.Request, said: list[Message]) -> None:
        parts: Iterator[bytes] = iter((request.read(),))

        async def receive() -> Message:
            body = next(parts, None)
            return {"type": "http.disconnect"} if body is None else {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            said.append(message)

        await self._app(_scope(request), receive, send)


def _run(main: Coroutine[Any, Any, None]) -> None:
    """Run to the end, in a thread of its own where Playwright holds the loop of this one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(main)
        return
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, main).result()


class _Body(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body


def _scope(request: httpx.Request) -> dict[str, Any]:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "root_path": "",
        "query_string": query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": CLIENT,
        "server": (request.url.host, request.url.port),
    }
