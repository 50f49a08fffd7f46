"""A bad folder is refused with every fault in it at once: file, line, column, what is wrong and what to do."""

from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from pdca.catalog.files.problems import Problems
from pdca.catalog.folder import read_folder
from pdca.domain.errors import BadFolder, BadInput
from tests.integration.catalog.folders import FILES, SHIPPED, problems, write_folder

EVERYTHING_WRONG: dict[str, str | bytes | None] = {
    "board.toml": """\
name = "Stichting\\u0007 Fout"
slug = "De Fout"
time_zone = "Europe/Amsterdm"
locale = "de"
mail_form = "kwaliteit@fout.example"
formal = "ja"
[holidays]
add = ["good-fryday", 2027-05-07]
dropped = []
""",
    "units.csv": """\
code,name,kind,parent,region
FB,Fout Bestuur,board,,midden,
FB2,Nog een Bestuur,bestuurr,,middden,
A,School A,school,B,,
B,School B,school,A,,
C,,team,XX,,
FB,Weer Fout,office,FB,,
D/E,Met streep,team,FB,,
""",
    "people.csv": """\
email,name,unit,roles,locale,active_until,deputy
els@fout.example,Els,FB,quality_manger@FB;team_leader@FBB;board_member,nl,,
ELS@fout.example,Els Weer,FB,,fr,,jann@fout.example
jan.fout.example,Jan,FB,,,2027-02-30,
mia@fout.example,,ZZ,,,,mia@fout.example
bel@fout.example,Bel\x07letje,FB,,,#N/B,
""",
    "absences.csv": """\
email,first_day,last_day
piet@fout.example,2026-11-01,
els@fout.example,2026-11-10,2026-11-09
els@fout.example,,
""",
    "days_off.csv": "unit,first_day,name,lst_day\nQQ,2026-13-01,studiedag\n",
    "processes.csv": "code,name,unit,owner\nzorg,Zorg,FB,niemand@fout.example\nzorg,,FB,els@fout.example\n",
    "actions.csv": """\
ref,title,unit,owner,source,grade,norms,start,due,phase,checker,priority,process,size
A 1,Titel,FB,els@fout.example,klagt,improvment,ISO:9.22,2026-09-01,2026-08-01,doo,els@fout.example,hoogg,zorgg,klien
A-2,,FX,nobody@fout.example,other,minor,,2026-09-01,,do,,,,
A-2,Dubbel,FB,els@fout.example,,,,32-01-2026,13-11-26,closed,x@fout.example,,,,extra
A-3,Ver weg,FB,els@fout.example,other,minor,,,2200-01-01,do,,,,
""",
    "policy.toml": """\
[notice]
[notices]
days = "schol"
owner_steps = [-10, 3]
overdue_evry = 5
wait_for_owner = -1
send_at = "25:00"
assigned = "yes"

[[escalation]]
step = 10
to = "team_leadr"
[[escalation]]
step = 5
to = "school_leader"
[[escalation]]
step = "ten"
[escalation_fallback]
too = "quality_manager"
[grades.majr]
faster = 0.5
[grades.major]
faster = 0
max_level = 1.5
""",
    "programmes/a.toml": """\
code = "eigen"
kind = "surveyy"
title = "Eigen programma"
scope = "schol"
owner = "school_leder"
[schedule]
every = "year"
opens = "13-40"
[[phase]]
name = "plan"
length = 0
gates = ["task-done"]
tasks = [
  { code = "x", role = "teem_leader", title = { nl = "X", en = "X" } },
  { code = "x", rol = "team_leader", title = { nl = "" } },
]
[[phase]]
name = "chek"
length = 5
""",
    "programmes/b.toml": 'code = "eigen"\nkind = "custom\n',
}
EXPECTED = """\
actions.csv:2: checker: the owner cannot check the own action; name somebody else or leave it empty
actions.csv:2: due: 2026-08-01 lies before the start 2026-09-01
actions.csv:2: grade: 'improvment' is not known here; did you mean 'improvement'?
actions.csv:2: norms: unknown norm code 'ISO:9.22'; did you mean 'ISO:9.2.2'?
actions.csv:2: phase: 'doo' is not known here; did you mean 'do'? Use one of: plan, do, check, act, closed, cancelled
actions.csv:2: priority: 'hoogg' is not known here; did you mean 'hoog'?
actions.csv:2: process: there is no process 'zorgg'; did you mean 'zorg'?
actions.csv:2: ref: 'A 1' is no code
actions.csv:2: size: 'klien' is not known here; did you mean 'klein'?
actions.csv:2: source: 'klagt' is not known here; did you mean 'klacht'?
actions.csv:3: due: is empty while the action is open
actions.csv:3: owner: nobody in the table of people has the address 'nobody@fout.example'; add this person
actions.csv:3: title: is empty; fill it in
actions.csv:3: unit: there is no unit 'FX'; use a code from the table of units
actions.csv:4: 'extra' stands under no header; give it one
actions.csv:4: checker: nobody in the table of people has the address 'x@fout.example'; add this person
actions.csv:4: due: '13-11-26' has a year of two digits; write it with four, as 2026-11-13 or 13-11-2026
actions.csv:4: grade: is empty; fill it in
actions.csv:4: ref: 'A-2' stands here twice, first on line 3; keep one
actions.csv:4: source: is empty; fill it in
actions.csv:4: start: '32-01-2026' is not a day that exists
actions.csv:5: due: 2200-01-01 is out of reach; use a day from 1991-01-01 to 2100-12-31
absences.csv:2: email: nobody in the table of people has the address 'piet@fout.example'; add this person
absences.csv:3: last_day: 2026-11-09 lies before the first day 2026-11-10
absences.csv:4: first_day: is empty; fill it in
board.toml:1: name: holds the invisible sign U+0007; type the text again
board.toml:2: slug: 'De Fout' is no slug
board.toml:3: time_zone: there is no time zone 'Europe/Amsterdm'; did you mean 'Europe/Amsterdam'?
board.toml:4: locale: 'de' is not a language of the product; use nl or en
board.toml:5: mail_form: there is no such key; did you mean 'mail_from'?
board.toml:1: mail_from: is missing; add it
board.toml:6: formal: must be true or false, without quotes
board.toml:8: holidays.add[1]: 'good-fryday' is no holiday; did you mean 'good-friday'?
board.toml:9: holidays.dropped: there is no such key; did you mean 'drop'?
days_off.csv:1: lst_day: there is no such column; did you mean 'last_day'?
days_off.csv:1: last_day: this column is missing; add it to the header
days_off.csv:2: first_day: '2026-13-01' is not a day that exists
days_off.csv:2: unit: there is no unit 'QQ'; use a code from the table of units
people.csv:2: roles: 'board_member' must name a role and a unit, such as team_leader@PSL
people.csv:2: roles: there is no role 'quality_manger'; did you mean 'quality_manager'?
people.csv:2: roles: there is no unit 'FBB'; did you mean 'FB'?
people.csv:3: deputy: nobody in the table of people has the address 'jann@fout.example'; add this person
people.csv:3: email: 'els@fout.example' stands here twice, first on line 2; keep one
people.csv:3: locale: 'fr' is not a language of the product; use nl or en
people.csv:4: active_until: '2027-02-30' is not a day that exists
people.csv:4: email: 'jan.fout.example' is no mail address; write it as name@school.example
people.csv:5: deputy: nobody can stand in for themselves; name a colleague or leave it empty
people.csv:5: name: is empty; fill it in
people.csv:5: unit: there is no unit 'ZZ'; use a code from the table of units
people.csv:6: active_until: holds '#N/B', a fault of the spreadsheet; repair its formula
people.csv:6: active_until: '#N/B' is no date; write it as 2026-11-13 or 13-11-2026
people.csv:6: name: holds the invisible sign U+0007; type the text again
policy.toml:1: notice: there is no such key; did you mean 'notices'?
policy.toml:3: notices.days: 'schol' is not known here; did you mean 'school'? Use one of: school, working, calendar
policy.toml:4: notices.owner_steps[2]: 3 is no step before the due date; use a whole number from -1000 to 0
policy.toml:5: notices.overdue_evry: there is no such key; did you mean 'overdue_every'?
policy.toml:6: notices.wait_for_owner: is -1; use a whole number from 0 to 1000
policy.toml:7: notices.send_at: '25:00' is no time of day; write it as "07:30"
policy.toml:8: notices.assigned: must be true or false, without quotes
policy.toml:12: escalation[1].to: there is no role 'team_leadr'; did you mean 'team_leader'?
policy.toml:14: escalation[2].step: 5 follows 10, but steps must rise; use a number above 10
policy.toml:17: escalation[3].step: must be a whole number
policy.toml:16: escalation[3].to: is missing; add it
policy.toml:19: escalation_fallback.too: there is no such key; did you mean 'to'?
policy.toml:18: escalation_fallback.to: is missing; add it
policy.toml:20: grades.majr: there is no grade 'majr'; did you mean 'major'?
policy.toml:23: grades.major.faster: 0 cannot be used; use a number from 0.01 to 10, such as 0.5
policy.toml:24: grades.major.max_level: must be a whole number
processes.csv:2: owner: nobody in the table of people has the address 'niemand@fout.example'; add this person
processes.csv:3: code: 'zorg' stands here twice, first on line 2; keep one
processes.csv:3: name: is empty; fill it in
programmes/a.toml:1: closes: is missing; add it
programmes/a.toml:2: kind: 'surveyy' is not known here; did you mean 'survey'?
programmes/a.toml:3: title: must be a table: [title]
programmes/a.toml:4: scope: 'schol' is not known here; did you mean 'school'?
programmes/a.toml:5: owner: there is no role 'school_leder'; did you mean 'school_leader'?
programmes/a.toml:7: schedule.every: 'year' is not known here; use one of:
programmes/a.toml:9: phase: the phases must be plan, do, check and act, each once and in this order
programmes/a.toml:11: phase[1].length: is 0; use a whole number from 1 to 1000
programmes/a.toml:12: phase[1].gates[1]: 'task-done' is not known here; did you mean 'tasks-done'?
programmes/a.toml:14: phase[1].tasks[1].role: there is no role 'teem_leader'; did you mean 'team_leader'?
programmes/a.toml:15: phase[1].tasks[2].code: 'x' is the code of another task of this programme; choose another
programmes/a.toml:15: phase[1].tasks[2].rol: there is no such key; did you mean 'role'?
programmes/a.toml:15: phase[1].tasks[2].role: is missing; add it
programmes/a.toml:15: phase[1].tasks[2].title.en: is missing; add it
programmes/a.toml:15: phase[1].tasks[2].title.nl: is empty; fill it in
programmes/a.toml:18: phase[2].name: 'chek' is not known here; did you mean 'check'?
programmes/b.toml:2: this is not TOML: Illegal character
units.csv:3: kind: 'bestuurr' is not known here; did you mean 'bestuur'?
units.csv:3: parent: 'FB2' has no unit above it, and neither has 'FB' on line 2; a board has one root
units.csv:3: region: 'middden' is no holiday region; did you mean 'midden'?
units.csv:4: parent: 'A' stands above itself: A > B > A; give one of them a parent outside the loop
units.csv:5: parent: 'B' stands above itself: B > A > B; give one of them a parent outside the loop
units.csv:6: name: is empty; fill it in
units.csv:6: parent: there is no unit 'XX'; use a code from the table of units
units.csv:7: code: 'FB' stands here twice, first on line 2; keep one
units.csv:8: code: 'D/E' is no code; use letters, digits
""".splitlines()


