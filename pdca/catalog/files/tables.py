"""Tables as quality officers save them: any separator, columns in any order, Dutch headers, Excel workbooks.

What comes out is rows of tidy text cells that know where they stand; what a cell means is up to the reader of
the table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from pdca.catalog.files.problems import Problems
from pdca.catalog.files.sheets import UnreadableSheet, sheet_grid
from pdca.catalog.files.text import decoded, folded, tidy, unsafe_sign
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.errors import Message, Param
from pdca.domain.folder import Place

_SEPARATORS = ";,\t"
_NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# An apostrophe before one of these is ours: export writes it, so that a spreadsheet sees text and no formula.
_GUARDED = re.compile(r"'+[=+\-@]")
_EXCEL_FAULT = re.compile(
    r"#(?:N/[AB]|(?:REF|VERW|VALUE|WAARDE|DIV/0|DEEL/0|NUM|GETAL|NULL|LEEG)!|(?:NAME|NAAM)\?)"
)

LIKENESS = 0.8
"""A header so much like one that is not there was meant to be it; below it the column is somebody's own."""

NAMED = 10
"""So many columns that are not read are named."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: those that must be there and those that may."""

    table: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Return every column, in the order of the outer interface."""
        return (*self.needed, *self.optional)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    problems: Problems = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def has(self, column: str) -> bool:
        """Tell whether the table has a column at all."""
        return column in self.headers

    def place(self, column: str) -> Place:
        """Return where a cell stands, under the header that its column has in the file."""
        return Place(self.file, self.line, self.headers.get(column, column))

    def wrong(self, column: str, template: str, /, **params: Param) -> None:
        """Note a problem with a cell, under the header that its column has in the file."""
        self.problems.wrong(self.file, self.line, self.headers.get(column, column), template, **params)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file; without `headers` it could not be read, and `is_whole` when no column is missing."""

    rows: Sequence[Row] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    def keys(self, column: str) -> frozenset[str] | None:
        """Return what stands in a column, or None when that is not sure, so that nobody is blamed for it."""
        if column not in self.headers or not self.is_whole:
            return None
        return frozenset(row[column] for row in self.rows) - {""}


def read_table(path: Path, columns: Columns, words: Vocabulary, problems: Problems) -> Table:
    """Read a table from its .csv or .xlsx file."""
    try:
        if path.suffix.casefold() == ".csv":
            grid = _csv_grid(path, words.headers(columns.all), problems)
        else:
            grid = sheet_grid(path, words.texts("file", [columns.table]))
    except UnicodeDecodeError:
        problems.wrong(
            path.name, 0, "", "holds signs of an unknown encoding; save it as CSV UTF-8 in your spreadsheet"
        )
    except UnreadableSheet as error:
        problems.wrong(
            path.name, 0, "", "cannot be read as an Excel workbook ({fault}); save it again", fault=str(error)
        )
    except OSError as error:
        problems.wrong(path.name, 0, "", "cannot be read: {fault}", fault=error.strerror or str(error))
    else:
        return _Reading(path.name, columns, words, problems).table(grid)
    return Table()


