"""The only place that reads the time; everything else is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)


class MovedClock:
    """A clock that runs on from an instant of its own, as the demo's does."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the moved instant in UTC."""
        return datetime.now(UTC) + self._offset

    def forward(self, by: timedelta) -> None:
        """Move the clock on."""
        self._offset += by


def ticks() -> float:
    """Return a monotonic count of seconds, for limits and leases within one process."""
    return time.monotonic()
