"""One installation as the web sees it: the runtime, its keys, and what is remembered from request to request."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from pdca.bootstrap import Runtime
from pdca.services.access.cookie import SessionCookie
from pdca.services.access.limits import Limits
from pdca.services.access.ports import Access
from pdca.services.ports import BoardSession
from pdca.services.situation import Situation
from pdca.web.door.background import Background
from pdca.web.door.gate import LOCAL

MOST_REMEMBERED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Somebody whose shoes a demo lets you step into: `part` is what they are in the story."""

    email: str
    part: str


class Stage(Protocol):
    """What only a demo has: people to play, a mailbox to open, and a clock that can be moved."""

    @property
    def board(self) -> str:
        """Return the short name of the board that is played."""
        ...

    @property
    def mail(self) -> Path:
        """Return the maildir in which all mail is kept."""
        ...

    def cast(self) -> Sequence[Part]:
        """Return who can be played."""
        ...

    def later(self, days: int) -> None:
        """Let so many days go by, the engine running every morning."""
        ...

    def today(self) -> date:
        """Return the day on the demo's clock."""
        ...


class Led(NamedTuple):
    """Where a form led, and what was said there."""

    place: str
    told: str


class Once:
    """What a form led to, by the mark it was sent with: sending it twice does it once."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Led] = OrderedDict()
        self._busy: dict[str, tuple[threading.Lock, int]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def alone(self, mark: str) -> Iterator[None]:
        """Let the second sending of a form wait until the first is done: a double click sends both at once."""
        with self._lock:
            lock, waiting = self._busy.get(mark, (threading.Lock(), 0))
            self._busy[mark] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                _, waiting = self._busy.pop(mark)
                if waiting > 1:
                    self._busy[mark] = (lock, waiting - 1)

    def led_to(self, mark: str) -> Led | None:
        """Return where the form with this mark led; None when it was not sent yet."""
        with self._lock:
            return self._known.get(mark)

    def remember(self, mark: str, place: str, told: str = "") -> None:
        """Remember where a form led, and the cookie with what was said then."""
        with self._lock:
            self._known[mark] = Led(place, told)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)


@dataclass
class Site:
    """Everything that requests share."""

    runtime: Runtime
    stage: Stage | None = None
    once: Once = field(default_factory=Once)
    limits: Limits = field(default_factory=Limits)
    background: Background = field(default_factory=Background)
    _situations: dict[str, Situation] = field(default_factory=dict)

    @property
    def key(self) -> bytes:
        """Return the key that signs what browsers keep."""
        return self.runtime.settings.signing_key()

    @cached_property
    def access(self) -> Access:
        """Return where sign-in keeps what it knows."""
        return self.runtime.store.access()

    @cached_property
    def cookie(self) -> SessionCookie:
        """Return what reads and writes the passes of browsers."""
        return SessionCookie((self.key,))

    @property
    def is_https(self) -> bool:
        """Tell whether the pages are reached over HTTPS."""
        return self.runtime.settings.base_url.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """Return the names under which the pages may be asked for; other names of this machine only at home."""
        host = (urlsplit(self.runtime.settings.base_url).hostname or "").lower()
        name = f"[{host}]" if ":" in host else host
        return LOCAL if name in LOCAL else frozenset({name})

    def now(self) -> datetime:
        """Return the moment in which the product lives."""
        return self.runtime.clock.now()

    @contextmanager
    def reading(self, board: str, now: datetime) -> Iterator[Situation]:
        """Open one moment of a board to look at; what was worked out for the last reader is used again."""
        with self.runtime.store.reading(board) as session:
            yield self._situation(board, session, now)

    @contextmanager
    def writing(self, board: str) -> Iterator[BoardSession]:
        """Open a transaction on a board."""
        with self.runtime.store.board(board) as session:
            yield session

    def _situation(self, board: str, session: BoardSession, now: datetime) -> Situation:
        earlier = self._situations.get(board) or Situation(session, self.runtime.shipped, now)
        found = earlier.carried_to(session, now)
        _ = (
            found.organisation,
            found.clocks,
        )  # worked out while the session is open; the next reader takes them over
        self._situations[board] = found
        return found
