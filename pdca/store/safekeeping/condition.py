"""The condition of a database, with nothing in it changed: reachable, up to date, journalling safely or not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from pdca.domain.errors import PdcaError
from pdca.services.health.facts import DatabaseFacts
from pdca.store.engine import SAFE_WAL, is_memory, opened
from pdca.store.migrate import current, head, is_known


def condition(url: str) -> DatabaseFacts:
    """Return what can be known about the database at an address; what stops it is told, never raised."""
    try:
        if _is_missing_file(url):
            return DatabaseFacts(head=head())
        with opened(url) as engine:
            return _condition(engine)
    except (SQLAlchemyError, ArgumentError, PdcaError, OSError) as error:
        return DatabaseFacts(fault=str(getattr(error, "orig", None) or error).splitlines()[0], head=head())


def _is_missing_file(url: str) -> bool:
    """Tell whether opening would make an empty file, which would hide that nothing was ever there."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return is_file and not Path(address.database or "").is_file()


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
