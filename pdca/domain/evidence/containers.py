"""Documents that are an archive inside: which kind they are, and nothing in them that runs or bursts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from pdca.domain.errors import BadInput

MOST_ENTRIES = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
BURSTS_AT = 200
"""So many times its size a document may grow when it is unpacked; what is drawn or written grows far less."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN: Mapping[str, str] = {
    f"{_OFFICE}{kind}.main+xml": f"{_OFFICE}{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}
_OPEN = frozenset(
    {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"}
)
_TYPES, _OPEN_TYPE = "[Content_Types].xml", "mimetype"
_TYPE = re.compile(r'ContentType\s*=\s*["\']([^"\']+)["\']')
_RUNS = re.compile(
    r"vbaproject|activex|^basic/|^scripts/|\.(?:exe|dll|com|bat|cmd|ps1|vbs|jse?|jar|scr|msi|hta|lnk|html?)$",
    re.IGNORECASE,
)
_HEADER = 30
_IS_LINK, _KIND_OF_FILE = 0o120000, 0o170000


def office_media(name: str, body: bytes) -> str:
    """Return which kind of document an archive is. Raises BadInput when it is none, or not a safe one."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            _require_whole(name, body, archive, entries)
            _require_bounded(name, body, entries)
            media = _media(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise BadInput("{name} is damaged: save it once more and try again", name=name) from None
    if any(_RUNS.search(entry.filename) for entry in entries):
        raise BadInput("{name} holds a macro or a program; save it without and try again", name=name)
    if media is None:
        raise BadInput("{name} is an archive; show the documents one by one", name=name)
    return media


def _require_whole(
    name: str, body: bytes, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]
) -> None:
    """Refuse paths that lead out of the archive, secrets, doubles, and anything before or after it."""
    paths = [entry.filename for entry in entries]
    is_led_out = any(
        path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/") or "\0" in path
        for path in (*paths, *(entry.orig_filename for entry in entries))
    )
    is_linked = any((entry.external_attr >> 16) & _KIND_OF_FILE == _IS_LINK for entry in entries)
    if is_led_out or is_linked:
        raise BadInput("{name} holds a path that leads out of it, and is not kept", name=name)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BadInput("{name} is locked with a password; save it without and try again", name=name)
    is_wrapped = bool(archive.comment) or min((one.header_offset for one in entries), default=1) != 0
    if is_wrapped or len(set(paths)) != len(paths) or not body[-22:].startswith(b"PK\x05\x06"):
        raise BadInput("{name} is more than one kind of file at once, and is not kept", name=name)


def _require_bounded(name: str, body: bytes, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what bursts when it is unpacked: too much, or the same bytes told many times."""
    unpacked = sum(entry.file_size for entry in entries)
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    ends = 0
    for entry in in_order:
        is_overlapping = entry.header_offset < ends
        ends = entry.header_offset + _HEADER + entry.compress_size
        if is_overlapping or ends > len(body):
            raise _bursting(name)
    if len(entries) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, BURSTS_AT * len(body)):
        raise _bursting(name)


def _bursting(name: str) -> BadInput:
    return BadInput("{name} grows far too large when it is opened, and is not kept", name=name)


def _media(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """Return what an archive says that it is, where such a document says it; None when it says nothing known."""
    names = {entry.filename for entry in entries}
    first = entries[0]
    if first.filename == _OPEN_TYPE and first.compress_type == zipfile.ZIP_STORED and first.file_size <= 100:
        said = archive.read(first).decode("ascii", "replace")
        return said if said in _OPEN and {"content.xml", "META-INF/manifest.xml"} <= names else None
    if _TYPES not in names or archive.getinfo(_TYPES).file_size > 1024 * 1024:
        return None
    types = set(_TYPE.findall(archive.read(_TYPES).decode("utf-8", "replace")))
    found = [media for main, media in _MAIN.items() if main in types]
    return found[0] if len(found) == 1 else None
