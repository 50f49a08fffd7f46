"""The links of a board's event chain: what is hashed, and how. Pure, so that verification recomputes the same.

The chain holds codes and a salted commitment only; who, why and what afterwards is the payload beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from pdca.store.codec import canonical

GENESIS = "0" * 64
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Header:
    """What a link says openly."""

    board: str
    seq: int
    at: datetime
    kind: str
    entity: str
    key: str
    commitment: str
    prev: str

    def hash(self) -> str:
        """Return the SHA-256 of the header in canonical JSON."""
        facts = {
            "board": self.board,
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": self.kind,
            "entity": self.entity,
            "key": self.key,
            "commitment": self.commitment,
            "prev": self.prev,
        }
        return sha256(canonical(facts).encode()).hexdigest()


def payload(actor: str, reason: str, body: str | None) -> str:
    """Return a payload in canonical JSON; `body` is canonical already, None for what was removed."""
    after = "null" if body is None else body
    return f'{{"actor":{canonical(actor)},"after":{after},"reason":{canonical(reason)}}}'


def commit_to(salt: bytes, payload_text: str) -> str:
    """Return the commitment to a payload: nobody can guess its contents from it without the salt."""
    return sha256(salt + payload_text.encode()).hexdigest()