def test_every_fault_of_a_folder_is_listed_with_its_place_and_remedy(tmp_path: Path) -> None:
    found = problems(tmp_path, EVERYTHING_WRONG)
    left = list(found)
    unseen = []
    for expected in EXPECTED:
        match = next((one for one in left if one.startswith(expected)), None)
        if match is None:
            unseen.append(expected)
        else:
            left.remove(match)
    assert not unseen
    assert not left


def test_a_word_that_stands_in_several_known_ones_is_no_slip_for_one_of_them() -> None:
    grades = ("minor", "kleine tekortkoming", "grote tekortkoming", "verbeterpunt")
    found = Problems()
    assert found.nearest("tekortkoming", grades) == ""
    assert found.nearest("grote tekortkomng", grades) == "grote tekortkoming"


def test_every_fault_can_be_said_in_dutch(tmp_path: Path) -> None:
    write_folder(tmp_path, EVERYTHING_WRONG)
    with pytest.raises(BadFolder) as refused:
        read_folder(tmp_path, SHIPPED)
    dutch = SHIPPED.language("nl")
    said = {problem.message.template: dutch.say(problem.message) for problem in refused.value.problems}
    assert all(said[template] != template for template in said)
    assert dutch.say(refused.value.message) == f"aantal problemen: {len(EXPECTED)}; er is niets veranderd"


