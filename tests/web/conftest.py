"""One lived-in board for all tests of the pages, copied for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdca.demo.build import Demo
from tests.web.house import House, build_demo


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo's board, built once."""
    return build_demo(tmp_path_factory.mktemp("lived-in"))


@pytest.fixture
def house(tmp_path: Path, lived_in: Demo) -> Iterator[House]:
    """Pages of a test's own."""
    made = House(tmp_path, lived_in)
    yield made
    made.close()
