"""Keeping mail in a maildir instead of sending it: for trying out, and for tests.

Same interface as the SMTP sender. The name of a file follows from the message id, so a message that is sent
again never lies there twice.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pdca.domain.errors import Misconfigured
from pdca.mail.classify import DELIVERED, TRY_AGAIN, Answer
from pdca.services.mailing.outgoing import KEPT, BeforeDot, Outgoing, Result, Settled

_AT_ONCE: Final = 50


class Maildir:
    """A maildir that takes messages. `durable`: each is on the disk before it counts as delivered."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path = path
        self._durable = durable

    async def __aenter__(self) -> Self:
        self.make()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def send(
        self, messages: Iterable[Outgoing], *, before_dot: BeforeDot, settled: Settled
    ) -> Answer | None:
        """Keep messages and settle every one of them."""
        waiting = iter(messages)
        while group := list(islice(waiting, _AT_ONCE)):
            ours = await before_dot([message.id for message in group])
            kept = [message for message in group if message.id in ours]
            await settled(await asyncio.to_thread(self._keep, kept))
        return None

    def make(self) -> None:
        """Make the folders that are not there yet; Misconfigured when mail cannot be kept here."""
        try:
            for name in ("tmp", "new", "cur"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(
                "mail cannot be kept in {folder}: {fault}; set PDCA_SMTP_URL to another folder",
                folder=str(self.path),
                fault=error.strerror or str(error),
            ) from error

    def _keep(self, messages: list[Outgoing]) -> list[Result]:
        self.make()
        results = [self._one(message) for message in messages]
        if self._durable:
            _sync(self.path / "new")
        return results

    def _one(self, message: Outgoing) -> Result:
        name = file_name(message.id)
        try:
            if not any((self.path / "cur").glob(f"{name}*")):
                self._write(name, message.body)
        except OSError as error:
            return Result(id=message.id, verdict=TRY_AGAIN, text=str(error))
        return Result(id=message.id, verdict=DELIVERED, code=250, text=KEPT)

    def _write(self, name: str, body: bytes) -> None:
        temporary = self.path / "tmp" / name
        with temporary.open("wb") as file:
            file.write(body)
            if self._durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(self.path / "new" / name)


def file_name(message_id: str) -> str:
    """Name the file of a message, always the same."""
    return f"{sha256(message_id.encode()).hexdigest()[:32]}.pdca"


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
