"""Serving the pages in a thread of this process, beside whatever else runs in it."""

from __future__ import annotations

import gc
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from pdca.domain.errors import Misconfigured
from pdca.web.app import Web

HOST, PORT = "127.0.0.1", 8000
"""Only this machine is listened to; a web server in front of it takes the outside, with its certificate."""

LETS_GO_AFTER = 5
"""Seconds that requests under way get when the process is told to stop."""

UP_WITHIN = 30

TURN = 0.0001
"""Seconds that one thread computes before another gets its turn. The engine computes for long and a page waits for
the database some hundred times; with Python's own fifty times as long, each wait would cost a whole turn."""

FULL_SWEEPS_ONE_IN = 100
"""Of so many sweeps of middle-aged objects, one takes all objects. Such a sweep halts every page, the longer the more
the engine holds; what a page leaves behind is found among the young."""


def free_port(wanted: int = PORT) -> int:
    """Return a port that is free: the one that is wanted, or any. Misconfigured when there is none."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise Misconfigured("no port is free for the pages")


def claimed_port(wanted: int) -> int:
    """Return the port that somebody named. Misconfigured when it is taken."""
    if free_port(wanted) != wanted:
        raise Misconfigured("port {port} is in use by something else; name another with --port", port=wanted)
    return wanted


@contextmanager
def served(web: Web, port: int = PORT) -> Iterator[None]:
    """Serve pages as long as the block lasts. Misconfigured when the port is taken."""
    claimed_port(port)
    server = _Server(
        uvicorn.Config(
            web,
            host=HOST,
            port=port,
            workers=1,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=LETS_GO_AFTER,
        )
    )
    thread = threading.Thread(target=server.run, name="pdca-web", daemon=True)
    with _short_turns(), _rare_halts():
        thread.start()
        if not server.is_up.wait(UP_WITHIN):
            raise Misconfigured("the pages could not be served on port {port}", port=port)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _rare_halts() -> Iterator[None]:
    """Leave what was loaded at the start out of all sweeps for garbage, and seldom sweep everything."""
    young, middle, old = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(young, middle, FULL_SWEEPS_ONE_IN)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)
        gc.unfreeze()


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.is_up.set()
