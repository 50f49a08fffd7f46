"""Small files of every kind, built byte by byte, and what somebody might hide in them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
OFFICE = "application/vnd.openxmlformats-officedocument."
PLACE = b"52.0907 N 5.1214 E, toestel van Anna"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Build a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(*more: bytes, width: int = 1, height: int = 1, after: bytes = b"") -> bytes:
    """Build a PNG of one grey pixel, with more chunks before its data and anything after its end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    drawn = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + drawn + chunk(b"IEND", b"") + after


def segment(marker: int, data: bytes) -> bytes:
    """Build a segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 16, 16, 1) + b"\x01\x11\x00")
TABLE = segment(0xDB, b"\x00" + bytes(range(1, 65)))
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"


def a_jpeg(*more: bytes, after: bytes = b"") -> bytes:
    """Build the skeleton of a JPEG, with more segments at its beginning and anything after its end."""
    return b"\xff\xd8" + b"".join(more) + TABLE + FRAME + SCAN + b"\xff\xd9" + after


def camera_notes(side: int, order: str = "<") -> bytes:
    """Build what a camera notes: which side is up, and where it was."""
    sign = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, side, 0)
    place = struct.pack(f"{order}HHII", 0x010E, 2, len(PLACE), 38)
    body = sign + struct.pack(f"{order}IH", 8, 2) + place + entry + b"\0\0\0\0" + PLACE
    return segment(0xE1, b"Exif\0\0" + body)


def an_archive(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], stored: bool = False) -> bytes:
    """Build a zip archive."""
    out = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, body in dict(files).items():
            archive.writestr(name, body)
    return out.getvalue()


def types(*content_types: str) -> bytes:
    """Build the list of types of an office document."""
    rows = "".join(f'<Override PartName="/x.xml" ContentType="{one}"/>' for one in content_types)
    return f"<Types>{rows}</Types>".encode()


def a_document(kind: str = "wordprocessingml.document", more: Mapping[str, bytes] | None = None) -> bytes:
    """Build the skeleton of an office document."""
    listed = {"[Content_Types].xml": types(f"{OFFICE}{kind}.main+xml"), "x.xml": b"<w/>"}
    return an_archive({**listed, **(more or {})})


def an_open_document(kind: str = "text") -> bytes:
    """Build the skeleton of an open document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        said = f"application/vnd.oasis.opendocument.{kind}"
        archive.writestr(zipfile.ZipInfo("mimetype"), said, zipfile.ZIP_STORED)
        archive.writestr("content.xml", "<office/>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()
