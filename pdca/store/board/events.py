"""The chain as a session adds to it and reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func

from pdca.services.records import Event
from pdca.store.board.part import Part
from pdca.store.chain.register import Register
from pdca.store.chain.sealing import digest_of
from pdca.store.schema import tables
from pdca.store.scope import AnyRow, Scope, select_mine

_E, _P, _N = tables.events, tables.event_payloads, tables.notices
EVENTS = (
    select_mine(_E, _E, _P.c.body)
    .outerjoin(_P, (_P.c.board_id == _E.c.board_id) & (_P.c.seq == _E.c.seq))
    .order_by(_E.c.seq)
)
_EVENTS_OF = EVENTS.where(_E.c.key == bindparam("key"))
_SEALED = (_N.c.item, _N.c.version, _N.c.step, _N.c.kind, _N.c.recipient, _N.c.continues)
_DAY_OF_LEDGER = select_mine(_N, *_SEALED).where(_N.c.day == bindparam("day"))
_LAST = select_mine(_E, func.max(_E.c.at))


class Events(Part):
    """Seals and the history of what was recorded."""

    def __init__(self, scope: Scope, register: Register, *, is_writing: bool) -> None:
        super().__init__(scope, register, is_writing=is_writing)
        self._told: dict[str, Sequence[Event]] = {}

    def seal(
        self, kind: str, key: str, digest: str, *, at: datetime, actor: str = "engine", reason: str = ""
    ) -> None:
        """Add a digest of something outside the chain to the chain, and who had it done."""
        self.must_write()
        self.register.seal(kind, key, digest, at, actor=actor, reason=reason)

    def ledger_digest(self, day: date) -> str:
        """Return the digest of all ledger rows of a day, for sealing."""
        return digest_of(self.scope.rows(_DAY_OF_LEDGER, day=day))

    def events(self, *, key: str | None = None) -> Sequence[Event]:
        """Return the events of a key, or all, in order; who only looks reads those of a key once."""
        self.register.flush()
        if key is None:
            return [event_of(row) for row in self.scope.rows(EVENTS)]
        if key not in self._told or self._is_writing:
            self._told[key] = [event_of(row) for row in self.scope.rows(_EVENTS_OF, key=key)]
        return self._told[key]

    def events_of(self, keys: Iterable[str]) -> Mapping[str, Sequence[Event]]:
        """Return the events of many keys, each in order; a key without any is left out."""
        self.register.flush()
        asked = list(dict.fromkeys(keys))
        found: dict[str, list[Event]] = {key: [] for key in asked}
        for row in self.scope.rows_among(EVENTS, _E.c.key, asked):
            found[row.key].append(event_of(row))
        self._told.update(found)
        return {key: events for key, events in found.items() if events}

    def last_event_at(self) -> datetime | None:
        """Return the latest moment that an event bears; None for a chain without events."""
        self.register.flush()
        found: datetime | None = self.scope.value(_LAST)
        return found


def event_of(row: AnyRow) -> Event:
    """Return a row of the chain with its payload as an event."""
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
