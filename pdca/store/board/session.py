"""One transaction on one board, all pieces together."""

from __future__ import annotations

from pdca.store.board.around import Around
from pdca.store.board.hanging import Hanging
from pdca.store.board.looking import Looking
from pdca.store.board.values import Governed


class SqlSession(Governed, Around, Hanging, Looking):
    """Implements `BoardSession` of the services' ports."""

    def finish(self) -> None:
        """Write what is still pending, before the transaction commits."""
        self.register.finish()
        self._write_planned()
