"""One Prefect server for all tests of the flows, and installations for them to work on."""

from collections.abc import Iterator

import pytest

from tests.builders.installed import (
    expected,
    filled_database,
    filled_file,
    installed,
    on_postgres,
    on_sqlite,
)
from tests.servers.prefect import PrefectServer

__all__ = ["expected", "filled_database", "filled_file", "installed", "on_postgres", "on_sqlite"]


@pytest.fixture(scope="module")  # a server that has nothing to do still takes a fifth of a core
def prefect_server() -> Iterator[PrefectServer]:
    """A running server with the deployments of prefect.yaml."""
    with PrefectServer() as server:
        yield server
