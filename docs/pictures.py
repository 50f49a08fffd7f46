"""Takes pictures of the demo: `python -m docs.pictures FOLDER` takes all, with `--guide` those of the guide.

All: every page as somebody of the demo sees it, in both languages, on a phone and on a desk. The folder holds
nothing that is kept; the few pictures of the guide go to `docs/nl/pictures`, small enough for the repository.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from pdca.services.mailing.links import VALID_FOR, Capability
from tests.browser.served import DESK, PHONE, Served, launched, on_show
from tests.web.house import BOARD, build_demo

GUIDE = Path(__file__).parent / "nl" / "pictures"
LANGUAGES = ("nl", "en")
WIDTHS = {"320": PHONE, "1280": DESK}
AT = f"/b/{BOARD}"


@dataclass(frozen=True, slots=True)
class Sight:
    """One page as one person sees it; `in_guide`: how many pixels of it, from its top, the guide shows."""

    name: str
    who: str
    place: str
    in_guide: int = 0


def sights(served: Served) -> Iterator[Sight]:
    """Yield every page that is worth a picture."""
    house = served.house
    with house.runtime.store.reading(BOARD) as session:
        action = session.action("A-004")
        cycle = next(one for one in session.cycles(is_open=True) if one.programme == "internal-audit")
        closing = next(one for one in session.cycles(is_open=True) if one.state == "act")
    link = Capability(
        board=BOARD,
        item=action.ref,
        version=action.version,
        person=action.owner,
        purpose="act",
        until=house.today + VALID_FOR,
    )
    yield Sight("act", "", house.runtime.links.to(link), 480)
    yield Sight("sign-in", "", "/sign-in")
    yield Sight("help", "", "/help")
    yield Sight("help-act", "", "/help/act")
    yield Sight("work", "b.uitgeester", f"{AT}/work", 480)
    yield Sight("action", "b.uitgeester", f"{AT}/actions/A-004", 560)
    yield Sight("why", "b.uitgeester", f"{AT}/why/A-004")
    yield Sight("actions", "c.bosmade", f"{AT}/actions")
    yield Sight("board", "c.bosmade", f"{AT}/actions/board")
    yield Sight("new-action", "c.bosmade", f"{AT}/actions/new")
    yield Sight("cycles", "c.bosmade", f"{AT}/cycles")
    yield Sight("cycle", "n.berkaoui", f"{AT}/cycles/{cycle.id}", 640)
    yield Sight("closing", "n.berkaoui", f"{AT}/cycles/{closing.id}/closing", 480)
    yield Sight("handover", "c.bosmade", f"{AT}/handover")
    yield Sight("dashboard", "n.berkaoui", f"{AT}/overview", 500)
    yield Sight("year", "n.berkaoui", f"{AT}/year")
    yield Sight("calendars", "n.berkaoui", f"{AT}/calendars")
    yield Sight("policy", "n.berkaoui", f"{AT}/policy")
    yield Sight("setup", "n.berkaoui", f"{AT}/setup")
    yield Sight("people", "n.berkaoui", f"{AT}/setup/people")
    yield Sight("import", "n.berkaoui", f"{AT}/setup/import")
    yield Sight("trust", "n.berkaoui", f"{AT}/trust", 640)
    yield Sight("mail", "n.berkaoui", f"{AT}/trust/mail")
    yield Sight("runs", "n.berkaoui", f"{AT}/trust/runs")
    yield Sight("history", "n.berkaoui", f"{AT}/trust/events")


def opened(served: Served, sight: Sight, size: ViewportSize, language: str) -> Page:
    """Open a page, without the bar that says that mail is only kept."""
    page = served.page(sight.who, size=size)
    page.context.add_cookies([{"name": "pdca-lang", "value": language, "url": served.address}])
    answer = page.goto(sight.place)
    if answer is not None and not answer.ok:
        print(f"{sight.name}: {answer.status}")
    page.evaluate("document.querySelector('.captured')?.remove()")
    return page


def take_all(served: Served, folder: Path) -> None:
    """Take a picture of everything, in every language and width."""
    for language in LANGUAGES:
        for width, size in WIDTHS.items():
            into = folder / language / width
            into.mkdir(parents=True, exist_ok=True)
            for sight in sights(served):
                page = opened(served, sight, size, language)
                page.screenshot(path=into / f"{sight.name}.png", full_page=True)
                page.context.close()


def take_guide(served: Served) -> None:
    """Take the pictures of the guide: the middle of a page, at the width of a small tablet."""
    GUIDE.mkdir(exist_ok=True)
    for sight in sights(served):
        if sight.in_guide:
            page = opened(served, sight, ViewportSize(width=640, height=sight.in_guide), "nl")
            page.evaluate("document.querySelectorAll('.top, .ways').forEach(one => one.remove())")
            page.screenshot(path=GUIDE / f"{sight.name}.png")
            page.context.close()


def main(arguments: list[str]) -> None:
    """Build the demo, serve it, and take the pictures that are asked for."""
    with tempfile.TemporaryDirectory() as folder:
        demo = build_demo(Path(folder))  # before the browser, which keeps an event loop of its own
        shown = Path(folder) / "shown"
        shown.mkdir()
        with launched() as browser, on_show(shown, demo, browser) as served:
            if "--guide" in arguments:
                take_guide(served)
            for name in (one for one in arguments if not one.startswith("--")):
                take_all(served, Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
