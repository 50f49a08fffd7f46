"""Upgrading a database that holds something: first a backup, then the migration."""

from __future__ import annotations

from pathlib import Path

from pdca.store.engine import read_address
from pdca.store.migrate import current, head, migrate
from pdca.store.safekeeping.backup import backup as back_up


def upgrade(url: str, *, backup: bool = True, folder: Path | None = None) -> Path | None:
    """Create or migrate the schema; return the backup that was made first, if anything was there to lose.

    The backup goes into `folder`; without one it stands beside a SQLite file, and in the working directory for
    PostgreSQL.
    """
    revision = current(url)
    if revision == head():
        return None
    file = None
    if backup and revision is not None:
        file = _name(url, revision, folder)
        back_up(url, file)
    migrate(url)
    return file


def _name(url: str, revision: str, folder: Path | None) -> Path:
    address = read_address(url)
    database = Path(address.database or "pdca")
    if folder is None:
        folder = database.absolute().parent if address.get_backend_name() == "sqlite" else Path()
    return folder / f"{database.stem}-before-upgrade-from-{revision}.backup"
