"""A terminal where the example board was loaded on 1 September 2026, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.cli.shell import EXAMPLE, Shell


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the copies are made of."""
    folder = tmp_path_factory.mktemp("waterlijn")
    shell = Shell(folder)
    shell.does("db", "upgrade")
    shell.does("load", EXAMPLE, "--as-of", "2026-09-01")
    return folder


@pytest.fixture
def shell(loaded_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A terminal with the example board, in a folder of its own."""
    folder = tmp_path / "here"
    shutil.copytree(loaded_once, folder)
    monkeypatch.chdir(folder)
    return Shell(folder)


@pytest.fixture
def empty_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A terminal with nothing yet."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)
