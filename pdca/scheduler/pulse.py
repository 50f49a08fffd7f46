"""Is the engine ticking? Read from the runs it leaves, so it holds for either clock and from any process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdca.services.ports import Run

PATIENCE = timedelta(minutes=3)
"""How long the embedded clock, which ticks every minute, may be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The last sign of life of a clock, None when it never ran."""

    last: datetime | None
    is_beating: bool


def pulse(runs: Sequence[Run], now: datetime, patience: timedelta = PATIENCE) -> Pulse:
    """Return the last sign of life in the latest runs, and whether it is recent.

    A sign that lies further ahead than the patience is none: the machine's clock was set back.
    """
    signs = [sign for run in runs for sign in (run.started, run.ended) if sign is not None]
    last = max(signs, default=None)
    return Pulse(last=last, is_beating=last is not None and abs(now - last) <= patience)
