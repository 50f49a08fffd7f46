"""What passes through a register: the board's row, a change to be written, and the link that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pdca.domain.board import Board
from pdca.store.bulk import Values
from pdca.store.chain.links import Header


@dataclass(slots=True)
class BoardRow:
    """The board's own row while a transaction lasts."""

    slug: str
    board: Board
    rules_revision: int
    people_numbered: int
    lists_head: str
    seq: int
    head: str
    mail_held: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something to be written: `cls` None seals, `is_removal` takes away exactly this value."""

    cls: type[Any] | None
    key: str
    value: Any
    kind: str
    actor: str
    at: datetime
    reason: str
    is_removal: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its payload, as rows."""

    header: Header
    hash: str
    salt: bytes
    text: str

    def event(self) -> Values:
        """Return the row of the chain."""
        head = self.header
        return {
            "seq": head.seq,
            "at": head.at,
            "kind": head.kind,
            "entity": head.entity,
            "key": head.key,
            "commitment": head.commitment,
            "prev": head.prev,
            "hash": self.hash,
        }

    def payload(self) -> Values:
        """Return the row beside the chain."""
        return {"seq": self.header.seq, "salt": self.salt, "body": self.text}
