"""The pages of a lived-in board, really served on loopback, and a Chromium that complains of what it dislikes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from pdca.demo.build import Demo
from pdca.demo.stage import DemoStage
from pdca.mail.kept import Mailbox
from pdca.web.app import Web
from pdca.web.door.passes import SESSION, new_pass
from pdca.web.serving import HOST, free_port, served
from tests.web.house import BOARD, House, who

PHONE, DESK = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)
PATIENCE = 15_000
"""Milliseconds that a page gets, also on a machine that is busy."""

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def chromium() -> str:
    """Return where Chromium is."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := which(name))), None
    )
    assert found is not None, "no Chromium here"
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium for a while."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What Chromium said was wrong: faults of scripts, and what the content policy refused."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Write down what a page complains of; a form that is refused answers 4xx, which is no fault of the page."""

        def heard(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and "status of 4" not in message.text:
                self.said.append(f"{page.url}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))


@dataclass
class Served:
    """A house whose pages are served, and browsers of its people."""

    house: House
    address: str
    browser: Browser
    complaints: Complaints = field(default_factory=Complaints)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self,
        name: str = "",
        *,
        size: ViewportSize | None = None,
        is_dark: bool = False,
        has_script: bool = True,
    ) -> Page:
        """Open a browser of somebody who is signed in, or of nobody."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=size or DESK,
            color_scheme="dark" if is_dark else "light",
            java_script_enabled=has_script,
            locale="nl-NL",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if name:
            email = name if "@" in name else who(name)
            text = new_pass(self.house.web.site, BOARD, email, self.house.clock.now(), how="demo")
            context.add_cookies([{"name": SESSION, "value": text, "url": self.address}])
        page = context.new_page()
        self.complaints.listen(page)
        return page

    def letter_to(self, name: str) -> str:
        """Return the text of the last mail to somebody."""
        box = Mailbox(self.house.mail)
        return box.open(box.envelopes(who(name))[0].name).text

    def link_in(self, name: str, ref: str) -> str:
        """Return the link that the last mail to somebody carries for an item."""
        text = self.letter_to(name)
        after = text[text.index(ref) :]
        found = re.search(rf"{re.escape(self.address)}(/m/\S+)", after)
        assert found is not None, text
        return found[1]

    def close(self) -> None:
        """Close every browser; whatever one of them complained of fails the test."""
        for context in self.contexts:
            context.close()
        assert self.complaints.said == [], "\n".join(self.complaints.said)


@contextmanager
def on_show(folder: Path, demo: Demo, browser: Browser, *, is_stage: bool = False) -> Iterator[Served]:
    """Serve a copy of the demo's board on a free port; on a stage, with the demo's own pages."""
    port = free_port(0)
    address = f"http://{HOST}:{port}"
    house = House(folder, demo, address)
    if is_stage:
        house.web = Web(house.runtime, DemoStage(demo, house.runtime))
    try:
        with served(house.web, port):
            made = Served(house, address, browser)
            yield made
            made.close()
    finally:
        house.close()
