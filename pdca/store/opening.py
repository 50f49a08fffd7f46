"""Opening a store by its address."""

from __future__ import annotations

from collections.abc import Callable

from pdca.store.engine import is_memory, make_engine
from pdca.store.schema.creation import create_schema
from pdca.store.sql_store import SqlStore


def open_store(url: str, *, entropy: Callable[[int], bytes]) -> SqlStore:
    """Open the store at a database's address; one in memory (`sqlite://`) begins empty and ready.

    `entropy(n)` returns n bytes: `os.urandom`, or a seeded source where runs are to repeat exactly.
    """
    engine = make_engine(url)
    if is_memory(engine):
        with engine.begin() as connection:
            create_schema(connection)
    return SqlStore(engine, entropy)
