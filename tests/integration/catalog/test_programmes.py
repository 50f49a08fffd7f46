"""The programmes of a board: its own, none, or the shipped ones."""

from pathlib import Path

import pytest

from pdca.domain.calendar.recurrence import Every, Moved, Schedule
from pdca.domain.cycles.programme import Gate, PhasePlan, Programme, ProgrammeKind, TaskPlan, Words
from pdca.domain.people.organisation import UnitKind
from tests.integration.catalog.folders import SHIPPED, loaded, problems, write_folder

HEAD = """\
code = "internal-audit"
kind = "internal_audit"
title = { nl = "Interne audit", en = "Internal audit" }
scope = "school"
owner = "quality_coordinator"
closes = "school_leader"
"""
SCHEDULE = """
[schedule]
every = "school_year"
opens = "10-01"
first = "2026-2027"
"""
PHASES = """
[[phase]]
name = "plan"
length = 20
tasks = [
  { code = "appoint-team", role = "kwaliteitsmanager", title = { nl = "Auditteam", en = "Audit team" } },
]
[[phase]]
name = "do"
length = 15
gates = ["tasks-done", "findings-have-actions"]
[[phase]]
name = "check"
length = 10
gates = []
[[phase]]
name = "act"
length = 5
"""


def programme(path: Path, schedule: str = SCHEDULE) -> Programme:
    found = loaded(path, {"programmes/audit.toml": HEAD + schedule + PHASES}).programmes
    assert found is not None
    return found[0]


def schedule_problem(path: Path, schedule: str) -> str:
    [problem] = problems(path, {"programmes/audit.toml": HEAD + schedule + PHASES})
    return problem


def test_a_programme_is_read_with_its_default_gates(tmp_path: Path) -> None:
    task = TaskPlan(code="appoint-team", role="quality_manager", title=Words("Auditteam", "Audit team"))
    everything = tuple(gate for gate in Gate if gate is not Gate.FEEDBACK_GIVEN)
    assert programme(tmp_path) == Programme(
        code="internal-audit",
        kind=ProgrammeKind.INTERNAL_AUDIT,
        title=Words("Interne audit", "Internal audit"),
        scope=UnitKind.SCHOOL,
        owner="quality_coordinator",
        closes="school_leader",
        schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2026-2027"),
        phases=(
            PhasePlan(name="plan", length=20, gates=(Gate.TASKS_DONE,), tasks=(task,)),
            PhasePlan(name="do", length=15, gates=(Gate.TASKS_DONE, Gate.FINDINGS_HAVE_ACTIONS)),
            PhasePlan(name="check", length=10, gates=()),
            PhasePlan(name="act", length=5, gates=everything),
        ),
    )


def test_no_folder_means_the_shipped_programmes_and_an_empty_one_none(tmp_path: Path) -> None:
    assert loaded(tmp_path / "a").programmes is None
    folder = write_folder(tmp_path / "b")
    (folder / "programmes").mkdir()
    assert loaded(folder).programmes == ()


def test_the_shipped_programmes_are_all_there() -> None:
    codes = [one.code for one in SHIPPED.programmes]
    assert codes == sorted(codes)
    assert {"internal-audit", "certification", "pupil-survey", "management-review"} <= set(codes)
    certification = next(one for one in SHIPPED.programmes if one.code == "certification")
    assert certification.schedule == Schedule(
        every=Every.SCHOOL_YEAR, opens=(9, 15), first="2027-2028", years=3
    )


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        (
            '[schedule]\nrrule = "FREQ=YEARLY;INTERVAL=3"\nfirst = 2027-03-01\n',
            Schedule(every=Every.RRULE, rrule="FREQ=YEARLY;INTERVAL=3", first="2027-03-01"),
        ),
        (
            '[schedule]\nevery = "rrule"\nrrule = "FREQ=MONTHLY"\nfirst = "2026-2027"\nopens = "10-01"\n',
            Schedule(every=Every.RRULE, rrule="FREQ=MONTHLY", first="2026-2027", opens=(10, 1)),
        ),
        (
            '[schedule]\nevery = "calendar_year"\nopens = "02-29"\nfirst = 2027\nyears = 2\n',
            Schedule(every=Every.CALENDAR_YEAR, opens=(2, 29), first="2027", years=2),
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "8-1"\n',
            Schedule(every=Every.SCHOOL_YEAR, opens=(8, 1)),
        ),
        (
            (
                '[schedule]\nevery = "school_year"\nopens = "10-01"\nskip = ["2027-2028"]\n'
                'moved = { "2028-2029" = "3-1" }\n'
            ),
            Schedule(
                every=Every.SCHOOL_YEAR,
                opens=(10, 1),
                skip=("2027-2028",),
                moved=(Moved("2028-2029", (3, 1)),),
            ),
        ),
    ],
)
def test_a_schedule_counts_in_school_years_calendar_years_or_by_rule(
    tmp_path: Path, text: str, schedule: Schedule
) -> None:
    assert programme(tmp_path, text).schedule == schedule


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "schedule: is missing; add [schedule] with every, opens and first"),
        ("schedule = 1\n", "schedule: must be a table: [schedule]"),
        ("[schedule]\n", "schedule.every: is missing; add it"),
        (
            '[schedule]\nevery = "school_year"\n',
            "schedule: opens is missing; give month and day, such as '10-01'",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "02-30"\n',
            "schedule: opens '02-30' is no day of the year; use month-day, such as '10-01'",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "1 oktober"\n',
            "schedule.opens: '1 oktober' is no day of the year; use month-day, such as '10-01'",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "10-01"\nfirst = "2027"\n',
            "schedule: first '2027' does not fit every = 'school_year'",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "10-01"\nyears = 3\n',
            "schedule: years needs first: the period to count from",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "10-01"\nyears = 0\n',
            "schedule.years: is 0; use a whole number from 1 to 1000",
        ),
        (
            '[schedule]\nevery = "school_year"\nrrule = "FREQ=DAILY"\n',
            "schedule.rrule: stands beside every = 'school_year'; keep one of the two",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "10-01"\nskip = ["2027"]\n',
            "schedule: '2027' does not fit every = 'school_year'",
        ),
        (
            '[schedule]\nevery = "school_year"\nopens = "10-01"\nmoved = { "2027-2028" = "maart" }\n',
            "schedule.moved.2027-2028: 'maart' is no day of the year; use month-day, such as '10-01'",
        ),
        ('[schedule]\nevery = "rrule"\nfirst = "2027"\n', "schedule.rrule: is missing; add it"),
        (
            '[schedule]\nrrule = "FREQ=DAILY"\n',
            "schedule: an rrule needs first: the date or period to count from",
        ),
        (
            '[schedule]\nrrule = "FREQ=HOURLY"\nfirst = "2027"\n',
            "schedule: an rrule works in days; leave out hours, minutes and seconds",
        ),
        (
            '[schedule]\nrrule = "FREQ=YEARLY;INTERVAL=0"\nfirst = "2027"\n',
            "schedule: INTERVAL must be 1 or more",
        ),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_told(tmp_path: Path, text: str, problem: str) -> None:
    found = schedule_problem(tmp_path, text)
    assert found.partition(": ")[2] == problem


