"""Of a picture is kept what draws it: no place, no device, no hidden text, nothing after its end."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import BadInput
from pdca.domain.evidence.judging import judge
from tests.unit.evidence.files import (
    FRAME,
    PLACE,
    SCAN,
    TABLE,
    a_jpeg,
    a_png,
    an_archive,
    camera_notes,
    chunk,
    segment,
)

SECRET = b"geheim van de maker"


def jpeg(body: bytes) -> bytes:
    """Return a photo as it is kept."""
    return judge("foto.jpg", body).body


def png(body: bytes) -> bytes:
    """Return a picture as it is kept."""
    return judge("foto.png", body).body


def test_a_photo_loses_where_and_with_what_it_was_taken() -> None:
    kept = jpeg(a_jpeg(segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), camera_notes(1)))
    assert PLACE not in kept
    assert b"Exif" not in kept
    assert kept == a_jpeg(segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("side", [3, 6, 8])
def test_of_a_cameras_notes_stays_which_side_is_up(side: int, order: str) -> None:
    kept = jpeg(a_jpeg(camera_notes(side, order)))
    assert PLACE not in kept
    assert struct.pack(">HHIH", 0x0112, 3, 1, side) in kept
    assert jpeg(kept) == kept


@pytest.mark.parametrize("side", [0, 1, 9])
def test_a_side_that_needs_no_turning_or_does_not_exist_is_dropped(side: int) -> None:
    assert jpeg(a_jpeg(camera_notes(side))) == a_jpeg()


@given(st.lists(st.tuples(st.sampled_from([0xFE, *range(0xE0, 0xF0)]), st.binary(max_size=60)), max_size=6))
def test_whatever_a_programme_wrote_into_a_photo_is_gone(notes: list[tuple[int, bytes]]) -> None:
    hidden = [segment(marker, SECRET + data) for marker, data in notes if marker != 0xEE]
    assert jpeg(a_jpeg(*hidden)) == a_jpeg()


def test_what_the_colours_need_stays() -> None:
    profile, adobe = segment(0xE2, b"ICC_PROFILE\0\x01\x01abc"), segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")
    assert jpeg(a_jpeg(profile, adobe)) == a_jpeg(profile, adobe)


MAKER = struct.pack("<IH", 8, 1) + struct.pack("<HHII", 0x010F, 2, 4, 0x414E4E41) + b"\0\0\0\0"


@pytest.mark.parametrize("notes", [MAKER, struct.pack("<I", 7), struct.pack("<I", 4_000_000_000)])
def test_notes_that_do_not_say_which_side_is_up_are_gone_whole(notes: bytes) -> None:
    assert jpeg(a_jpeg(segment(0xE1, b"Exif\0\0II*\0" + notes))) == a_jpeg()


def test_a_marker_that_stands_alone_is_dropped_and_what_follows_is_read() -> None:
    assert jpeg(a_jpeg(b"\xff\x01")) == a_jpeg()


def test_a_photo_that_is_drawn_in_passes_keeps_them_all() -> None:
    passes = b"\xff\xd8" + TABLE + FRAME + SCAN + segment(0xC4, b"\0" * 20) + SCAN + b"\xff\xd9"
    assert jpeg(passes) == passes


@pytest.mark.parametrize("after", [b"<script>alert(1)</script>", an_archive({"a": b"b"}), SECRET])
def test_nothing_after_the_end_of_a_picture_is_kept(after: bytes) -> None:
    assert jpeg(a_jpeg(after=after)) == a_jpeg()
    assert png(a_png(after=after)) == a_png()


def test_a_thumbnail_and_its_own_notes_are_dropped() -> None:
    small = segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01" + SECRET)
    assert SECRET not in jpeg(a_jpeg(small))


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"prVt"])
def test_a_picture_loses_its_texts(kind: bytes) -> None:
    assert png(a_png(chunk(kind, SECRET))) == a_png()


def test_a_picture_keeps_its_colours() -> None:
    colours = chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\x01")
    assert png(a_png(*colours)) == a_png(*colours)


SIGN, HEAD, DRAWN, END = (
    b"\x89PNG\r\n\x1a\n",
    chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
    chunk(b"IDAT", b"x\x9cch\x00\x00\x00\x81\x00\x81"),
    chunk(b"IEND", b""),
)


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, END),
        (DRAWN, END),
        (DRAWN, HEAD, END),
        (chunk(b"IHDR", b"\0\0\0\1\0\0\0\1"), DRAWN, END),
        (END,),
    ],
)
def test_a_picture_in_which_something_is_missing_is_damaged(parts: tuple[bytes, ...]) -> None:
    assert png(SIGN + HEAD + DRAWN + END) == SIGN + HEAD + DRAWN + END
    with pytest.raises(BadInput, match="damaged"):
        png(SIGN + b"".join(parts))
