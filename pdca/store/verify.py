"""Whether what is stored about a board still holds together, recomputed from nothing but the rows.

Names the first bad event. What a chain alone cannot show is a rewritten chain as a whole; for that its head has
to be known outside the database too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select, text

from pdca.domain.board import Board
from pdca.domain.errors import Damaged, Message, NotFound, Param
from pdca.store.chain.governed import BOARD_WORD, KINDS, SEAL_WORD, WORDS, Kind
from pdca.store.chain.links import GENESIS, Header, commit_to
from pdca.store.chain.sealing import digest_of
from pdca.store.codec import canonical, decode
from pdca.store.schema import tables
from pdca.store.scope import AnyRow, Query

LEDGER_SEALED = "ledger_sealed"
Folded = dict[tuple[str, str], str]
MISSING = "event {seq}: missing"
DIFFERS = "{entity} {key}: is not what its events say"
CUT_SHORT = "event {seq}: the chain does not end where the board says it does"
COLUMN = "{entity} {key}: column {column} does not match its body"
_EVENTS, _PAYLOADS, _NOTICES = tables.events, tables.event_payloads, tables.notices


def verify_board(connection: Connection, slug: str) -> list[Message]:
    """Return every fault found about a board, each as a sentence; none when all is well."""
    found = connection.execute(select(tables.boards).where(tables.boards.c.slug == slug)).one_or_none()
    if found is None:
        raise NotFound("there is no board '{slug}'", slug=slug)
    check = _Check(connection, found)
    return [*check.chain(), *check.states(), *check.seals(), *check.references()]


class _Check:
    """The checks of one board; the chain comes first, because it gathers what the others compare with."""

    def __init__(self, connection: Connection, board: AnyRow) -> None:
        self._connection = connection
        self._board = board
        self._folded: Folded = {}
        self._seals: dict[str, str] = {}

    def chain(self) -> Iterator[Message]:
        """Walk the chain link by link, with the payload of each."""
        first_break: Message | None = None
        prev, seq = GENESIS, 0
        for row in self._links():
            seq += 1
            if row.seq != seq and not first_break:
                first_break = _event(seq, MISSING)
            fault = self._fault_of_link(row, prev)
            if fault and not first_break:
                first_break = _event(row.seq, fault)
            seq, prev = row.seq, row.hash
            yield from self._payload(row)
        if first_break:
            yield first_break
        if (seq, prev) != (self._board.seq, self._board.head):
            yield _event(min(seq, self._board.seq) + 1, CUT_SHORT)
        yield from self._strays()

    def states(self) -> Iterator[Message]:
        """Compare every governed row with what its events say, and its columns with its body."""
        board = self._folded.pop((BOARD_WORD, self._board.slug), None)
        if board is None or board != self._board.body:
            yield _value(BOARD_WORD, self._board.slug, DIFFERS)
        elif decode(Board, board).since != self._board.since:
            yield _value(BOARD_WORD, self._board.slug, COLUMN, column="since")
        for kind in KINDS.values():
            yield from self._states_of(kind)
        for word, key in sorted(self._folded):
            yield _value(word, key, "{entity} {key}: is missing, its events say it exists")

    def seals(self) -> Iterator[Message]:
        """Compare the ledger of every sealed day with its seal."""
        names = ("day", "item", "version", "step", "kind", "recipient", "continues")
        columns = (_NOTICES.c[name] for name in names)
        days: dict[str, list[list[Any]]] = {}
        for day, *row in self._connection.execute(self._mine(_NOTICES, *columns)):
            days.setdefault(day.isoformat(), []).append(row)
        for day, digest in sorted(self._seals.items()):
            if digest_of(days.get(day, [])) != digest:
                yield Message("ledger of {day}: is not what was sealed", {"day": day})

    def references(self) -> Iterator[Message]:
        """Look for rows that refer to nothing; PostgreSQL refuses to hold any."""
        if self._connection.dialect.name != "sqlite":
            return
        for table, row, parent, _ in self._connection.execute(text("PRAGMA foreign_key_check")):
            facts: dict[str, Param] = {"table": table, "row": row, "parent": parent}
            yield Message("{table}: row {row} refers to {parent} that does not exist", facts)

    def _links(self) -> Iterator[AnyRow]:
        query = (
            self._mine(_EVENTS, _EVENTS, _PAYLOADS.c.salt, _PAYLOADS.c.body)
            .outerjoin(
                _PAYLOADS, (_PAYLOADS.c.board_id == _EVENTS.c.board_id) & (_PAYLOADS.c.seq == _EVENTS.c.seq)
            )
            .order_by(_EVENTS.c.seq)
        )
        yield from self._connection.execute(query.execution_options(yield_per=1000))

    def _fault_of_link(self, row: AnyRow, prev: str) -> str:
        if row.prev != prev:
            return "event {seq}: does not follow the event before it"
        header = Header(
            board=self._board.slug,
            seq=row.seq,
            at=row.at,
            kind=row.kind,
            entity=row.entity,
            key=row.key,
            commitment=row.commitment,
            prev=row.prev,
        )
        return "" if header.hash() == row.hash else "event {seq}: was changed"

    def _payload(self, row: AnyRow) -> Iterator[Message]:
        if row.body is None:
            yield _event(row.seq, "event {seq}: its contents are missing")
            return
        if commit_to(row.salt, row.body) != row.commitment:
            yield _event(row.seq, "event {seq}: its contents were changed")
            return
        after = json.loads(row.body)["after"]
        if row.entity == SEAL_WORD:
            if row.kind == LEDGER_SEALED:
                self._seals[row.key] = after["digest"]
        elif row.entity not in WORDS:
            yield _event(row.seq, "event {seq}: '{what}' is nothing that this version knows", what=row.entity)
        elif after is None:
            self._folded.pop((row.entity, row.key), None)
        else:
            self._folded[row.entity, row.key] = canonical(after)

    def _strays(self) -> Iterator[Message]:
        known = self._mine(_EVENTS, _EVENTS.c.seq)
        stray = self._mine(_PAYLOADS, _PAYLOADS.c.seq).where(_PAYLOADS.c.seq.not_in(known))
        for seq in self._connection.execute(stray.order_by(_PAYLOADS.c.seq)).scalars():
            yield _event(seq, "event {seq}: missing, but its contents are there")

    def _states_of(self, kind: Kind) -> Iterator[Message]:
        for row in self._connection.execute(self._mine(kind.table, kind.table).order_by(kind.table.c.key)):
            expected = self._folded.pop((kind.word, row.key), None)
            if expected is None:
                yield _value(kind.word, row.key, "{entity} {key}: exists, but its events do not say so")
            elif row.body != expected:
                yield _value(kind.word, row.key, DIFFERS)
            else:
                yield from self._columns_of(kind, row)

    def _columns_of(self, kind: Kind, row: AnyRow) -> Iterator[Message]:
        try:
            derived = kind.columns(decode(kind.cls, row.body), row.key)
        except Damaged as error:
            yield _value(kind.word, row.key, "{entity} {key}: {fault}", fault=(error.message,))
            return
        for name, value in derived.items():
            if getattr(row, name) != value:
                yield _value(kind.word, row.key, COLUMN, column=name)

    def _mine(self, table: Table, *columns: Any) -> Query:
        return select(*columns).where(table.c.board_id == self._board.id)


def _event(seq: int, template: str, **facts: Param) -> Message:
    return Message(template, {"seq": seq, **facts})


def _value(entity: str, key: str, template: str, **facts: Param) -> Message:
    return Message(template, {"entity": entity, "key": key, **facts})
