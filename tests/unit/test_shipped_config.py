"""What ships must load: every file of config/ is whole, consistent and honest about the year it describes.

Reads the files plainly, without the product's readers, so that a mistake in one does not excuse the other.
"""

import csv
import re
import tomllib
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

CONFIG = Path(__file__).parents[2] / "config"
BOARD = CONFIG / "examples" / "waterlijn"
CODES = {  # as the outer interface fixes them
    "grade": "strength improvement observation decision minor major external_minor external_major "
    "inspection_order",
    "source": "internal_audit external_audit self_evaluation pupil_survey parent_survey staff_survey "
    "safety_monitor management_review inspection complaint incident risk risk_inventory privacy_audit goal "
    "other",
    "priority": "high normal low",
    "size": "small large",
    "phase": "plan do check act closed cancelled",
    "unit_kind": "board school team department office",
    "region": "noord midden zuid",
    "role": "staff department_head team_leader support_coordinator quality_coordinator school_leader "
    "quality_manager board_member board_secretary auditor external_auditor safety_coordinator "
    "privacy_officer council_member supervisor",
    "notice": "assigned reminder due overdue escalation reassign resolved thanks overview",
    "programme_kind": "internal_audit self_evaluation survey external_audit management_review safety_monitor "
    "annual_plan certification inspection_visit custom",
    "gate": "tasks-done findings-have-actions actions-decided report-there reflection feedback-given",
}
COLUMNS = {
    "units": "code,name,kind,parent,region",
    "people": "email,name,unit,roles,locale,active_until,deputy",
    "absences": "email,first_day,last_day",
    "days_off": "unit,first_day,last_day,name",
    "processes": "code,name,unit,owner",
    "actions": "ref,title,unit,owner,source,grade,norms,start,due,phase,checker,priority,process,size",
}


def codes(group: str) -> set[str]:
    return set(CODES[group].split())


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def board(name: str) -> list[dict[str, str]]:
    return rows(BOARD / f"{name}.csv")


def requirements() -> dict[str, dict[str, dict[str, Any]]]:
    norms = [toml(path) for path in sorted((CONFIG / "norms").glob("*.toml")) if path.stem != "crossmap"]
    return {norm["code"]: {entry["code"]: entry for entry in norm["requirement"]} for norm in norms}


def roles() -> set[str]:
    return {row["code"] for row in rows(CONFIG / "roles.csv")}


