"""programmes/*.toml: what comes round every year, with its schedule, phases, tasks and gates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from pdca.catalog.board.codes import above, chosen, one_of, role, some_units
from pdca.catalog.files.problems import Problems
from pdca.catalog.files.text import is_code
from pdca.catalog.files.toml_tables import TomlTable, is_whole, read_toml
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.calendar.recurrence import Every, Moved, Schedule
from pdca.domain.cycles.programme import (
    PHASES,
    Gate,
    PhasePlan,
    Programme,
    ProgrammeKind,
    TaskPlan,
    Words,
    default_gates,
)
from pdca.domain.errors import BadInput
from pdca.domain.people.organisation import Unit, UnitKind

FOLDER = "programmes"
KEYS = ("code", "kind", "title", "scope", "units", "owner", "closes", "schedule", "phase")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)


def read_programmes(
    folder: Path, words: Vocabulary, problems: Problems, units: Sequence[Unit] | None = ()
) -> tuple[Programme, ...]:
    """Read every programme of a folder, ordered by code; problems are noted. None: the units could not be read."""
    found: dict[str, Programme] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        table = read_toml(path, f"{folder.name}/{path.name}", problems)
        if table is None:
            continue
        programme = _programme(table, words, units)
        first = files.setdefault(programme.code, table.file)
        if first != table.file and programme.code:
            table.wrong(
                "code", "'{value}' is also the code of {other}; keep one", value=programme.code, other=first
            )
        found[programme.code] = programme
    return tuple(found[code] for code in sorted(found))


def _programme(table: TomlTable, words: Vocabulary, units: Sequence[Unit] | None) -> Programme:
    table.only(*KEYS)
    scope = chosen(table, "scope", UnitKind, "unit_kind", words)
    kind = chosen(table, "kind", ProgrammeKind, "programme_kind", words) or ProgrammeKind.CUSTOM
    return Programme(
        code=_code(table),
        kind=kind,
        title=_title(table),
        scope=scope or UnitKind.SCHOOL,
        units=_units(table, scope, words, units) if "units" in table else (),
        owner=role(table, "owner", words),
        closes=role(table, "closes", words),
        schedule=_schedule(table),
        phases=_phases(table, kind, words),
    )


def _units(
    table: TomlTable, scope: UnitKind | None, words: Vocabulary, units: Sequence[Unit] | None
) -> tuple[str, ...]:
    """Return to which units a programme is limited; each must be of its kind, or have one of its kind below it."""
    if table.values["units"] == []:
        table.wrong("units", "names no unit; leave it out when the programme is for all of them")
    known = {one.code: one for one in units or ()}
    found = some_units(table, "units", known if units is not None else None)
    parents = {code: one.parent or "" for code, one in known.items()}
    reached = {up for code, one in known.items() if one.kind is scope for up in (code, *above(code, parents))}
    for number, code in enumerate(map(str, table.entries("units"))):
        if scope is not None and code in known and code not in reached:
            table.wrong(
                "units",
                "'{value}' is no {kind} and has none below it; name units of that kind, or units above them",
                number,
                value=code,
                kind=words.listed("unit_kind", [scope]),
            )
    return found


def _code(table: TomlTable) -> str:
    code = table.text("code")
    if code and not is_code(code):
        table.wrong(
            "code", "'{value}' is no code; use letters, digits, '.', '_' and '-', at most 40", value=code
        )
    return code


def _title(table: TomlTable) -> Words:
    title = table.table("title")
    if title is None:
        if "title" not in table:
            table.wrong("title", 'is missing; write it as {{ nl = "...", en = "..." }}')
        return Words("", "")
    title.only("nl", "en")
    return Words(title.text("nl"), title.text("en"))


_UNKNOWN_SCHEDULE = Schedule(every=Every.SCHOOL_YEAR, opens=(8, 1))


def _schedule(table: TomlTable) -> Schedule:
    schedule = table.table("schedule")
    if schedule is None:
        if "schedule" not in table:
            table.wrong("schedule", "is missing; add [schedule] with every, opens and first")
        return _UNKNOWN_SCHEDULE
    schedule.only("every", "rrule", "opens", "first", "years", "skip", "moved")
    every = _every(schedule)
    opens, first = _opens(schedule), _first(schedule)
    skip = tuple(sorted({str(period) for period in schedule.entries("skip")}))
    moved = _moved(schedule.table("moved"))
    years = schedule.whole("years", least=1, default=1)
    rrule = schedule.text("rrule") if every is Every.RRULE else None
    if every is None or opens == (0, 0) or rrule == "":
        return _UNKNOWN_SCHEDULE
    try:
        return Schedule(
            every=every, opens=opens, first=first, years=years, rrule=rrule, skip=skip, moved=moved
        )
    except BadInput as error:
        problem = error.message
        schedule.problems.wrong(
            schedule.file, schedule.lines[schedule.path], "schedule", problem.template, **problem.params
        )
        return _UNKNOWN_SCHEDULE


def _every(schedule: TomlTable) -> Every | None:
    every = schedule.text("every", default=str(Every.RRULE) if "rrule" in schedule else None)
    if "rrule" in schedule and every and every != Every.RRULE:
        schedule.wrong("rrule", "stands beside every = '{every}'; keep one of the two", every=every)
        return None
    if every and every not in frozenset(Every):
        schedule.wrong(
            "every",
            "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
            value=every,
            near=schedule.problems.nearest(every, frozenset(Every)),
            known=", ".join(Every),
        )
        return None
    return Every(every) if every else None


def _opens(schedule: TomlTable) -> tuple[int, int] | None:
    """Return month and day; (0, 0) when what stands there is neither."""
    return _month_day(schedule, "opens") or ((0, 0) if "opens" in schedule else None)


def _moved(table: TomlTable | None) -> tuple[Moved, ...]:
    """Return the periods that open on another day."""
    found = ((period, _month_day(table, period)) for period in table.values) if table is not None else ()
    return tuple(sorted(Moved(period, opens) for period, opens in found if opens is not None))


def _month_day(table: TomlTable, key: str) -> tuple[int, int] | None:
    text = table.text(key, default="")
    found = _MONTH_DAY.fullmatch(text)
    if found:
        return int(found[1]), int(found[2])
    if text:
        table.wrong(key, "'{opens}' is no day of the year; use month-day, such as '10-01'", opens=text)
    return None


def _first(schedule: TomlTable) -> str | None:
    value = schedule.values.get("first")
    if is_whole(value) or (isinstance(value, date) and not isinstance(value, datetime)):
        return str(value)
    return schedule.text("first") or None if value is not None else None


def _phases(table: TomlTable, kind: ProgrammeKind, words: Vocabulary) -> tuple[PhasePlan, ...]:
    phases = table.tables("phase")
    names = [phase.text("name") for phase in phases]
    for phase, name in zip(phases, names, strict=True):
        if name and name not in PHASES:
            phase.wrong(
                "name",
                "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
                value=name,
                near=phase.problems.nearest(name, PHASES),
                known=", ".join(PHASES),
            )
    if tuple(names) != PHASES:
        table.wrong("phase", "the phases must be plan, do, check and act, each once and in this order")
    codes: set[str] = set()
    return tuple(_phase(phase, name, kind, words, codes) for phase, name in zip(phases, names, strict=True))


def _phase(phase: TomlTable, name: str, kind: ProgrammeKind, words: Vocabulary, codes: set[str]) -> PhasePlan:
    phase.only("name", "length", "gates", "tasks")
    gates = tuple(dict.fromkeys(_gates(phase, words))) if "gates" in phase else default_gates(name, kind)
    tasks = tuple(_task(task, words, codes) for task in phase.tables("tasks"))
    return PhasePlan(name=name, length=phase.whole("length", least=1), gates=gates, tasks=tasks)


def _gates(phase: TomlTable, words: Vocabulary) -> Iterator[Gate]:
    for number, value in enumerate(phase.entries("gates")):
        gate = one_of(phase, ("gates", number), str(value), Gate, "gate", words)
        if gate is not None:
            yield gate


def _task(task: TomlTable, words: Vocabulary, codes: set[str]) -> TaskPlan:
    task.only("code", "role", "title")
    code = _code(task)
    if code and code in codes:
        task.wrong(
            "code", "'{value}' is the code of another task of this programme; choose another", value=code
        )
    codes.add(code)
    return TaskPlan(code=code, role=role(task, "role", words), title=_title(task))
