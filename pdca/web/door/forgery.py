"""Forms that somebody else's page sends in a reader's name: refused by where they come from and by a mark.

A browser says where a form comes from; the mark in the form is known only to a page of ours that was shown to
the same session, or on the same link.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD, HEADER = "csrf", "x-csrf"
MARK_BYTES = 24


def mark_of(key: bytes, holder: str) -> str:
    """Return a mark for a form of whoever holds a session, a link or the state of a sign-in.

    It looks different each time, so that the length of a packed page tells nothing of it.
    """
    mask = secrets.token_bytes(MARK_BYTES)
    return (mask + _mixed(mask, _true_mark(key, holder))).hex()


def is_mark_of(key: bytes, holder: str, given: str) -> bool:
    """Tell whether a mark is that of a holder; takes the same time either way."""
    try:
        raw = bytes.fromhex(given)
    except ValueError:
        return False
    mask, mixed = raw[:MARK_BYTES], raw[MARK_BYTES:]
    return len(mixed) == MARK_BYTES and hmac.compare_digest(_true_mark(key, holder), _mixed(mask, mixed))


def _true_mark(key: bytes, holder: str) -> bytes:
    return hmac.digest(key, b"pdca-form\0" + holder.encode(), "sha256")[:MARK_BYTES]


def _mixed(mask: bytes, value: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, value, strict=True))


def is_from_here(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a request that changes something comes from one of our own pages.

    A browser that names the site is believed; of an older one the origin has to be ours. Our pages send no
    referrer, so the origin of their own forms may read `null`.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "null")
    is_ours = urlsplit(origin).netloc.lower() == host.lower()
    if site is None:
        return is_ours
    return site == "same-origin" and (is_ours or origin == "null")
