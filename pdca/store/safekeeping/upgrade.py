"""Upgrading a database that holds something: first a backup, then the migration."""

from __future__ import annotations

from pathlib import Path

from pdca.store.migrate import current, head, is_known, migrate
from pdca.store.opening import newer
from pdca.store.safekeeping.backup import backup as back_up
from pdca.store.safekeeping.places import free_place


def upgrade(url: str, *, backup: bool = True, folder: Path | None = None) -> Path | None:
    """Create or migrate the schema; return the backup that was made first, if anything was there to lose.

    The backup goes into `folder`; without one it stands beside a SQLite file, and in the working directory for
    PostgreSQL.
    """
    revision = current(url)
    if revision == head():
        return None
    if revision is not None and not is_known(revision):
        raise newer(revision)
    file = None
    if backup and revision is not None:
        file = free_place(url, f"before-upgrade-from-{revision}", folder)
        back_up(url, file)
    migrate(url)
    return file
