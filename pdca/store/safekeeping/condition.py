"""The condition of a database, with nothing in it changed: reachable, up to date, journalling safely or not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from pdca.domain.errors import PdcaError
from pdca.services.health.facts import DatabaseFacts
from pdca.store.engine import (
    SAFE_WAL,
    DamagedFile,
    is_file,
    is_memory,
    opened,
    read_address,
    require_folder,
    unreachable,
)
from pdca.store.migrate import current, head, is_known


def condition(url: str) -> DatabaseFacts:
    """Return what can be known about the database at an address; what stops it is told, never raised."""
    try:
        address = read_address(url)
        require_folder(address)
        # opening would make an empty file, which would hide that nothing was ever there
        if is_file(address) and not Path(address.database or "").exists():
            return DatabaseFacts(head=head())
        with opened(url) as engine:
            return _condition(engine)
    except PdcaError as error:
        return _closed(error)
    except (SQLAlchemyError, OSError) as error:
        return _closed(unreachable(error))


def _closed(error: PdcaError) -> DatabaseFacts:
    return DatabaseFacts(fault=error.message, is_damaged=isinstance(error, DamagedFile), head=head())


def _condition(engine: Engine) -> DatabaseFacts:
    is_sqlite = engine.dialect.name == "sqlite"
    revision = head() if is_memory(engine) else current(engine)
    with engine.connect() as connection:
        asked = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"
        version = str(connection.execute(text(asked)).scalar())
        journal = str(connection.execute(text("PRAGMA journal_mode")).scalar()) if is_sqlite else ""
    return DatabaseFacts(
        revision=revision,
        head=head(),
        is_known=revision is None or is_known(revision),
        backend=engine.dialect.name,
        version=version,
        journal=journal,
        is_risky=journal == "wal" and tuple(map(int, version.split("."))) < SAFE_WAL,
    )
