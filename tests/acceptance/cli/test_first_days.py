"""The first days: a database, a board, a tick, and mail that people really get."""

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.acceptance.cli.shell import EXAMPLE, Shell


def test_without_a_database_every_command_says_how_to_make_one(empty_shell: Shell) -> None:
    for words in (["load", EXAMPLE], ["tick"], ["deliver"], ["notices"], ["verify"], ["action", "list"]):
        said = empty_shell.run(*words)
        assert (said.code, said.err.strip()) == (
            2,
            "de database is nog leeg; maak hem klaar met pdca db upgrade",
        )
    assert not (empty_shell.folder / "pdca.db").exists()


def test_the_database_is_made_once(empty_shell: Shell) -> None:
    assert "klaar" in empty_shell.does("db", "upgrade")
    assert "al bij" in empty_shell.does("db", "upgrade")
    assert empty_shell.document("db", "upgrade")["backup"] is None


def test_a_folder_becomes_mail_to_the_people_it_names(shell: Shell) -> None:
    ticked = shell.run("tick", "--as-of", "2026-11-23")
    assert ticked.code == 0
    assert "Er wordt niets echt verstuurd" in ticked.err
    assert shell.run("deliver", "--as-of", "2026-11-23").code == 0
    told = {row["recipient"] for row in shell.document("notices") if row["state"] == "sent"}
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in shell.mails()]
    assert {mail["To"].addresses[0].addr_spec for mail in mails} == told
    assert len(mails) == len(told)


