"""One transaction on one board, all pieces together."""

from __future__ import annotations

from pdca.store.board.events import Events
from pdca.store.board.ledger import Ledger
from pdca.store.board.values import Governed


class SqlSession(Governed, Events, Ledger):
    """Implements `BoardSession` of the services' ports."""

    def finish(self) -> None:
        """Write what is still pending, before the transaction commits."""
        self.register.finish()
        self._write_planned()
