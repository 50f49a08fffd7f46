"""What people say about an item and what they show for it: comments and evidence, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Something said about an action or a cycle; `id` is `A-004/comment-3`, `mentions` are addresses."""

    id: str
    item: str
    by: str
    at: datetime
    text: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that shows something about an item; its bytes are kept apart, under their SHA-256 `digest`.

    `id` is `A-004/evidence-1`, `media` its type as its first bytes say, `size` in bytes.
    """

    id: str
    item: str
    name: str
    media: str
    size: int
    digest: str
    by: str
    at: datetime
