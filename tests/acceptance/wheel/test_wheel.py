"""The built wheel works on its own: from an unrelated folder, with configuration, templates and migrations in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(*words: object, cwd: Path, **surroundings: str) -> str:
    """Run a command that must succeed; return what it printed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **surroundings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_brings_all_it_needs_and_builds_the_demo_from_an_unrelated_folder(tmp_path: Path) -> None:
    elsewhere, installed = tmp_path / "elsewhere", tmp_path / "installed"
    elsewhere.mkdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    options = ("--no-deps", "--no-index", "--quiet", "--target", installed)
    run(sys.executable, "-m", "pip", "install", *options, wheel, cwd=elsewhere)
    where = "import pdca; print(pdca.__file__)"
    path = str(installed)
    assert run(sys.executable, "-c", where, cwd=elsewhere, PYTHONPATH=path).startswith(path)
    words = ("demo", "--no-serve", "--folder", tmp_path / "demo")
    printed = run(sys.executable, "-m", "pdca", *words, cwd=elsewhere, PYTHONPATH=path)
    assert "Stichting De Waterlijn" in printed
    assert "A-004" in printed
    assert list(elsewhere.iterdir()) == []
