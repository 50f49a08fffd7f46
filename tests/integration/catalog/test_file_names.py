"""The files of a board folder under their Dutch names, and files that nothing reads."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from pdca.catalog.folder import read_folder
from tests.integration.catalog.folders import FILES, SHIPPED, loaded, problems, write_folder

PROGRAMME = (Path(__file__).parents[3] / "config" / "programmes" / "internal-audit.toml").read_text("utf-8")
REST: dict[str, str] = {
    "absences.csv": "email,first_day,last_day\njan@kleinevaart.example,2026-11-09,2026-12-04\n",
    "days_off.csv": "unit,first_day,last_day,name\nBRUG,2026-10-14,,studiedag\n",
    "processes.csv": "code,name,unit,owner\ntoezicht,Toezicht,BRUG,jan@kleinevaart.example\n",
    "policy.toml": "[notices]\nwait_for_owner = 2\n",
    "approach.toml": 'units = ["BRUG"]\n',
    "programmes/internal-audit.toml": PROGRAMME,
}
DUTCH = {
    "board.toml": "bestuur.toml",
    "units.csv": "Eenheden.csv",
    "people.csv": "personen.csv",
    "actions.csv": "Acties.CSV",
    "absences.csv": "afwezigheid.csv",
    "days_off.csv": "vrije dagen.csv",
    "processes.csv": "processen.csv",
    "policy.toml": "beleid.toml",
    "approach.toml": "plan van aanpak.toml",
    "programmes/internal-audit.toml": "programma's/interne-audit.toml",
}


def dutch(**others: str) -> dict[str, str | bytes | None]:
    """Return the files under their Dutch names, some of them under yet another one."""
    files: dict[str, str | bytes | None] = dict.fromkeys(FILES)
    for name, text in {**FILES, **REST}.items():
        files[others.get(name.partition(".")[0], DUTCH[name])] = text
    return files


def test_files_with_dutch_names_are_the_same_board(tmp_path: Path) -> None:
    english = loaded(tmp_path / "english", {**FILES, **REST})
    assert all((english.programmes, english.policy, english.absences, english.days_off, english.approach))
    found = loaded(tmp_path / "dutch", dutch())
    assert found == english
    assert found.notes == ()


@pytest.mark.parametrize(
    ("table", "name"),
    [("people", "medewerkers.csv"), ("days_off", "vrije_dagen.csv"), ("actions", "verbeteracties.csv")],
)
def test_several_dutch_names_are_known(tmp_path: Path, table: str, name: str) -> None:
    assert loaded(tmp_path / "other", dutch(**{table: name})) == loaded(tmp_path / "dutch", dutch())


def test_a_workbook_may_have_a_dutch_name_and_a_dutch_sheet(tmp_path: Path) -> None:
    expected = loaded(tmp_path / "english")
    write_folder(tmp_path / "dutch", {"people.csv": None})
    workbook = Workbook()
    workbook.create_sheet("Personen")
    for line in FILES["people.csv"].splitlines():
        workbook["Personen"].append(line.split(","))
    workbook.save(tmp_path / "dutch" / "personeel.xlsx")
    assert read_folder(tmp_path / "dutch", SHIPPED) == expected


def test_a_problem_stands_under_the_name_that_the_file_has(tmp_path: Path) -> None:
    files = dutch(people="personen.csv")
    files["personen.csv"] = FILES["people.csv"].replace("mia@", "mia@@")
    files["beleid.toml"] = "[notices]\nwait_for_owner = -1\n"
    files["programma's/interne-audit.toml"] = PROGRAMME.replace("internal_audit", "internal_audt", 1)
    found = {problem.partition(":")[0] for problem in problems(tmp_path, files)}
    assert found == {"personen.csv", "Acties.CSV", "beleid.toml", "programma's/interne-audit.toml"}


def test_the_same_file_under_two_names_is_a_problem(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "personen.csv": FILES["people.csv"],
        "beleid.toml": "",
        "policy.toml": "",
        "programmes/a.toml": PROGRAMME,
        "programma's/a.toml": PROGRAMME,
    }
    assert problems(tmp_path, files) == [
        "beleid.toml: stands beside policy.toml; keep one of the two files",
        "personen.csv: stands beside people.csv; keep one of the two files",
        "programma's: stands beside programmes; keep one of the two files",
    ]


def test_what_nothing_reads_is_named_with_the_names_there_are(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        {
            "mensenlijst 2025.csv": "x",
            "people - kopie.csv": "x",
            "risico.xlsx": b"",
            "afspraken.toml": "",
            "cycli/audit.toml": PROGRAMME,
            "leesmij.txt": "x",
            "~$people.xlsx": b"",
            ".people.csv": "x",
            "history/events.csv": "x",
        },
    )
    (note,) = map(str, found.notes)
    unread = "afspraken.toml, cycli, mensenlijst 2025.csv, people - kopie.csv, risico.xlsx"
    assert note.startswith(f"{unread}: not read; ")
    for name in ("people/personen", "days_off/vrije_dagen", "policy/beleid", "programmes/programma's"):
        assert name in note


def test_a_name_that_is_nearly_dutch_is_a_problem_while_that_file_is_missing(tmp_path: Path) -> None:
    assert problems(tmp_path, {"afwezighied.csv": "x", "procesen.csv": "x", "people.xls": "x"}) == [
        "afwezighied.csv: is not read under this name; did you mean 'afwezigheid.csv'?",
        "procesen.csv: is not read under this name; did you mean 'processen.csv'?",
    ]
