"""The cookie of a session: its id and when it was seen last, signed, so that neither can be made up."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

WRITE_AGAIN = timedelta(minutes=1)
"""A cookie need not say to the second when somebody was seen; so few answers carry a new one."""

SIGNATURE_BYTES = 18
LONGEST = 200
PURPOSE = b"pdca-session\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a browser showed at the door."""

    id: str = field(repr=False)
    seen: datetime

    def is_to_be_written(self, now: datetime) -> bool:
        """Tell whether it is time to let the browser keep a newer moment."""
        return abs(now - self.seen) >= WRITE_AGAIN


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """Writes with the first of its keys and reads with any, so that a key can be replaced while people are in."""

    keys: Sequence[bytes] = field(repr=False)

    def name(self, *, is_https: bool) -> str:
        """Return what the cookie is called; over HTTPS a browser takes this name only from this very host."""
        return "__Host-pdca" if is_https else "pdca-session"

    def write(self, id: str, seen: datetime) -> str:
        """Return the cookie for a session that is seen now."""
        body = f"{id}.{int(seen.timestamp()):x}"
        return f"{body}.{_signature(self.keys[0], body)}"

    def read(self, text: str) -> Passed | None:
        """Return what a cookie says; None when it was made up or damaged."""
        body, _, given = text.rpartition(".")
        if len(text) > LONGEST or not any(_is_signed(key, body, given) for key in self.keys):
            return None
        id, _, seen = body.partition(".")
        return Passed(id=id, seen=datetime.fromtimestamp(int(seen, 16), UTC))


def _is_signed(key: bytes, body: str, given: str) -> bool:
    return hmac.compare_digest(_signature(key, body).encode(), given.encode("utf-8", "replace"))


def _signature(key: bytes, body: str) -> str:
    made = hmac.digest(key, PURPOSE + body.encode("utf-8", "replace"), "sha256")[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(made).decode()
