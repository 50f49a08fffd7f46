"""Everything that is kept, behind the services' ports: boards one transaction at a time, outbox and runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from pdca.domain.board import Board
from pdca.domain.errors import Message, NotFound, Refused
from pdca.services.records import Run
from pdca.store.access.keeping import SqlAccess
from pdca.store.board.session import SqlSession
from pdca.store.chain.changes import BoardRow
from pdca.store.chain.links import GENESIS
from pdca.store.chain.register import Register
from pdca.store.codec import canonical, decode
from pdca.store.engine import consistent, write
from pdca.store.outbox import SqlOutbox
from pdca.store.runs import SqlRuns
from pdca.store.schema import tables
from pdca.store.scope import AnyRow, Scope
from pdca.store.verify import verify_board

_BOARDS = tables.boards


Lists: TypeAlias = Mapping[type[Any], Sequence[Any]]

_ONE = select(_BOARDS).where(_BOARDS.c.slug == bindparam("slug"))
# One writer per board; key_share lets rows elsewhere still refer to the board.
_ALONE = _ONE.with_for_update(key_share=True)


class SqlStore:
    """Implements `Store` of the services' ports; `entropy(n)` gives the n random bytes that salts are made of."""

    def __init__(self, engine: Engine, entropy: Callable[[int], bytes]) -> None:
        self.engine = engine
        self._entropy = entropy
        self._lists: dict[str, tuple[str, Lists]] = {}

    def boards(self) -> Sequence[str]:
        """Return the short names of all boards, sorted."""
        with self.engine.begin() as connection:
            return connection.execute(select(_BOARDS.c.slug).order_by(_BOARDS.c.slug)).scalars().all()

    def create(self, board: Board, *, actor: str, at: datetime) -> None:
        """Begin a board and its chain; Refused when there is one of that name."""
        row = {
            "slug": board.slug,
            "since": board.since,
            "rules_revision": 1,
            "people_numbered": 0,
            "lists_head": GENESIS,
            "seq": 0,
            "head": GENESIS,
            "mail_held": False,
            "body": canonical(board),
        }
        try:
            with write(self.engine) as connection:
                connection.execute(insert(_BOARDS), row)
                session = self._session(connection, board.slug)
                session.register.found(actor, at)
                session.finish()
        except IntegrityError as error:
            raise Refused("there is already a board '{slug}'", slug=board.slug) from error

    @contextmanager
    def board(self, slug: str) -> Iterator[SqlSession]:
        """Open a transaction on a board, alone; it commits when the block ends and rolls back when that raises."""
        try:
            with write(self.engine) as connection:
                session = self._session(connection, slug)
                yield session
                session.finish()
            self._remember(session)
        except IntegrityError as error:
            raise Refused(
                "that does not fit what is stored: {fault}", fault=str(error.orig).splitlines()[0]
            ) from error

    @contextmanager
    def reading(self, slug: str) -> Iterator[SqlSession]:
        """Open a board to look at one moment of it; others may write meanwhile."""
        with self.engine.connect() as connection, consistent(connection).begin():
            session = self._session(connection, slug, is_writing=False)
            yield session
        self._remember(session)

    def outbox(self) -> SqlOutbox:
        """Return the mail of all boards on its way out."""
        return SqlOutbox(self.engine)

    def access(self) -> SqlAccess:
        """Return who may come in, on all boards."""
        return SqlAccess(self.engine)

    def begin(self, name: str, now: datetime) -> int:
        """Record that a named run began; return its number."""
        return SqlRuns(self.engine).begin(name, now)

    def end(self, run: int, now: datetime, counts: Mapping[str, int], error: str = "") -> None:
        """Record how a run ended; one that found nothing to do takes the place of the one before it this hour."""
        SqlRuns(self.engine).end(run, now, counts, error)

    def runs(self, limit: int = 50, *, name: str | None = None) -> Sequence[Run]:
        """Return the last runs, newest first; only those of a name when one is given."""
        return SqlRuns(self.engine).latest(limit, name)

    def verify(self, slug: str) -> Sequence[Message]:
        """Return everything about a board that does not hold together; nothing when all is well."""
        with self.engine.connect() as connection, consistent(connection).begin():
            return verify_board(connection, slug)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _session(self, connection: Connection, slug: str, *, is_writing: bool = True) -> SqlSession:
        found = connection.execute(_ALONE if is_writing else _ONE, {"slug": slug}).one_or_none()
        if found is None:
            raise NotFound("there is no board '{slug}'", slug=slug)
        scope = Scope(connection, found.id)
        head, lists = self._lists.get(slug, ("", {}))
        known = lists if head == found.lists_head else {}
        register = Register(scope, _board_row(found), self._entropy, known)
        return SqlSession(scope, register, is_writing=is_writing)

    def _remember(self, session: SqlSession) -> None:
        """Keep units, people and the like for the next session: they hold until the chain says that one changed."""
        register = session.register
        self._lists[register.row.slug] = (register.row.lists_head, register.lists)


def _board_row(row: AnyRow) -> BoardRow:
    return BoardRow(
        slug=row.slug,
        board=decode(Board, row.body),
        rules_revision=row.rules_revision,
        people_numbered=row.people_numbered,
        lists_head=row.lists_head,
        seq=row.seq,
        head=row.head,
        mail_held=row.mail_held,
    )
