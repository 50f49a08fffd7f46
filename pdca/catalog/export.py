"""Writes a board as a folder again, so that what is in the product can leave it, and its history beside it.

The tables open in a Dutch or English spreadsheet by a double click, and load back to the same value.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from pdca.catalog.board import actions, away, people, processes, units
from pdca.catalog.board.programmes import FOLDER
from pdca.catalog.board_toml import approach_toml, board_toml, policy_toml, programme_toml
from pdca.catalog.files.tables import Columns
from pdca.domain.errors import BadInput
from pdca.domain.folder import ActionRow, BoardFolder
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit

HISTORY = "history"
# A spreadsheet runs such a text as a formula; the reader takes the apostrophe off again.
_FORMULA = re.compile(r"'*[=+\-@]")


def write_folder(folder: BoardFolder, path: Path) -> None:
    """Write a board folder that loads back to the same value. Raises BadInput when the folder is in use."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise BadInput("'{folder}' is not empty; name a new folder", folder=str(path))
    path.mkdir(parents=True, exist_ok=True)
    separator = ";" if folder.board.locale == "nl" else ","
    for columns, rows in _tables(folder).items():
        write_table(path / f"{columns.table}.csv", columns.all, rows, separator)
    _write(path / "board.toml", board_toml(folder.board))
    if folder.policy is not None:
        _write(path / "policy.toml", policy_toml(folder.policy))
    if folder.approach is not None:
        _write(path / "approach.toml", approach_toml(folder.approach))
    if folder.programmes is not None:
        (path / FOLDER).mkdir()
        for programme in folder.programmes:
            _write(path / FOLDER / f"{programme.code}.toml", programme_toml(programme))


def write_history(path: Path, name: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as `history/NAME.csv` and `history/NAME.json`; nested values stand there as JSON."""
    kept = [dict(row) for row in rows]
    columns = tuple(dict.fromkeys(chain.from_iterable(kept)))
    folder = path / HISTORY
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / f"{name}.csv", columns, ([_cell(row.get(one)) for one in columns] for row in kept))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=_plain) for row in kept)
    _write(folder / f"{name}.json", f"[\n{lines}\n]\n" if kept else "[]\n")


def write_table(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ","
) -> None:
    """Write a CSV file as spreadsheets like it: a byte order mark, no cell that could be a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=separator)
        table.writerow(columns)
        table.writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)


def _tables(folder: BoardFolder) -> Mapping[Columns, Iterable[Sequence[str]]]:
    return {
        units.COLUMNS: map(_unit, folder.units),
        people.COLUMNS: map(_person, folder.people),
        away.ABSENCES: map(_absence, folder.absences),
        away.DAYS_OFF: map(_day_off, folder.days_off),
        processes.COLUMNS: map(_process, folder.processes),
        actions.COLUMNS: map(_action, folder.actions),
    }


def _unit(unit: Unit) -> Sequence[str]:
    return unit.code, unit.name, unit.kind, unit.parent or "", unit.region, _day(unit.active_until)


def _person(person: Person) -> Sequence[str]:
    roles = ";".join(map(str, person.roles))
    until, deputy = _day(person.active_until), person.deputy or ""
    return person.email, person.name, person.unit, roles, person.locale, until, deputy


def _absence(absence: Absence) -> Sequence[str]:
    return absence.email, _day(absence.first), _day(absence.last)


def _day_off(off: DayOff) -> Sequence[str]:
    return off.unit, _day(off.first), _day(off.last), off.name


def _process(process: Process) -> Sequence[str]:
    return process.code, process.name, process.unit, process.owner


def _action(action: ActionRow) -> Sequence[str]:
    return (
        *(action.ref, action.title, action.unit, action.owner, action.source, action.grade),
        *(";".join(action.norms), _day(action.start), _day(action.due), action.phase),
        *(action.checker or "", action.priority, action.process or "", action.size or ""),
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value)


def _plain(value: object) -> str:
    """Write what JSON has no word for: days and instants as ISO, anything else as its text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
