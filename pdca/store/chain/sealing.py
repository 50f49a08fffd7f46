"""The digest of one day of the ledger: what the chain seals every day and verification computes again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from pdca.store.codec import canonical


def digest_of(rows: Iterable[Any]) -> str:
    """Return the SHA-256 of rows (item, version, step, kind, recipient, continues), whatever their order.

    A version that goes on with no other says nothing of it, as rows did before there were such versions.
    """
    lines = sorted(canonical(list(row if row[-1] is not None else row[:-1])) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
