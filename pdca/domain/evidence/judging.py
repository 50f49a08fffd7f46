"""Which files are taken as evidence: by what they are, never by what they call themselves.

Nothing is opened, run or drawn. Whatever could be a second thing at once - a page, a script, an archive - is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pdca.domain.errors import BadInput
from pdca.domain.evidence.containers import office_media
from pdca.domain.evidence.pictures import bare_jpeg, bare_png

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120


class Media(StrEnum):
    """What a file of evidence may be."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    CSV = "text/csv"
    TEXT = "text/plain"


ENDINGS = {
    Media.PDF: ("pdf",),
    Media.PNG: ("png",),
    Media.JPEG: ("jpg", "jpeg"),
    Media.DOCX: ("docx",),
    Media.XLSX: ("xlsx",),
    Media.PPTX: ("pptx",),
    Media.ODT: ("odt",),
    Media.ODS: ("ods",),
    Media.CSV: ("csv",),
    Media.TEXT: ("txt",),
}
TAKEN = "PDF, JPEG, PNG, DOCX, XLSX, PPTX, ODT, ODS, CSV, TXT"

_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
_ARCHIVE_ENDS, _ARCHIVE_TAIL = b"PK\x05\x06", 65_557
_NOT_PLAIN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_OTHER_TEXTS = ("#!", "%PDF", "%!PS", "{\\rtf", "<", "MZ", "From: ", "MIME-Version")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Judged:
    """A file as it is kept: under a name that is safe to show, without what was hidden in it."""

    name: str
    media: Media
    body: bytes


def judge(name: str, body: bytes) -> Judged:
    """Return a file as it is kept. Raises BadInput when it is not taken, saying why."""
    shown = _safe(name)
    if not body:
        raise BadInput("{name} is empty", name=shown)
    if len(body) > MOST_BYTES:
        raise BadInput(
            "{name} is larger than {most} MB; make it smaller, or say where it can be found",
            name=shown,
            most=MOST_BYTES // (1024 * 1024),
        )
    stem, ending = _split(shown)
    media, kept = _recognised(shown, ending, body)
    endings = ENDINGS[media]
    if ending and ending not in endings:
        raise BadInput(
            "{name} is called .{ending}, and inside it is {inside}: give it its own name",
            name=shown,
            ending=ending,
            inside=endings[0].upper(),
        )
    own = ending or endings[0]
    return Judged(f"{stem[: LONGEST_NAME - len(own) - 1].rstrip(' .')}.{own}", media, kept)


def _recognised(name: str, ending: str, body: bytes) -> tuple[Media, bytes]:
    if body.startswith(b"%PDF-"):
        return Media.PDF, _plain_pdf(name, body)
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG, bare_png(name, body)
    if body.startswith(b"\xff\xd8\xff"):
        return Media.JPEG, bare_jpeg(name, body)
    if body.startswith(b"PK\x03\x04"):
        return Media(office_media(name, body)), body
    if _is_plain_text(body):
        return (Media.CSV if ending == "csv" else Media.TEXT), body
    raise BadInput("{name} cannot be kept; these can: {taken}", name=name, taken=TAKEN)


def _plain_pdf(name: str, body: bytes) -> bytes:
    """Return a PDF that is nothing else as well, and does nothing by itself."""
    tail = body[-_ARCHIVE_TAIL:]
    is_archive = any(
        len(tail) - at.start() >= 22
        and int.from_bytes(tail[at.start() + 20 : at.start() + 22], "little") == len(tail) - at.start() - 22
        for at in re.finditer(re.escape(_ARCHIVE_ENDS), tail)
    )
    if not re.match(rb"%PDF-[12]\.\d", body) or b"%%EOF" not in body[-2048:]:
        raise BadInput("{name} is damaged: save it once more and try again", name=name)
    if is_archive or _MARKUP.search(body[:2048]):
        raise BadInput("{name} is more than one kind of file at once, and is not kept", name=name)
    if _ACTIVE_PDF.search(body):
        raise BadInput(
            "{name} holds a script or another file; print it to a new PDF and try again", name=name
        )
    return body


def _is_plain_text(body: bytes) -> bool:
    """Tell whether bytes are text for people: UTF-8, no markup, nothing that a machine would run."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    begins = text.lstrip()
    is_other = begins.startswith(_OTHER_TEXTS) or _MARKUP.search(body) is not None
    return bool(begins) and not is_other and _NOT_PLAIN.search(text) is None


def _safe(name: str) -> str:
    """Return a name that is safe to show and to save: no path, nothing invisible. Raises BadInput for a path."""
    whole = unicodedata.normalize("NFC", name)
    plain = _NOT_IN_NAMES.sub("_", " ".join(_visible(whole).split())).lstrip(". ")
    if "/" in whole or "\\" in whole or not plain:
        raise BadInput("'{name}' is not the name of a file", name=_visible(whole)[:LONGEST_NAME])
    stem, ending = _split(plain)
    return f"{stem[:LONGEST_NAME]}.{ending}" if ending else stem[:LONGEST_NAME]


def _visible(name: str) -> str:
    """Return a name without control signs and signs that turn the direction of writing."""
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot and stem and 0 < len(ending) <= 8 else (name, "")