def test_no_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        read_folder(tmp_path / "nowhere", SHIPPED)


def test_what_a_folder_cannot_do_without_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, dict.fromkeys(FILES)) == [
        "board.toml: is missing; a board folder cannot do without it",
        "people.csv: is missing; a board folder cannot do without it",
        "units.csv: is missing; a board folder cannot do without it",
    ]


def test_a_missing_table_does_not_blame_every_row_that_refers_to_it(tmp_path: Path) -> None:
    assert problems(tmp_path, {"units.csv": None}) == [
        "units.csv: is missing; a board folder cannot do without it"
    ]


@pytest.mark.parametrize("column", ["email", "name", "unit", "roles", "locale", "active_until", "deputy"])
def test_a_missing_column_is_one_problem(tmp_path: Path, column: str) -> None:
    lines = FILES["people.csv"].splitlines()
    index = lines[0].split(",").index(column)
    rows = [
        ",".join(cell for number, cell in enumerate(line.split(",")) if number != index) for line in lines
    ]
    assert problems(tmp_path, {"people.csv": "\n".join(rows)}) == [
        f"people.csv:1: {column}: this column is missing; add it to the header of the table"
    ]


MISSING = "this column is missing; add it to the header of the table"


def test_a_table_whose_head_is_wrong_comes_first_and_nobody_is_blamed_for_what_it_did_not_tell(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes | None] = {
        "people.csv": "naam;mail\nAnna Nieuw;anna@kleinevaart.example\n",
        "actions.csv": FILES["actions.csv"]
        + "A-2,Zonder datum,XX,mia@kleinevaart.example,other,minor,,,,do\n",
        "absences.csv": "email,first_day,last_day\nmia@kleinevaart.example,2026-11-01,2026-11-02\n",
        "processes.csv": "code,name,unit,owner\nzorg,Zorg,KV,jan@kleinevaart.example\n",
    }
    assert [problem.partition(";")[0] for problem in problems(tmp_path, files)] == [
        *(f"people.csv:1: {column}: this column is missing" for column in PEOPLE_WITHOUT),
        "actions.csv:3: due: is empty while the action is open",
        "actions.csv:3: unit: there is no unit 'XX'",
    ]


