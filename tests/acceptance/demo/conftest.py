"""The demo, built once for each worker; tests look at it and change nothing."""

from pathlib import Path

import pytest

from pdca.demo.build import Demo, build


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo on Monday 23 November 2026, 07:30."""
    return build(tmp_path_factory.mktemp("demo") / "pdca-demo")


@pytest.fixture(scope="session")
def later_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Another demo, built from the start, on which nobody acted for two weeks."""
    return build(tmp_path_factory.mktemp("later") / "pdca-demo", days=14)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "pdca-demo"
