"""Makes the stores of the contract tests available here too."""

from tests.contract.stores import (
    empty_store,
    migrated_database,
    migrated_file,
    postgresql_url,
    shared_store,
    shared_url,
    sqlite_url,
    store,
    url,
)

__all__ = [
    "empty_store",
    "migrated_database",
    "migrated_file",
    "postgresql_url",
    "shared_store",
    "shared_url",
    "sqlite_url",
    "store",
    "url",
]
