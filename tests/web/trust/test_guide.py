"""The guide is open to everybody, and each page of the product leads to its own part of it."""

import re
from pathlib import Path

import pytest

from pdca.web.places.coming_in.help import anchors, chapters, guide_folder
from tests.web.house import House

ROOT = Path(__file__).parents[3]
PROMISED = (
    *(
        "act",
        "sign-in",
        "work",
        "requests",
        "absence",
        "actions",
        "action",
        "board",
        "new-action",
        "handover",
    ),
    *(
        "cycles",
        "cycle",
        "closing",
        "year",
        "dashboard",
        "setup",
        "plan",
        "units",
        "programmes",
        "import",
        "people",
        "policy",
        "trust",
        "why",
    ),
    "demo",
)
HELP = re.compile(r'\bhelp="([a-z-]+)"')
SMALL, ALL_TOGETHER = 80_000, 800_000


def test_every_part_is_there_once() -> None:
    found = [section.anchor for chapter in chapters() for section in chapter.sections]
    assert sorted(found) == sorted(PROMISED)


def test_every_page_of_the_product_leads_to_a_part_that_is_there() -> None:
    asked = {
        anchor
        for path in (ROOT / "pdca" / "web").rglob("*.py")
        for anchor in HELP.findall(path.read_text("utf-8"))
    }
    assert "action" in asked, "the pages name their part so"
    assert asked - anchors().keys() == set()


@pytest.mark.parametrize("anchor", PROMISED)
def test_a_part_is_open_to_who_is_not_signed_in(house: House, anchor: str) -> None:
    browser = house.browser()
    assert browser.get(f"/help/{anchor}").status_code == 200
    for place in re.findall(r'(?:href|src)="(/help[^"#]*)', browser.page.text):  # type: ignore[union-attr]  # it is open
        assert browser.client.get(place).status_code == 200, place


def test_the_guide_names_all_its_parts(house: House) -> None:
    browser = house.browser()
    browser.get("/help")
    assert "Voor wie een actie heeft" in browser.says
    assert all(f'href="/help/{anchor}"' in browser.page.text for anchor in PROMISED)  # type: ignore[union-attr]  # it is open


def test_what_is_not_in_the_guide_is_not_found(house: House) -> None:
    browser = house.browser()
    for odd in ("nothing", "pictures/nothing.png", "pictures/..%2factiehouder.md", "../pdca"):
        assert browser.get(f"/help/{odd}").status_code == 404, odd


def test_the_guide_is_marked_as_dutch_on_an_english_page(house: House) -> None:
    browser = house.browser()
    browser.client.cookies.set("pdca-lang", "en")
    page = browser.get("/help/act").text
    assert "The guide is written in Dutch." in page
    assert '<div class="prose guide" lang="nl">' in page


def test_every_picture_is_small_used_and_there() -> None:
    pictures = {path.name: path.stat().st_size for path in (guide_folder() / "pictures").glob("*")}
    used = {
        name
        for path in guide_folder().glob("*.md")
        for name in re.findall(r"\]\(pictures/([\w.-]+)\)", path.read_text("utf-8"))
    }
    assert set(pictures) == used
    assert all(size < SMALL for size in pictures.values()), pictures
    assert sum(pictures.values()) < ALL_TOGETHER
