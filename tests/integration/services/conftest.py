"""Every service is tried on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from pdca.store import open_store
from tests.contract.builders import seeded
from tests.contract.stores import migrated_database, migrated_file, postgresql_url, shared_url, sqlite_url
from tests.integration.services.desk import Desk

__all__ = ["migrated_database", "migrated_file", "postgresql_url", "shared_url", "sqlite_url"]


@pytest.fixture
def desk(shared_url: str) -> Iterator[Desk]:
    """A desk on an empty store."""
    store = open_store(shared_url, entropy=seeded())
    yield Desk(store)
    store.close()
