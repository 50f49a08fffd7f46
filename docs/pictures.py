"""Takes pictures of the demo: `python -m docs.pictures FOLDER` takes all, with `--guide` those of the guide.

All: every page as somebody of the demo sees it, in both languages, on a phone and on a desk; `--only WORD` takes
those with the word in their name. The folder holds nothing that is kept; the few pictures of the guide go to
`docs/nl/pictures`, small enough for the repository.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests.browser.gallery import look, opened
from tests.browser.pages import EVERY, Shown
from tests.browser.served import DESK, PHONE, Served, launched
from tests.web.house import build_demo

GUIDE = Path(__file__).parent / "nl" / "pictures"
LANGUAGES = ("nl", "en")
WIDTHS = {"320": PHONE, "1280": DESK}
IN_GUIDE = {
    "act": ("link-to-do", 480),
    "work": ("work", 480),
    "action": ("action", 560),
    "cycle": ("cycle", 1010),
    "closing": ("closing-ready", 760),
    "dashboard": ("dashboard-board", 560),
    "trust": ("trust", 640),
}
"""By picture of the guide: the page, and how many pixels of it, from its top, are shown."""

STAGE = "document.querySelectorAll('.captured, .stage').forEach(one => one.remove())"
FRAME = "document.querySelectorAll('.top, .ways').forEach(one => one.remove())"

Open = Callable[[Shown, ViewportSize, str], Page]


def take_all(open_page: Open, folder: Path, shown: Sequence[Shown]) -> None:
    """Take a picture of pages, in every language and width."""
    for language in LANGUAGES:
        for width, size in WIDTHS.items():
            into = folder / language / width
            into.mkdir(parents=True, exist_ok=True)
            for one in shown:
                open_page(one, size, language).screenshot(path=into / f"{one.name}.png", full_page=True)


def take_guide(open_page: Open) -> None:
    """Take the pictures of the guide: the middle of a page, at the width of a small tablet."""
    GUIDE.mkdir(exist_ok=True)
    pages = {one.name: one for one in EVERY}
    for name, (shown, height) in IN_GUIDE.items():
        page = open_page(pages[shown], ViewportSize(width=640, height=height), "nl")
        page.evaluate(FRAME)
        page.screenshot(path=GUIDE / f"{name}.png")


def opener(served: Served, found: dict[str, str]) -> Open:
    """Return what opens a page without the bars of the demo; each person has one browser for all pages."""
    browsers: dict[str, Page] = {}

    def open_page(shown: Shown, size: ViewportSize, language: str) -> Page:
        page = browsers.get(shown.who) or browsers.setdefault(shown.who, served.page(shown.who))
        page.set_viewport_size(size)
        page.context.add_cookies([{"name": "pdca-lang", "value": language, "url": served.address}])
        status = look(page, shown, found).status
        if status != shown.status:
            print(f"{shown.name}: {status}")
        page.evaluate(STAGE)
        return page

    return open_page


def main(arguments: list[str]) -> None:
    """Build the demo, serve it, and take the pictures that are asked for."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument("--guide", action="store_true")
    asked.add_argument("--only", default="")
    wanted = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        demo = build_demo(Path(folder))  # before the browser, which keeps an event loop of its own
        shown = Path(folder) / "shown"
        shown.mkdir()
        with launched() as browser, opened(shown, demo, browser) as (served, found):
            open_page = opener(served, found)
            if wanted.guide:
                take_guide(open_page)
            for place in wanted.folders:
                take_all(open_page, place, [one for one in EVERY if wanted.only in one.name])


if __name__ == "__main__":
    main(sys.argv[1:])
