"""Bringing a database's schema to a revision: one transaction, so there is no in-between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from pdca.store.engine import opened, write

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 7_301_964  # any number, the same for everyone who migrates


def migrate(database: str | Engine, revision: str = "head") -> None:
    """Create the schema or bring it up to a revision."""
    with _one_at_a_time(database) as config:
        command.upgrade(config, revision)


def downgrade(database: str | Engine, revision: str) -> None:
    """Bring the schema back to a revision; `base` takes everything away."""
    with _one_at_a_time(database) as config:
        command.downgrade(config, revision)


def current(database: str | Engine) -> str | None:
    """Return the revision of a database's schema; None when it has none yet."""
    with opened(database) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the newest revision that this version knows."""
    newest = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    assert newest is not None  # there is a first revision
    return newest


def is_known(revision: str) -> bool:
    """Tell whether this version knows a revision; a newer version's it does not."""
    known = ScriptDirectory(str(_SCRIPTS)).walk_revisions()
    return any(one.revision == revision for one in known)


@contextmanager
def _one_at_a_time(database: str | Engine) -> Iterator[Config]:
    with opened(database) as engine, write(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield _config(connection)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
