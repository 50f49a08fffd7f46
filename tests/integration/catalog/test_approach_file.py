"""approach.toml: what a board decided about its start, read from its folder."""

from datetime import date
from pathlib import Path

import pytest

from pdca.domain.approach import Approach, Certification
from tests.integration.catalog.folders import loaded, problems

WHOLE = """\
why = "Punten blijven niet meer liggen.\\nIedereen weet wat er is afgesproken."
units = ["BRUG"]
processes = ["toezicht"]
start = 2027-08-01
certification = "in stappen"
certified_in = 2029
"""
WRONG = """\
why = 3
unit = []
units = ["BRUGG", "BRUG-O"]
processes = ["toezigt"]
start = "2027-08-15"
certification = "phasd"
certified_in = 29
"""
PROCESSES = "code,name,unit,owner\ntoezicht,Toezicht,BRUG,jan@kleinevaart.example\n"


def read(path: Path, text: str) -> Approach | None:
    return loaded(path, {"approach.toml": text, "processes.csv": PROCESSES}).approach


def test_a_plan_is_read_whole_also_with_dutch_words(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == Approach(
        why="Punten blijven niet meer liggen.\nIedereen weet wat er is afgesproken.",
        units=("BRUG",),
        processes=("toezicht",),
        start=date(2027, 8, 1),
        certification=Certification.PHASED,
        certified_in=2029,
    )


def test_what_was_not_decided_may_be_left_out_and_so_may_the_file(tmp_path: Path) -> None:
    assert read(tmp_path / "a", "") == Approach()
    assert loaded(tmp_path / "b").approach is None


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert problems(tmp_path, {"approach.toml": WRONG, "processes.csv": PROCESSES}) == [
        "approach.toml:1: why: must be text between quotes",
        (
            "approach.toml:2: unit: there is no such key; did you mean 'units'? "
            "Use: why, units, processes, start, certification, certified_in"
        ),
        "approach.toml:3: units[1]: there is no unit 'BRUGG'; did you mean 'BRUG'?",
        "approach.toml:3: units[2]: 'BRUG-O' takes part with its school; name the school",
        "approach.toml:4: processes[1]: there is no process 'toezigt'; did you mean 'toezicht'?",
        "approach.toml:5: start: '2027-08-15' is no first day of a month; write it as 2027-08-01",
        (
            "approach.toml:6: certification: 'phasd' is not known here; did you mean 'phased'? "
            "Use one of: no, yes, phased"
        ),
        "approach.toml:7: certified_in: '29' is no year; write it as 2029",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f'why = "{"x" * 2001}"\n', "why: that is 2001 characters; use 2000 at most"),
        ('why = "a\\u0007"\n', "why: holds the invisible sign U+0007; type the text again"),
        ("start = 2027-08-01T00:00:00\n", "start: '2027-08-01 00:00:00' is no first day of a month"),
        ('certification = "phased"\n', "certified_in: is missing; add it"),
        ("certified_in = true\n", "certified_in: 'True' is no year; write it as 2029"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, text: str, problem: str) -> None:
    [found] = problems(tmp_path, {"approach.toml": text})
    assert found.startswith(f"approach.toml:1: {problem}")


def test_units_and_processes_are_not_judged_when_their_tables_cannot_be_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "approach.toml": WHOLE,
        "units.csv": "naam\nDe Brug\n",
        "processes.csv": "naam\nToezicht\n",
    }
    assert not [one for one in problems(tmp_path, files) if one.startswith("approach.toml")]
