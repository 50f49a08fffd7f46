"""What stands around items: what people said and showed, what is planned, what they keep, and the post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, or_

from pdca.domain.approach import Approach
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.errors import NotFound
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.people.handover import Handover
from pdca.services.reading import LOADED, MOST_ROWS, UNLOADED, Page, SavedView
from pdca.services.records import Event, Message
from pdca.store.board.events import EVENTS, Events, event_of
from pdca.store.bulk import Conflict
from pdca.store.chain.governed import KINDS
from pdca.store.chain.register import bodies
from pdca.store.codec import canonical, decode
from pdca.store.outbox import message_of
from pdca.store.schema import tables, talk
from pdca.store.scope import delete_mine, select_mine

T = TypeVar("T")
_ABSENT = object()

_C, _E, _B, _S = talk.comments, talk.evidence, talk.evidence_bytes, talk.saved_views
_M, _L, _N = tables.messages, tables.events, tables.notices
_BODY = select_mine(_B, _B.c.body).where(_B.c.digest == bindparam("digest"))
_VIEWS = select_mine(_S, _S.c.name, _S.c.query).where(_S.c.person == bindparam("person")).order_by(_S.c.name)
_FORGET_VIEW = delete_mine(_S).where(_S.c.person == bindparam("b_person"), _S.c.name == bindparam("b_name"))
_AT = EVENTS.where(
    _L.c.key == bindparam("key"), _L.c.entity == bindparam("entity"), _L.c.seq <= bindparam("seq")
)
_STATES = select_mine(_M, _M.c.state, func.count().label("found")).group_by(_M.c.state)
_RECENT = EVENTS.order_by(None).order_by(_L.c.seq.desc())


class Around(Events):
    """Conversation, evidence, plans, saved views, and pages of history and mail."""

    def comments_of(self, items: Iterable[str]) -> Sequence[Comment]:
        """Return what was said about some items, in order."""
        found = self.register.where(Comment, bodies(_C).where(_C.c.item.in_(frozenset(items))))
        return sorted(found, key=lambda one: (one.at, one.id))

    def comments_since(self, moment: datetime) -> Sequence[Comment]:
        """Return what was said since a moment, newest first."""
        query = bodies(_C).where(_C.c.made >= moment).order_by(None).order_by(_C.c.made.desc(), _C.c.key)
        return self.register.where(Comment, query.limit(MOST_ROWS))

    def evidence_of(self, items: Iterable[str]) -> Sequence[Evidence]:
        """Return what was shown for some items, in order."""
        found = self.register.where(Evidence, bodies(_E).where(_E.c.item.in_(frozenset(items))))
        return sorted(found, key=lambda one: (one.at, one.id))

    def evidence(self, id: str) -> Evidence:
        """Return a piece of evidence; NotFound when there is none."""
        found = self.register.find(Evidence, id)
        if found is None:
            raise NotFound("there is no evidence '{key}'", key=id)
        return found

    def evidence_body(self, digest: str) -> bytes | None:
        """Return the bytes of a piece of evidence; None when they were erased."""
        found = self.scope.value(_BODY, digest=digest)
        return None if found is None else bytes(found)

    def keep_evidence_body(self, digest: str, body: bytes) -> None:
        """Keep the bytes of a piece of evidence; the same bytes are kept once."""
        self.must_write()
        self.scope.add(_B, [{"digest": digest, "body": body}], Conflict.KEEP)

    def handovers(self) -> Sequence[Handover]:
        """Return all handovers, also those that happened."""
        return self.register.every(Handover)

    def planned_policy(self) -> PlannedPolicy | None:
        """Return the policy that holds from a day to come; None when none is planned."""
        return next(iter(self.register.every(PlannedPolicy)), None)

    def approach(self) -> Approach | None:
        """Return the plan of approach; None when nothing of it was decided yet."""
        return next(iter(self.register.every(Approach)), None)

    def saved_views(self, person: str) -> Sequence[SavedView]:
        """Return the lists that somebody comes back to, by name."""
        return [SavedView(name=row.name, query=row.query) for row in self.scope.rows(_VIEWS, person=person)]

    def save_view(self, person: str, view: SavedView) -> None:
        """Keep a list for somebody, in place of one of the same name."""
        self.must_write()
        self.scope.add(_S, [{"person": person, "name": view.name, "query": view.query}], Conflict.REPLACE)

    def remove_view(self, person: str, name: str) -> None:
        """Forget a list that somebody kept."""
        self.must_write()
        self.scope.change(_FORGET_VIEW, b_person=person, b_name=name)

    def events_page(
        self, *, before: int | None = None, limit: int = 50, entities: Iterable[str] | None = None
    ) -> Sequence[Event]:
        """Return events, newest first: those before a number, of some kinds of values if these are named."""
        self.register.flush()
        query = _RECENT.limit(min(limit, MOST_ROWS))
        if before is not None:
            query = query.where(_L.c.seq < before)
        if entities is not None:
            query = query.where(_L.c.entity.in_(frozenset(entities)))
        return [event_of(row) for row in self.scope.rows(query)]

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last event."""
        self.register.flush()
        return self.register.row.seq, self.register.row.head

    def value_at(self, kind: type[T], key: str, seq: int) -> T | None:
        """Return what a value was after an event; None when it was not there."""
        self.register.flush()
        latest = _AT.order_by(None).order_by(_L.c.seq.desc()).limit(1)
        row = self.scope.row(latest, key=key, entity=KINDS[kind].word, seq=seq)
        after = None if row is None else json.loads(row.body or "{}").get("after")
        return None if after is None else decode(kind, canonical(after))

    def as_loaded(self, kind: type[T]) -> Sequence[T]:
        """Return values as folders last brought them in, without those that a folder no longer had.

        A folder leaves what people changed, so of what it loaded only what became other is its own.
        """
        self.register.flush()
        word = KINDS[kind].word
        now: dict[str, Mapping[str, Any]] = {}
        found: dict[str, Mapping[str, Any]] = {}
        for one in map(event_of, self.scope.rows(EVENTS.where(_L.c.entity == word))):
            before, after = now.get(one.key, {}), one.after or {}
            if one.kind == f"{word}{LOADED}":
                new = {name: value for name, value in after.items() if before.get(name, _ABSENT) != value}
                found[one.key] = {**found.get(one.key, after), **new}
            elif one.kind == f"{word}{UNLOADED}":
                found.pop(one.key, None)
            now[one.key] = after
        return [decode(kind, canonical(one)) for one in found.values() if one]

    def messages_page(
        self,
        *,
        recipient: str | None = None,
        states: Iterable[str] | None = None,
        item: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Page[Message]:
        """Return the mail of the board, newest first; of one person, in some states, or about an item."""
        conditions = []
        if recipient is not None:
            conditions.append(_M.c.recipient == recipient)
        if states is not None:
            conditions.append(_M.c.state.in_(frozenset(states)))
        if item is not None:
            is_about = or_(_N.c.item == item, _N.c.item.startswith(f"{item}/", autoescape=True))
            conditions.append(
                _M.c.id.in_(select_mine(_N, _N.c.message).where(is_about, _N.c.message.is_not(None)))
            )
        newest = select_mine(_M).where(*conditions).order_by(_M.c.day.desc(), _M.c.composed.desc(), _M.c.id)
        rows = self.scope.rows(newest.offset(max(offset, 0)).limit(min(limit, MOST_ROWS)))
        total = self.scope.value(select_mine(_M, func.count()).where(*conditions))
        slug = self.register.row.slug
        return Page([message_of(row, slug) for row in rows], int(total))

    def message_counts(self) -> Mapping[str, int]:
        """Return how many mails of the board are in each state; states of none are left out."""
        return {row.state: row.found for row in self.scope.rows(_STATES)}
