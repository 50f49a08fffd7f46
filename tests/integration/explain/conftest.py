"""Makes the stores of the contract tests available here too."""

from tests.contract.stores import (
    empty_store,
    migrated_database,
    migrated_file,
    postgresql_url,
    sqlite_url,
    url,
)

__all__ = ["empty_store", "migrated_database", "migrated_file", "postgresql_url", "sqlite_url", "url"]
