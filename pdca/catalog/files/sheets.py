"""Excel workbooks as the grid of text that CSV gives: days as ISO dates, whole numbers without `.0`."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pdca.catalog.files.text import folded

# What a damaged workbook makes openpyxl and the libraries below it raise.
_DAMAGE = (
    *(InvalidFileException, BadZipFile, ParseError, zlib.error),
    *(AttributeError, EOFError, IndexError, KeyError, TypeError, ValueError),
)


class UnreadableSheet(Exception):
    """The file is no Excel workbook, or a damaged or locked one."""


def sheet_grid(path: Path, names: Collection[str]) -> list[tuple[int, Sequence[str]]]:
    """Return the rows that hold anything, of the sheet with one of the names of the table, else of the first.

    Raises UnreadableSheet.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it leaves out, such as drop-down lists
            return list(_rows(path, frozenset(map(folded, names))))
    except _DAMAGE as error:
        raise UnreadableSheet(type(error).__name__) from error


def _rows(path: Path, names: Collection[str]) -> Iterator[tuple[int, Sequence[str]]]:
    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        sheets = workbook.worksheets
        sheet = next((one for one in sheets if folded(one.title) in names), sheets[0])
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell is not None for cell in cells):
                yield line, [_text(cell) for cell in cells]
    finally:
        workbook.close()


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
