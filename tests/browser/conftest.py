"""One Chromium for each file of tests, and a served copy of the lived-in board for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pdca.demo.build import Demo
from tests.browser.served import Served, launched, on_show
from tests.web.house import build_demo


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo's board, built once."""
    return build_demo(tmp_path_factory.mktemp("lived-in"))


@pytest.fixture(scope="module")  # its event loop runs until it is closed, and no later test may find it there
def chrome() -> Iterator[Browser]:
    """A real Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path, lived_in: Demo, chrome: Browser) -> Iterator[Served]:
    """Pages of a test's own, really served."""
    with on_show(tmp_path, lived_in, chrome) as made:
        yield made
