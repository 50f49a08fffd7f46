"""How the databases are opened: durable, strict about foreign keys, with transactions that say what they want.

SQLite comes from the `pysqlite3` wheel where it is installed. Before 3.51.3 write-ahead logging can corrupt a
database that two processes write, so an older library journals the classic way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.util import LRUCache

from pdca.domain.errors import BadInput, Misconfigured, NotFound, PdcaError, Refused

try:
    import pysqlite3 as sqlite
except ImportError:
    import sqlite3 as sqlite

SqliteError: type[Exception] = sqlite.Error
"""What the driver itself raises where SQLAlchemy does not stand between."""

SAFE_WAL = (3, 51, 3)
WRITES = "pdca_writes"
_IMPOSSIBLE = "cannot contain NUL"
"""What the driver of PostgreSQL says of the one sign that no text there can hold."""
_MEMORY = {"", ":memory:"}
_PRAGMAS = (
    "busy_timeout=10000",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "cache_size=-16384",
    "temp_store=MEMORY",
)
_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=300000 -c idle_in_transaction_session_timeout=300000"
)


class _Compiled(LRUCache[Any, Any]):
    """Statements as they were compiled, for all engines of a kind: a preview opens a database in memory each time.

    SQLAlchemy looks them up by an engine's own dialect first, where no other engine would find them.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((dialect.name, *rest), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        dialect, *rest = key
        super().__setitem__((dialect.name, *rest), value)


_SHARED = {"compiled_cache": _Compiled(capacity=1000)}


def make_engine(url: str) -> Engine:
    """Return an engine for `sqlite:///file`, `sqlite://` (memory) or `postgresql+psycopg://`; connects to nothing."""
    address = read_address(url)
    if address.get_backend_name() == "sqlite":
        return _explained(_sqlite_engine(url, is_memory=not is_file(address)))
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        options = {"options": _POSTGRES_OPTIONS}
        return _explained(
            create_engine(address, pool_pre_ping=True, connect_args=options, execution_options=_SHARED)
        )
    raise Misconfigured(
        "'{backend}' is no database for pdca; use sqlite:///pdca.db or postgresql+psycopg://...",
        backend=address.drivername,
    )


def read_address(url: str) -> URL:
    """Return the address of a database in its parts; Misconfigured when it is none."""
    try:
        return make_url(url)
    except (
        ArgumentError,
        ValueError,
    ) as error:  # neither says more than this, and the text may hold a password
        raise Misconfigured(
            "PDCA_DATABASE_URL is no address of a database; use sqlite:///pdca.db or postgresql+psycopg://..."
        ) from error


def is_file(address: URL) -> bool:
    """Tell whether a database is a SQLite file."""
    return address.get_backend_name() == "sqlite" and (address.database or "") not in _MEMORY


def require_folder(address: URL) -> None:
    """Raise Misconfigured when a SQLite file is to lie in a folder that is not there."""
    folder = Path(address.database or "").absolute().parent
    if is_file(address) and not folder.is_dir():
        raise Misconfigured(
            "PDCA_DATABASE_URL names a file in a folder that is not there: {folder}", folder=str(folder)
        )


class Unreachable(PdcaError):
    """The database cannot be reached."""


class DamagedFile(Unreachable):
    """The file of PDCA_DATABASE_URL is damaged, or is no database."""


_DAMAGED = {sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB}


def unreachable(error: BaseException) -> Unreachable:
    """Return what to say of an error of the driver."""
    if getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
        return DamagedFile()
    fault = (str(getattr(error, "orig", None) or error).splitlines() or [""])[0]
    return Unreachable("the database of PDCA_DATABASE_URL cannot be reached: {fault}", fault=fault)


class Unwritable(PdcaError):
    """The database takes no changes now, so this was not saved."""


_READ_ONLY = (
    "The database can only be read now, so this was not saved. "
    "Make it writable again, or ask whoever runs this installation. Then try it once more."
)
_FULL = (
    "The disk of the database is full, so this was not saved. "
    "Make room on it, or ask whoever runs this installation. Then try it once more."
)
_TAKES_NOTHING: Mapping[int | str, str] = {
    sqlite.SQLITE_READONLY: _READ_ONLY,
    sqlite.SQLITE_CANTOPEN: _READ_ONLY,  # no room is given for the log beside the file
    sqlite.SQLITE_FULL: _FULL,
    "25006": _READ_ONLY,
    "53100": _FULL,
}
"""The codes by which SQLite and PostgreSQL say that they take nothing."""


def unwritable(error: BaseException) -> Unwritable | None:
    """Return what to say of an error of the driver when the database takes no changes; None for any other."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorcode", 0) & 0xFF
    return Unwritable(_TAKES_NOTHING[code]) if code in _TAKES_NOTHING else None


def is_memory(engine: Engine) -> bool:
    """Tell whether an engine's database lives and dies with its one connection."""
    return isinstance(engine.pool, StaticPool)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes; SQLite takes its lock at once."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def opened(database: str | Engine) -> Iterator[Engine]:
    """Open the engine at an address for a moment; an engine stays as it is."""
    if isinstance(database, Engine):
        yield database
        return
    engine = make_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


def consistent(connection: Connection) -> Connection:
    """Let the next transaction of a connection see one moment only, and change nothing."""
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def sqlite_connection(connection: Connection) -> Any:
    """Return the driver's own connection, for what only SQLite can do."""
    return connection.connection.driver_connection


def _never_stored(context: ExceptionContext) -> PdcaError:
    """Return what to say of a text that PostgreSQL cannot hold: nothing has that name, and nothing can get it."""
    running = context.execution_context
    if running is not None and (running.isinsert or running.isupdate):
        return BadInput("a text holds a sign that cannot be kept")
    return NotFound("there is nothing here")


def _explained(engine: Engine) -> Engine:
    """Let an engine say in our own words that it could not connect or takes no changes; the rest stays as it is."""

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        error = context.original_exception
        if context.connection is not None:
            if _IMPOSSIBLE in str(error):
                raise _never_stored(context)
            if (refusal := unwritable(error)) is not None:
                raise refusal from error
            return
        require_folder(engine.url)
        raise unreachable(error) from error

    return engine


def _sqlite_engine(url: str, *, is_memory: bool) -> Engine:
    options: dict[str, Any] = {"module": sqlite, "execution_options": _SHARED}
    if is_memory:
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    engine = create_engine(url, **options)
    journal = "WAL" if sqlite.sqlite_version_info >= SAFE_WAL else "DELETE"

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = (
            None  # transactions begin where `_begin` says, not where the driver guesses
        )
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, f"journal_mode={journal}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        try:
            sqlite_connection(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except sqlite.OperationalError as error:
            busy = Refused("the database stayed busy with something else; try it again")
            raise unwritable(error) or busy from error

    return engine
