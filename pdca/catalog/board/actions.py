"""actions.csv: every improvement action, with what it refers to checked against the rest of the folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pdca.catalog.board.cells import Known, Once, choice, day, key, needed, optional_person, person, unit
from pdca.catalog.files.tables import Columns, Row, Table
from pdca.catalog.shipped import Shipped
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.actions.action import Phase, Priority, Size, Source
from pdca.domain.folder import ActionRow

COLUMNS = Columns(
    "actions",
    ("ref", "title", "unit", "owner", "source", "grade", "norms", "start", "due", "phase"),
    ("checker", "priority", "process", "size"),
)
# What an action can be planned with: the calendar reaches further, so every step around a due date has a day.
FIRST_DAY, LAST_DAY = date(1991, 1, 1), date(2100, 12, 31)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the actions of a folder may refer to."""

    shipped: Shipped
    units: Known
    people: Known
    processes: Known

    @property
    def words(self) -> Vocabulary:
        """Return the words for codes."""
        return self.shipped.vocabulary


def read_actions(table: Table, around: Surroundings) -> tuple[ActionRow, ...]:
    """Read the actions of a board; problems are noted in the rows."""
    once = Once()
    actions: list[ActionRow] = []
    for row in table.rows:
        once.check(row, "ref", row["ref"])
        actions.append(_action(row, around))
    return tuple(actions)


def _action(row: Row, around: Surroundings) -> ActionRow:
    words = around.words
    phase = choice(row, "phase", Phase, "phase", words)
    owner, checker = person(row, "owner", around.people), optional_person(row, "checker", around.people)
    if checker is not None and checker == owner:
        row.wrong("checker", "the owner cannot check the own action; name somebody else or leave it empty")
    start, due = _dates(row, phase)
    return ActionRow(
        ref=key(row, "ref"),
        title=needed(row, "title"),
        unit=unit(row, "unit", around.units),
        owner=owner,
        source=choice(row, "source", Source, "source", words) or Source.OTHER,
        grade=_grade(row, around.shipped.grades, words),
        phase=phase or Phase.PLAN,
        norms=tuple(dict.fromkeys(_norms(row, around.shipped))),
        start=start,
        due=due,
        checker=checker,
        priority=(choice(row, "priority", Priority, "priority", words) if row["priority"] else None)
        or Priority.NORMAL,
        process=_process(row, around.processes),
        size=choice(row, "size", Size, "size", words) if row["size"] else None,
        file=row.file,
        line=row.line,
    )


def _dates(row: Row, phase: Phase | None) -> tuple[date | None, date | None]:
    start, due = day(row, "start"), day(row, "due")
    if not row["due"] and phase is not None and phase.is_open and row.has("due"):
        row.wrong("due", "is empty while the action is open; fill in the due date of its phase")
    if start is not None and due is not None and due < start:
        row.wrong("due", "{due} lies before the start {start}", due=due, start=start)
    for column, found in (("start", start), ("due", due)):
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            row.wrong(
                column,
                "{day} is out of reach; use a day from {first} to {last}",
                day=found,
                first=FIRST_DAY,
                last=LAST_DAY,
            )
    return start, due


def _grade(row: Row, grades: Collection[str], words: Vocabulary) -> str:
    value = needed(row, "grade")
    grade = words.code("grade", value) or value
    if value and grade not in grades:
        row.wrong(
            "grade",
            "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
            value=value,
            near=row.problems.nearest(value, words.texts("grade", grades)),
            known=words.listed("grade", grades),
        )
    return grade


def _norms(row: Row, shipped: Shipped) -> Iterator[str]:
    """Read `ISO:9.2;OK:OP2`."""
    for entry in filter(None, row["norms"].split(";")):
        reference = _SPACE.sub("", entry).upper()
        if reference and not shipped.norms.knows(reference):
            row.wrong(
                "norms",
                "unknown norm code '{code}'; did you mean '{near}'?",
                code=entry.strip(),
                near=row.problems.nearest(reference, shipped.requirements),
            )
        if reference:
            yield reference


def _process(row: Row, processes: Known) -> str | None:
    value = row["process"]
    if value and processes is not None and value not in processes:
        near = row.problems.nearest(value, processes)
        row.wrong("process", "there is no process '{value}'; did you mean '{near}'?", value=value, near=near)
    return value or None
