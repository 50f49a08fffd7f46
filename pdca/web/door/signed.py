"""Small values that a browser keeps for us and cannot change: signed, for one purpose, for a short while."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

SIGNATURE_BYTES = 18


def seal(key: bytes, purpose: str, value: object, until: datetime) -> str:
    """Return a value as a text that `unseal` reads back for the same purpose until then."""
    body = json.dumps([int(until.timestamp()), value], ensure_ascii=True, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_signature(key, purpose, body))}"


def unseal(key: bytes, purpose: str, text: str, now: datetime) -> Any:
    """Return the value; None when it is forged, damaged, for something else or past its time."""
    body_text, _, signature_text = text.partition(".")
    try:
        body, signature = _bytes(body_text), _bytes(signature_text)
    except ValueError:
        return None
    if not hmac.compare_digest(signature, _signature(key, purpose, body)):
        return None
    until, value = json.loads(body)
    return value if now <= datetime.fromtimestamp(until, UTC) + timedelta(seconds=1) else None


def _signature(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(key, f"pdca-kept\0{purpose}\0".encode() + body, "sha256")[:SIGNATURE_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
