"""Bringing a database's schema to a revision: one transaction, so there is no in-between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Engine,
    Inspector,
    Select,
    column,
    false,
    inspect,
    literal,
    or_,
    select,
    table,
    text,
)

from pdca.domain.errors import Refused
from pdca.store.engine import opened, write

_SCRIPTS = Path(__file__).with_name("migrations")
_LOCK = 7_301_964  # any number, the same for everyone who migrates


def migrate(database: str | Engine, revision: str = "head") -> None:
    """Create the schema or bring it up to a revision."""
    with _one_at_a_time(database) as config:
        command.upgrade(config, revision)


def downgrade(database: str | Engine, revision: str, *, even_with_loss: bool = False) -> None:
    """Bring the schema back to a revision; `base` takes everything away.

    Refused when tables or columns would go that hold something and it was not said that this may be: no later
    upgrade brings that back.
    """
    lost = [] if even_with_loss or revision == "base" else _lost(database, revision)
    if lost:
        raise Refused(
            "going back to {revision} throws away what stands in {tables}; make a backup first, and say that it "
            "may be lost",
            revision=revision,
            tables=", ".join(lost),
        )
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


def _lost(database: str | Engine, revision: str) -> list[str]:
    """Return the tables of which something that is there now has no place in an earlier revision."""
    with opened("sqlite://") as scratch:
        migrate(scratch, revision)
        known = _columns(inspect(scratch))
    with opened(database) as engine, engine.connect() as connection:
        now = _columns(inspect(connection))
        return [
            name
            for name, columns in sorted(now.items())
            if connection.execute(_without_place(name, columns, known.get(name)).limit(1)).first()
        ]


def _columns(look: Inspector) -> dict[str, set[str]]:
    return {name: {str(one["name"]) for one in look.get_columns(name)} for name in look.get_table_names()}


def _without_place(name: str, columns: set[str], known: set[str] | None) -> Select[int]:
    """Return the query for rows of a table that have no place in an earlier one, or something in them that has none.

    What is taken from the body of a row is no loss: it comes back with the next upgrade.
    """
    query = select(literal(1)).select_from(table(name))
    if known is None:
        return query
    new = () if "body" in columns else sorted(columns - known)
    return query.where(or_(false(), *(column(one).is_not(None) for one in new)))


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
