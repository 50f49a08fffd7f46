"""Pictures of pages by a Chromium that is already on the machine, driven over a pipe.

The DevTools protocol over a pipe needs no driver and no port: messages are JSON, each closed by a zero byte.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pdca.domain.errors import PdcaError

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SWITCHES: Final = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe", "--force-color-profile=srgb"),
)
_SECONDS: Final = 30


class NoPicture(PdcaError):
    """The browser took no picture."""


def find_browser() -> str | None:
    """Find a Chromium: the one named in CHROMIUM, else one on the path."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)


def take_pictures(browser: str, pages: Iterable[Path], widths: tuple[int, ...]) -> list[Path]:
    """Write a picture of every page at every width, light and dark, beside the page."""
    pictures: list[Path] = []
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:  # its processes end a little later
        chromium = _Chromium(browser, profile)
        try:
            for page in pages:
                for width in widths:
                    for scheme in ("light", "dark"):
                        picture = page.with_name(f"{page.stem}-{width}-{scheme}.png")
                        picture.write_bytes(chromium.picture(page, width, scheme))
                        pictures.append(picture)
        finally:
            chromium.stop()
    return pictures


class _Chromium:
    """One browser with one tab."""

    def __init__(self, browser: str, profile: str) -> None:
        read_here, write_there = os.pipe()
        read_there, write_here = os.pipe()
        commands, answers = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (read_there, write_there))
        actions = [(os.POSIX_SPAWN_DUP2, commands, 3), (os.POSIX_SPAWN_DUP2, answers, 4)]
        null = os.open(os.devnull, os.O_RDWR)
        actions += [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
        command = [browser, *_SWITCHES, f"--user-data-dir={profile}", "about:blank"]
        self._pid = os.posix_spawn(browser, command, os.environ, file_actions=actions)
        for fd in (read_there, write_there, commands, answers, null):
            os.close(fd)
        self._read, self._write = read_here, write_here
        self._buffer = bytearray()
        self._number = 0
        self._session: str | None = None
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")

    def picture(self, page: Path, width: int, scheme: str) -> bytes:
        """Take a picture of a whole page, as PNG."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._ask("Emulation.setEmulatedMedia", features=[feature])
        screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **screen)
        self._ask("Page.navigate", url=page.resolve().as_uri())
        self._wait("Page.loadEventFired")
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": max(width, size["width"]), "height": size["height"], "scale": 1}
        shot = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])

    def stop(self) -> None:
        """End the browser and wait until it is gone."""
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)
        for fd in (self._read, self._write):
            os.close(fd)

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise NoPicture(f"the browser refused {method}: {answer['error'].get('message')}")
                result: dict[str, Any] = answer["result"]
                return result

    def _wait(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], _SECONDS)
            chunk = os.read(self._read, 1 << 20) if ready else b""
            if not chunk:
                raise NoPicture("the browser stopped answering")
            self._buffer += chunk
        line, _, rest = self._buffer.partition(b"\0")
        self._buffer = rest
        message: dict[str, Any] = json.loads(line)
        return message
