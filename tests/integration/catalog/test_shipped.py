"""The shipped configuration: complete, read only when asked for, and refused with its file when it is not right."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

import pdca
from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped, shipped_folder
from pdca.domain.actions.action import Size
from pdca.domain.calendar.days import Period
from pdca.domain.cycles.programme import Words
from pdca.domain.errors import Misconfigured
from tests.integration.catalog.folders import SHIPPED

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(CONFIG, tmp_path / "config")


def test_the_configuration_is_found_without_being_told_where() -> None:
    assert shipped_folder() == CONFIG


def test_inside_an_installed_package_it_lies_beside_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "pdca" / "_shipped" / "config"
    inside.mkdir(parents=True)
    monkeypatch.setattr(pdca, "__file__", str(tmp_path / "pdca" / "__init__.py"))
    assert shipped_folder() == inside


def test_the_example_board_loads_whole() -> None:
    example = CONFIG / "examples" / "waterlijn"
    folder = read_folder(example, SHIPPED)
    for name in ("units", "people", "absences", "days_off", "processes", "actions"):
        with (example / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(getattr(folder, name)) == len(list(csv.DictReader(file)))
    assert folder.board.slug == "waterlijn"
    assert "good-friday" in folder.board.holidays.names


def test_facts_are_read_as_they_are_written() -> None:
    assert SHIPPED.roles["school_leader"] == Words("schoolleider", "head of school")
    major = SHIPPED.grades["major"]
    assert (major.size, major.checks, major.agrees, major.closes, major.evidence, major.outside) == (
        *(Size.LARGE, "auditor", "quality_manager", "school_leader", True, None),
    )
    assert SHIPPED.grades["strength"].checks is None
    assert not SHIPPED.grades["observation"].evidence
    assert SHIPPED.grades["inspection_order"].outside == "inspectorate"
    holidays = SHIPPED.school_holidays
    assert holidays.horizon == Period(date(2024, 8, 1), date(2030, 7, 31))
    assert Period(date(2026, 10, 17), date(2026, 10, 25)) in holidays.of_region("midden")
    assert Period(date(2026, 10, 17), date(2026, 10, 25)) not in holidays.of_region("noord")
    assert Period(date(2026, 12, 19), date(2027, 1, 3)) in holidays.of_region("")


def test_norms_are_trees_with_a_cross_map() -> None:
    norms = SHIPPED.norms
    assert norms.requirement("ISO:4.4.1").parent == "4.4"
    assert norms.requirement("ISO:4").parent is None
    assert "OK:SKA3" in norms.mapped("ISO:9.2")
    assert "ISO:9.2" in norms.mapped("OK:SKA3")
    assert {norm.code for norm in norms.norms} == {"AKOKI", "ISO", "KSO", "OK", "SO"}


def test_what_is_not_asked_for_is_not_read(copy: Path) -> None:
    shutil.rmtree(copy / "norms")
    shutil.rmtree(copy / "language")
    shipped = Shipped(copy)
    assert len(shipped.programmes) == len(SHIPPED.programmes)
    assert shipped.policy == SHIPPED.policy
    assert shipped.grades == SHIPPED.grades


def read(shipped: Shipped, *names: str) -> None:
    for name in names:
        shipped.language("nl") if name == "dutch" else getattr(shipped, name)


def spoil(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_grade_that_names_an_unknown_role_is_the_configurations_fault(copy: Path) -> None:
    spoil(copy / "grades.toml", 'checks = "auditor"', 'checks = "auditer"')
    with pytest.raises(Misconfigured, match="grade 'minor' names the role 'auditer'"):
        read(Shipped(copy), "grades")


def test_a_default_policy_or_programme_with_a_fault_is_the_configurations_fault(copy: Path) -> None:
    spoil(copy / "policies" / "default.toml", "step = 40", "step = 4")
    spoil(copy / "programmes" / "internal-audit.toml", "length = 20", "length = 0")
    with pytest.raises(
        Misconfigured, match=r"policies/default\.toml:\d+: escalation\[4\]\.step: 4 follows 20"
    ):
        read(Shipped(copy), "policy")
    with pytest.raises(Misconfigured, match=r"programmes/internal-audit\.toml:\d+: phase\[1\]\.length: is 0"):
        read(Shipped(copy), "programmes")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("calendars/school-holidays-nl.toml", "region", "regio"),
        ("norms/akoki.toml", 'edition = "2020"', ""),
        ("grades.toml", 'size = "small"', 'size = "tiny"'),
        ("grades.toml", "[strength]", "[strength"),
        ("roles.csv", "code,nl,en", "code,nl"),
        ("language/nl.toml", "[sentences]", ""),
        ("language/nl.toml", "[words.who]", "[words.who.what]"),
        ("language/nl.toml", "[words.who]", "[words.who]\nboss = 1"),
    ],
)
def test_a_file_that_is_not_right_is_named(copy: Path, file: str, old: str, new: str) -> None:
    spoil(copy / file, old, new)
    shipped = Shipped(copy)
    with pytest.raises(Misconfigured, match=Path(file).name.replace(".", r"\.")):
        read(shipped, "school_holidays", "norms", "grades", "roles", "dutch")


def test_a_missing_file_or_folder_is_named(copy: Path, tmp_path: Path) -> None:
    (copy / "words.csv").unlink()
    (copy / "grades.toml").unlink()
    with pytest.raises(Misconfigured, match=r"words\.csv cannot be read"):
        read(Shipped(copy), "vocabulary")
    with pytest.raises(Misconfigured, match=r"grades\.toml cannot be read"):
        read(Shipped(copy), "grades")
    with pytest.raises(Misconfigured, match="there is no configuration folder"):
        Shipped(tmp_path / "nowhere")


def test_without_calendars_no_horizon_is_claimed(copy: Path) -> None:
    shutil.rmtree(copy / "calendars")
    assert Shipped(copy).school_holidays.horizon is None
