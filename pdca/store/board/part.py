"""What the pieces of a session share: the board's scope, its register, and leave to write."""

from __future__ import annotations

from pdca.store.chain.register import Register
from pdca.store.scope import Scope


class Part:
    """A piece of a session; the pieces together are the session."""

    def __init__(self, scope: Scope, register: Register, *, is_writing: bool) -> None:
        self.scope = scope
        self.register = register
        self._is_writing = is_writing

    def must_write(self) -> None:
        """Raise when the transaction was opened for reading."""
        if not self._is_writing:
            raise TypeError("this session was opened for reading")
