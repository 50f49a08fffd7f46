"""How often anything may be tried, by account, by place and by link.

Kept in memory: a restart forgives, which costs a guesser no less than it gives. A person's own account is never
closed to them: what is counted per account is counted together with the place it is tried from, or leaves another
way in.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from pdca.domain.errors import PdcaError

MOST_KEYS = 50_000
"""So many keys are remembered; the one that was used longest ago goes first."""


class TooOften(PdcaError):
    """That was tried often just now. It can be tried again in {minutes} min."""

    def __init__(self, wait: timedelta) -> None:
        """`wait` is how long until it may be tried once more."""
        self.seconds = ceil(wait.total_seconds())
        super().__init__(minutes=ceil(self.seconds / 60))

    @property
    def headers(self) -> Mapping[str, str]:
        """Return what tells a program how long to wait."""
        return {"retry-after": str(self.seconds)}


class Limit(StrEnum):
    """What is counted, and by what key."""

    PASSWORD_HERE = "password_here"  # noqa: S105 - the name of a limit; key: account and address of the network
    PASSWORD_PLACE = "password_place"  # noqa: S105 - the name of a limit; key: address of the network
    PASSWORD_ACCOUNT = "password_account"  # noqa: S105 - the name of a limit; key: account
    CODE = "code"
    LINK_ASKED = "link_asked"
    LINK_ASKED_PLACE = "link_asked_place"
    LINK_GUESSED = "link_guessed"
    EXPORT = "export"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and as many again evenly over a time."""

    most: int
    within: timedelta


RATES: Mapping[Limit, Rate] = {
    # Five wrong guesses from one place; somebody at the same desk of another account is not held up.
    Limit.PASSWORD_HERE: Rate(5, timedelta(minutes=15)),
    # A whole school is one address of the network.
    Limit.PASSWORD_PLACE: Rate(60, timedelta(minutes=15)),
    # Against guessing from many places; the link by mail stays open.
    Limit.PASSWORD_ACCOUNT: Rate(100, timedelta(hours=1)),
    # The second step; key: account. A code is right by chance once in 300,000 times.
    Limit.CODE: Rate(10, timedelta(minutes=15)),
    # One every six minutes: whoever asks for somebody else all the time sends them one that works.
    Limit.LINK_ASKED: Rate(10, timedelta(hours=1)),
    Limit.LINK_ASKED_PLACE: Rate(60, timedelta(hours=1)),
    # Links by mail, links in mail, and calendars that nobody knows; key: address of the network.
    Limit.LINK_GUESSED: Rate(30, timedelta(minutes=10)),
    # Documents and tables, which cost the machine something; key: board and person.
    Limit.EXPORT: Rate(60, timedelta(minutes=10)),
    # All that is written on a board; key: board.
    Limit.BOARD: Rate(3000, timedelta(minutes=10)),
}


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Limits:
    """Buckets of tokens that fill up again with time."""

    def __init__(self, rates: Mapping[Limit, Rate] = RATES, most_keys: int = MOST_KEYS) -> None:
        self._rates = rates
        self._most_keys = most_keys
        self._buckets: OrderedDict[tuple[Limit, str], _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, limit: Limit, now: datetime, *key: str) -> None:
        """Count one try; TooOften when there were too many."""
        with self._lock:
            self._allowed(limit, now, key).left -= 1

    def check(self, limit: Limit, now: datetime, *key: str) -> None:
        """Count nothing; TooOften when one more try would be one too many."""
        with self._lock:
            self._allowed(limit, now, key)

    def forgive(self, limit: Limit, *key: str) -> None:
        """Forget the tries of a key: it turned out to be the right one."""
        with self._lock:
            self._buckets.pop((limit, "\0".join(key)), None)

    def _allowed(self, limit: Limit, now: datetime, key: tuple[str, ...]) -> _Bucket:
        bucket = self._filled(limit, now, key)
        if bucket.left < 1:
            rate = self._rates[limit]
            raise TooOften((1 - bucket.left) * rate.within / rate.most)
        return bucket

    def _filled(self, limit: Limit, now: datetime, key: tuple[str, ...]) -> _Bucket:
        rate, name = self._rates[limit], (limit, "\0".join(key))
        bucket = self._buckets.setdefault(name, _Bucket(rate.most, now))
        gone = max(timedelta(0), now - bucket.at)
        bucket.left = min(rate.most, bucket.left + rate.most * (gone / rate.within))
        bucket.at = now
        self._buckets.move_to_end(name)
        while len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return bucket
