"""A copy of a whole database in memory, to try things out on: what happens there never reaches the original."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from pdca.store.engine import consistent, write
from pdca.store.opening import open_store
from pdca.store.safekeeping.copying import copy_pages, copy_rows
from pdca.store.sql_store import SqlStore


def scratch_copy(source: Engine, *, entropy: Callable[[int], bytes]) -> SqlStore:
    """Return a store in memory that holds what a database holds now."""
    scratch = open_store("sqlite://", entropy=entropy)
    if source.dialect.name == "sqlite":
        copy_pages(source, scratch.engine)
    else:
        with source.connect() as from_, consistent(from_).begin(), write(scratch.engine) as into:
            copy_rows(from_, into)
    return scratch
