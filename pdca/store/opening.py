"""Opening a store by its address, and telling first whether it can be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from pdca.domain.errors import Misconfigured
from pdca.store.engine import is_memory, make_engine, require_folder
from pdca.store.schema.creation import create_schema
from pdca.store.sql_store import SqlStore

_VERSIONS = Path(__file__).with_name("migrations") / "versions"


def open_store(url: str, *, entropy: Callable[[int], bytes]) -> SqlStore:
    """Open the store at a database's address; one in memory (`sqlite://`) begins empty and ready.

    `entropy(n)` returns n bytes: `os.urandom`, or a seeded source where runs are to repeat exactly.
    """
    engine = make_engine(url)
    if is_memory(engine):
        with engine.begin() as connection:
            create_schema(connection)
    return SqlStore(engine, entropy)


def require_schema(engine: Engine) -> None:
    """Raise Misconfigured unless a database has the newest schema; one in memory always has.

    It imports no migration tool, because every command asks, and makes no file, because a name may be mistyped.
    """
    if is_memory(engine):
        return
    is_missing = engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file()
    require_folder(engine.url)
    revision = None if is_missing else _revision(engine)
    if revision is None:
        raise Misconfigured("the database is still empty: make it ready with pdca db upgrade")
    known = {file.stem.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py")}
    if revision not in known:
        raise newer(revision)
    newest = max(known)
    if revision != newest:
        raise Misconfigured(
            "the database has schema {revision} and this version needs {newest}: run pdca db upgrade",
            revision=revision,
            newest=newest,
        )


def newer(revision: str) -> Misconfigured:
    """Return what to say of a schema that this version does not know."""
    return Misconfigured(
        "the database was made by a newer version ({text}); "
        "install that again, or put a backup back with pdca restore",
        text=revision,
    )


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
