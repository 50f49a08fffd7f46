"""The terminal of the command-line tests, with a folder of its own."""

from pathlib import Path

import pytest

from tests.acceptance.cli.shell import Shell


@pytest.fixture
def empty_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A terminal with nothing yet."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)
