"""Databases to be copied by the hundred, and a mail server to be told how to behave."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.campaigns.mail_server import MailServer
from tests.campaigns.world import Databases, databases
from tests.contract.stores import migrated_database, migrated_file

__all__ = ["migrated_database", "migrated_file"]


@pytest.fixture
def sqlite_databases(migrated_file: Path, tmp_path: Path) -> Databases:
    """SQLite files."""
    return databases("sqlite", migrated_file, None, "", tmp_path)


@pytest.fixture
def postgresql_databases(
    request: pytest.FixtureRequest, migrated_file: Path, migrated_database: str, tmp_path: Path
) -> Databases:
    """Databases of a PostgreSQL server."""
    server = request.getfixturevalue("postgres_server")
    return databases("postgresql", migrated_file, server, migrated_database, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases_of_a_kind(request: pytest.FixtureRequest) -> Databases:
    """Databases of each kind in turn."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server in a process of its own that keeps a log of all it took."""
    with MailServer(tmp_path / "received.jsonl") as server:
        yield server


@pytest.fixture
def campaign(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Report a campaign in one line, which the summary of the whole run shows."""

    def report(name: str, **figures: object) -> None:
        line = f"{name}: " + ", ".join(f"{figure} {what}" for what, figure in figures.items())
        record_property("campaign", line)

    return report
