"""The chain as a session adds to it and reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from pdca.services.ports import Event
from pdca.store.board.part import Part
from pdca.store.chain.sealing import digest_of
from pdca.store.schema import tables
from pdca.store.scope import AnyRow


class Events(Part):
    """Seals and the history of what was recorded."""

    def seal(self, kind: str, key: str, digest: str, *, at: datetime) -> None:
        """Add a digest of something outside the chain to the chain."""
        self.must_write()
        self.register.seal(kind, key, digest, at)

    def ledger_digest(self, day: date) -> str:
        """Return the digest of all ledger rows of a day, for sealing."""
        notices = tables.notices
        columns = (getattr(notices.c, name) for name in ("item", "version", "step", "kind", "recipient"))
        query = self.scope.select(notices, *columns).where(notices.c.day == day)
        return digest_of(self.scope.rows(query))

    def events(self, *, key: str | None = None) -> Sequence[Event]:
        """Return the events of a key, or all, in order."""
        self.register.flush()
        links, payloads = tables.events, tables.event_payloads
        query = (
            self.scope.select(links, links, payloads.c.body)
            .outerjoin(payloads, (payloads.c.board_id == links.c.board_id) & (payloads.c.seq == links.c.seq))
            .order_by(links.c.seq)
        )
        if key is not None:
            query = query.where(links.c.key == key)
        return [_event(row) for row in self.scope.rows(query)]


def _event(row: AnyRow) -> Event:
    payload = json.loads(row.body or "{}")
    return Event(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        entity=row.entity,
        key=row.key,
        actor=payload.get("actor", ""),
        reason=payload.get("reason", ""),
        after=payload.get("after"),
        hash=row.hash,
    )
