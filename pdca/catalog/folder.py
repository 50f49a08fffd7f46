"""Reads a whole board folder and refuses it with everything that is wrong with it, or not at all."""

from __future__ import annotations

from pathlib import Path

from pdca.catalog.approach_file import read_approach
from pdca.catalog.board import actions, away, people, policy, processes, programmes, settings, units
from pdca.catalog.board.cells import codes_of
from pdca.catalog.file_names import FileNames
from pdca.catalog.files.problems import Problems
from pdca.catalog.files.tables import Columns, Table, read_table
from pdca.catalog.files.toml_tables import read_toml
from pdca.catalog.shipped import Shipped
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import BadInput
from pdca.domain.folder import BoardFolder
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Unit

BOARD, POLICY, PROGRAMMES, APPROACH = "board", "policy", "programmes", "approach"


def read_folder(path: Path, shipped: Shipped) -> BoardFolder:
    """Read and check a board folder. Raises BadFolder with every problem in it."""
    if not path.is_dir():
        raise BadInput("there is no folder '{folder}'", folder=str(path))
    return _Reading(path, shipped).folder()


class _Reading:
    """One folder being read; the problems gather until the end."""

    def __init__(self, path: Path, shipped: Shipped) -> None:
        self.shipped = shipped
        self.words = shipped.vocabulary
        self.problems = Problems()
        self.files = FileNames(path, self.words, self.problems)

    def folder(self) -> BoardFolder:
        """Read file after file, then stop when anything is wrong."""
        board = self._board()
        unit_table, people_table = self._needed(units.COLUMNS), self._needed(people.COLUMNS)
        known_units, known_people = unit_table.keys("code"), codes_of(people_table.keys("email"))
        process_table = self._optional(processes.COLUMNS)
        around = actions.Surroundings(self.shipped, known_units, known_people, process_table.keys("code"))
        if known_units == frozenset():
            file = self.files.find(units.COLUMNS.table)
            name = file.name if file is not None else "units.csv"
            self.problems.wrong(name, 0, "", "holds no unit; add at least the board itself")
        known = units.read_units(unit_table, self.words)
        folder = BoardFolder(
            board=board,
            units=known,
            people=people.read_people(people_table, known_units, self.words),
            absences=away.read_absences(self._optional(away.ABSENCES), known_people),
            days_off=away.read_days_off(self._optional(away.DAYS_OFF), known_units),
            processes=processes.read_processes(process_table, known_units, known_people),
            actions=actions.read_actions(self._optional(actions.COLUMNS), around),
            policy=self._policy(),
            programmes=self._programmes(None if known_units is None else known),
            approach=self._approach(None if known_units is None else known, process_table.keys("code")),
            last_days=units.places_of_last_days(unit_table),
            homes=people.places_of_homes(people_table),
            notes=(*self.files.notes(), *self.problems.notes),
        )
        self.problems.stop()
        return folder

    def _board(self) -> Board:
        file = self.files.find(BOARD)
        if file is None:
            self.problems.wrong(f"{BOARD}.toml", 0, "", "is missing; a board folder cannot do without it")
        elif (table := read_toml(file, file.name, self.problems)) is not None:
            return settings.read_board(table)
        return Board(slug="", name="", mail_from="")

    def _policy(self) -> Policy | None:
        file = self.files.find(POLICY)
        if file is None:
            return None
        table = read_toml(file, file.name, self.problems)
        return None if table is None else policy.read_policy(table, self.shipped.policy, self.words)

    def _programmes(self, known: tuple[Unit, ...] | None) -> tuple[Programme, ...] | None:
        folder = self.files.find(PROGRAMMES)
        if folder is None:
            return None
        return programmes.read_programmes(folder, self.words, self.problems, known)

    def _approach(self, known: tuple[Unit, ...] | None, processes: frozenset[str] | None) -> Approach | None:
        file = self.files.find(APPROACH)
        table = None if file is None else read_toml(file, file.name, self.problems)
        return None if table is None else read_approach(table, known, processes, self.words)

    def _needed(self, columns: Columns) -> Table:
        table = self._table(columns)
        if table is None:
            self.problems.wrong(
                f"{columns.table}.csv", 0, "", "is missing; a board folder cannot do without it"
            )
        return table or Table()

    def _optional(self, columns: Columns) -> Table:
        return self._table(columns) or Table(headers={column: column for column in columns.all})

    def _table(self, columns: Columns) -> Table | None:
        file = self.files.find(columns.table)
        return None if file is None else read_table(file, columns, self.words, self.problems)
