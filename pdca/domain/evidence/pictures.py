"""Pictures without what a camera or a programme wrote into them: place, device, names, hidden texts.

Only the pieces that draw the picture are kept, and nothing after its end; of what a camera wrote, which side is up.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from pdca.domain.errors import BadInput

_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_DRAWS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)
MOST_PIXELS = 100_000_000

_START, _END, _SCAN, _COMMENT, _ADOBE, _EXIF, _JFIF, _PROFILE = 0xD8, 0xD9, 0xDA, 0xFE, 0xEE, 0xE1, 0xE0, 0xE2
_APPLICATION = range(0xE0, 0xF0)
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


def bare_png(name: str, body: bytes) -> bytes:
    """Return a PNG with only the chunks that draw it. Raises BadInput when it is damaged."""
    chunks = list(_chunks(name, body))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds or len(chunks[0][1]) != 13:
        raise _damaged(name)
    width, height = struct.unpack(">II", chunks[0][1][:8])
    _require_size(name, width, height)
    return _PNG_SIGN + b"".join(_chunk(kind, data) for kind, data in chunks if kind in _DRAWS)


def _chunks(name: str, body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG up to and including its end."""
    at = len(_PNG_SIGN)
    while at + 12 <= len(body):
        (length,) = struct.unpack(">I", body[at : at + 4])
        kind, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + length]
        check = body[at + 8 + length : at + 12 + length]
        if len(check) != 4 or struct.unpack(">I", check)[0] != zlib.crc32(kind + data):
            raise _damaged(name)
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + length
    raise _damaged(name)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bare_jpeg(name: str, body: bytes) -> bytes:
    """Return a JPEG with only the segments that draw it. Raises BadInput when it is damaged."""
    kept = [b"\xff\xd8"]
    at, has_frame, has_scan = 2, False, False
    while True:
        marker, at = _marker(name, body, at)
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        data = _segment(name, body, at)
        at += 2 + len(data)
        if marker in _FRAMES:
            has_frame = True
            _require_size(name, *struct.unpack(">HH", data[1:5]) if len(data) >= 5 else (0, 0))
        kept += _kept(marker, data)
        if marker == _SCAN:
            has_scan = True
            ends = _end_of_scan(name, body, at)
            kept.append(body[at:ends])
            at = ends
    if not (has_frame and has_scan):
        raise _damaged(name)
    return b"".join([*kept, b"\xff\xd9"])


def _marker(name: str, body: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place, and where what belongs to it begins."""
    if body[at : at + 1] != b"\xff":
        raise _damaged(name)
    while body[at : at + 1] == b"\xff":  # a marker may be preceded by any number of fill bytes
        at += 1
    if at >= len(body) or body[at] in (0x00, _START):
        raise _damaged(name)
    return body[at], at + 1


def _segment(name: str, body: bytes, at: int) -> bytes:
    length = int.from_bytes(body[at : at + 2], "big")
    data = body[at + 2 : at + length]
    if length < 2 or len(data) != length - 2:
        raise _damaged(name)
    return data


def _end_of_scan(name: str, body: bytes, at: int) -> int:
    """Return where the drawn data of a scan ends: at the next marker that is no part of it."""
    while (at := body.find(b"\xff", at)) != -1 and at + 1 < len(body):
        following = body[at + 1]
        if following != 0x00 and following not in _ALONE and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2
    raise _damaged(name)


def _kept(marker: int, data: bytes) -> list[bytes]:
    """Return what stays of a segment: all of what draws, and of a camera's notes which side is up."""
    if marker == _EXIF:
        side = _side_up(data)
        return [_written(_EXIF, _only_side(side))] if 1 < side <= 8 else []
    if marker == _JFIF:
        is_plain = data.startswith(b"JFIF\0") and len(data) >= 14
        return [_written(_JFIF, data[:12] + b"\0\0")] if is_plain else []
    is_drawn = marker == _ADOBE or (marker == _PROFILE and data.startswith(b"ICC_PROFILE\0"))
    if marker == _COMMENT or (marker in _APPLICATION and not is_drawn):
        return []
    return [_written(marker, data)]


def _written(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def _side_up(data: bytes) -> int:
    """Return which side of a photo is up as a camera noted it; 0 when it did not."""
    notes = data.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(notes[:4])
    if order is None or len(notes) < 8:
        return 0
    (first,) = struct.unpack(f"{order}I", notes[4:8])
    (count,) = struct.unpack(f"{order}H", notes[first : first + 2]) if first + 2 <= len(notes) else (0,)
    for entry in range(min(count, 200)):
        row = notes[first + 2 + 12 * entry :][:10]
        if len(row) == 10 and struct.unpack(f"{order}H", row[:2])[0] == _ORIENTATION:
            return int(struct.unpack(f"{order}H", row[8:10])[0])
    return 0


def _only_side(side: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, side, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"


def _require_size(name: str, width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise BadInput("{name} is a picture of an impossible size", name=name)


def _damaged(name: str) -> BadInput:
    return BadInput("{name} is damaged: save it once more and try again", name=name)
