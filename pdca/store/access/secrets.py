"""Passwords, second steps and calendars: what people set up for themselves, and what may be taken once only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, bindparam, insert, select, update

from pdca.domain.errors import NotFound
from pdca.services.access.ports import Credential, Feed, Member
from pdca.store.access import rows
from pdca.store.bulk import Conflict, insert_rows
from pdca.store.engine import write
from pdca.store.schema import tables
from pdca.store.schema.access import calendar_feeds, credentials

_B, _P, _C, _F = tables.boards, tables.people, credentials, calendar_feeds

_BOARD_ID = select(_B.c.id).where(_B.c.slug == bindparam("slug"))
_CREDENTIALS = (
    select(_C, _B.c.slug)
    .join(_B, _B.c.id == _C.c.board_id)
    .where(_C.c.person == bindparam("email"))
    .order_by(_B.c.slug)
)
_CREDENTIAL = _CREDENTIALS.where(_B.c.slug == bindparam("board"))
_MINE = (_C.c.board_id == bindparam("b_id"), _C.c.person == bindparam("email"))
_TAKE_STEP = (
    update(_C).where(*_MINE, _C.c.totp_last_step < bindparam("step")).values(totp_last_step=bindparam("step"))
)
_RECOVERY = select(_C.c.recovery).where(*_MINE).with_for_update()
_LEFT = update(_C).where(*_MINE).values(recovery=bindparam("left"))

_FEED = (
    select(_F, _B.c.slug, _B.c.body.label("board_body"), _P.c.body.label("person_body"))
    .join(_B, _B.c.id == _F.c.board_id)
    .join(_P, (_P.c.board_id == _F.c.board_id) & (_P.c.email == _F.c.person))
    .where(_F.c.token_hash == bindparam("hash"))
)
_FEEDS = (
    select(_F, _B.c.slug)
    .join(_B, _B.c.id == _F.c.board_id)
    .where(_B.c.slug == bindparam("board"), _F.c.person == bindparam("email"), _F.c.ended.is_(None))
    .order_by(_F.c.made, _F.c.token_hash)
)
_END_FEED = (
    update(_F)
    .where(_F.c.token_hash == bindparam("hash"), _F.c.person == bindparam("email"), _F.c.ended.is_(None))
    .where(_F.c.board_id.in_(select(_B.c.id).where(_B.c.slug == bindparam("board"))))
    .values(ended=bindparam("now"))
)


class SqlSecrets:
    """The part of `Access` that people set up for themselves; each call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def credential(self, board: str, person: str) -> Credential | None:
        """Return what a person set up on a board; None when that is nothing."""
        with self._engine.begin() as connection:
            found = connection.execute(_CREDENTIAL, {"board": board, "email": person}).one_or_none()
            return None if found is None else rows.credential(found)

    def credentials(self, person: str) -> Sequence[Credential]:
        """Return what is set up for an address, on all boards."""
        with self._engine.begin() as connection:
            return [rows.credential(row) for row in connection.execute(_CREDENTIALS, {"email": person})]

    def keep(self, credential: Credential) -> None:
        """Keep what a person set up, in place of what was there."""
        with write(self._engine) as connection:
            board_id = connection.execute(_BOARD_ID, {"slug": credential.board}).scalar()
            if board_id is None:
                raise NotFound("there is no board '{slug}'", slug=credential.board)
            insert_rows(connection, _C, [rows.credential_row(credential, board_id)], Conflict.REPLACE)

    def take_step(self, board: str, person: str, step: int) -> bool:
        """Take the code of a step of time; False when it, or a later one, was taken before."""
        with write(self._engine) as connection:
            board_id = connection.execute(_BOARD_ID, {"slug": board}).scalar()
            return (
                connection.execute(_TAKE_STEP, {"b_id": board_id, "email": person, "step": step}).rowcount
                == 1
            )

    def take_recovery(self, board: str, person: str, code_hash: str) -> bool:
        """Take a recovery code, which is gone then; False when it is not there."""
        with write(self._engine) as connection:
            mine = {
                "b_id": connection.execute(_BOARD_ID, {"slug": board}).scalar(),
                "email": person,
            }
            known: list[str] = json.loads(connection.execute(_RECOVERY, mine).scalar() or "[]")
            if code_hash not in known:
                return False
            known.remove(code_hash)
            connection.execute(_LEFT, {**mine, "left": json.dumps(known)})
            return True

    def make_feed(self, feed: Feed) -> None:
        """Open a calendar to whoever has its address."""
        with write(self._engine) as connection:
            board_id = connection.execute(_BOARD_ID, {"slug": feed.board}).scalar()
            if board_id is None:
                raise NotFound("there is no board '{slug}'", slug=feed.board)
            connection.execute(insert(_F), rows.feed_row(feed, board_id))

    def feed(self, token_hash: str) -> tuple[Feed, Member] | None:
        """Return a calendar with its person; None when there is no such thing."""
        with self._engine.begin() as connection:
            found = connection.execute(_FEED, {"hash": token_hash}).one_or_none()
            return None if found is None else (rows.feed(found), rows.member(found))

    def feeds(self, board: str, person: str) -> Sequence[Feed]:
        """Return the calendars of a person that are open, oldest first."""
        with self._engine.begin() as connection:
            return [rows.feed(row) for row in connection.execute(_FEEDS, {"board": board, "email": person})]

    def end_feed(self, board: str, person: str, token_hash: str, now: datetime) -> bool:
        """Close a calendar of a person; False when there is none that is open."""
        with write(self._engine) as connection:
            given = {"board": board, "email": person, "hash": token_hash, "now": now}
            return connection.execute(_END_FEED, given).rowcount == 1
