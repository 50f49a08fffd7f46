"""A lived-in board on which every page opens: also those of a demo, with previews, trials and mail at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from pdca.demo.build import Demo
from pdca.mail.kept import Mailbox
from pdca.services.mailing.links import VALID_FOR, Capability
from tests.browser.pages import AT, NAIMA, Shown
from tests.browser.served import Served, on_show
from tests.servers.waiting import until
from tests.web.house import BOARD, House, who

LINKS = {
    "link_request": ("act", r".*/request-\d+"),
    "link_task": ("act", r"[^/]+/[^/]+/[^/]+/(?!request-).*"),
    "link_phase": ("act", r"[^/]+/[^/]+/[^/]+"),
    "link_list": ("list", ""),
}
"""By name: the purpose of a link that stands in some mail, and what its item looks like."""

WORK: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("preview", "/policy", "/policy/preview", {"owner_steps": "-5", "step-0": "2"}),
    ("verified", "/trust", "/trust/verify", {}),
)
AWAY = f"e-mail;eerste dag;laatste dag\n{who('b.uitgeester')};01-12-2026;04-12-2026\n"

SEND = """([action, fields]) => {
  const form = [...document.forms].find((one) => one.getAttribute("action").endsWith(action));
  for (const [name, value] of fields) form.elements[name].value = value;
  HTMLFormElement.prototype.submit.call(form);
}"""
"""Without the event of sending: what pages do at it is no navigation, and would be taken for one."""


@contextmanager
def opened(folder: Path, demo: Demo, browser: Browser) -> Iterator[tuple[Served, dict[str, str]]]:
    """Serve the board of a demo with everything that pages show, and tell where that stands."""
    with on_show(folder, demo, browser, is_stage=True) as served:
        yield served, _found(served.house, demo)


def look(page: Page, shown: Shown, found: dict[str, str]) -> Response:
    """Open a page, or what its form answers."""
    answer = page.goto(shown.place.format_map(found))
    if shown.sends:
        with page.expect_navigation() as sent:
            page.evaluate(SEND, [shown.sends, [list(one) for one in shown.fields]])
        answer = sent.value
    assert answer is not None
    return answer


def _found(house: House, demo: Demo) -> dict[str, str]:
    with house.runtime.store.reading(BOARD) as session:
        mail = session.messages_page(recipient=who("b.uitgeester")).rows[0].id
        people = [one.email for one in session.people()]
    box = Mailbox(demo.mail)
    return {
        **_links(house, box, people),
        **_worked_out(house),
        "mail": mail,
        "letter": box.envelopes(who("b.uitgeester"))[0].name,
    }


def _links(house: House, box: Mailbox, people: list[str]) -> dict[str, str]:
    """Return a link of each kind, as the newest mail carries it."""
    found = {
        "link_to_do": _link(house, "act", "A-004", "b.uitgeester"),
        "link_to_check": _link(house, "act", "B-016", "b.schellekant"),
        "link_why": _link(house, "why", "A-004", "b.uitgeester"),
        "link_hanging": _link(house, "overview", f"overview/BST/{house.today:%Y-%m}", NAIMA),
    }
    for letter in box.envelopes():
        if found.keys() >= LINKS.keys():
            break
        for token in re.findall(r"/m/([\w.-]+)", box.open(letter.name).text):
            held = house.runtime.links.read(token, house.today, people)
            for name, (purpose, item) in LINKS.items():
                if held.purpose == purpose and re.fullmatch(item, held.item):
                    found.setdefault(name, f"/m/{token}")
    return found


def _link(house: House, purpose: str, item: str, name: str) -> str:
    held = Capability(
        board=BOARD,
        item=item,
        version=_version(house, item),
        person=who(name),
        purpose=purpose,
        until=house.today + VALID_FOR,
    )
    return house.runtime.links.to(held).removeprefix(house.runtime.links.base_url)


def _version(house: House, item: str) -> int:
    with house.runtime.store.reading(BOARD) as session:
        return 1 if "/" in item else session.action(item).version


def _worked_out(house: House) -> dict[str, str]:
    """Let the work be done that some pages show: a preview of other rules, a check, a trial of a file."""
    browser, places = house.browser(NAIMA), {}
    for name, place, form, fields in WORK:
        browser.get(AT + place)
        browser.submit(form, **fields)
        places[name] = browser.at.rpartition("/")[2]
        until(lambda id=places[name]: _is_done(house, id), f"{name} is worked out")  # type: ignore[misc]  # a bound name
    browser.get(f"{AT}/setup/import")
    browser.submit("/setup/import", files=[("files", ("absences.csv", AWAY.encode()))])
    places["trial"] = browser.at.rpartition("/")[2]
    return places


def _is_done(house: House, id: str) -> bool:
    found = house.web.site.background.find(id, who(NAIMA))
    assert found is not None, f"nothing is worked out as {id}"
    return found.is_done
