"""The shipped year can be done: each programme has its parts, its people and its time before the summer.

Counts days by hand, without the product's calendar, so that a mistake in one does not excuse the other.
"""

import csv
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

CONFIG = Path(__file__).parents[2] / "config"
BOARD = CONFIG / "examples" / "waterlijn"
PHASES = ["plan", "do", "check", "act"]
GATES = [
    "tasks-done",
    "findings-have-actions",
    "actions-decided",
    "report-there",
    "reflection",
    "feedback-given",
]
SCOPES = ["board", "school", "team", "department", "office"]
KINDS = [
    *("internal_audit", "self_evaluation", "survey", "external_audit", "management_review", "safety_monitor"),
    *("annual_plan", "certification", "inspection_visit", "custom"),
]
# Good Friday, Easter Monday, King's Day, Liberation Day, Ascension Day and Whit Monday of 2027.
DAYS_OFF = [date(2027, *day) for day in ((3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17))]
DAYS_TO_SPARE = 4  # study days that a school adds


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def programmes() -> dict[str, dict[str, Any]]:
    return {path.stem: toml(path) for path in sorted((CONFIG / "programmes").glob("*.toml"))}


def roles() -> set[str]:
    return {row["code"] for row in rows(CONFIG / "roles.csv")}


def school_days_until_summer(opens: str, region: str) -> int:
    """Count the school days of 2026-2027 after the first one on or after a month-day."""
    month, day = (int(part) for part in opens.split("-"))
    first = date(2026 if month >= 8 else 2027, month, day)
    calendar = toml(CONFIG / "calendars" / "school-holidays-nl.toml")["2026-2027"]["holiday"]
    holidays = [entry for entry in calendar if entry["region"] in {region, "alle"}]
    span = [first + timedelta(days=offset) for offset in range((holidays[-1]["first"] - first).days)]
    return sum(
        day.weekday() < 5
        and day not in DAYS_OFF
        and not any(h["first"] <= day <= h["last"] for h in holidays)
        for day in span
    )


@pytest.mark.parametrize("code", sorted(programmes()))
def test_a_programme_is_complete(code: str) -> None:
    programme = programmes()[code]
    assert programme["code"] == code
    assert programme["kind"] in KINDS
    assert programme["scope"] in SCOPES
    assert set(programme["title"]) == {"nl", "en"}
    assert {programme["owner"], programme["closes"]} <= roles()
    assert programme["owner"] != programme["closes"]
    schedule = programme["schedule"]
    assert schedule["every"] in {"school_year", "calendar_year"}
    pattern = r"\d{4}-\d{4}" if schedule["every"] == "school_year" else r"\d{4}"
    assert re.fullmatch(pattern, schedule["first"])
    assert date.fromisoformat(f"2027-{schedule['opens']}").year == 2027
    assert [phase["name"] for phase in programme["phase"]] == PHASES
    tasks = [task for phase in programme["phase"] for task in phase["tasks"]]
    assert len({task["code"] for task in tasks}) == len(tasks)
    for phase in programme["phase"]:
        assert phase["length"] > 0
        assert phase["tasks"]
        assert set(phase.get("gates", [])) <= set(GATES)
    for task in tasks:
        assert task["role"] in roles()
        assert task["title"]["nl"]
        assert task["title"]["en"]


def test_every_survey_promises_a_follow_up_plan_and_feedback() -> None:
    surveys = [p for p in programmes().values() if p["kind"] in {"survey", "safety_monitor"}]
    assert len(surveys) == 4
    for programme in surveys:
        act = programme["phase"][-1]
        assert {"follow-up-plan", "feedback"} <= {task["code"] for task in act["tasks"]}
        assert act["gates"] == GATES


@pytest.mark.parametrize("code", sorted(programmes()))
def test_the_example_board_has_somebody_for_every_role_of_the_year(code: str) -> None:
    programme = programmes()[code]
    asked = {programme["owner"], programme["closes"]}
    asked |= {task["role"] for phase in programme["phase"] for task in phase["tasks"]}
    held = {role for row in rows(BOARD / "people.csv") for role in row["roles"].split(";")}
    parents = {row["code"]: row["parent"] for row in rows(BOARD / "units.csv")}
    for unit in (row["code"] for row in rows(BOARD / "units.csv") if row["kind"] == programme["scope"]):
        above = {unit, parents[unit], parents.get(parents[unit], "")}
        for role in asked:
            assert any(f"{role}@{place}" in held for place in above), f"{role} at {unit}"


@pytest.mark.parametrize("region", ["noord", "midden", "zuid"])
def test_every_cycle_can_be_closed_before_the_summer(region: str) -> None:
    for code, programme in programmes().items():
        needed = sum(phase["length"] for phase in programme["phase"])
        left = school_days_until_summer(programme["schedule"]["opens"], region) - 1
        assert needed + DAYS_TO_SPARE <= left, f"{code}: {needed} of {left}"
