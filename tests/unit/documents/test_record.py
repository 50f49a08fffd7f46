"""The record as PDF: the same moment gives the same file, and what people wrote is never read as markup."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pdca.documents.record import Lines, Record, Table, record_pdf
from pdca.web.places.cycles.record import LAYOUT

MADE = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
RECORD = Record(
    lang="nl",
    board="Stichting Voorbeeld",
    unit="De School",
    title="Verslag: Interne audit 2026-2027",
    facts=[("Toestand", "gesloten"), ("Grond", "besproken")],
    sections=[
        Table(title="Taken", heads=["Fase", "Taak"], widths=[1, 4], rows=[["plan", "audit voorbereiden"]]),
        Table(title="Acties", heads=["Actie"], widths=[1], rows=[], none="Geen."),
    ],
    happened=Lines(title="Wat er gebeurde", lines=["1 november 2026: geopend"]),
    chain="Keten 12",
)


def streams(pdf: bytes) -> bytes:
    """Return everything that a PDF holds, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for one in found:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            unpacked.append(one)
    return pdf + b"".join(unpacked)


def test_the_same_record_at_the_same_moment_is_the_same_file() -> None:
    assert record_pdf(RECORD, LAYOUT, MADE) == record_pdf(RECORD, LAYOUT, MADE)


def test_it_is_a_tagged_file_in_its_language_with_its_title() -> None:
    whole = streams(record_pdf(RECORD, LAYOUT, MADE))
    assert whole.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in whole
    assert b"/Lang" in whole
    assert b"pdfuaid" in whole
    assert b"Interne audit 2026-2027" in whole


def test_what_people_write_is_text_and_never_markup() -> None:
    hostile = '#panic("x") $ * _ ` <label> @ref \\ " ] } #read("/etc/hostname")'
    record = replace(RECORD, title=hostile, facts=[(hostile, hostile)], chain=hostile)
    assert record_pdf(record, LAYOUT, MADE).startswith(b"%PDF-")


@pytest.mark.parametrize("sign", ["\N{GRINNING FACE}", "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\a"])
def test_a_sign_that_no_font_has_costs_the_claim_and_not_the_file(sign: str) -> None:
    whole = streams(record_pdf(replace(RECORD, chain=f"Keten {sign}"), LAYOUT, MADE))
    assert b"/StructTreeRoot" in whole
    assert b"pdfuaid" not in whole


def test_a_long_record_goes_on_on_more_pages() -> None:
    rows = [["plan", f"taak {number}"] for number in range(200)]
    many = replace(RECORD, sections=[replace(RECORD.sections[0], rows=rows)])
    assert len(record_pdf(many, LAYOUT, MADE)) > 2 * len(record_pdf(RECORD, LAYOUT, MADE))
