"""Makes installations available to the tests of the embedded clock."""

from tests.builders.installed import (
    expected,
    filled_database,
    filled_file,
    installed,
    on_postgres,
    on_sqlite,
)

__all__ = ["expected", "filled_database", "filled_file", "installed", "on_postgres", "on_sqlite"]
