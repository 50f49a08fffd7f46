"""Steps that journeys share: days go by with the engine ticking, a mail is opened, and every click is counted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, Page

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.mail.kept import Mailbox
from tests.browser.served import Served
from tests.web.house import BOARD, who

AT = f"/b/{BOARD}"


def mornings(site: Served, until: date) -> None:
    """Let days go by up to and including one, the engine running and the mail leaving every morning."""
    _aside(site, (until - site.house.today).days)


def leap(site: Served, until: date) -> None:
    """Wake up on a later day: the engine stood still meanwhile and makes up for it that morning."""
    site.house.clock.forward(until - site.house.today - timedelta(days=1))
    _aside(site, 1)


def _aside(site: Served, days: int) -> None:
    # delivery runs an event loop of its own, and Playwright's is already running in this thread
    with ThreadPoolExecutor(1) as thread:
        thread.submit(site.house.morning, days).result()


def letters(site: Served, name: str) -> list[str]:
    """Return the text of every mail to somebody, newest first."""
    box = Mailbox(site.house.mail)
    return [box.open(one.name).text for one in box.envelopes(who(name))]


def open_letter(site: Served, page: Page, name: str) -> None:
    """Open the last mail to somebody, as a program for mail shows it."""
    box = Mailbox(site.house.mail)
    page.goto("about:blank")  # a mail is not under the content policy of the page before it
    page.set_content(box.open(box.envelopes(who(name))[0].name).html)


def action(site: Served, ref: str) -> Action:
    """Return an action as the store has it."""
    with site.house.runtime.store.reading(BOARD) as session:
        return session.action(ref)


def cycle(site: Served, id: str) -> Cycle:
    """Return a cycle as the store has it."""
    with site.house.runtime.store.reading(BOARD) as session:
        return session.cycle(id)


WHERE_I_AM = """() => {
  const at = document.activeElement, box = at.getClientRects()[0], shown = at.closest("label, tr") ?? at;
  const drawn = [at, shown].some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const uncovered = top !== null && (shown.contains(top) || top.contains(at));
  return { is: at.outerHTML.slice(0, 120), isSeen: at.matches(":focus-visible") && drawn && uncovered };
}"""
"""What has the focus, and whether one sees that: an outline is drawn, and nothing lies over it."""


def tab_to(page: Page, place: Locator, most: int = 60) -> None:
    """Press Tab until something has the focus; at each stop one has to see where one is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE_I_AM)
        assert stop["isSeen"], stop["is"]
        if place.evaluate("at => at === document.activeElement"):
            return
    raise AssertionError(f"{place} is not reached with {most} times Tab")


@dataclass
class Hand:
    """Somebody's hand, which counts what it has to do: a field that is written in costs a click too."""

    clicks: int = 0

    def press(self, place: Locator) -> None:
        """Click on something."""
        place.click()
        self.clicks += 1

    def write(self, place: Locator, text: str) -> None:
        """Click in a field and write."""
        self.press(place)
        place.fill(text)
