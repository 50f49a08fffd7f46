"""Long work beside the pages: started once, looked at while it runs, its result kept for a while in memory."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST_KEPT = 40

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Work:
    """Something under way: `result` when it is done, `has_failed` when it broke off."""

    owner: str
    result: Any = None
    is_done: bool = False
    has_failed: bool = False


class Background:
    """Runs one piece of work at a time; more wait their turn."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Work] = OrderedDict()
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def start(self, id: str, owner: str, work: Callable[[], Any]) -> None:
        """Begin a piece of work under an id that nobody can guess."""
        entry = Work(owner)
        self._hold(id, entry)
        threading.Thread(target=self._run, args=(entry, work), name="pdca-background", daemon=True).start()

    def keep(self, id: str, owner: str, result: Any) -> None:
        """Keep a result that is there already."""
        self._hold(id, Work(owner, result, is_done=True))

    def forget(self, id: str) -> None:
        """Keep a result no longer."""
        with self._lock:
            self._known.pop(id, None)

    def find(self, id: str, owner: str) -> Work | None:
        """Return a piece of work of its owner; None when there is none."""
        with self._lock:
            found = self._known.get(id)
        return found if found is not None and found.owner == owner else None

    def _hold(self, id: str, entry: Work) -> None:
        with self._lock:
            self._known[id] = entry
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)

    def _run(self, entry: Work, work: Callable[[], Any]) -> None:
        with self._turn:
            try:
                entry.result = work()
            except Exception:  # whoever looks is told that it broke off; the log says why
                log.exception("work in the background broke off")
                entry.has_failed = True
            entry.is_done = True
