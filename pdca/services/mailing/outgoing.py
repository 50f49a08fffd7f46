"""A message on its way and what becomes of it: the words between the deliverer and whatever sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self


class Outcome(StrEnum):
    """What is done with a message next."""

    DELIVERED = "delivered"
    RETRY_LATER = "retry_later"
    GIVE_UP = "give_up"
    PAUSE_RELAY = "pause_relay"
    IN_DOUBT = "in_doubt"


class Fault(StrEnum):
    """Why a message is given up: a dead address, a box that is closed for now, or a refused content."""

    HARD = "hard"
    SOFT = "soft"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer means.

    `charged`: it counts as an attempt. `slow_down`: the server asks for less. `after`: not before so many
    seconds.
    """

    outcome: Outcome
    charged: bool = False
    fault: Fault | None = None
    slow_down: bool = False
    after: float = 0.0


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


KEPT = "kept in a folder, not sent"
"""What a relay answers that sends nothing."""

BeforeDot = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Awaited before the last dot of these messages leaves; the ids it gives back are still ours to send."""

Settled = Callable[[Sequence[Result]], Awaitable[None]]
"""Awaited with what became of messages; every message is settled exactly once per run."""


class Relay(Protocol):
    """Something that sends, an SMTP server or a folder that keeps; an async context manager."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def send(
        self, messages: Iterable[Outgoing], *, before_dot: BeforeDot, settled: Settled
    ) -> object | None:
        """Send messages and settle each exactly once; give what ended the run early, None when nothing did."""
        ...
