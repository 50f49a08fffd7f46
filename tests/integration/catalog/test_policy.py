"""A board's policy replaces whole tables of the shipped one (NOTICES.md, the shipped policy)."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from tests.integration.catalog.folders import SHIPPED, loaded, problems

DEFAULT = Policy(
    notices=NoticeRules(
        days=DayMode.SCHOOL,
        assigned=True,
        owner_steps=(-10, -3),
        overdue_every=5,
        overdue_later=20,
        wait_for_owner=3,
        send_at=time(7, 30),
    ),
    ladder=(
        Level(5, "team_leader"),
        Level(10, "quality_coordinator"),
        Level(20, "school_leader"),
        Level(40, "board_member"),
    ),
    fallback="quality_manager",
    grades={
        "strength": GradeRules(max_level=0),
        "improvement": GradeRules(max_level=3),
        "observation": GradeRules(max_level=3),
        "major": GradeRules(faster=Decimal("0.5")),
        "external_major": GradeRules(faster=Decimal("0.5")),
        "inspection_order": GradeRules(faster=Decimal("0.5"), days=DayMode.WORKING),
    },
)


def policy(path: Path, text: str) -> Policy | None:
    return loaded(path, {"policy.toml": text}).policy


def test_the_shipped_policy_is_the_one_of_the_rules() -> None:
    assert SHIPPED.policy == DEFAULT


def test_no_policy_is_the_shipped_one_and_an_empty_one_equals_it(tmp_path: Path) -> None:
    assert loaded(tmp_path / "none").policy is None
    assert policy(tmp_path / "empty", "") == DEFAULT


def test_a_missing_key_of_a_named_table_takes_its_default(tmp_path: Path) -> None:
    found = policy(tmp_path, '[notices]\nsend_at = "06:15"\n[grades.improvement]\nfaster = 2\n')
    grades = {**DEFAULT.grades, "improvement": GradeRules(faster=Decimal(2))}
    assert found == replace(DEFAULT, notices=NoticeRules(send_at=time(6, 15)), grades=grades)


def test_a_ladder_takes_the_place_of_the_whole_ladder(tmp_path: Path) -> None:
    found = policy(tmp_path, '[[escalation]]\nstep = 1\nto = "schoolleider"\n')
    assert found == replace(DEFAULT, ladder=(Level(1, "school_leader"),))


def test_a_ladder_can_be_empty(tmp_path: Path) -> None:
    assert policy(tmp_path, "escalation = []\n") == replace(DEFAULT, ladder=())


def test_every_table_can_be_replaced_in_dutch_too(tmp_path: Path) -> None:
    text = """\
[notices]
days = "werkdagen"
assigned = false
owner_steps = [0, -5]
overdue_every = 0
overdue_later = 0
wait_for_owner = 0
send_at = 08:05:00
[escalation_fallback]
to = "bestuurssecretaris"
[grades.verbeterpunt]
max_level = 1
days = "kalenderdagen"
[grades."tekortkoming (minor)"]
faster = 0.25
"""
    found = policy(tmp_path, text)
    assert found is not None
    assert found.notices == NoticeRules(
        days=DayMode.WORKING,
        assigned=False,
        owner_steps=(0, -5),
        overdue_every=0,
        overdue_later=0,
        wait_for_owner=0,
        send_at=time(8, 5),
    )
    assert found.fallback == "board_secretary"
    assert found.ladder == DEFAULT.ladder
    assert found.grades["improvement"] == GradeRules(max_level=1, days=DayMode.CALENDAR)
    assert found.grades["minor"] == GradeRules(faster=Decimal("0.25"))
    assert found.grades["major"] == DEFAULT.grades["major"]


@pytest.mark.parametrize("factor", ["nan", "inf", "-1", "0", "10.01", '"0.5"', "true"])
def test_a_factor_must_be_a_number_that_can_be_planned_with(tmp_path: Path, factor: str) -> None:
    [problem] = problems(tmp_path, {"policy.toml": f"[grades.major]\nfaster = {factor}\n"})
    assert problem.startswith("policy.toml:2: grades.major.faster: ")
    assert problem.endswith("cannot be used; use a number from 0.01 to 10, such as 0.5")


def test_tables_of_another_shape_are_told(tmp_path: Path) -> None:
    text = (
        'notices = 1\nescalation = "none"\nescalation_fallback = []\n[grades]\nmajor = 0.5\n"major " = {}\n'
    )
    assert problems(tmp_path, {"policy.toml": text}) == [
        "policy.toml:1: notices: must be a table: [notices]",
        "policy.toml:2: escalation: must be a list of tables: [[escalation]]",
        "policy.toml:3: escalation_fallback: must be a table: [escalation_fallback]",
        "policy.toml:5: grades.major: must be a table: [grades.major]",
    ]


def test_a_grade_under_two_names_is_told(tmp_path: Path) -> None:
    text = '[grades.major]\n[grades."grote tekortkoming"]\n'
    assert problems(tmp_path, {"policy.toml": text}) == [
        "policy.toml:2: grades.grote tekortkoming: this is grade 'major' again; keep one"
    ]


def test_owner_steps_must_be_a_list(tmp_path: Path) -> None:
    assert problems(tmp_path, {"policy.toml": "[notices]\nowner_steps = -3\n"}) == [
        "policy.toml:2: notices.owner_steps: must be a list: [ ... ]"
    ]
