"""Where a copy goes that nobody asked for: beside the database, under a name that says what it is."""

from __future__ import annotations

from pathlib import Path

from pdca.store.engine import read_address


def free_place(url: str, what: str, folder: Path | None = None) -> Path:
    """Return a file that is not there yet, by its whole path.

    Without `folder` it stands beside a SQLite file, and else in the working directory.
    """
    address = read_address(url)
    database = Path(address.database or "pdca")
    if folder is None:
        folder = database.absolute().parent if address.get_backend_name() == "sqlite" else Path.cwd()
    names = (f"{database.stem}-{what}{more}.backup" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(place for name in names if not (place := folder.absolute() / name).exists())
