"""Keeping what there is: folders out and in again, backups, and whether everything still holds together."""

import errno
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pdca.bootstrap import Runtime
from pdca.catalog.shipped import Shipped
from pdca.cli.terminal.errors import unusable_file
from pdca.domain.people.organisation import RoleAt
from pdca.settings import read_settings
from tests.acceptance.cli.shell import Shell

OWNER = "b.uitgeester@dewaterlijn.example"


def test_a_bad_folder_is_refused_whole_with_every_problem_in_dutch(shell: Shell) -> None:
    folder = shell.folder / "kopie"
    shell.does("export", "waterlijn", "--to", folder)
    actions = folder / "actions.csv"
    text = actions.read_text(encoding="utf-8-sig").replace(OWNER, "b.uitgester@dewaterlijn.example", 1)
    actions.write_text(text.replace("2026-12-11", "2026-13-11", 1), encoding="utf-8")
    people = folder / "people.csv"
    people.write_text(people.read_text(encoding="utf-8-sig").replace("auditor@BST", "auditr@BST", 1), "utf-8")
    before = shell.document("verify"), shell.document("action", "list", "--all")
    said = shell.run("load", folder)
    assert said.code == 2
    listed = said.err.splitlines()
    assert listed[-1] == "aantal problemen: 3; er is niets veranderd"
    assert listed[0].startswith("actions.csv:2: deadline: '2026-13-11' is geen dag die bestaat")
    assert "bedoel je 'b.uitgeester@dewaterlijn.example'?" in listed[1]
    assert listed[2].startswith("people.csv:")
    assert (shell.document("verify"), shell.document("action", "list", "--all")) == before
    document = shell.run("load", folder, "--json").document()
    assert [(one["file"], one["column"]) for one in document["problems"]] == [
        ("actions.csv", "due"),
        ("actions.csv", "owner"),
        ("people.csv", "roles"),
    ]


