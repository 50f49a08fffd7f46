"""Links in mail: a capability for one person, one item and one version, signed and never stored.

A link is short enough to survive a plain text mail, and holds no address: the person stands in it as a keyed
mark. Its base always comes from the settings, never from a request.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from pdca.domain.errors import NotFound

VALID_FOR = timedelta(days=30)
"""How long a link works after the due date of its item."""

SIGNATURE_BYTES, MARK_BYTES = 16, 9
_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a link lets its holder do: act on one version of one item as one person, until a day."""

    board: str
    item: str
    version: int
    person: str
    purpose: str
    until: date


class Addresses(Protocol):
    """Something that says where a capability is used; in a mail it is signed, on a page it need not be."""

    def to(self, capability: Capability) -> str:
        """Return the address at which a capability is used."""
        ...


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads signed addresses below one base address."""

    base_url: str
    key: bytes

    def to(self, capability: Capability) -> str:
        """Return the address that carries a capability; the same capability always gives the same address."""
        facts = (
            capability.board,
            capability.item,
            str(capability.version),
            capability.purpose,
            str(capability.until.toordinal()),
            _mark(self.key, capability.board, capability.person),
        )
        payload = _SEPARATOR.join(facts).encode()
        return f"{self.base_url.rstrip('/')}/m/{_text(payload)}.{_text(self._sign(payload))}"

    def read(self, token: str, today: date, people: Iterable[str]) -> Capability:
        """Return what a token stands for, for one of some people of its board.

        Raises NotFound when it is forged, damaged, expired or nobody's.
        """
        capability, mark = self._opened(token)
        person = next((one for one in people if _mark(self.key, capability.board, one) == mark), None)
        if person is None or today > capability.until:
            raise NotFound("this link does not work any more")
        return Capability(
            board=capability.board,
            item=capability.item,
            version=capability.version,
            person=person,
            purpose=capability.purpose,
            until=capability.until,
        )

    def board_of(self, token: str) -> str:
        """Return the board of a token, to look its people up; NotFound when it is forged or damaged."""
        return self._opened(token)[0].board

    def _opened(self, token: str) -> tuple[Capability, str]:
        payload_text, _, signature_text = token.partition(".")
        try:
            payload, signature = _bytes(payload_text), _bytes(signature_text)
        except ValueError:
            raise NotFound("this link does not work any more") from None
        if not hmac.compare_digest(signature, self._sign(payload)):
            raise NotFound("this link does not work any more")
        board, item, version, purpose, until, mark = payload.decode().split(_SEPARATOR)
        day = date.fromordinal(int(until))
        found = Capability(
            board=board, item=item, version=int(version), person="", purpose=purpose, until=day
        )
        return found, mark

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self.key, b"pdca-link\0" + payload, "sha256")[:SIGNATURE_BYTES]


@lru_cache(maxsize=4096)
def _mark(key: bytes, board: str, person: str) -> str:
    """Stand for a person of a board; every link in a mail bears the same mark."""
    mark = hmac.digest(key, f"pdca-person\0{board}\0{person}".encode(), "sha256")
    return _text(mark[:MARK_BYTES])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Read bytes back; ValueError for any spelling but the one that was written."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(raw) != text:
        raise ValueError(text)
    return raw