def test_the_owner_of_a_late_action_and_the_team_leader_hear_of_it(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    rows = [row for row in shell.document("notices", "--item", "A-004") if row["state"] == "queued"]
    assert rows == [
        {
            "date": "2026-11-23",
            "item": "A-004",
            "step": "5",
            "kind": "overdue",
            "recipient": "b.uitgeester@dewaterlijn.example",
            "state": "queued",
        },
        {
            "date": "2026-11-23",
            "item": "A-004",
            "step": "escalation-1",
            "kind": "escalation",
            "recipient": "a.kuipershof@dewaterlijn.example",
            "state": "queued",
        },
    ]


def test_a_day_ticked_twice_is_the_same_as_once(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    before = shell.document("notices")
    again = shell.document("tick", "--as-of", "2026-11-23")
    assert again["failed"] == 0
    assert all(not counts.get("messages") for counts in again["counts"].values())
    assert shell.document("notices") == before


def test_a_bare_day_is_the_hour_at_which_the_board_sends(shell: Shell) -> None:
    early = shell.document("tick", "--as-of", "2026-11-23T07:29:00+01:00")
    assert early["counts"]["send_reminders"] == {}
    on_time = shell.document("tick", "--as-of", "2026-11-23T07:30:00+01:00")
    assert on_time["counts"]["send_reminders"]["messages"] > 0


def test_loading_the_same_folder_again_changes_nothing(shell: Shell) -> None:
    again = shell.document("load", EXAMPLE, "--as-of", "2026-09-02")
    assert (again["added"], again["changed"], again["removed"]) == ({}, {}, {})
    assert "alles was al zoals de map zegt" in shell.does("load", EXAMPLE, "--as-of", "2026-09-02")


def test_a_dry_run_tells_and_leaves_everything_as_it_was(empty_shell: Shell) -> None:
    empty_shell.does("db", "upgrade")
    told = empty_shell.document("load", EXAMPLE, "--dry-run")
    assert told["dry_run"] is True
    assert told["added"]["action"] == 40
    assert empty_shell.document("verify") == {"boards": {}}


def test_a_quiet_first_load_is_no_storm(empty_shell: Shell) -> None:
    empty_shell.does("db", "upgrade")
    empty_shell.does("load", EXAMPLE, "--as-of", "2026-11-23", "--quiet-until", "30-11-2026")
    empty_shell.does("tick", "--as-of", "2026-11-24")
    assert not empty_shell.document("notices", "--item", "A-004")
    empty_shell.does("tick", "--as-of", "2026-11-30")
    assert empty_shell.document("notices", "--item", "A-004")


@pytest.mark.parametrize("secret", [None, "too-short", "changeme-changeme-changeme-changeme"])
def test_engine_and_delivery_refuse_a_missing_or_weak_key(shell: Shell, secret: str | None) -> None:
    for command in ("tick", "deliver"):
        said = shell.run(command, PDCA_SECRET_KEY=secret)
        assert said.code == 2
        assert "PDCA_SECRET_KEY" in said.err


def test_notices_are_shown_in_the_order_of_days_and_within_a_span(shell: Shell) -> None:
    for day in ("2026-11-13", "2026-11-20", "2026-11-27"):
        shell.does("tick", "--as-of", day)
    days = [row["date"] for row in shell.document("notices", "--from", "14-11-2026", "--to", "2026-11-20")]
    assert set(days) == {"2026-11-20"}
    everything = [date.fromisoformat(row["date"]) for row in shell.document("notices")]
    assert everything == sorted(everything)


def test_mail_that_cannot_leave_ends_in_exit_1(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    said = shell.run(
        "deliver", "--as-of", "2026-11-23", "--json", PDCA_SMTP_URL="smtp://127.0.0.1:1?starttls=no"
    )
    assert said.code == 1
    assert said.document()["counts"]
    waiting = shell.document("outbox", "show")
    assert waiting["troubles"]
    assert "sent" not in waiting["counts"]


def test_several_boards_are_ticked_at_once_and_asked_for_by_name(shell: Shell, tmp_path: Path) -> None:
    shell.does("load", another_board(shell, tmp_path), "--as-of", "2026-09-01")
    assert shell.document("tick", "--as-of", "2026-11-23")["boards"] == ["tweede", "waterlijn"]
    asked = shell.run("notices")
    assert asked.code == 2
    assert "--board erbij met een van tweede, waterlijn" in asked.err
    assert shell.document("notices", "--board", "tweede") == shell.document("notices", "--board", "waterlijn")
    unknown = shell.run("tick", "--board", "derde")
    assert (unknown.code, unknown.err.strip()) == (2, "er is geen bestuur 'derde'")


def test_a_board_that_fails_does_not_stop_the_others_and_ends_in_exit_1(shell: Shell, tmp_path: Path) -> None:
    shell.does("load", another_board(shell, tmp_path), "--as-of", "2026-09-01")
    with closing(sqlite3.connect(shell.folder / "pdca.db")) as database, database:
        database.execute("UPDATE boards SET body = '{}' WHERE slug = 'tweede'")
    said = shell.run("tick", "--as-of", "2026-11-23T08:00:00+01:00", "--json")
    assert said.code == 1
    assert said.document()["failed"] == 1
    assert said.document()["counts"]["send_reminders"]["messages"] > 0
    assert "Traceback" not in said.err


def another_board(shell: Shell, tmp_path: Path) -> Path:
    """Return a folder that is the example board under another name."""
    folder = tmp_path / "second"
    shell.does("export", "waterlijn", "--to", folder)
    text = (folder / "board.toml").read_text(encoding="utf-8")
    (folder / "board.toml").write_text(text.replace('"waterlijn"', '"tweede"'), encoding="utf-8")
    return folder


def test_loading_says_what_is_worth_knowing_and_stops_nobody(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "map"
    shutil.copytree(EXAMPLE, folder)
    people = (folder / "people.csv").read_text(encoding="utf-8")
    (folder / "people.csv").unlink()
    (folder / "personen.csv").write_text(re.sub(r"safety_coordinator@\w+;?", "", people), encoding="utf-8")
    header, first, *rest = (folder / "actions.csv").read_text(encoding="utf-8").splitlines()
    (folder / "actions.csv").write_text("\n".join([header, *rest]), encoding="utf-8")
    (folder / "mensen 2025.xlsx").write_bytes(b"")
    before = shell.document("action", "list", "--all")
    told = shell.document("load", folder, "--as-of", "2026-09-02")
    assert told["left"] == {"action": [first.partition(",")[0]]}
    assert [bool(one["todo"]) for one in told["warnings"]] == [False, True, True]
    out = shell.does("load", folder, "--as-of", "2026-09-02")
    assert "mensen 2025.xlsx: niet gelezen" in out
    assert "niemand is veiligheidscoördinator" in out
    assert "laat de acties vervallen: pdca action cancel" in out
    assert "pdca task reassign, pdca cycle reassign" in out
    assert shell.document("action", "list", "--all") == before