def _csv_grid(path: Path, known: Mapping[str, str], problems: Problems) -> list[tuple[int, Sequence[str]]]:
    """Return the records that hold anything, each with the line it begins on."""
    text = decoded(path.read_bytes())
    line = 0
    if named := _NAMED_SEPARATOR.match(text):
        text, line, separator = text[named.end() :], 1, named[1]
    else:
        separator = max(_SEPARATORS, key=lambda one: _fit(text, one, known))
    before = line
    grid: list[tuple[int, Sequence[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                grid.append((line + 1, cells))
            line = before + reader.line_num
    except csv.Error as error:
        problems.wrong(
            path.name,
            line + 1,
            "",
            "a quote is not closed, or a cell is far too long ({fault}); nothing below was read",
            fault=str(error),
        )
    return grid


def _fit(text: str, separator: str, known: Mapping[str, str]) -> tuple[int, int]:
    """Return how well a separator fits the header: known words first, then number of cells."""
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        header = next((cells for cells in reader if any(map(str.strip, cells))), [])
    except csv.Error:
        return 0, 0
    return sum(folded(cell) in known for cell in header), len(header)


class _Reading:
    """One pass over the grid of one table."""

    def __init__(self, file: str, columns: Columns, words: Vocabulary, problems: Problems) -> None:
        self.file = file
        self.columns = columns
        self.words = words
        self.problems = problems

    def table(self, grid: Iterable[tuple[int, Sequence[str]]]) -> Table:
        """Read the first filled row as header and all others below it."""
        records = iter(grid)
        line, header = next(records, (0, ()))
        if not header:
            return self._empty()
        names = self._names(line, header)
        titled = frozenset(index for index, cell in enumerate(header) if cell.strip())
        headers = {column: tidy(header[index]) for index, column in names.items()}
        rows: list[Row] = []
        for number, cells in records:
            row = Row(self.file, number, {}, headers, self.problems)
            found = dict(self._cells(row, cells, names, titled))
            rows.append(Row(self.file, number, found, headers, self.problems))
        return Table(rows, headers, is_whole=headers.keys() >= set(self.columns.needed))

    def _empty(self) -> Table:
        """Tell that a table holds nothing, unless it was told already that it could not be read."""
        if all(one.file != self.file for one in self.problems.found):
            self.problems.first.add(self.file)
            self.problems.wrong(
                self.file,
                0,
                "",
                "this table is empty; put the names of its columns in the first row: {headers}",
                headers=", ".join(self.columns.all),
            )
        return Table(is_whole=False)

    def _names(self, line: int, header: Sequence[str]) -> dict[int, str]:
        """Return the column at each position of the header row."""
        known, names = self.words.headers(self.columns.all), dict[int, str]()
        unknown: dict[str, str] = {}
        for index, cell in enumerate(header):
            column = known.get(folded(cell))
            if not cell.strip():
                continue
            if column is None:
                unknown.setdefault(folded(cell), tidy(cell))
            elif column in names.values():
                self.problems.wrong(
                    self.file, line, tidy(cell), "this is column '{header}' again; keep one", header=column
                )
            else:
                names[index] = column
        self._unknown_headers(line, list(unknown.values()), frozenset(names.values()))
        for column in self.columns.needed:
            if column not in names.values():
                self.problems.first.add(self.file)
                self.problems.wrong(
                    self.file, line, column, "this column is missing; add it to the header of the table"
                )
        return names

    def _unknown_headers(self, line: int, unknown: Sequence[str], there: frozenset[str]) -> None:
        """Note a header that is nearly one that is not there as a problem, and all others as not read."""
        absent = self.words.header_texts(column for column in self.columns.all if column not in there)
        known, unread = ", ".join(self.columns.all), list[str]()
        for cell in unknown:
            if near := self.problems.nearest(cell, absent, LIKENESS):
                self.problems.wrong(
                    self.file,
                    line,
                    cell,
                    "there is no such column; did you mean '{near}'? Use: {headers}",
                    near=near,
                    headers=known,
                )
            else:
                unread.append(cell)
        if unread:
            items = ", ".join(unread[:NAMED]) + (", ..." if len(unread) > NAMED else "")
            facts: dict[str, Param] = {"items": items, "headers": known}
            told = Message("columns that are not read: {items}; known here are: {headers}", facts)
            self.problems.note(self.file, line, told)

    def _cells(
        self, row: Row, cells: Sequence[str], names: Mapping[int, str], titled: frozenset[int]
    ) -> Iterator[tuple[str, str]]:
        for index, cell in enumerate(cells):
            if not cell or cell.isspace():
                continue
            column, text = names.get(index), tidy(cell)
            if column is not None:
                yield column, self._checked(row, column, text)
            elif index not in titled:
                row.wrong(
                    "",
                    "'{cell}' stands under no header; give it one, or put quotes around a text that "
                    "holds the separator",
                    cell=text[:40],
                )

    def _checked(self, row: Row, column: str, text: str) -> str:
        if (sign := unsafe_sign(text)) is not None:
            row.wrong(column, "holds the invisible sign {sign}; type the text again", sign=sign)
        if _EXCEL_FAULT.fullmatch(text):
            row.wrong(column, "holds '{value}', a fault of the spreadsheet; repair its formula", value=text)
        return text[1:] if _GUARDED.match(text) else text
