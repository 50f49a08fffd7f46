"""Makes the stores of the contract tests available here too, and one in memory."""

from collections.abc import Iterator

import pytest

from pdca.store import SqlStore, open_store
from tests.contract.stores import (
    empty_store,
    migrated_database,
    migrated_file,
    postgresql_url,
    sqlite_url,
    url,
)

__all__ = ["empty_store", "migrated_database", "migrated_file", "postgresql_url", "sqlite_url", "url"]


@pytest.fixture
def memory() -> Iterator[SqlStore]:
    """A store in memory, for what no database does differently."""
    store = open_store("sqlite://", entropy=bytes)
    yield store
    store.close()
