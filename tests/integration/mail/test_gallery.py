"""The gallery as people use it: pictures where there is a browser, and a loud word where there is none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from pdca.mail.gallery import WIDTHS, everything
from pdca.mail.pictures import find_browser, take_pictures

SHOWN = ("digest-nl", "task-en", "overview-nl-u")


def size(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.mark.browser
def test_no_mail_is_wider_than_the_screen(tmp_path: Path) -> None:
    browser = find_browser()
    if browser is None:
        return  # the gallery says so itself; see the unit test
    golden = Path(__file__).parents[2] / "unit" / "mail" / "golden"
    assert set(SHOWN) <= set(everything())
    pages = []
    for name in SHOWN:
        page = tmp_path / f"{name}.html"
        page.write_bytes((golden / page.name).read_bytes())
        pages.append(page)
    long_word = tmp_path / "long.html"
    long_word.write_text(pages[0].read_text("utf-8").replace("Pleinrooster", "Pleinrooster" * 9), "utf-8")

    pictures = take_pictures(browser, [*pages, long_word], WIDTHS)

    assert len(pictures) == 4 * len(WIDTHS) * 2
    for picture in pictures:
        assert size(picture)[0] == int(picture.stem.split("-")[-2]), picture.name
    light, dark = (pictures[0].read_bytes(), pictures[1].read_bytes())
    assert light != dark