PEOPLE_WITHOUT = ["active_until", "deputy", "locale", "roles", "unit"]


@pytest.mark.parametrize("column", ["name", "kind", "parent", "region"])
def test_units_without_a_column_leave_what_refers_to_them_alone(tmp_path: Path, column: str) -> None:
    header, root, *_ = FILES["units.csv"].splitlines()
    index = header.split(",").index(column)
    rows = [[cell for at, cell in enumerate(line.split(",")) if at != index] for line in (header, root)]
    assert problems(tmp_path, {"units.csv": "\n".join(map(",".join, rows))}) == [
        f"units.csv:1: {column}: {MISSING}"
    ]


def test_a_column_that_stands_twice_is_a_problem_also_in_another_language(tmp_path: Path) -> None:
    text = FILES["units.csv"].replace("region", "region,soort").replace("midden", "midden,board")
    assert problems(tmp_path, {"units.csv": text}) == [
        "units.csv:1: soort: this is column 'kind' again; keep one"
    ]


def test_a_table_in_two_files_is_a_problem(tmp_path: Path) -> None:
    assert "units.xlsx: stands beside units.csv; keep one of the two files" in problems(
        tmp_path, {"units.xlsx": b"PK"}
    )


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 half a workbook", b""])
def test_a_damaged_workbook_is_one_problem(tmp_path: Path, content: bytes) -> None:
    [problem] = problems(tmp_path, {"actions.csv": None, "actions.xlsx": content})
    assert problem.startswith("actions.xlsx: cannot be read as an Excel workbook (")


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    text = FILES["actions.csv"].replace("Pleinrooster", '"Pleinrooster')
    [problem] = problems(tmp_path, {"actions.csv": text})
    assert problem.startswith("actions.csv:2: a quote is not closed")


