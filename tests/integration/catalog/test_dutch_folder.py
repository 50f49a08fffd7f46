"""A folder as a Dutch quality officer makes it is the same board as the English one."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pdca.catalog.folder import read_folder
from pdca.domain.folder import Place
from tests.integration.catalog.folders import FILES, SHIPPED, loaded, write_folder

ENGLISH: dict[str, str | bytes | None] = {
    "units.csv": """\
code,name,kind,parent,region
KV,De Kleine Vaart,board,,midden
BRUG,De Brug,school,KV,zuid
BRUG-O,Onderbouw,team,BRUG,
BUREAU,Bestuursbureau,office,KV,
VAK,Créatieve vakken,department,BRUG,
""",
    "people.csv": """\
email,name,unit,roles,locale,active_until,deputy
els@kleinevaart.example,Els de Wit,KV,quality_manager@KV;board_member@KV,nl,,
jan@kleinevaart.example,Jan Brouwer,BRUG,school_leader@BRUG,,,els@kleinevaart.example
mia@kleinevaart.example,Mia Çelik,BRUG-O,team_leader@BRUG-O;support_coordinator@BRUG,en,2027-07-31,
""",
    "absences.csv": """\
email,first_day,last_day
jan@kleinevaart.example,2026-11-09,2026-12-04
mia@kleinevaart.example,2026-11-19,
""",
    "days_off.csv": """\
unit,first_day,last_day,name
BRUG,2026-10-14,,studiedag
KV,2026-12-17,2026-12-18,vrije dagen
""",
    "processes.csv": """\
code,name,unit,owner
toezicht,Toezicht op het plein,BRUG,jan@kleinevaart.example
""",
    "actions.csv": """\
