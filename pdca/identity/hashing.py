"""Hashes of passwords with Argon2id, as RFC 9106 advises where memory is not plenty."""

from __future__ import annotations

import base64
import threading

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

PASSES = 3
MEMORY_KIB = 65_536
LANES = 1
"""One lane: a page server has other things to do with its processors."""

SALT_BYTES, HASH_BYTES = 16, 32

AT_ONCE = 2
"""So many hashes are worked out at the same time: each takes 64 MiB, and whoever guesses asks for many."""


class Argon2:
    """Implements `Hasher` of the services' ports."""

    def __init__(self, *, passes: int = PASSES, memory_kib: int = MEMORY_KIB) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=LANES,
            hash_len=HASH_BYTES,
            salt_len=SALT_BYTES,
            type=Type.ID,
        )
        self._nobodys = (
            f"$argon2id$v=19$m={memory_kib},t={passes},p={LANES}${_blank(SALT_BYTES)}${_blank(HASH_BYTES)}"
        )
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._room:
            return self._hasher.hash(password)

    def is_right(self, kept: str, password: str) -> bool:
        """Tell whether a password is the one of a hash; where there is no hash that takes as long, and is wrong."""
        hash_ = kept or self._nobodys
        try:
            with self._room:
                self._hasher.verify(hash_, password)
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other settings than those of today."""
        return self._hasher.check_needs_rehash(kept)


def _blank(size: int) -> str:
    """Return so many empty bytes as they stand in a hash: with them one can be looked at that was never made."""
    return base64.b64encode(bytes(size)).decode().rstrip("=")
