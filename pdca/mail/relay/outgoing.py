"""A message on its way and what becomes of it, between whoever keeps the outbox and whoever sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

from pdca.mail.classify import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A ready message for one recipient."""

    id: str
    sender: str
    recipient: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one message: the verdict, and the server's own words for whoever looks into it."""

    id: str
    verdict: Verdict
    code: int | None = None
    text: str = ""


BeforeDot = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Awaited before the last dot of these messages leaves; the ids it gives back are still ours to send."""

Settled = Callable[[Sequence[Result]], Awaitable[None]]
"""Awaited with what became of messages; every message is settled exactly once per run."""
