"""What may be shown as evidence is told by its bytes; whatever else is refused, in words that help."""

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import BadInput
from pdca.domain.evidence.judging import LONGEST_NAME, MOST_BYTES, Media, judge
from tests.unit.evidence.files import (
    OFFICE,
    PDF,
    a_document,
    a_jpeg,
    a_png,
    an_archive,
    an_open_document,
    types,
)


def a_workbook() -> bytes:
    """Build a workbook as a spreadsheet programme does."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("rooster").append(["leesrooster", 3])
    book.save(out)
    return out.getvalue()


GOOD = [
    ("rooster.pdf", PDF, Media.PDF),
    ("foto.PNG", a_png(), Media.PNG),
    ("foto.jpeg", a_jpeg(), Media.JPEG),
    ("verslag.docx", a_document(), Media.DOCX),
    ("cijfers.xlsx", a_workbook(), Media.XLSX),
    ("dia's.pptx", a_document("presentationml.presentation"), Media.PPTX),
    ("verslag.odt", an_open_document(), Media.ODT),
    ("cijfers.ods", an_open_document("spreadsheet"), Media.ODS),
    ("cijfers.csv", "naam;aantal\nélève;3\n".encode(), Media.CSV),
    ("notitie.txt", "\ufeffAfspraak: elke dag twintig minuten.".encode(), Media.TEXT),
]


@pytest.mark.parametrize(("name", "body", "media"), GOOD, ids=[name for name, _, _ in GOOD])
def test_what_people_show_is_taken_as_what_it_is(name: str, body: bytes, media: Media) -> None:
    judged = judge(name, body)
    assert judged.media is media
    assert judged.name == name.replace("PNG", "png")


def test_a_list_of_kinds_that_is_not_all_text_still_says_which_it_is() -> None:
    listed = types(f"{OFFICE}wordprocessingml.document.main+xml") + b"<!-- caf\xe9 -->"
    assert judge("brief.docx", an_archive({"[Content_Types].xml": listed})).media is Media.DOCX


def _cut_short(name: str) -> bytes:
    """A document in which the name of a part ends earlier for one reader than for another."""
    return a_document(more={name: b"x"}).replace(name.encode(), name.encode().replace(b"X", b"\0"))


def _remarked() -> bytes:
    """An archive with a remark behind it, in which a PDF could end."""
    out = io.BytesIO(an_archive({"a": b"b"}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"%%EOF"
    return out.getvalue()


def _with_macro(file: str) -> bytes:
    return a_document(more={file: b"x"})


def _locked() -> bytes:
    body = bytearray(a_document())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + at] |= 1
    return bytes(body)


def _linked() -> bytes:
    out = io.BytesIO(a_document())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _doubled() -> bytes:
    """The same packed bytes told by two entries of the list."""
    body = a_document(more={"y.xml": b"y" * 40, "z.xml": b"y" * 40})
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        first, second = archive.getinfo("y.xml").header_offset, archive.getinfo("z.xml").header_offset
    return body.replace(second.to_bytes(4, "little"), (first + 3).to_bytes(4, "little"))


SCRIPT = b"<script>alert(1)</script>"
BAD = [
    ("a page", "verslag.html", b"<!DOCTYPE html><p>hoi", "cannot be kept"),
    ("a page that is called a picture", "foto.png", b"<html>" + SCRIPT, "cannot be kept"),
    ("a drawing with a script", "plaatje.svg", b"<svg onload=alert(1)>", "cannot be kept"),
    ("a drawing that is called text", "plaatje.txt", b"\n <svg/>", "cannot be kept"),
    ("a script in a text", "notitie.txt", b"hallo " + SCRIPT, "cannot be kept"),
    ("a text for a machine", "doen.txt", b"#!/bin/sh\nrm -rf ~", "cannot be kept"),
    ("a page for a printer", "doen.txt", b"%!PS-Adobe-3.0\n", "cannot be kept"),
    ("a rich text", "brief.txt", b"{\\rtf1 hallo}", "cannot be kept"),
    ("a moving picture", "foto.gif", b"GIF89a\x01\x00", "cannot be kept"),
    ("a program", "rooster.pdf", b"MZ\x90\x00\x03", "cannot be kept"),
    ("an old document", "brief.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot be kept"),
    ("a text that is no text", "notitie.txt", b"hallo\x00wereld", "cannot be kept"),
    ("a text in another alphabet's bytes", "notitie.txt", "café".encode("latin-1"), "cannot be kept"),
    ("only spaces", "notitie.txt", b"  \n ", "cannot be kept"),
    ("nothing", "notitie.txt", b"", "is empty"),
    ("too much", "notitie.txt", b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
    ("a program by its name", "rooster.exe", PDF, "is called .exe"),
    ("a page by its name", "notitie.html", b"hallo", "is called .html"),
    ("two endings", "rooster.pdf.exe", PDF, "is called .exe"),
    ("a picture that is called a document", "foto.pdf", a_png(), "is called .pdf, and inside it is PNG"),
    ("a PDF that breaks off", "rooster.pdf", PDF.replace(b"%%EOF", b""), "damaged"),
    ("a PDF that is a page", "rooster.pdf", PDF[:9] + b"%" + SCRIPT + PDF[9:], "more than one kind"),
    ("a PDF that is an archive", "rooster.pdf", PDF + an_archive({"a": b"b"}) , "damaged|more than one"),
    (
        "a PDF with an archive before its end",
        "rooster.pdf",
        PDF.replace(b"%%EOF\n", b"") + an_archive({"a": b"b %%EOF"}, stored=True),
        "more than one kind",
    ),
    ("a PDF that ends in an archive", "rooster.pdf", PDF + _remarked(), "more than one kind"),
    ("a PDF with a script", "rooster.pdf", PDF.replace(b"/Type", b"/S /JavaScript /Type"), "script"),
    ("a PDF that starts something", "rooster.pdf", PDF.replace(b"/Type", b"/S /Launch /Type"), "script"),
    ("a PDF with a file in it", "rooster.pdf", PDF.replace(b"/Type", b"/EmbeddedFiles 3 0 R /Type"), "script"),
    ("an archive", "alles.zip", an_archive({"a.txt": b"b"}), "is an archive"),
    ("an archive that is called a document", "alles.docx", an_archive({"a.txt": b"b"}), "is an archive"),
    ("a document of no known kind", "brief.odt", an_archive({"mimetype": b"\xff\xfe"}, stored=True), "is an archive"),
    ("a document with macros", "brief.docx", _with_macro("word/vbaProject.bin"), "macro"),
    ("a document that runs", "brief.docx", _with_macro("word/activeX/activeX1.xml"), "macro"),
    ("a document with a program", "brief.docx", _with_macro("word/embeddings/doen.EXE"), "program"),
    (
        "a document made for macros",
        "brief.docx",
        an_archive({"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled.main+xml")}),
        "is an archive",
    ),
    (
        "two documents at once",
        "brief.docx",
        an_archive(
            {
                "[Content_Types].xml": types(
                    f"{OFFICE}wordprocessingml.document.main+xml", f"{OFFICE}spreadsheetml.sheet.main+xml"
                )
            }
        ),
        "is an archive",
    ),
    ("a document with macros of its own", "brief.odt", an_archive({"Basic/doen.xml": b"x"}), "macro"),
    ("a path out of the document", "brief.docx", a_document(more={"../../etc/cron": b"x"}), "leads out"),
    ("a path from the top", "brief.docx", a_document(more={"/etc/cron": b"x"}), "leads out"),
    ("a path to a disk", "brief.docx", a_document(more={"c:/x": b"x"}), "leads out"),
    ("a path backwards", "brief.docx", a_document(more={"..\\x": b"x"}), "leads out"),
    ("a path that breaks off", "brief.docx", _cut_short("word/aXb.xml"), "leads out"),
    ("a link out of the document", "brief.docx", _linked(), "leads out"),
    ("a document under lock", "brief.docx", _locked(), "locked"),
    ("an archive before a document", "brief.docx", an_archive({"doen.js": SCRIPT}) + a_document(), "more than one"),
    ("something after a document", "brief.docx", a_document() + SCRIPT, "more than one|damaged"),
    ("a document that bursts", "brief.docx", a_document(more={"x.bin": b"\0" * 40_000_000}), "far too large"),
    ("the same bytes twice", "brief.docx", _doubled(), "far too large|damaged"),
    ("a document that breaks off", "brief.docx", a_document()[:-30], "damaged"),
    ("a picture that breaks off", "foto.png", a_png()[:-20], "damaged"),
    ("a photo that breaks off", "foto.jpg", a_jpeg()[:-2], "damaged"),
    ("a photo that breaks off in its last sign", "foto.jpg", a_jpeg()[:-1], "damaged"),
    ("a photo of nothing", "foto.jpg", b"\xff\xd8\xff\xd9", "damaged"),
    ("a picture of an impossible size", "foto.png", a_png(width=60_000, height=60_000), "impossible size"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_whatever_else_is_refused_and_told_why(name: str, body: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        judge(name, body)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "../rooster.pdf",
        "..\\rooster.pdf",
        "/etc/passwd",
        "C:\\map\\rooster.pdf",
        "a/b.pdf",
        "..",
        ".",
        " ",
        "",
    ],
)
def test_a_path_is_no_name(name: str) -> None:
    with pytest.raises(BadInput, match="not the name of a file"):
        judge(name, PDF)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("rooster", "rooster.pdf"),
        ("  leesrooster   groep.pdf ", "leesrooster groep.pdf"),
        (".rooster.pdf", "rooster.pdf"),
        ("rooster\u202egnp.pdf", "roostergnp.pdf"),
        ("roos\x00ter\r\n.pdf", "rooster.pdf"),
        ('roos"ter<1>.pdf', "roos_ter_1_.pdf"),
        ("ro\u0308oster.pdf", "röoster.pdf"),
        ("v1.2 rooster.PDF", "v1.2 rooster.pdf"),
        ("a" * 300 + ".pdf", "a" * (LONGEST_NAME - 4) + ".pdf"),
        ("a" * (LONGEST_NAME - 5) + " bijlage.pdf", "a" * (LONGEST_NAME - 5) + ".pdf"),
    ],
)
def test_a_name_is_made_safe_to_show(given_name: str, kept: str) -> None:
    assert judge(given_name, PDF).name == kept


@given(st.text(max_size=200))
def test_any_name_is_refused_or_becomes_one_that_can_be_shown(name: str) -> None:
    try:
        kept = judge(name, PDF).name
    except BadInput:
        return
    assert kept.endswith(".pdf")
    assert len(kept) <= LONGEST_NAME
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert not kept.startswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_taken_and_never_break(body: bytes) -> None:
    for begins in (b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"):
        with suppress(BadInput):
            assert judge("bewijs", begins + body).body
