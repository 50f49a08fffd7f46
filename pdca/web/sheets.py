"""Tables to take along: CSV that a spreadsheet opens by a double click, with no cell that it runs as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from starlette.responses import Response

_FORMULA = re.compile(r"[\s'\x00-\x1f]*[=+\-@]")


def safe_cell(value: str | int | date | None) -> str:
    """Return a value as a cell; a text like a formula, also in wide signs, gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else value
    is_risky = bool(_FORMULA.match(unicodedata.normalize("NFKC", text))) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if is_risky else text


def csv_file(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[str | int | date | None]], locale: str
) -> Response:
    """Return a CSV file to save."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";" if locale == "nl" else ",", lineterminator="\r\n")
    writer.writerow([safe_cell(head) for head in heads])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return Response(
        sheet.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}.csv"'},
    )
