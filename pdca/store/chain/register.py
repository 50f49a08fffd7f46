"""What a session knows of its board's governed values: reads once, writes state, event and chain in one go.

Changes are gathered and written in bulk, at the latest when something of the same kind is read or the
transaction ends. Recording what already is so writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Table, bindparam

from pdca.domain.board import Board
from pdca.domain.errors import BadInput, NotFound
from pdca.domain.people.organisation import Person
from pdca.services.records import Entity
from pdca.store.bulk import Conflict, Values
from pdca.store.chain.changes import BoardRow, Change, Link
from pdca.store.chain.governed import (
    BOARD_WORD,
    KINDS,
    LISTS,
    PERSON_PREFIX,
    RULES,
    SEAL_WORD,
    Kind,
    changes_rules,
)
from pdca.store.chain.links import SALT_BYTES, Header, commit_to, payload
from pdca.store.codec import canonical, decode
from pdca.store.schema import tables
from pdca.store.scope import Query, Scope, select_mine, update_mine

T = TypeVar("T")
Entropy = Callable[[int], bytes]

FOUNDED = "board_created"


_OWN_ROW = update_mine(tables.boards).values(
    {
        name: bindparam(f"b_{name}")
        for name in ("since", "rules_revision", "people_numbered", "lists_head", "seq", "head", "body")
    }
)
_NUMBERS = select_mine(tables.people, tables.people.c.email, tables.people.c.number)


@lru_cache(maxsize=32)
def bodies(table: Table) -> Query:
    """Return the query for keys and bodies of all values in a table, by key."""
    return select_mine(table, table.c.key, table.c.body).order_by(table.c.key)


@lru_cache(maxsize=32)
def _body(table: Table) -> Query:
    return bodies(table).where(table.c.key == bindparam("key"))


class Register:
    """The governed values of one board in one transaction."""

    def __init__(
        self, scope: Scope, row: BoardRow, entropy: Entropy, lists: Mapping[type[Any], Sequence[Any]]
    ) -> None:
        self.scope = scope
        self.row = row
        self._entropy = entropy
        self._known: dict[tuple[type[Any], str], Any] = {}
        self._lists = dict(lists)
        self._numbers: dict[str, int] | None = None
        self._pending: list[Change] = []
        self._dirty: set[type[Any]] = set()
        self._is_row_changed = False

    # -- reading --------------------------------------------------------------------------------------
    def board(self) -> Board:
        """Return the board with all changes so far."""
        self._settle(Board)
        return self.row.board

    def find(self, cls: type[T], key: str) -> T | None:
        """Return a value by key, or None."""
        self._settle(cls)
        if (cls, key) not in self._known:
            self._look_up(KINDS[cls], [key])
        return cast("T | None", self._known[cls, key])

    def find_many(self, cls: type[T], keys: Iterable[str]) -> dict[str, T]:
        """Return the values that exist among keys."""
        self._settle(cls)
        wanted = list(dict.fromkeys(keys))
        self._look_up(KINDS[cls], [key for key in wanted if (cls, key) not in self._known])
        return {key: value for key in wanted if (value := self._known[cls, key]) is not None}

    def every(self, cls: type[T]) -> Sequence[T]:
        """Return all values of a class, by key; read once."""
        self._settle(cls)
        if cls not in self._lists:
            self._lists[cls] = tuple(self.where(cls, bodies(KINDS[cls].table)))
        return self._lists[cls]

    def where(self, cls: type[T], query: Query, **given: object) -> list[T]:
        """Return the values that a query over `bodies` finds."""
        self._settle(cls)
        return [self._adopt(cls, key, body) for key, body in self.scope.rows(query, **given)]

    @property
    def lists(self) -> Mapping[type[Any], Sequence[Any]]:
        """Return the lists that were read whole, as they are after all that was written."""
        return self._lists

    def _adopt(self, cls: type[T], key: str, body: str) -> T:
        value = self._known.get((cls, key))
        if value is None:
            value = self._known[cls, key] = decode(cls, body)
        return cast("T", value)

    def _look_up(self, kind: Kind, keys: Sequence[str]) -> None:
        if not keys:
            return
        for key in keys:
            self._known[kind.cls, key] = None
        if len(keys) == 1:
            found = self.scope.rows(_body(kind.table), key=keys[0])
        else:
            found = list(self.scope.rows_among(bodies(kind.table), kind.table.c.key, keys))
        for key, body in found:
            self._known[kind.cls, key] = decode(kind.cls, body)

    # -- writing --------------------------------------------------------------------------------------
    def record(self, kind: str, value: Entity, *, actor: str, at: datetime, reason: str) -> None:
        """Note what a value is from now on."""
        self._note(Change(type(value), self._key(value), value, kind, actor, at, reason))

    def remove(self, kind: str, value: Entity, *, actor: str, at: datetime, reason: str) -> None:
        """Note that a value is no more; nothing happens when another value took its key in the meantime."""
        key = self._key(value)
        self._note(Change(type(value), key, value, kind, actor, at, reason, is_removal=True))

    def seal(self, kind: str, key: str, digest: str, at: datetime, *, actor: str, reason: str) -> None:
        """Note a digest in the chain."""
        self._note(Change(None, key, {"digest": digest}, kind, actor, at, reason))

    def found(self, actor: str, at: datetime) -> None:
        """Begin the chain with the board itself."""
        board = self.row.board
        change = Change(Board, board.slug, board, FOUNDED, actor, at, "")
        self._write_links([self._link(change, canonical(board))])

    @property
    def is_rule_pending(self) -> bool:
        """Tell whether a change is pending that may make planned deadlines stale."""
        return not self._dirty.isdisjoint(RULES)

    def finish(self) -> None:
        """Write everything, the board's own row last."""
        self.flush()
        if self._is_row_changed:
            row = self.row
            self.scope.change(
                _OWN_ROW,
                b_since=row.board.since,
                b_rules_revision=row.rules_revision,
                b_people_numbered=row.people_numbered,
                b_lists_head=row.lists_head,
                b_seq=row.seq,
                b_head=row.head,
                b_body=canonical(row.board),
            )
            self._is_row_changed = False

    def flush(self) -> None:
        """Write what is pending: each change that makes a difference, with its event."""
        pending, self._pending = self._pending, []
        dirty, self._dirty = self._dirty, set()
        if not pending:
            return
        for cls in dirty - {Board}:
            unknown = {one.key for one in pending if one.cls is cls and (cls, one.key) not in self._known}
            self._look_up(KINDS[cls], sorted(unknown))
            self._lists.pop(cls, None)
        texts: dict[tuple[type[Any], str], str | None] = {}
        links: list[Link] = []
        is_new_rule = is_new_list = False
        for one in pending:
            before, after = self._effect(one)
            if before == after:
                continue
            body = None if after is None else canonical(after)
            links.append(self._link(one, body))
            if one.cls is not None:
                self._keep(one.cls, one.key, after)
                texts[one.cls, one.key] = body
                is_new_rule = is_new_rule or changes_rules(before, after)
                is_new_list = is_new_list or one.cls in LISTS
        self.row.rules_revision += is_new_rule
        if is_new_list:
            self.row.lists_head = self.row.head
        self._write_states(texts)
        self._write_links(links)

    def _note(self, change: Change) -> None:
        self._pending.append(change)
        if change.cls is not None:
            self._dirty.add(change.cls)

    def _settle(self, cls: type[Any]) -> None:
        if cls in self._dirty:
            self.flush()

    def _effect(self, one: Change) -> tuple[Any, Any]:
        """Return what a change finds and what it leaves; twice the same when it makes no difference."""
        if one.cls is None:
            return None, one.value
        before = self.row.board if one.cls is Board else self._known[one.cls, one.key]
        if one.is_removal:
            return before, None if before == one.value else before
        return before, one.value

    def _keep(self, cls: type[Any], key: str, value: Any) -> None:
        if cls is Board:
            self.row.board = value
            return
        self._known[cls, key] = value
        if cls is Person and value is None and self._numbers is not None:
            number = int(key.removeprefix(PERSON_PREFIX))
            self._numbers = {email: one for email, one in self._numbers.items() if one != number}

    def _write_states(self, texts: Mapping[tuple[type[Any], str], str | None]) -> None:
        gone: dict[Kind, list[Values]] = {}
        kept: dict[Kind, list[Values]] = {}
        for (cls, key), body in texts.items():
            if cls is Board:
                continue  # its row is written at the end, with the head of the chain
            kind = KINDS[cls]
            if body is None:
                gone.setdefault(kind, []).append({"key": key})
            else:
                columns = kind.columns(self._known[cls, key], key)
                kept.setdefault(kind, []).append({"key": key, **columns, "body": body})
        for kind, keys in gone.items():
            self.scope.remove_many(kind.table, keys)
        for kind, rows in kept.items():
            self.scope.add(kind.table, rows, Conflict.REPLACE)

    def _link(self, one: Change, body: str | None) -> Link:
        salt = self._entropy(SALT_BYTES)
        text = payload(one.actor, one.reason, body)
        word = SEAL_WORD if one.cls is None else BOARD_WORD if one.cls is Board else KINDS[one.cls].word
        header = Header(
            board=self.row.slug,
            seq=self.row.seq + 1,
            at=one.at,
            kind=one.kind,
            entity=word,
            key=one.key,
            commitment=commit_to(salt, text),
            prev=self.row.head,
        )
        self.row.seq, self.row.head = header.seq, header.hash()
        self._is_row_changed = True
        return Link(header, self.row.head, salt, text)

    def _write_links(self, links: Sequence[Link]) -> None:
        self.scope.add(tables.events, [link.event() for link in links])
        self.scope.add(tables.event_payloads, [link.payload() for link in links])

    # -- keys -----------------------------------------------------------------------------------------
    def _key(self, value: Entity) -> str:
        if isinstance(value, Board):
            if value.slug != self.row.slug:
                raise BadInput("the short name of a board cannot change: it is '{slug}'", slug=self.row.slug)
            return value.slug
        if isinstance(value, Person):
            self._number_new(value.email)
        return KINDS[type(value)].key(value, self._number)

    def _number(self, email: str) -> int:
        numbers = self._read_numbers()
        if email not in numbers:
            raise NotFound("there is nobody with the address '{email}'", email=email)
        return numbers[email]

    def _number_new(self, email: str) -> None:
        numbers = self._read_numbers()
        if email not in numbers:
            self.row.people_numbered += 1
            self._is_row_changed = True
            numbers[email] = self.row.people_numbered

    def _read_numbers(self) -> dict[str, int]:
        if self._numbers is None:
            self.flush()
            self._numbers = {row.email: row.number for row in self.scope.rows(_NUMBERS)}
        return self._numbers
