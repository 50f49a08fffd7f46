"""What has to be read again and must not lie open in the database: encrypted with a key that is not in it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pdca.domain.errors import Damaged

NONCE_BYTES = 12
PURPOSE = b"pdca-vault\0"


class Vault:
    """Implements `Vault` of the services' ports; the first of its keys closes, any of them opens."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = [AESGCM(hmac.digest(key, PURPOSE, "sha256")) for key in keys]

    def close(self, value: bytes, about: str, nonce: bytes) -> bytes:
        """Encrypt a value, bound to whom or what it is about; `nonce` are 12 bytes that were never used before."""
        return nonce + self._ciphers[0].encrypt(nonce, value, about.encode())

    def open(self, closed: bytes, about: str) -> bytes:
        """Return the value; Damaged when the keys are other ones, or it is about somebody else."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], about.encode())
            except InvalidTag:
                continue
        raise Damaged("what was encrypted cannot be read: PDCA_SECRET_KEY is another one than it was")