def test_phases_must_be_there_once_and_in_order(tmp_path: Path) -> None:
    swapped = PHASES.replace('"plan"', '"x"').replace('"do"', '"plan"').replace('"x"', '"do"')
    assert problems(tmp_path / "a", {"programmes/audit.toml": HEAD + SCHEDULE + swapped}) == [
        (
            "programmes/audit.toml:13: phase: the phases must be plan, do, check and act, "
            "each once and in this order"
        )
    ]
    assert problems(tmp_path / "b", {"programmes/audit.toml": HEAD + SCHEDULE}) == [
        (
            "programmes/audit.toml:1: phase: the phases must be plan, do, check and act, "
            "each once and in this order"
        )
    ]


LIMITED = HEAD.replace('scope = "school"', 'scope = "school"\nunits = {units}') + SCHEDULE + PHASES


@pytest.mark.parametrize("units", ['["BRUG"]', '["KV"]'])
def test_a_programme_may_be_limited_to_units_and_what_is_below_them(tmp_path: Path, units: str) -> None:
    found = loaded(tmp_path, {"programmes/audit.toml": LIMITED.replace("{units}", units)}).programmes
    assert found is not None
    assert [f'["{code}"]' for code in found[0].units] == [units]
    assert programme(tmp_path / "all").units == ()


def test_units_that_are_not_there_or_not_meant_are_told_all_at_once(tmp_path: Path) -> None:
    several = LIMITED.replace("{units}", '["BRUGG", "BRUG-O", "ZZ", "BRUG"]')
    none = LIMITED.replace("{units}", "[]").replace('"internal-audit"', '"other"')
    assert problems(tmp_path, {"programmes/a.toml": several, "programmes/b.toml": none}) == [
        "programmes/a.toml:5: units[1]: there is no unit 'BRUGG'; did you mean 'BRUG'?",
        (
            "programmes/a.toml:5: units[2]: 'BRUG-O' is no school and has none below it; "
            "name units of that kind, or units above them"
        ),
        "programmes/a.toml:5: units[3]: there is no unit 'ZZ'; use a code from the table of units",
        "programmes/b.toml:5: units: names no unit; leave it out when the programme is for all of them",
    ]


def test_units_are_not_judged_when_their_table_cannot_be_read(tmp_path: Path) -> None:
    limited = LIMITED.replace("{units}", '["BRUG"]')
    files: dict[str, str | bytes | None] = {"programmes/a.toml": limited, "units.csv": "naam\nDe Brug\n"}
    assert not [one for one in problems(tmp_path, files) if "units[" in one]


def test_two_files_with_one_code_are_told(tmp_path: Path) -> None:
    text = HEAD + SCHEDULE + PHASES
    assert problems(tmp_path, {"programmes/a.toml": text, "programmes/b.toml": text}) == [
        "programmes/b.toml:1: code: 'internal-audit' is also the code of programmes/a.toml; keep one"
    ]


def test_a_file_that_is_nested_too_deep_or_no_text_is_told(tmp_path: Path) -> None:
    deep = "a = " + "[" * 5000 + "]" * 5000
    assert problems(tmp_path, {"programmes/a.toml": deep, "programmes/b.toml": b"\x81"}) == [
        "programmes/a.toml: is nested far too deep; write it as the documentation shows",
        "programmes/b.toml: holds signs of an unknown encoding; save it as UTF-8",
    ]


def test_a_title_needs_both_languages(tmp_path: Path) -> None:
    text = HEAD.replace('title = { nl = "Interne audit", en = "Internal audit" }\n', "") + SCHEDULE + PHASES
    assert problems(tmp_path, {"programmes/a.toml": text}) == [
        'programmes/a.toml:1: title: is missing; write it as { nl = "...", en = "..." }'
    ]