def test_an_unreadable_encoding_and_a_folder_for_a_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "absences.csv").mkdir()
    found = problems(tmp_path, {"actions.csv": b"ref\x81;title"})
    assert found == [
        "absences.csv: cannot be read: Is a directory",
        "actions.csv: holds signs of an unknown encoding; save it as CSV UTF-8 in your spreadsheet",
    ]


def test_an_empty_table_is_told_once_with_its_columns(tmp_path: Path) -> None:
    assert problems(tmp_path, {"absences.csv": "\n\n"}) == [
        (
            "absences.csv: this table is empty; put the names of its columns in the first row: "
            "email, first_day, last_day"
        )
    ]


def test_a_file_that_nearly_has_the_name_of_a_missing_one_is_not_passed_over(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "absence.csv": "email\n",
        "polciy.toml": "",
        "people_2025.csv": "x",
    }
    assert problems(tmp_path, files) == [
        "absence.csv: is not read under this name; did you mean 'absences.csv'?",
        "polciy.toml: is not read under this name; did you mean 'policy.toml'?",
    ]


def test_a_tree_without_a_root_is_told_once_more(tmp_path: Path) -> None:
    found = problems(tmp_path, {"units.csv": FILES["units.csv"].replace("board,,", "board,BRUG,")})
    assert found == [
        "units.csv:2: parent: 'KV' stands above itself: KV > BRUG > KV; give one of them a parent outside the loop",
        "units.csv:2: parent: no unit is the root; leave the parent of the board's own unit empty",
        (
            "units.csv:3: parent: 'BRUG' stands above itself: BRUG > KV > BRUG; give one of them a parent "
            "outside the loop"
        ),
    ]


def test_a_problem_stands_under_the_header_that_the_file_has(tmp_path: Path) -> None:
    text = FILES["units.csv"].replace("kind", "Soort").replace("team", "groep")
    [problem] = problems(tmp_path, {"units.csv": text})
    assert problem.startswith("units.csv:4: Soort: 'groep' is not known here")


def test_only_the_first_hundreds_of_unknown_words_get_a_suggestion(tmp_path: Path) -> None:
    rows = "".join(f"mia{number}@kleinevaart.example,2026-11-01,\n" for number in range(400))
    found = problems(tmp_path, {"absences.csv": f"email,first_day,last_day\n{rows}"})
    assert len(found) == 400
    assert sum("did you mean" in problem for problem in found) == 200
    assert found[-1].endswith("add this person")


def test_settings_of_another_type_are_told(tmp_path: Path) -> None:
    text = FILES["board.toml"].replace('"Stichting De Kleine Vaart"', "3").replace("kwaliteit@", "kwaliteit ")
    assert problems(tmp_path, {"board.toml": text}) == [
        "board.toml:1: name: must be text between quotes",
        (
            "board.toml:3: mail_from: 'kwaliteit kleinevaart.example' is no mail address; "
            "write it as name@school.example"
        ),
    ]


def test_a_board_file_that_is_no_toml_or_no_file_is_told(tmp_path: Path) -> None:
    [problem] = problems(tmp_path / "a", {"board.toml": "name = Stichting\n"})
    assert problem.startswith("board.toml:1: this is not TOML: Invalid value; look for a missing quote")
    (tmp_path / "b" / "board.toml").mkdir(parents=True)
    assert problems(tmp_path / "b", {"board.toml": None}) == ["board.toml: cannot be read: Is a directory"]


def test_references_into_an_empty_table_say_where_to_add_what_is_missing(tmp_path: Path) -> None:
    head = FILES["people.csv"].splitlines()[0]
    action = FILES["actions.csv"].splitlines()[1].replace("ISO:9.2", ";ISO:9.2; ;")
    files: dict[str, str | bytes | None] = {
        "units.csv": "code,name,kind,parent,region\n",
        "people.csv": f"{head}\n",
        "actions.csv": f"{FILES['actions.csv'].splitlines()[0]},process\n{action},plein\n",
    }
    assert problems(tmp_path, files) == [
        (
            "actions.csv:2: owner: nobody in the table of people has the address "
            "'mia@kleinevaart.example'; add this person"
        ),
        "actions.csv:2: process: there is no process 'plein'; add it to the table of processes",
        "actions.csv:2: unit: there is no unit 'BRUG-O'; use a code from the table of units",
        "units.csv: holds no unit; add at least the board itself",
    ]


