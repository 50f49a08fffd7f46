"""Starting is quick: what a command does not need it does not import."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.cli.shell import Shell

HEAVY = (
    "prefect",
    "fastapi",
    "starlette",
    "uvicorn",
    "apscheduler",
    "jinja2",
    "css_inline",
    "aiosmtplib",
    "openpyxl",
)
SCRIPT = """
import sys
from pdca.cli import main
sys.argv = ["pdca", *{words!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted(set({modules!r}) & set(sys.modules)), file=sys.stderr)
"""


def imported(shell: Shell, words: list[str], modules: tuple[str, ...]) -> set[str]:
    """Return which of some modules a command imports in a process of its own."""
    script = shell.folder / "script.py"
    script.write_text(SCRIPT.format(words=words, modules=modules), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        cwd=shell.folder,
        env={**shell.settings, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["tick", "--help"], ["action", "--help"]])
def test_help_imports_no_database_no_mail_no_web_and_no_tables(empty_shell: Shell, words: list[str]) -> None:
    assert imported(empty_shell, words, (*HEAVY, "sqlalchemy", "alembic", "rich")) == set()


def test_the_list_of_commands_reads_no_settings(empty_shell: Shell) -> None:
    assert imported(empty_shell, ["--help"], ("pydantic", "dotenv", "pdca.bootstrap")) == set()


def test_a_tick_imports_no_mail_no_web_no_spreadsheets_and_no_scheduler(shell: Shell) -> None:
    assert imported(shell, ["tick", "--as-of", "2026-11-23"], (*HEAVY, "alembic")) == set()


def test_an_act_is_as_light(shell: Shell) -> None:
    words = ["action", "klaar", "A-004", "--as", "b.uitgeester@dewaterlijn.example", "--done", "Klaar"]
    assert imported(shell, [*words, "--as-of", "2026-11-20"], (*HEAVY, "alembic")) == set()
