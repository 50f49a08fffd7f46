"""Fixtures: installations in both databases, filled once and copied for each test."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from pdca.bootstrap import Runtime
from pdca.clock import MovedClock
from pdca.services.records import Run
from pdca.settings import Settings
from pdca.store import SqlStore, open_store, upgrade
from tests.builders import installation
from tests.builders.installation import MONDAY, SECRET, Ledger
from tests.servers.postgres import PostgresServer

BOARDS = 8


@dataclass
class Installation:
    """A database with boards to be ticked, and the ledger that one undisturbed tick gives."""

    url: str
    mail: Path
    expected: Ledger
    clock: MovedClock = field(default_factory=lambda: MovedClock(MONDAY))

    @cached_property
    def runtime(self) -> Runtime:
        """What runs on it."""
        settings = Settings(
            database_url=self.url,
            smtp_url=SecretStr(f"maildir:{self.mail}"),
            secret_key=SecretStr(SECRET),
        )
        return Runtime(settings, clock=self.clock)

    @cached_property
    def seen(self) -> SqlStore:
        """A look at it from outside."""
        return open_store(self.url, entropy=os.urandom)

    def runs(self, name: str | None = None) -> list[Run]:
        """Return the runs, newest first."""
        return list(self.seen.runs(name=name))

    def ended(self, name: str) -> int:
        """Return how many runs of a name have ended."""
        return sum(run.ended is not None for run in self.runs(name))

    def states(self) -> set[str]:
        """Return in which states there is mail."""
        return {str(state) for state, count in self.seen.outbox().counts().items() if count}

    def has_notices(self) -> bool:
        """Tell whether any notice has been decided; quick, to catch the engine in the middle."""
        with self.seen.engine.connect() as connection:
            return connection.execute(text("SELECT 1 FROM notices LIMIT 1")).first() is not None

    def close(self) -> None:
        """Let go of all connections."""
        self.seen.close()
        self.runtime.store.close()


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with boards, to be copied."""
    file = tmp_path_factory.mktemp("filled") / "pdca.db"
    upgrade(f"sqlite:///{file}")
    installation.fill(f"sqlite:///{file}", BOARDS)
    return file


@pytest.fixture(scope="session")
def filled_database(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with boards, to be copied."""
    name = postgres_server.create()
    upgrade(postgres_server.url(name))
    installation.fill(postgres_server.url(name), BOARDS)
    return name


@pytest.fixture(scope="session")
def expected(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The ledger of an undisturbed tick."""
    url = f"sqlite:///{shutil.copy(filled_file, tmp_path_factory.mktemp('expected') / 'pdca.db')}"
    installation.plain_tick(url)
    return installation.ledger(url)


@pytest.fixture
def on_sqlite(filled_file: Path, expected: Ledger, tmp_path: Path) -> Iterator[Installation]:
    """An installation on SQLite."""
    url = f"sqlite:///{shutil.copy(filled_file, tmp_path / 'pdca.db')}"
    found = Installation(url, tmp_path / "mail", expected)
    yield found
    found.close()


@pytest.fixture
def on_postgres(
    postgres_server: PostgresServer, filled_database: str, expected: Ledger, tmp_path: Path
) -> Iterator[Installation]:
    """An installation on PostgreSQL."""
    name = postgres_server.create(template=filled_database)
    found = Installation(postgres_server.url(name), tmp_path / "mail", expected)
    yield found
    found.close()
    postgres_server.drop(name)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def installed(request: pytest.FixtureRequest) -> Installation:
    """An installation on either database."""
    found: Installation = request.getfixturevalue(request.param)
    return found
