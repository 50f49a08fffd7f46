"""Waiting for something outside to come true, never longer than it may take."""

import threading
from collections.abc import Callable

from pdca.clock import ticks


def until(condition: Callable[[], bool], what: str, *, seconds: float = 60, every: float = 0.05) -> None:
    """Return once a condition holds; fail when it does not within so many seconds."""
    end = ticks() + seconds
    pause = threading.Event()
    while not condition():
        assert ticks() < end, f"after {seconds} seconds still not: {what}"
        pause.wait(every)
