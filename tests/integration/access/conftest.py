"""Makes the stores available to the tests of sign-in: the same three as for every contract."""

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
