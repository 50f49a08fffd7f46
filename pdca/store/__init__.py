"""Rows and SQL: keeps what the services decide, in SQLite or PostgreSQL with one behaviour.

What is heavy is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdca.store.migrate import current, downgrade, head
    from pdca.store.opening import open_store, require_schema
    from pdca.store.safekeeping.backup import backup, restore
    from pdca.store.safekeeping.condition import condition
    from pdca.store.safekeeping.places import free_place
    from pdca.store.safekeeping.scratch import scratch_copy
    from pdca.store.safekeeping.upgrade import upgrade
    from pdca.store.sql_store import SqlStore

_WHERE = {
    "SqlStore": "pdca.store.sql_store",
    "backup": "pdca.store.safekeeping.backup",
    "condition": "pdca.store.safekeeping.condition",
    "current": "pdca.store.migrate",
    "downgrade": "pdca.store.migrate",
    "free_place": "pdca.store.safekeeping.places",
    "head": "pdca.store.migrate",
    "open_store": "pdca.store.opening",
    "require_schema": "pdca.store.opening",
    "restore": "pdca.store.safekeeping.backup",
    "scratch_copy": "pdca.store.safekeeping.scratch",
    "upgrade": "pdca.store.safekeeping.upgrade",
}

__all__ = [
    "SqlStore",
    "backup",
    "condition",
    "current",
    "downgrade",
    "free_place",
    "head",
    "open_store",
    "require_schema",
    "restore",
    "scratch_copy",
    "upgrade",
]


def __getattr__(name: str) -> Any:
    """Import what a name stands for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