def test_values_of_a_workbook_that_are_no_text_are_told_as_they_read(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["email", "first_day", "last_day"])
    sheet.append([True, datetime.fromisoformat("2026-11-01T08:30"), time(9, 0)])
    sheet.append([1.5, None, None])
    write_folder(tmp_path)
    workbook.save(tmp_path / "absences.xlsx")
    found = problems(tmp_path)
    assert [one.split("'")[1] for one in found if "'" in one] == [
        "true",
        "2026-11-01T08:30:00",
        "09:00:00",
        "1.5",
    ]


def test_a_text_under_a_column_without_a_header_is_told(tmp_path: Path) -> None:
    text = "email,,first_day,last_day,\nmia@kleinevaart.example,ziek,2026-11-01,,\n"
    [problem] = problems(tmp_path, {"absences.csv": text})
    assert problem.startswith("absences.csv:2: 'ziek' stands under no header; give it one")


def test_a_cell_longer_than_any_text_is_told_with_its_line(tmp_path: Path) -> None:
    text = FILES["actions.csv"].replace("Pleinrooster", "x" * 140_000)
    [problem] = problems(tmp_path, {"actions.csv": text})
    assert problem.startswith("actions.csv:2: a quote is not closed, or a cell is far too long")
    assert problems(tmp_path, {"actions.csv": "x" * 140_000})[0].startswith(
        "actions.csv:1: a quote is not closed"
    )


def test_nothing_is_suggested_that_does_not_look_like_what_was_written(tmp_path: Path) -> None:
    people = FILES["people.csv"].replace("BRUG,school_leader@BRUG", "XX,wizard@BRUG")
    files: dict[str, str | bytes | None] = {
        "people.csv": people.replace(",en,2027-07-31,jan@", ",en,2027-07-31,omar@"),
        "actions.csv": FILES["actions.csv"].replace("improvement,ISO:9.2", "zzz,XX"),
        "policy.toml": "[zzz]\n",
    }
    found = problems(tmp_path, files)
    assert len(found) == 6
    assert not [one for one in found if "did you mean" in one]
    assert (
        "actions.csv:2: norms: unknown norm code 'XX'; write a norm and its requirement, such as ISO:9.2"
        in found
    )
    assert "people.csv:3: unit: there is no unit 'XX'; use a code from the table of units" in found


def test_the_words_that_may_be_used_are_listed_in_the_language_of_the_reader(tmp_path: Path) -> None:
    write_folder(tmp_path, {"actions.csv": FILES["actions.csv"].replace(",do\n", ",zzz\n")})
    with pytest.raises(BadFolder) as refused:
        read_folder(tmp_path, SHIPPED)
    (problem,) = refused.value.problems
    told = SHIPPED.language("nl").say(problem.message)
    assert told.startswith("'zzz' is hier niet bekend; kies uit: ")
    assert told.endswith("gesloten, vervallen")


def test_a_unit_that_outlives_what_it_is_part_of_is_a_problem_and_so_is_a_last_day_of_the_board(
    tmp_path: Path,
) -> None:
    units = """\
code,name,kind,parent,region,actief tot
KV,De Kleine Vaart,board,,midden,2030-07-31
BRUG,De Brug,school,KV,,31-07-2027
BRUG-O,Onderbouw,team,BRUG,,
BRUG-1,Groep 1,team,BRUG-O,,2027-08-01
BRUG-2,Groep 2,team,BRUG-O,,2027-07-31
BRUG-3,Groep 3,team,BRUG-O,,31-02-2027
"""
    above = (
        "2027-08-01 lies after 2027-07-31, the last day of 'BRUG' above it; use that day or an earlier one"
    )
    assert problems(tmp_path, {"units.csv": units}) == [
        "units.csv:2: actief tot: the board itself has no last day; leave it empty",
        f"units.csv:5: actief tot: {above}",
        "units.csv:7: actief tot: '31-02-2027' is not a day that exists",
    ]
