"""The command as a process of its own: how it starts, how it ends, and what it says when we made a mistake."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from pdca.web.serving import free_port
from tests.acceptance.cli.shell import ROOT, Shell
from tests.servers.waiting import until

NO_SERVER = {"PDCA_DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/pdca"}


def break_database(shell: Shell) -> None:
    """Take something away that no command can do without."""
    with closing(sqlite3.connect(shell.folder / "pdca.db")) as connection:
        connection.execute("ALTER TABLE boards RENAME TO bards")


@pytest.mark.parametrize("words", [("notices",), ("db", "upgrade"), ("tick",), ("backup", "x.backup")])
def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(
    empty_shell: Shell, words: tuple[str, ...]
) -> None:
    said = empty_shell.run(*words, PDCA_DATABASE_URL=NO_SERVER["PDCA_DATABASE_URL"])
    assert said.code == 1
    assert said.err.startswith("de database van PDCA_DATABASE_URL is niet bereikbaar: connection failed")
    missing = f"sqlite:///{empty_shell.folder}/nergens/pdca.db"
    said = empty_shell.run("db", "upgrade", PDCA_DATABASE_URL=missing)
    assert said.code == 2
    assert said.err.startswith("PDCA_DATABASE_URL noemt een bestand in een map die er niet is: ")
    assert "map die er niet is" in empty_shell.run("doctor", "--no-smtp", PDCA_DATABASE_URL=missing).out


def test_a_damaged_database_asks_for_a_backup(empty_shell: Shell) -> None:
    (empty_shell.folder / "pdca.db").write_bytes(b"no database " * 1000)
    for words in (("tick",), ("db", "upgrade"), ("verify",)):
        said = empty_shell.run(*words)
        assert said.err.strip() == "Het bestand van PDCA_DATABASE_URL is beschadigd, of is geen database."
        assert said.code == 1
    assert (
        "  → zet dat bestand opzij, en zet een reservekopie terug met: pdca restore"
        in empty_shell.run("doctor").out
    )


@pytest.mark.parametrize("words", [("tick",), ("db", "upgrade")])
def test_a_database_of_a_newer_version_asks_for_that_version(shell: Shell, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(shell.folder / "pdca.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    said = shell.run(*words)
    assert (said.code, said.err[:58]) == (2, "de database is gemaakt door een nieuwere versie (9999); in")


def test_what_was_not_expected_is_one_line_with_a_hint_and_exit_1(shell: Shell) -> None:
    break_database(shell)
    said = shell.apart("notices", "--json")
    assert said.code == 1
    assert "Traceback" not in said.err
    assert "pdca doctor" in said.err
    assert set(json.loads(said.out)) == {"error", "problems"}


def test_who_looks_for_a_fault_gets_the_whole_road(shell: Shell) -> None:
    break_database(shell)
    said = shell.apart("--debug", "notices")
    assert said.code == 1
    assert "Traceback" in said.err


def test_accents_survive_every_locale(shell: Shell) -> None:
    said = shell.apart(
        "action", "list", "--all", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert said.code == 0, said.err
    assert "─" in said.out


def test_a_setting_that_does_not_exist_names_the_nearest(empty_shell: Shell) -> None:
    said = empty_shell.apart("notices", env={"PDCA_DATABASE_UR": "sqlite:///x.db"})
    assert (said.code, said.err.strip()) == (
        2,
        "de instelling PDCA_DATABASE_UR bestaat niet; bedoel je PDCA_DATABASE_URL?",
    )


def test_words_that_say_nothing_show_what_can_be_said(empty_shell: Shell) -> None:
    for words in ([], ["action"], ["cycle"], ["task"], ["mail"], ["outbox"], ["db"]):
        said = empty_shell.apart(*words)
        assert said.code == 2
        assert said.out.startswith(" ".join(["Gebruik: pdca", *words]))
    assert empty_shell.apart("--help").code == 0


def test_help_is_english_on_request(empty_shell: Shell) -> None:
    assert empty_shell.apart("--lang", "en", "--help").out.startswith("Usage: pdca")
    said = empty_shell.apart("--lang", "fr", "notices")
    assert (said.code, said.err.strip()) == (2, "'fr' is geen taal van dit product; gebruik nl of en")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PDCA_SECRET_KEY", ""),
        ("PDCA_SECRET_KEY", "short"),
        ("PDCA_SMTP_URL", "mail.school.example"),
        ("PDCA_DATABASE_URL", "sqlite:///empty.db"),
    ],
)
def test_serving_refuses_what_cannot_work_before_it_says_that_it_runs(
    shell: Shell, name: str, text: str
) -> None:
    said = shell.apart("serve", env={name: text})
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1


def test_serving_refuses_a_port_that_is_taken_or_none_before_it_says_that_it_runs(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = shell.run("serve", "--port", port)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip() == f"poort {port} is al in gebruik; noem een andere met --port"
    assert "--port is niet te gebruiken: het is hoogstens 65535" in shell.run("serve", "--port", 80000).err


def test_serving_ticks_at_once_and_stops_when_it_is_told(shell: Shell) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pdca", "serve", "--port", str(free_port(0))],
        cwd=shell.folder,
        env={**os.environ, **shell.settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("De pagina's staan op http://127.0.0.1:")
    assert process.stdout.readline().startswith("De motor loopt")
    until(
        lambda: shell.run("doctor", "--no-smtp", "--json").document()["last_tick"] is not None, "a first tick"
    )
    process.send_signal(signal.SIGTERM)
    _, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert shell.document("verify") == {"boards": {"waterlijn": []}}


def test_a_demo_refuses_a_port_that_is_taken_before_it_builds_anything(empty_shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = empty_shell.run("demo", "--port", port, "--folder", empty_shell.folder / "demo")
    assert (said.code, said.out) == (2, "")
    assert said.err.strip() == f"poort {port} is al in gebruik; noem een andere met --port"
    assert not (empty_shell.folder / "demo").exists()
