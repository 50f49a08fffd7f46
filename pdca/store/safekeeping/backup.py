"""Copies of everything in one file, proven to restore before they count, and restoring without mailing twice.

Inside is a SQLite database, also when the copy is of a PostgreSQL one: a backup of either can be restored into
the other. After a restore nobody knows which mail left since the backup; all mail is held until it is released.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from pdca.domain.errors import BadInput, Damaged, Message, NotFound, PdcaError, Refused
from pdca.services.records import MessageState
from pdca.store.access.keeping import close_all
from pdca.store.engine import (
    SqliteError,
    Unreachable,
    consistent,
    is_file,
    opened,
    read_address,
    require_folder,
    sqlite_connection,
    unreachable,
    write,
)
from pdca.store.migrate import current, head, migrate
from pdca.store.safekeeping.archive import Manifest, pack, unpack
from pdca.store.safekeeping.copying import copy_pages, copy_rows
from pdca.store.schema import tables
from pdca.store.verify import verify_board

UNSENT = (MessageState.QUEUED, MessageState.SENDING, MessageState.RETRY, MessageState.IN_DOUBT)


def backup(url: str, file: Path) -> Manifest:
    """Copy a database into one file; Damaged when the copy does not hold together.

    The file appears when it has been checked; an older backup of that name is replaced then, not before.
    """
    return _back_up(url, file, _proven)


def _back_up(url: str, file: Path, examine: Callable[[Engine], tuple[str, Mapping[str, str]]]) -> Manifest:
    _must_exist(url)
    with _beside(file) as folder:
        draft = Path(folder) / "draft.db"
        with opened(url) as engine:
            _copy_out(engine, draft)
        with opened(_address(draft)) as copy:
            revision, heads = examine(copy)
            _into_one_file(copy)
        manifest = pack(draft, revision, heads, file)
        unpack(file, Path(folder) / "again.db")
    return manifest


def restore(url: str, file: Path, *, keep: Path | None = None) -> Manifest:
    """Put a backup in place of everything in a database; mail that was not sent is held until released.

    Nobody is signed in afterwards: a session or a link that was ended since must not come back to life.
    Damaged when the file is not what its manifest says. What was there, if anything, is copied into `keep` before.
    Whoever uses the database sees what was or what comes, nothing in between.
    """
    with _beside(file) as folder:
        copy = Path(folder) / "copy.db"
        manifest = unpack(file, copy)
        with opened(_address(copy)) as source, opened(url) as target:
            migrate(source)
            _hold_mail(source)
            with write(source) as connection:
                close_all(connection)
            _into_one_file(source)
            if keep is not None:
                _keep(url, keep)
            if target.dialect.name == "sqlite":
                copy_pages(source, target)
            else:
                migrate(target)
                with source.connect() as rows, rows.begin(), write(target) as connection:
                    copy_rows(rows, connection)
    return manifest


def _keep(url: str, file: Path) -> None:
    """Copy what a restore is about to replace, also when it does not hold together any more."""
    try:
        if _is_there(url):
            _back_up(url, file, _as_it_is)
    except (PdcaError, DBAPIError, SqliteError) as error:
        if not is_file(read_address(url)) and isinstance(error, Unreachable):
            raise
        fault = error.message if isinstance(error, PdcaError) else unreachable(error).message
        raise Refused(
            "what is in the database now cannot be copied first: {fault}; put its file or database aside yourself, "
            "and restore again",
            fault=(fault,),
        ) from error


def _is_there(url: str) -> bool:
    return _has_file(url) and current(url) is not None


def _has_file(url: str) -> bool:
    """Tell whether a SQLite file is there; opening it would make an empty one."""
    address = read_address(url)
    return not is_file(address) or Path(address.database or "").is_file()


def _as_it_is(copy: Engine) -> tuple[str, Mapping[str, str]]:
    revision = current(copy)
    assert revision is not None  # the original had one
    return revision, {}


def _copy_out(engine: Engine, draft: Path) -> None:
    revision = current(engine)
    if revision is None:
        raise BadInput("there is nothing to back up yet")
    with opened(_address(draft)) as target:
        if engine.dialect.name == "sqlite":
            copy_pages(engine, target)
            return
        migrate(target, revision)
        with engine.connect() as source, consistent(source).begin(), write(target) as connection:
            copy_rows(source, connection)


def _proven(copy: Engine) -> tuple[str, Mapping[str, str]]:
    """Return revision and heads of a copy in which everything holds together."""
    revision = current(copy)
    assert revision is not None  # the original had one
    with copy.connect() as connection, connection.begin():
        damage = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        faults = [Message("{fault}", {"fault": one}) for one in damage if one != "ok"]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
        faults += [Message("{table}: dangling row", {"table": row[0]}) for row in dangling]
        heads: Mapping[str, str] = {}
        if revision == head():
            boards = connection.execute(select(tables.boards.c.slug, tables.boards.c.head)).all()
            heads = {board.slug: board.head for board in boards}
            faults += [fault for slug in heads for fault in verify_board(connection, slug)]
    if faults:
        raise Damaged("the copy does not hold together: {fault}", fault=(faults[0],))
    return revision, heads


def _hold_mail(engine: Engine) -> None:
    messages = tables.messages
    unsent = messages.c.state.in_([state.value for state in UNSENT])
    held = {"state": MessageState.HELD.value, "token": None, "lease_until": None}
    with write(engine) as connection:
        connection.execute(update(messages).where(unsent).values(held))
        connection.execute(update(tables.boards).values(mail_held=True))


def _into_one_file(engine: Engine) -> None:
    """Fold SQLite's write-ahead log into the file, so that the file alone is everything."""
    with engine.connect() as connection:
        sqlite_connection(connection).execute("PRAGMA journal_mode=DELETE").fetchall()


def _must_exist(url: str) -> None:
    require_folder(read_address(url))
    if not _has_file(url):
        raise BadInput("there is nothing to back up yet")


def _address(file: Path) -> str:
    return f"sqlite:///{file}"


def _beside(file: Path) -> TemporaryDirectory[str]:
    """Return a folder on the same disk, so that the finished file only has to be renamed."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise NotFound("there is no folder '{folder}'", folder=str(folder))
    try:
        return TemporaryDirectory(prefix=".pdca-", dir=folder)
    except OSError as error:
        error.filename = str(folder)  # what somebody named, and not what we would have made in it
        raise
