"""Every page, as everybody sees it: axe is content, nothing scrolls sideways on a phone, no complaint of the browser.

`make test` looks at each page in light on a desk, and how wide it becomes on a phone; `make test-full` at both
languages, themes and widths. A page that is in no list fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from starlette.routing import Match

from pdca.demo.build import Demo
from pdca.web.places.all import PLACES, STAGE_PLACES
from tests.browser.gallery import look, opened
from tests.browser.pages import EVERY, NO_PAGES, Shown
from tests.browser.served import DESK, PHONE, Served

AXE = Axe()
TABLET, PAPER = ViewportSize(width=768, height=1024), ViewportSize(width=672, height=1000)
BY_NAME = {one.name: one for one in EVERY}
ROUTES = [route for place in (*PLACES, *STAGE_PLACES) for route in place.routes]


@dataclass
class Gallery:
    """The pages, and for each person one browser that goes from page to page."""

    served: Served
    found: dict[str, str]
    pages: dict[tuple[str, bool], Page] = field(default_factory=dict)

    def open(self, shown: Shown, language: str = "nl", *, is_dark: bool = False) -> Page:
        """Open a page and see that it answers as it should."""
        if (shown.who, is_dark) not in self.pages:
            self.pages[shown.who, is_dark] = self.served.page(shown.who, is_dark=is_dark)
        page = self.pages[shown.who, is_dark]
        page.context.add_cookies([{"name": "pdca-lang", "value": language, "url": self.served.address}])
        page.set_viewport_size(DESK)
        self.served.complaints.said.clear()
        assert look(page, shown, self.found).status == shown.status
        return page


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, lived_in: Demo, chrome: Browser) -> Iterator[Gallery]:
    """One served board for all pages: looking at them changes nothing."""
    with opened(tmp_path_factory.mktemp("gallery"), lived_in, chrome) as (served, found):
        yield Gallery(served, found)


def faults(page: Page, language: str) -> list[str]:
    """Return everything that is wrong with the open page at its present size."""
    violations = AXE.run(page).response["violations"]
    found = [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in violations]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        found.append(f"stands twice: {twice}")
    if (heads := page.locator("h1").count()) != 1:
        found.append(f"{heads} first headings")
    if not page.title().strip():
        found.append("no title")
    if (spoken := page.locator("html").get_attribute("lang")) != language:
        found.append(f"lang is {spoken}")
    return found


def too_wide(page: Page, size: ViewportSize) -> list[str]:
    """Return what makes the open page scroll sideways at a size."""
    page.set_viewport_size(size)
    if page.evaluate("document.documentElement.scrollWidth") <= size["width"]:
        return []
    return [f"too wide at {size['width']}: {page.evaluate(WIDE)}"]


WIDE = """[...document.querySelectorAll("main *, .top *, .foot *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((one) => one.tagName + "." + (one.getAttribute("class") ?? ""))"""


@pytest.mark.browser
@pytest.mark.parametrize("name", BY_NAME)
def test_a_page_has_no_fault_and_fits_on_a_phone(gallery: Gallery, name: str) -> None:
    page = gallery.open(BY_NAME[name])
    assert faults(page, "nl") + too_wide(page, PHONE) == []
    assert gallery.served.complaints.said == []


ASTRAY = """[...document.querySelectorAll(".rows table")]
  .filter((one) => getComputedStyle(one).display === "table")
  .map((one) => [one.tHead.rows[0], one.tBodies[0].rows[0]].map((row) => [...row.cells]
    .filter((cell) => cell.offsetWidth).map((cell) => Math.round(cell.getBoundingClientRect().left))))
  .filter(([heads, cells]) => String(heads) !== String(cells))"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["dashboard-board", "actions"])
def test_columns_stand_under_their_heads_on_a_tablet_and_on_paper(gallery: Gallery, name: str) -> None:
    page = gallery.open(BY_NAME[name])
    for size, media in ((TABLET, "screen"), (PAPER, "print")):
        page.emulate_media(media=media)  # type: ignore[arg-type]  # both are media
        assert too_wide(page, size) + page.evaluate(ASTRAY) == []
    page.emulate_media(media="screen")


@pytest.mark.browser
def test_a_list_on_paper_says_that_there_are_more_pages(gallery: Gallery) -> None:
    page = gallery.open(BY_NAME["mail-log"])
    page.emulate_media(media="print")
    assert page.get_by_text("in totaal, bladzijde 1 van").is_visible()
    assert not page.get_by_text("Volgende").is_visible()
    page.emulate_media(media="screen")


@pytest.mark.browser
def test_the_drawing_of_the_year_is_printed_whole(gallery: Gallery) -> None:
    page = gallery.open(BY_NAME["year-board"])
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    drawn = page.locator(".year svg").first.bounding_box()
    assert drawn is not None
    assert drawn["width"] <= PAPER["width"]
    page.emulate_media(media="screen")


@pytest.mark.full
@pytest.mark.browser
@pytest.mark.parametrize("name", BY_NAME)
def test_a_page_has_no_fault_in_any_language_theme_and_width(gallery: Gallery, name: str) -> None:
    found = []
    for language, is_dark in product(("nl", "en"), (False, True)):
        page = gallery.open(BY_NAME[name], language, is_dark=is_dark)
        for size in (DESK, PHONE):
            wrong = too_wide(page, size) + faults(page, language)
            found += [(language, is_dark, size["width"], one) for one in wrong]
        found += [(language, is_dark, 0, one) for one in gallery.served.complaints.said]
    assert found == []


def route_of(place: str) -> str:
    """Return the route that answers a place, its first one as the product compares them."""
    scope = {"type": "http", "method": "GET", "path": place.partition("?")[0], "root_path": ""}
    found = next(one for one in ROUTES if one.matches(scope)[0] is Match.FULL)
    return f"GET {found.path}"  # type: ignore[attr-defined]  # routes of an APIRouter have a path


def test_every_page_is_in_the_list() -> None:
    places = [one.place if one.place.startswith("/") else "/m/token" for one in EVERY]
    asked = {
        f"GET {one.path}"  # type: ignore[attr-defined]  # routes of an APIRouter have a path
        for one in ROUTES
        if "GET" in one.methods  # type: ignore[attr-defined]  # and methods
    }
    assert asked == {route_of(place) for place in places} | NO_PAGES.keys()


def test_no_two_pages_of_the_list_have_one_name() -> None:
    assert len(BY_NAME) == len(EVERY)
