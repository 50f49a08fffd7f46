"""The stores that every contract is tried on: SQLite in memory, SQLite in a file, PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdca.store import SqlStore, open_store, upgrade
from tests.contract.builders import found, seeded
from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "pdca.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with the schema and nothing else, to be copied."""
    name = postgres_server.create()
    upgrade(postgres_server.url(name))
    return name


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite store in a file."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'pdca.db')}"


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer, migrated_database: str) -> Iterator[str]:
    """The address of an empty PostgreSQL store."""
    name = postgres_server.create(template=migrated_database)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty store that several processes can open."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty store."""
    if request.param == "memory":
        return "sqlite://"
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def empty_store(url: str) -> Iterator[SqlStore]:
    """A store without boards."""
    store = open_store(url, entropy=seeded())
    yield store
    store.close()


@pytest.fixture
def store(empty_store: SqlStore) -> SqlStore:
    """A store with one small board, `kade`."""
    return found(empty_store)


@pytest.fixture
def shared_store(shared_url: str) -> Iterator[SqlStore]:
    """A store with one small board, `kade`, that has more than one connection."""
    store = open_store(shared_url, entropy=seeded())
    yield found(store)
    store.close()