def test_a_board_leaves_as_a_folder_with_its_history(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    folder = shell.folder / "uit"
    counts = shell.document("export", "waterlijn", "--to", folder)["history"]
    assert counts["notices"] == len(shell.document("notices"))
    for name, count in counts.items():
        rows = json.loads((folder / "history" / f"{name}.json").read_text(encoding="utf-8"))
        assert len(rows) == count
        assert (folder / "history" / f"{name}.csv").exists()
    assert shell.document("load", folder, "--dry-run")["board"] == "waterlijn"
    again = shell.run("export", "waterlijn", "--to", folder)
    assert (again.code, again.err.strip()) == (2, f"'{folder}' is niet leeg; noem een nieuwe map")


def test_a_restore_holds_all_mail_until_it_is_released(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    file = shell.folder / "kopie.pdca"
    assert "waterlijn" in shell.document("backup", file)["boards"]
    shell.does("deliver", "--as-of", "2026-11-23")
    sent = len(shell.mails())
    put_back = shell.document("restore", file)
    assert put_back["held"] == sent
    held = shell.run("deliver", "--as-of", "2026-11-23")
    assert "worden vastgehouden" in held.err
    assert len(shell.mails()) == sent
    assert shell.document("outbox", "show")["counts"] == {"held": sent}
    assert "vastgehouden" in shell.does("outbox", "show")
    assert shell.document("outbox", "release") == {"released": sent}
    assert shell.document("deliver", "--as-of", "2026-11-23")["counts"] == {"sent": sent}


def test_a_backup_is_written_and_put_back_in_words(shell: Shell) -> None:
    file = shell.folder / "kopie.pdca"
    assert "is nagekeken" in shell.does("backup", file)
    assert "pdca outbox release" in shell.does("restore", file)
    assert "Mails vrijgegeven: 0" in shell.does("outbox", "release")


def test_a_backup_that_is_there_is_only_replaced_when_that_is_said(shell: Shell) -> None:
    file = shell.folder / "kopie.pdca"
    file.write_text("de kopie van gisteren", encoding="utf-8")
    said = shell.run("backup", file)
    assert (said.code, file.read_text("utf-8")) == (2, "de kopie van gisteren")
    assert "--force" in said.err
    assert "is nagekeken" in shell.does("backup", file, "--force")
    assert shell.does("backup", file, "--force")


def test_what_a_restore_replaces_is_kept_and_can_be_put_back(shell: Shell) -> None:
    file = shell.folder / "kopie.pdca"
    shell.does("backup", file)
    shell.does("tick", "--as-of", "2026-11-23")
    before = shell.document("notices")
    assert before
    kept = shell.document("restore", file)["kept"]
    assert "-before-restore-" in kept
    assert shell.document("notices") == []
    assert "Wat er eerst in de database stond, staat nu in" in shell.does("restore", kept)
    assert shell.document("notices") == before


def test_a_file_that_is_no_backup_changes_nothing(shell: Shell) -> None:
    file = shell.folder / "kopie.pdca"
    file.write_bytes(b"no backup at all")
    assert shell.run("restore", file).code == 1
    assert shell.run("restore", shell.folder / "nergens").code == 2
    assert shell.document("verify") == {"boards": {"waterlijn": []}}


def test_verify_finds_what_was_changed_behind_its_back(shell: Shell) -> None:
    assert shell.does("verify").strip() == "waterlijn: alles klopt."
    with closing(sqlite3.connect(shell.folder / "pdca.db")) as database, database:
        database.execute("UPDATE actions SET body = replace(body, 'Pleinrooster', 'Rooster')")
    said = shell.run("verify", "--board", "waterlijn")
    assert said.code == 1
    assert "A-004" in said.err
    assert shell.run("verify", "--json").document()["boards"]["waterlijn"]


def test_mail_is_looked_at_before_it_is_sent(shell: Shell) -> None:
    assert "Dag " in shell.does("mail", "preview", "reminder")
    english = shell.document("mail", "preview", "reminder", "--lang", "en")
    assert set(english) == {"subject", "text", "html"}
    assert shell.does("mail", "preview", "reminder", "--html").startswith("<!DOCTYPE html>")
    slip = shell.run("mail", "preview", "remindr")
    assert (slip.code, slip.err[:46]) == (2, "'remindr' is hier niet bekend; kies uit: assig")
    assert "'fr' is geen taal" in shell.run("mail", "preview", "reminder", "--lang", "fr").err


def test_why_says_who_was_told_and_by_which_rule(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    said = shell.does("why", "A-004", "--as-of", "2026-11-23")
    assert "Arjan Kuipershof" in said
    trace = shell.document("why", "A-004", "--as-of", "2026-11-23")
    assert (trace["id"], trace["board"]) == ("A-004", "waterlijn")
    assert {step["step"] for step in trace["steps"]} >= {"-3", "0", "5", "escalation-1"}
    assert "de mail " not in said
    assert "Welke dagen tellen" in shell.does("why", "A-004", "--as-of", "2026-11-23", "--details")
    unknown = shell.run("why", "A-04")
    assert unknown.code == 2
    assert "bedoel je: A-0" in unknown.err


def test_why_says_what_waits_for_somebody_and_why_there_is_no_mail(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-23")
    said = shell.does("why", "Bram Uitgeester", "--as-of", "2026-11-23")
    assert said.startswith("Bram Uitgeester, De Peilschaal onderbouw\n")
    assert "Wat op deze persoon wacht\n  A-004 Pleinrooster" in said
    assert "--details" not in said
    trace = shell.document("why", "b.uitgeester@dewaterlijn.example", "--as-of", "2026-11-23")
    assert trace["subject"] == "person"
    assert trace["items"] != []
    unit = shell.run("why", "PSL")
    assert (unit.code, unit.err.splitlines()[0]) == (
        2,
        "PSL is een eenheid: vraag naar één punt of één persoon",
    )


def test_the_doctor_says_what_is_wrong_and_what_to_do(shell: Shell) -> None:
    said = shell.run("doctor")
    assert "Er wordt niets echt verstuurd" in said.err
    assert "→" in said.out
    examined = shell.run("doctor", "--no-smtp", "--json").document()
    assert {finding["level"] for finding in examined["findings"]} <= {"error", "warn", "ok"}
    assert all(finding["todo"] for finding in examined["findings"] if finding["level"] != "ok")


def test_the_doctor_finds_a_database_that_was_never_made(empty_shell: Shell) -> None:
    said = empty_shell.run("doctor", "--json")
    assert said.code == 1
    assert said.document()["ok"] is False
    assert "pdca db upgrade" in said.out
    assert not (empty_shell.folder / "pdca.db").exists()


def test_words_that_look_like_the_name_of_a_pupil_are_warned_of_and_not_refused(shell: Shell) -> None:
    folder = shell.folder / "kopie"
    shell.does("export", "waterlijn", "--to", folder)
    actions = folder / "actions.csv"
    title = "Pleinrooster en toezicht in de kleine pauze herzien"
    text = actions.read_text(encoding="utf-8-sig")
    assert title in text
    actions.write_text(text.replace(title, "Pleinrooster voor leerling Daan"), encoding="utf-8")
    out = shell.does("load", folder)
    assert "'leerling Daan' lijkt op de naam van een leerling" in out
    assert "actions.csv:" in out
    assert "Daan" in shell.does("action", "show", "A-004")
    said = shell.run(
        *("action", "extend", "A-004", "--as", "a.kuipershof@dewaterlijn.example", "--due", "2026-12-18"),
        *("--reason", "de ouders van Sophie komen pas dan", "--as-of", "2026-11-20", "--json"),
    )
    assert said.code == 0, said.err
    assert said.document()["due"] == "2026-12-18"
    assert "'ouders van Sophie' lijkt op de naam van een leerling" in said.err


def test_what_no_person_did_is_told_in_words(shell: Shell) -> None:
    out = shell.does("action", "show", "A-004")
    assert "geladen map" in out
    assert " load " not in out


def test_the_doctor_names_roles_that_nobody_holds_and_says_once_what_to_do(shell: Shell) -> None:
    folder = shell.folder / "kopie"
    shell.does("export", "waterlijn", "--to", folder)
    people = folder / "people.csv"
    text = re.sub(r"(safety|support)_coordinator@\w+;?", "", people.read_text(encoding="utf-8-sig"))
    people.write_text(text, encoding="utf-8")
    shell.does("load", folder)
    out = shell.run("doctor", "--no-smtp").out
    assert "niemand is veiligheidscoördinator: werk voor deze rol (Veiligheidsmonitor)" in out
    assert "niemand is intern begeleider" in out
    assert out.count("geef zo'n rol aan iemand") == 1


def test_a_role_that_somebody_got_on_a_page_is_not_called_vacant_when_a_folder_comes_in(shell: Shell) -> None:
    folder = shell.folder / "kopie"
    shell.does("export", "waterlijn", "--to", folder)
    people = folder / "people.csv"
    text = re.sub(r"safety_coordinator@\w+;?", "", people.read_text(encoding="utf-8-sig"))
    people.write_text(text, encoding="utf-8")
    runtime = Runtime(read_settings(shell.settings))
    with runtime.store.board("waterlijn") as session:
        found = next(one for one in session.people() if one.email.startswith("d.ruitenboer@"))
        has_role = replace(found, roles=(*found.roles, RoleAt("safety_coordinator", "PSL")))
        session.record("person_handover", has_role, actor=OWNER, at=runtime.clock.now())
    runtime.store.close()
    for how in (("--dry-run",), ()):
        out = shell.does("load", folder, *how)
        assert "niemand is veiligheidscoördinator" not in out


@pytest.mark.parametrize("words", [("backup",), ("mail", "gallery"), ("export", "waterlijn", "--to")])
def test_a_place_where_nothing_can_be_written_is_said_in_a_sentence(
    shell: Shell, words: tuple[str, ...]
) -> None:
    (shell.folder / "bestand").write_text("iets")
    said = shell.run(*words, shell.folder / "bestand" / "kopie")
    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1
    assert str(shell.folder / "bestand") in said.err
    assert "dat is een bestand en geen map" in shell.run("mail", "gallery", shell.folder / "bestand").err
    assert "Error" not in said.err


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_only_be_read_asks_for_another(number: int) -> None:
    fault = unusable_file(PermissionError(number, "whatever the system says", "/uit/kopie"))
    said = Shipped().language("nl").say(fault.message)
    assert said == "'/uit/kopie' is niet te gebruiken: daar mag niets geschreven worden; noem een andere map"


def test_what_does_not_hold_together_is_said_in_the_language_of_the_reader(shell: Shell) -> None:
    with closing(sqlite3.connect(shell.folder / "pdca.db")) as database:
        database.execute("UPDATE actions SET body = replace(body, 'pauze', 'rust') WHERE key = 'A-004'")
        database.execute("DELETE FROM absences WHERE key = (SELECT min(key) FROM absences)")
        database.commit()
    dutch, english = shell.run("verify"), shell.run("--lang", "en", "verify")
    assert (dutch.code, english.code) == (1, 1)
    assert "waterlijn: actie A-004: is niet wat de gebeurtenissen zeggen" in dutch.err.splitlines()
    assert "waterlijn: action A-004: is not what its events say" in english.err.splitlines()
    assert "ontbreekt, terwijl de gebeurtenissen zeggen dat het bestaat" in dutch.err
    assert shell.run("verify", "--json").document()["boards"]["waterlijn"] == [
        one.removeprefix("waterlijn: ") for one in dutch.err.splitlines()
    ]
