"""The script of the demo as values: who arrived when and who did what on which day, read from tables.

The tables stand beside the example board, so that the story can be changed without touching code.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Measure, Phase, Priority, Size, Source, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import PreviousChoice, Reflection
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.errors import PdcaError
from pdca.domain.folder import ActionRow, BoardFolder

OLDER, ACTIONS, CYCLES = "older.toml", "actions.toml", "cycles.toml"
EMAILS = frozenset({"to", "secured_owner", "owner", "checker"})

ABOUT = frozenset({"on", "who", "does", "task", "action", "refused"})
"""The keys of a step that are about the step; all others are fields of what was done."""

Table: TypeAlias = Mapping[str, Any]
Built = TypeVar("Built", ActionRow, Act, CycleAct, TaskAct, Act | CycleAct | TaskAct)


class StoryBroken(PdcaError):
    """The story of the demo does not hold."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did on a day: to an action, a cycle or a task, or `action` in a cycle.

    `refused` is a part of the refusal when the step was tried in vain.
    """

    on: date
    item: str
    deed: Act | CycleAct | TaskAct
    action: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Which actions arrive on which day, and the steps of each day in the order in which they were done."""

    first: date
    last: date
    arrivals: Mapping[date, tuple[ActionRow, ...]]
    steps: Mapping[date, tuple[Step, ...]]


def read_story(path: Path, folder: BoardFolder, first: date, last: date) -> Story:
    """Read the tables of a story about the people of a board. Raises StoryBroken when they do not fit."""
    domain = folder.board.mail_from.rpartition("@")[2]
    rows = {row.ref: row for row in folder.actions}
    steps: dict[date, list[Step]] = defaultdict(list)
    for table in _tables(path / OLDER, "action"):
        cells = {key: value for key, value in table.items() if key != "step"}
        rows[table["ref"]] = _built(ActionRow, cells, domain, table["ref"])
        _add(steps, _action_steps(table, domain))
    for table in _tables(path / ACTIONS, "action"):
        rows[table["ref"]] = _entering(rows, table)
        _add(steps, _action_steps(table, domain))
    for table in _tables(path / CYCLES, "cycle"):
        _add(steps, _cycle_steps(table, domain))
    strange = [day for day in steps if not first <= day < last]
    if strange:
        raise StoryBroken("a step on {day} lies outside the story", day=min(strange))
    arrivals: dict[date, list[ActionRow]] = defaultdict(list)
    for row in rows.values():
        arrivals[max(row.start or first, first)].append(row)
    return Story(first, last, _frozen(arrivals), _frozen(steps))


def _frozen(lists: Mapping[date, list[Any]]) -> dict[date, tuple[Any, ...]]:
    return {day: tuple(lists[day]) for day in sorted(lists)}


def _add(steps: dict[date, list[Step]], more: Iterator[Step]) -> None:
    for step in more:
        steps[step.on].append(step)


def _tables(path: Path, name: str) -> list[Table]:
    with path.open("rb") as file:
        tables: list[Table] = tomllib.load(file)[name]
    return tables


def _entering(rows: Mapping[str, ActionRow], table: Table) -> ActionRow:
    """Return an action as it was when it came: in an earlier phase, with the due date of that."""
    if table["ref"] not in rows:
        raise StoryBroken("{item} does not stand in actions.csv", item=table["ref"])
    row, enters = rows[table["ref"]], table.get("enters", {})
    return replace(row, phase=Phase(enters.get("phase", row.phase)), due=enters.get("due", row.due))


def _action_steps(table: Table, domain: str) -> Iterator[Step]:
    for step in table.get("step", ()):
        yield _step(table["ref"], step, Act, domain)


def _cycle_steps(table: Table, domain: str) -> Iterator[Step]:
    for step in table["steps"]:
        if "task" in step:
            yield _step(f"{table['id']}/{step['task']}", step, TaskAct, domain)
        else:
            yield _step(table["id"], step, Act if "action" in step else CycleAct, domain)


def _step(item: str, table: Table, kind: type[Act | CycleAct | TaskAct], domain: str) -> Step:
    facts = {key: value for key, value in table.items() if key not in ABOUT}
    facts |= {"event": _EVENTS[kind](table["does"]), "actor": f"{table['who']}@{domain}"}
    deed = _built(kind, facts, domain, item)
    return Step(table["on"], item, deed, table.get("action", ""), table.get("refused", ""))


_EVENTS: Mapping[type, type[StrEnum]] = {Act: Event, CycleAct: CycleEvent, TaskAct: TaskEvent}
_CODES: Mapping[str, type[StrEnum]] = {
    "measure": Measure,
    "verdict": Verdict,
    "reflection": Reflection,
    "choice": PreviousChoice,
    "phase": Phase,
    "priority": Priority,
    "size": Size,
    "source": Source,
}


def _built(kind: type[Built], facts: Table, domain: str, item: str) -> Built:
    """Build a value from a table whose keys are its fields."""
    unknown = facts.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise StoryBroken("{item}: there is no '{key}' here", item=item, key=min(unknown))
    values: dict[str, Any] = {}
    for key, value in facts.items():
        if key in _CODES:
            values[key] = _CODES[key](value)
        elif key in EMAILS and "@" not in value:
            values[key] = f"{value}@{domain}"
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