def folded(word: str) -> str:
    """Fold away what nobody should have to type right: case, accents, spaces, hyphens, underscores."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[\s_-]", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def unit_and_above(code: str) -> list[str]:
    parents = {row["code"]: row["parent"] for row in board("units")}
    path = [code]
    while parents[path[-1]]:
        path.append(parents[path[-1]])
    return path


@pytest.mark.parametrize("path", sorted(CONFIG.rglob("*.*")), ids=lambda path: path.name)
def test_every_file_parses_and_ends_with_a_line_end(path: Path) -> None:
    text = path.read_bytes()
    assert text.endswith(b"\n")
    assert b"\r" not in text
    assert toml(path) if path.suffix == ".toml" else rows(path)


def test_holidays_run_from_saturday_to_sunday_in_order_for_every_region() -> None:
    calendar = toml(CONFIG / "calendars" / "school-holidays-nl.toml")
    assert list(calendar) == [f"{year}-{year + 1}" for year in range(2024, 2030)]
    lengths = {"herfst": 9, "kerst": 16, "voorjaars": 9, "mei": 9, "zomer": 44}
    days = {f"{name}vakantie": length for name, length in lengths.items()}
    for region in ("noord", "midden", "zuid"):
        last = date(2024, 8, 1)
        for year, table in calendar.items():
            mine = [entry for entry in table["holiday"] if entry["region"] in {region, "alle"}]
            assert [entry["name"] for entry in mine] == list(days), f"{region} {year}"
            for entry in mine:
                assert entry["first"].weekday() == 5
                assert entry["last"].weekday() == 6
                assert entry["last"] - entry["first"] == timedelta(days=days[entry["name"]] - 1)
                assert last < entry["first"]
                last = entry["last"]


def test_roles_include_every_fixed_code_once() -> None:
    listed = [row["code"] for row in rows(CONFIG / "roles.csv")]
    assert set(listed) >= codes("role")
    assert len(listed) == len(set(listed))
    assert all(row["nl"] and row["en"] for row in rows(CONFIG / "roles.csv"))


def test_the_default_policy_is_the_one_that_the_rules_of_notices_show() -> None:
    policy = toml(CONFIG / "policies" / "default.toml")
    assert policy["notices"] == {
        "days": "school",
        "assigned": True,
        "owner_steps": [-10, -3],
        "overdue_every": 5,
        "overdue_later": 20,
        "wait_for_owner": 3,
        "send_at": "07:30",
    }
    ladder = {5: "team_leader", 10: "quality_coordinator", 20: "school_leader", 40: "board_member"}
    assert policy["escalation"] == [{"step": step, "to": role} for step, role in ladder.items()]
    assert policy["escalation_fallback"] == {"to": "quality_manager"}
    assert policy["grades"] == {
        "strength": {"max_level": 0},
        "improvement": {"max_level": 3},
        "observation": {"max_level": 3},
        "major": {"faster": 0.5},
        "external_major": {"faster": 0.5},
        "inspection_order": {"faster": 0.5, "days": "working"},
    }
    assert set(policy) == {"notices", "escalation", "escalation_fallback", "grades"}


def test_grades_name_known_roles_and_only_external_ones_are_closed_outside() -> None:
    grades = toml(CONFIG / "grades.toml")
    assert set(grades) == codes("grade")
    for code, grade in grades.items():
        assert {grade.get("checks"), grade.get("agrees"), grade["closes"]} - {None} <= roles()
        assert (grade["size"] == "small") is (code in {"strength", "improvement", "observation"})
        assert grade["evidence"] in {"required", "optional", "none"}
        assert ("outside" in grade) is (code in {"external_minor", "external_major", "inspection_order"})
    assert [code for code, grade in grades.items() if "agrees" in grade] == ["major"]
    assert [code for code, grade in grades.items() if "checks" not in grade] == ["strength"]


@pytest.mark.parametrize("group", sorted(CODES))
def test_every_code_has_its_words(group: str) -> None:
    found = {row["code"] for row in rows(CONFIG / "words.csv") if row["group"] == group}
    assert found >= codes(group)
    if group == "role":
        assert found == roles()


def test_every_header_has_a_dutch_word_and_none_means_two_columns_of_one_file() -> None:
    words: dict[str, set[str]] = {}
    for row in rows(CONFIG / "words.csv"):
        if row["group"] == "header":
            words.setdefault(row["code"], {folded(row["code"])}).add(folded(row["nl"]))
    for columns in COLUMNS.values():
        all_words = [word for column in columns.split(",") for word in words[column]]
        assert len(all_words) == len(set(all_words))


def test_a_word_stands_for_one_code_in_its_group() -> None:
    meaning: dict[tuple[str, str], str] = {}
    for row in rows(CONFIG / "words.csv"):
        for word in (row["code"], row["nl"], row["en"]):
            if word and row["group"] != "header":
                assert meaning.setdefault((row["group"], folded(word)), row["code"]) == row["code"], row


@pytest.mark.parametrize("norm", sorted(requirements()))
def test_a_norm_is_a_tree(norm: str) -> None:
    entries = requirements()[norm]
    for code, entry in entries.items():
        assert entry["nl"]
        assert entry["en"]
        parent = entry.get("parent", code.rpartition(".")[0])
        assert not parent or parent in entries


def test_requirement_codes_are_unique_within_a_norm() -> None:
    for path in (CONFIG / "norms").glob("*.toml"):
        codes = [entry["code"] for entry in toml(path).get("requirement", [])]
        assert len(codes) == len(set(codes)), path.name


def test_the_cross_map_refers_to_requirements_that_exist() -> None:
    known = requirements()
    for norm, clauses in toml(CONFIG / "norms" / "crossmap.toml").items():
        for clause, references in clauses.items():
            assert clause in known[norm]
            assert len(references) == len(set(references))
            for reference in references:
                other, _, code = reference.partition(":")
                assert other != norm
                assert code in known[other], reference


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_example_board_has_the_fixed_columns(name: str) -> None:
    assert (BOARD / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0] == COLUMNS[name]


def test_units_of_the_example_board_form_one_tree() -> None:
    units = {row["code"]: row for row in board("units")}
    assert len(units) == len(board("units"))
    assert [row["code"] for row in units.values() if not row["parent"]] == ["BST"]
    assert {row["kind"] for row in units.values()} <= codes("unit_kind")
    assert all(unit_and_above(code)[-1] == "BST" for code in units)


def test_people_of_the_example_board_refer_to_what_exists() -> None:
    units = {row["code"] for row in board("units")}
    people = {row["email"]: row for row in board("people")}
    assert len(people) == len(board("people")) == 60
    for email, row in people.items():
        assert email.endswith("@dewaterlijn.example")
        assert row["unit"] in units
        assert row["deputy"] in {*people, ""} - {email}
        held = [role.split("@") for role in row["roles"].split(";")]
        assert all(role in roles() and unit in units for role, unit in held)
    assert {row["email"] for row in board("absences")} <= set(people)
    assert {row["unit"] for row in board("days_off")} <= units
    assert {row["unit"] for row in board("processes")} <= units
    assert {row["owner"] for row in board("processes")} <= set(people)


def test_actions_of_the_example_board_refer_to_what_exists() -> None:
    units, people = {row["code"] for row in board("units")}, {row["email"]: row for row in board("people")}
    processes, known = {row["code"] for row in board("processes")}, requirements()
    assert [row["ref"] for row in board("actions")] == [f"A-{number:03}" for number in range(1, 41)]
    for row in board("actions"):
        assert row["unit"] in units
        assert row["unit"] in unit_and_above(people[row["owner"]]["unit"]), "an owner works in the unit"
        assert row["checker"] in {*people, ""} - {row["owner"]}
        assert row["process"] in {*processes, ""}
        for column in ("grade", "source", "priority", "size", "phase"):
            assert row[column] in codes(column)
        for norm, code in (reference.split(":") for reference in row["norms"].split(";")):
            assert code in known[norm]
        assert bool(row["due"]) is (row["phase"] != "closed")
        days = [date.fromisoformat(row[column]) for column in ("start", "due") if row[column]]
        assert days == sorted(days)
        assert all(day.weekday() < 5 for day in days)


def test_the_example_board_starts_with_three_overdue_actions_in_three_schools() -> None:
    late = [row for row in board("actions") if row["due"] and row["due"] < "2026-11-23"]
    assert {row["ref"]: row["unit"] for row in late} == {"A-004": "PSL", "A-015": "RIV", "A-030": "KRW"}
