"""The record of a cycle as PDF: what a board files, and shows to an auditor. Tagged, so that it can be read aloud."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import typst

STANDARD: Final = "ua-1"
"""PDF/UA-1, ISO 14289-1: the pages of a document that everybody can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A part of the record; `widths` are shares of the page, `none` stands there when it has no rows."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A part of the record that is a list, oldest first."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that a record says, in the reader's language; `facts` are pairs of a name and its value."""

    lang: str
    board: str
    unit: str
    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Table]
    happened: Lines
    chain: str


def record_pdf(record: Record, source: Path, made: datetime) -> bytes:
    """Return a record as PDF; the same record made at the same moment is the same file.

    `source` is the layout. Fonts come with the library, so every machine sets the same pages. A sign that none
    of them has, such as an emoji, is an empty box; such a file is tagged too, but may not claim the standard.
    """
    try:
        return _compiled(record, source, made, STANDARD)
    except typst.TypstError:
        return _compiled(record, source, made, None)


def _compiled(record: Record, source: Path, made: datetime, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        source,
        root=source.parent,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=standard,
        timestamp=int(made.timestamp()),
        sys_inputs={"record": json.dumps(asdict(record), ensure_ascii=False)},
    )
