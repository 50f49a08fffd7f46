"""Links and sessions: who may look, kept by hash, and forgotten some days after their time.

Every way in is looked up by its hash, so that no comparison of secrets can be timed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, text, update

from pdca.domain.errors import NotFound
from pdca.services.access.ports import Member, Session, SignInLink
from pdca.store.access import rows
from pdca.store.access.secrets import SqlSecrets
from pdca.store.engine import write
from pdca.store.schema import tables
from pdca.store.schema.access import calendar_feeds, credentials, sessions, sign_in_links

KEPT = timedelta(days=7)
"""How long what has expired stays, to be able to say what happened."""

_B, _P, _L, _S = tables.boards, tables.people, sign_in_links, sessions

_MEMBERS = select(_B.c.slug, _B.c.body.label("board_body"), _P.c.body.label("person_body")).join(
    _P, _P.c.board_id == _B.c.id
)
_BY_EMAIL = _MEMBERS.where(_P.c.email == bindparam("email")).order_by(_B.c.slug)
_ONE_MEMBER = _MEMBERS.where(_B.c.slug == bindparam("board"), _P.c.email == bindparam("email"))
_BOARD_ID = select(_B.c.id).where(_B.c.slug == bindparam("slug"))

_LIVE_LINKS = (
    select(func.count())
    .select_from(_L)
    .where(_L.c.board_id == bindparam("board_id"), _L.c.person == bindparam("person"))
    .where(_L.c.used.is_(None), _L.c.expires >= bindparam("now"))
)
_OLD_LINKS = delete(_L).where(_L.c.expires < bindparam("before"))
_USE_LINK = (
    update(_L)
    .where(_L.c.token_hash == bindparam("hash"), _L.c.board_id.is_not(None))
    .where(_L.c.used.is_(None), _L.c.expires >= bindparam("now"))
    .values(used=bindparam("now"))
)
_LINK = select(_L, _B.c.slug).join(_B, _B.c.id == _L.c.board_id).where(_L.c.token_hash == bindparam("hash"))

_SESSIONS = select(_S, _B.c.slug).join(_B, _B.c.id == _S.c.board_id)
_SESSION = (
    select(_S, _B.c.slug, _B.c.body.label("board_body"), _P.c.body.label("person_body"))
    .join(_B, _B.c.id == _S.c.board_id)
    .join(_P, (_P.c.board_id == _S.c.board_id) & (_P.c.email == _S.c.person))
    .where(_S.c.id_hash == bindparam("hash"))
)
_LIVE = (
    _SESSIONS.where(_B.c.slug == bindparam("board"), _S.c.person == bindparam("email"))
    .where(_S.c.ended.is_(None), _S.c.expires >= bindparam("now"))
    .order_by(_S.c.created.desc(), _S.c.id_hash)
)
_OLD_SESSIONS = delete(_S).where(_S.c.expires < bindparam("before"))
_END = (
    update(_S)
    .where(_S.c.board_id.in_(select(_B.c.id).where(_B.c.slug == bindparam("board"))))
    .where(_S.c.person == bindparam("email"), _S.c.ended.is_(None))
    .values(ended=bindparam("now"))
)
_END_THESE = (
    update(_S)
    .where(_S.c.id_hash.in_(bindparam("hashes", expanding=True)), _S.c.ended.is_(None))
    .values(ended=bindparam("now"))
)


_HERE = select(_P.c.email).where(
    _P.c.board_id == bindparam("board"),
    _P.c.active_until.is_(None) | (_P.c.active_until >= bindparam("today")),
)
_LEAVERS = [
    delete(table).where(table.c.board_id == bindparam("board"), table.c.person.not_in(_HERE))
    for table in (_S, _L, credentials, calendar_feeds)
]


class SqlAccess(SqlSecrets):
    """Implements `Access` of the services' ports; each call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._engine = engine

    def members(self, email: str) -> Sequence[Member]:
        """Return the people with an address, one for each board that knows it."""
        with self._engine.begin() as connection:
            return [rows.member(row) for row in connection.execute(_BY_EMAIL, {"email": email})]

    def member(self, board: str, email: str) -> Member | None:
        """Return one person of one board."""
        with self._engine.begin() as connection:
            found = connection.execute(_ONE_MEMBER, {"board": board, "email": email}).one_or_none()
            return None if found is None else rows.member(found)

    def forget_leavers(self, board: str, today: date) -> int:
        """Take away what people set up who do not work on a board (any more); return how many rows that were.

        An address may be given to somebody else later, who must not inherit a way in.
        """
        with write(self._engine) as connection:
            board_id = connection.execute(_BOARD_ID, {"slug": board}).scalar()
            given = {"board": board_id, "today": today}
            return sum(connection.execute(gone, given).rowcount for gone in _LEAVERS)

    def make_links(self, links: Sequence[SignInLink], most: int, now: datetime) -> frozenset[str]:
        """Keep links, and return those that work: of one person no more than so many at a time.

        A link that would be one too many is kept as nobody's, so that the work is the same either way.
        """
        working: set[str] = set()
        with write(self._engine) as connection:
            connection.execute(_OLD_LINKS, {"before": now - KEPT})
            for one in links:
                _one_at_a_time(connection, one.person)
                board_id = connection.execute(_BOARD_ID, {"slug": one.board or ""}).scalar()
                whose: dict[str, Any] = {"board_id": board_id, "person": one.person, "now": now}
                is_one_too_many = connection.execute(_LIVE_LINKS, whose).scalar_one() >= most
                kept = None if is_one_too_many else board_id
                connection.execute(insert(_L), rows.link_row(one, kept))
                if kept is not None:
                    working.add(one.token_hash)
        return frozenset(working)

    def use_link(self, token_hash: str, now: datetime) -> SignInLink | None:
        """Use a link up; None when it is unknown, used or past its time."""
        with write(self._engine) as connection:
            if not connection.execute(_USE_LINK, {"hash": token_hash, "now": now}).rowcount:
                return None
            return rows.link(connection.execute(_LINK, {"hash": token_hash}).one())

    def start(self, session: Session, *, instead_of: Iterable[str] = ()) -> None:
        """Begin a session, and end those that it takes the place of; what expired long ago is forgotten."""
        with write(self._engine) as connection:
            board_id = connection.execute(_BOARD_ID, {"slug": session.board}).scalar()
            if board_id is None:
                raise NotFound("there is no board '{slug}'", slug=session.board)
            connection.execute(_OLD_SESSIONS, {"before": session.created - KEPT})
            connection.execute(_END_THESE, {"hashes": list(instead_of), "now": session.created})
            connection.execute(insert(_S), rows.session_row(session, board_id))

    def session(self, id_hash: str) -> tuple[Session, Member] | None:
        """Return a session with its person; None when there is no such session, or no such person any more."""
        with self._engine.begin() as connection:
            found = connection.execute(_SESSION, {"hash": id_hash}).one_or_none()
            return None if found is None else (rows.session(found), rows.member(found))

    def live_sessions(self, board: str, person: str, now: datetime) -> Sequence[Session]:
        """Return the sessions of a person that have neither ended nor expired, newest first."""
        with self._engine.begin() as connection:
            given = {"board": board, "email": person, "now": now}
            return [rows.session(row) for row in connection.execute(_LIVE, given)]

    def end_sessions(
        self, board: str, person: str, now: datetime, *, only: str | None = None, but: str | None = None
    ) -> int:
        """End the sessions of a person, only one of them or all but one; return how many that were."""
        ending = _END
        if only is not None:
            ending = ending.where(_S.c.id_hash == only)
        if but is not None:
            ending = ending.where(_S.c.id_hash != but)
        with write(self._engine) as connection:
            return connection.execute(ending, {"board": board, "email": person, "now": now}).rowcount


def _one_at_a_time(connection: Connection, person: str) -> None:
    """Let the links of an address be counted and made by one transaction at a time; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(person.encode()).digest()[:7], "big")
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def close_all(connection: Connection) -> None:
    """Take away every session and every link: whoever was in, or could come in, signs in anew."""
    for table in (_S, _L):
        connection.execute(delete(table))