ref,title,unit,owner,source,grade,norms,start,due,phase,checker,priority,process,size
A-1,Pleinrooster herzien; samen met ouders,BRUG-O,mia@kleinevaart.example,parent_survey,improvement,ISO:9.2;OK:VS1,\
2026-09-01,2026-11-13,do,jan@kleinevaart.example,high,toezicht,small
A-2,RI&E bijwerken,BRUG,jan@kleinevaart.example,risk_inventory,external_major,,,2026-12-01,check,,low,,large
A-3,Oud punt,KV,els@kleinevaart.example,internal_audit,strength,,2025-09-01,,closed,,,,
A-4,Afspraak met inspectie,BRUG,jan@kleinevaart.example,inspection,inspection_order,,2026-10-01,2027-02-01,act,,,,
""",
}
UNITS = """\
Soort;Valt onder;Naam;Afkorting;Vakantieregio\r
Bestuur;;De Kleine Vaart;KV;Midden\r
;;;;\r
school;KV;De Brug;BRUG;regio zuid\r
Bouw;BRUG;Onderbouw;BRUG-O;\r
stafbureau;KV;Bestuursbureau;BUREAU;\r
Vakgroep;BRUG;Créatieve vakken;VAK;\r
\r
"""
PEOPLE = """\
NAAM;E-mail;Eenheid;Rollen;Taal;Uit dienst;Vervanger\r
Els de Wit;Els@KleineVaart.example;KV;"Kwaliteitsmanager@KV; bestuurder@KV";Nederlands;;\r
Jan Brouwer;jan@kleinevaart.example;BRUG;directeur@BRUG;;;ELS@kleinevaart.example\r
Mia Çelik;mia@kleinevaart.example;BRUG-O;"teamleider@BRUG-O;intern begeleider@BRUG";engels;31-7-2027;\r
"""
ABSENCES = """\
van\tt/m\tE-mailadres
9-11-2026\t04/12/2026\tjan@kleinevaart.example
19-11-2026\t\tmia@kleinevaart.example
"""
DAYS_OFF = """\
"Eenheid";"Omschrijving";"Eerste dag";"Laatste dag"
"BRUG";"studiedag";"14-10-2026";""
"KV";"vrije dagen";"17-12-2026";"18-12-2026"
"""
PROCESSES = """\
sep=;\r
code;naam;eenheid;proceseigenaar\r
toezicht;Toezicht op het plein;BRUG;jan@kleinevaart.example\r
"""
ACTIONS = (
    *(
        ("Nummer", "Titel", "Eenheid", "Actiehouder", "Bron", "Graad", "Normen", "Startdatum"),
        ("Deadline", "Fase", "Wie toetst", "Prioriteit", "Proces", "Omvang"),
    ),
)
ROWS: list[list[object]] = [
    [
        *("A-1", "Pleinrooster herzien; samen met ouders", "BRUG-O", "mia@kleinevaart.example"),
        *("Oudertevredenheid", "Verbeterpunt", "ISO:9.2; OK:VS1", date(2026, 9, 1), "13-11-2026"),
        *("uitvoeren", "Jan@kleinevaart.example", "Hoog", "toezicht", "klein"),
    ],
    [None] * 14,
    [
        *(
            "A-2",
            "RI&E\nbijwerken",
            "BRUG",
            "jan@kleinevaart.example",
            "RI&E",
            "externe tekortkoming (major)",
        ),
        *(None, None, datetime(2026, 12, 1), "In toetsing", None, "laag", None, "Groot"),  # noqa: DTZ001 - as Excel has it
    ],
    [
        *(
            "A-3",
            "Oud punt",
            "KV",
            "els@kleinevaart.example",
            "interne audit",
            "sterk punt",
            None,
            "1/9/2025",
        ),
        *(None, "Geborgd", None, None, None, None),
    ],
    [
        *("A-4", "Afspraak met inspectie", "BRUG", "jan@kleinevaart.example", "inspectie"),
        *("herstelopdracht", None, 46296, date(2027, 2, 1), "borgen", None, "normaal", None, None),
    ],
]


def dutch(path: Path) -> Path:
    workbook = Workbook()
    note = workbook.active
    assert note is not None
    note.title = "Uitleg"
    note.append(["Vul op het tweede blad de acties in."])
    sheet = workbook.create_sheet("Actions")
    sheet.append([])
    sheet.append([header for part in ACTIONS for header in part])
    for row in ROWS:
        sheet.append(row)
    files: dict[str, str | bytes | None] = {
        "units.csv": UNITS.encode("cp1252"),
        "people.csv": PEOPLE.encode("cp1252"),
        "absences.csv": ABSENCES.encode("utf-16"),
        "days_off.csv": DAYS_OFF.encode("utf-8-sig"),
        "processes.csv": PROCESSES.encode("cp1252"),
        "actions.csv": None,
    }
    write_folder(path, files)
    workbook.save(path / "actions.xlsx")
    return path


def test_a_dutch_folder_equals_the_english_one(tmp_path: Path) -> None:
    english = loaded(tmp_path / "english", ENGLISH)
    assert len(english.actions) == 4
    assert read_folder(dutch(tmp_path / "dutch"), SHIPPED) == english


def test_every_separator_and_order_of_columns_gives_the_same_board(tmp_path: Path) -> None:
    expected = loaded(tmp_path / "comma", {"programmes": None})
    for number, separator in enumerate(";\t"):
        tables = {name: text.replace(";", "|") for name, text in FILES.items() if name.endswith(".csv")}
        files: dict[str, str | bytes | None] = {
            name: text.replace(",", separator).replace("|", "; " if separator == "\t" else "#")
            for name, text in tables.items()
        }
        if separator == ";":
            files = {
                name: str(text).replace(
                    "quality_manager@KV#board_member@KV", '"quality_manager@KV;board_member@KV"'
                )
                for name, text in files.items()
            }
        assert loaded(tmp_path / str(number), files) == expected


def test_every_table_may_be_a_workbook_with_the_same_columns(tmp_path: Path) -> None:
    expected = loaded(tmp_path / "csv")
    write_folder(tmp_path / "xlsx", {name: None for name in FILES if name.endswith(".csv")})
    for name in ("units", "people", "actions"):
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        for line in FILES[f"{name}.csv"].splitlines():
            sheet.append(line.split(","))
        workbook.save(tmp_path / "xlsx" / f"{name}.xlsx")
    assert read_folder(tmp_path / "xlsx", SHIPPED) == expected


def test_numbers_of_a_workbook_are_codes_without_a_fraction(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(FILES["actions.csv"].splitlines()[0].split(","))
    row = [
        12.0,
        2027,
        "BRUG",
        "jan@kleinevaart.example",
        "other",
        "minor",
        None,
        None,
        date(2027, 1, 4),
        "do",
    ]
    sheet.append(row)
    write_folder(tmp_path, {"actions.csv": None})
    workbook.save(tmp_path / "actions.xlsx")
    action = read_folder(tmp_path, SHIPPED).actions[0]
    assert (action.ref, action.title, action.due) == ("12", "2027", date(2027, 1, 4))


def test_a_cell_over_two_lines_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    text = FILES["actions.csv"].replace("Pleinrooster herzien", '"Pleinrooster\r\nherzien"') + "A-2,Nog een\n"
    folder = write_folder(tmp_path, {"actions.csv": text})
    with pytest.raises(Exception, match="problems") as raised:
        read_folder(folder, SHIPPED)
    assert {problem.line for problem in raised.value.problems} == {4}  # type: ignore[attr-defined]  # BadFolder


def test_a_line_end_inside_a_text_becomes_a_space(tmp_path: Path) -> None:
    text = FILES["actions.csv"].replace("Pleinrooster herzien", '"Pleinrooster\r\nherzien"')
    assert loaded(tmp_path, {"actions.csv": text}).actions[0].title == "Pleinrooster herzien"


def test_addresses_are_compared_and_kept_in_lower_case(tmp_path: Path) -> None:
    text = FILES["people.csv"].replace("jan@kleinevaart.example,Jan", "Jan@KleineVaart.example,Jan")
    folder = loaded(tmp_path, {"people.csv": text})
    assert folder == replace(folder, people=loaded(tmp_path / "plain").people)


@pytest.mark.parametrize("header", ["active_until", "Actief tot", "laatste werkdag"])
def test_the_last_day_of_a_unit_stands_in_a_column_that_need_not_be_there(
    tmp_path: Path, header: str
) -> None:
    assert {one.active_until for one in loaded(tmp_path / "without").units} == {None}
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["code", "naam", "soort", "valt onder", "regio", header],
        ["KV", "De Kleine Vaart", "bestuur", None, "midden", None],
        ["BRUG", "De Brug", "school", "KV", None, date(2027, 7, 31)],
        ["BRUG-O", "Onderbouw", "team", "BRUG", None, "30-6-2027"],
    ):
        sheet.append(row)
    path = write_folder(tmp_path / "with", {"units.csv": None})
    book.save(path / "eenheden.xlsx")
    folder = read_folder(path, SHIPPED)
    assert [one.active_until for one in folder.units] == [None, date(2027, 7, 31), date(2027, 6, 30)]
    assert folder.last_days["BRUG"] == Place("eenheden.xlsx", 3, header)
    assert folder.homes["els@kleinevaart.example"] == Place("people.csv", 2, "unit")
