"""One-time codes of six digits, another one every thirty seconds, and the picture with their secret for an app."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

from pdca.services.access.ports import Picture

SECONDS = 30
DIGITS = 6
EARLY_OR_LATE = 1
"""So many steps that a clock may be off."""

MARGIN = 4
"""The blank modules around a code that scanners ask for."""


class TimeCodes:
    """Implements `Codes` of the services' ports."""

    def step(self, secret: str, code: str, now: datetime) -> int | None:
        """Return the step of time that a code belongs to; None when it belongs to none of about now."""
        codes = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
        this = int(now.timestamp()) // SECONDS
        given = code.encode("utf-8", "replace")
        found = None
        for step in range(this - EARLY_OR_LATE, this + EARLY_OR_LATE + 1):
            if hmac.compare_digest(codes.generate_otp(step).encode(), given):
                found = step
        return found

    def address(self, secret: str, account: str, issuer: str) -> str:
        """Return the address that an app takes a secret from."""
        codes = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS, name=account, issuer=issuer)
        return codes.provisioning_uri()

    def picture(self, address: str) -> Picture:
        """Draw an address as a QR code: one line for every run of dark modules, to be stroked one unit wide."""
        code = segno.make_qr(address, error="m")
        runs: list[str] = []
        for y, row in enumerate(code.matrix):
            x = 0
            while x < len(row):
                end = x
                while end < len(row) and row[end]:
                    end += 1
                if end > x:
                    runs.append(f"M{x + MARGIN} {y + MARGIN}.5h{end - x}")
                x = end + 1
        return Picture(size=len(code.matrix) + 2 * MARGIN, path="".join(runs))
