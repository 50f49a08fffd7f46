"""`pdca serve`: the engine, delivery and the pages in one process, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType

from pdca.bootstrap import Runtime
from pdca.scheduler.ticker import Ticker

STOPS: tuple[int, ...] = (signal.SIGTERM, signal.SIGINT)


def serve(
    runtime: Runtime,
    stop: threading.Event | None = None,
    beside: AbstractContextManager[object] | None = None,
) -> None:
    """Tick and deliver until `stop` is set or the process is told to end; what is under way is finished.

    `beside` is open as long: the pages, which this floor does not know.
    """
    stop = stop or threading.Event()
    _ = runtime.links, runtime.relay  # a setting that cannot work is refused now, not at the first mail
    with _stopping_on_signals(stop), beside or nullcontext(), Ticker(runtime):
        stop.wait()


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on the first signal; a second one ends the process the hard way, which harms nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def told(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[number])

    before = {number: signal.signal(number, told) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
