"""A person at a terminal: one folder, one database, and the words that are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pdca.cli.app import app

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "config" / "examples" / "waterlijn"
SECRET = "an-0ld-d1ke-w1th-7-g4tes-and-no-k3ys"


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """Return the one JSON document on stdout."""
        return json.loads(self.out)


class Shell:
    """A terminal in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {
            "PDCA_DATABASE_URL": f"sqlite:///{folder / 'pdca.db'}",
            "PDCA_SMTP_URL": f"maildir:{folder / 'mail'}",
            "PDCA_SECRET_KEY": SECRET,
        }

    def run(self, *words: object, **settings: str | None) -> Said:
        """Run a command in this process."""
        env: dict[str, str | None] = {**self.settings, **settings}
        result = CliRunner().invoke(app, [str(word) for word in words], env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def does(self, *words: object) -> str:
        """Run a command that must succeed; return what it printed."""
        said = self.run(*words)
        assert said.code == 0, f"{' '.join(map(str, words))}: {said.code}\n{said.out}\n{said.err}"
        return said.out

    def document(self, *words: object) -> Any:
        """Run a command that must succeed with --json; return its document."""
        return json.loads(self.does(*words, "--json"))

    def apart(self, *words: object, env: Mapping[str, str] | None = None) -> Said:
        """Run a command in a process of its own."""
        surroundings = {**os.environ, **self.settings, "PYTHONPATH": str(ROOT), **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "pdca", *map(str, words)],
            cwd=self.folder,
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def mails(self) -> list[Path]:
        """Return the mails that were kept."""
        return sorted((self.folder / "mail").rglob("*:2,*")) or sorted(
            (self.folder / "mail" / "new").glob("*")
        )
