"""Bringing a database's schema up to date, or back: one transaction, so there is no in-between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from pdca.store.engine import make_engine, writing

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 7_301_964  # any number, the same for everyone who migrates


def upgrade(database: str | Engine, *, revision: str = "head") -> None:
    """Create or migrate the schema."""
    with _one_at_a_time(database) as config:
        command.upgrade(config, revision)


def downgrade(database: str | Engine, revision: str) -> None:
    """Migrate the schema back to a revision; `base` takes everything away."""
    with _one_at_a_time(database) as config:
        command.downgrade(config, revision)


def current(database: str | Engine) -> str | None:
    """Return the revision of a database's schema; None when it has none yet."""
    with _engine(database) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the newest revision that this version knows."""
    newest = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    assert newest is not None  # there is a first revision
    return newest


@contextmanager
def _one_at_a_time(database: str | Engine) -> Iterator[Config]:
    with _engine(database) as engine, engine.connect() as connection, writing(connection).begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield _config(connection)


@contextmanager
def _engine(database: str | Engine) -> Iterator[Engine]:
    if isinstance(database, Engine):
        yield database
        return
    engine = make_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
