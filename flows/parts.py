"""How the boards of an installation are split, always the same way, so that several runs can share the work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pdca.domain.errors import BadInput

MOST = 64


def split(slugs: Iterable[str], parts: int, only: Sequence[int] | None = None) -> dict[int, list[str]]:
    """Return the boards of each part (0 .. parts - 1) that has any; `only` names the parts wanted."""
    if not 1 <= parts <= MOST:
        raise BadInput("boards are split in 1 to {most} parts, not {parts}", most=MOST, parts=parts)
    wanted = range(parts) if only is None else only
    if any(not 0 <= part < parts for part in wanted):
        raise BadInput("the parts of {parts} are 0 to {last}", parts=parts, last=parts - 1)
    found: dict[int, list[str]] = {}
    for slug in slugs:
        part = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8]) % parts
        if part in wanted:
            found.setdefault(part, []).append(slug)
    return dict(sorted(found.items()))
