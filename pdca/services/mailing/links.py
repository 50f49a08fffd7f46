"""Links in mail: a capability for one person, one item and one version, signed and never stored.

The address always comes from the settings, never from a request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.errors import NotFound

VALID_FOR = timedelta(days=30)
"""How long a link works after the due date of its item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a link lets its holder do: act on one version of one item as one person, until a day."""

    board: str
    item: str
    version: int
    person: str
    purpose: str
    until: date


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads signed addresses below one base address."""

    base_url: str
    key: bytes

    def to(self, capability: Capability) -> str:
        """Return the address that carries a capability; the same capability always gives the same address."""
        facts = [
            capability.board,
            capability.item,
            capability.version,
            capability.person,
            capability.purpose,
            capability.until.isoformat(),
        ]
        payload = json.dumps(facts, separators=(",", ":"), ensure_ascii=False).encode()
        return f"{self.base_url.rstrip('/')}/m/{_text(payload)}.{_text(self._sign(payload))}"

    def read(self, token: str, today: date) -> Capability:
        """Return what a token stands for. Raises NotFound when it is forged, damaged or expired."""
        try:
            payload_text, _, signature_text = token.partition(".")
            payload, signature = _bytes(payload_text), _bytes(signature_text)
            is_signed = hmac.compare_digest(signature, self._sign(payload))
            facts: list[str] = json.loads(payload) if is_signed else []
        except ValueError:
            raise NotFound("this link does not work any more") from None
        if not is_signed or today > date.fromisoformat(facts[-1]):
            raise NotFound("this link does not work any more")
        board, item, version, person, purpose, until = facts
        return Capability(
            board=board,
            item=item,
            version=int(version),
            person=person,
            purpose=purpose,
            until=date.fromisoformat(until),
        )

    def _sign(self, payload: bytes) -> bytes:
        return hmac.new(self.key, b"pdca-link\0" + payload, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
