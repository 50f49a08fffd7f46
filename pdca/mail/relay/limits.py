"""How fast mail may go: so many a minute for the whole account, and for each domain that receives.

Counted strictly, before a message is sent: never more than the limit in any sixty seconds. The clock is
handed in, so a test moves it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pdca.domain.errors import Misconfigured
from pdca.services.mailing.outgoing import Outgoing

_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a relay allows; None: as fast as it goes."""

    connections: int = 5
    per_minute: int | None = None
    per_domain: int | None = None


PRESETS: Final = {
    # SMTP AUTH of Exchange Online: 30 messages a minute and 3 connections per mailbox.
    "microsoft365": Limits(connections=3, per_minute=30),
    # The relay of Google Workspace counts by the day; this keeps well away from its peaks.
    "google": Limits(connections=5, per_minute=120, per_domain=60),
    "none": Limits(connections=5),
}


def preset(name: str) -> Limits:
    """Give the limits of a known relay."""
    if name not in PRESETS:
        raise Misconfigured(f"there are no limits called {name!r}; there are: {', '.join(sorted(PRESETS))}")
    return PRESETS[name]


class Window:
    """At most so many in any sixty seconds."""

    __slots__ = ("_limit", "_taken")

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._taken: deque[float] = deque(maxlen=limit)

    def wait(self, now: float) -> float:
        """Say in how many seconds the next one may go; 0: now."""
        if self._limit is None or len(self._taken) < self._limit:
            return 0.0
        return max(0.0, self._taken[0] + _MINUTE - now)

    def take(self, now: float) -> None:
        """Count one."""
        if self._limit is not None:
            self._taken.append(now)


class Pace:
    """The windows of one relay; they outlive a run, because a minute does not end with it."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._all = Window(limits.per_minute)
        self._domains: dict[str, Window] = {}

    def wait(self, domain: str) -> float:
        """Say in how many seconds a message to this domain may go."""
        now = self._monotonic()
        own = self._domains.get(domain)
        return max(self._all.wait(now), own.wait(now) if own else 0.0)

    def take(self, domain: str) -> None:
        """Count a message to this domain."""
        now = self._monotonic()
        self._all.take(now)
        if self._limits.per_domain is not None:
            self._domains.setdefault(domain, Window(self._limits.per_domain)).take(now)


class Queue:
    """The messages of one run, by domain in turn, so that a slow domain holds up nobody else."""

    def __init__(self, messages: Iterable[Outgoing], pace: Pace) -> None:
        self._pace = pace
        self._lanes: dict[str, deque[Outgoing]] = {}
        for message in messages:
            self.put(message)

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def __bool__(self) -> bool:
        return bool(self._lanes)

    def put(self, message: Outgoing) -> None:
        """Add a message at the end of its lane."""
        self._lanes.setdefault(_domain(message), deque()).append(message)

    def next(self) -> Outgoing | None:
        """Take a message that may go now, and count it."""
        for domain, lane in self._lanes.items():
            if self._pace.wait(domain) == 0.0:
                self._pace.take(domain)
                message = lane.popleft()
                del self._lanes[domain]
                if lane:
                    self._lanes[domain] = lane  # to the end of the round
                return message
        return None

    def wait(self) -> float:
        """Say in how many seconds the first of the waiting messages may go."""
        return min(map(self._pace.wait, self._lanes), default=0.0)

    def drain(self, domain: str | None = None) -> list[Outgoing]:
        """Take out everything, or everything for one domain."""
        domains = [domain] if domain is not None else list(self._lanes)
        return [message for name in domains for message in self._lanes.pop(name, ())]


def _domain(message: Outgoing) -> str:
    return message.recipient.rpartition("@")[2].lower()
