"""A board that is lived in, with its pages on a real store, and browsers that fill in real forms.

The board is that of the demo, built once for all tests and copied for each; a second board stands beside it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2 as httpx
from pydantic import SecretStr
from sqlalchemy import event

from pdca.bootstrap import Runtime
from pdca.clock import MovedClock
from pdca.demo.build import Demo, build
from pdca.mail.smtp import run as run_async
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.mailing.deliver import deliver
from pdca.services.situation import local_moment
from pdca.settings import Settings
from pdca.store.safekeeping.copying import copy_pages
from pdca.web.app import Web
from pdca.web.door.passes import SESSION, new_pass
from tests.integration.services.desk import a_folder
from tests.web.direct import Direct

BASE = "http://127.0.0.1:8000"
BOARD, OTHER = "waterlijn", "kade"


def who(name: str) -> str:
    """Return the address of somebody of De Waterlijn, such as `b.uitgeester`."""
    return f"{name}@dewaterlijn.example"


@dataclass
class Form:
    """A form of a page: where it goes, and the values that its fields have now."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Reads the forms of a page as a browser does: what stands in the fields is what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append(Form(given.get("action") or "", (given.get("method") or "get").lower()))
        elif not self.forms or not name:
            if tag == "option" and self._select is not None:
                self._select[1].append((value, "selected" in given))
        elif tag == "input" and given.get("type") not in ("submit", "file", "button"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1].values.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = (name, [])
        elif tag == "textarea":
            self._area = (name, [])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, is_chosen in options if is_chosen] or [
                value for value, _ in options[:1]
            ]
            self.forms[-1].values.setdefault(name, []).extend(chosen)
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.forms[-1].values.setdefault(self._area[0], []).append(
                "".join(self._area[1]).removeprefix("\n")
            )
            self._area = None


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def words_of(page: str) -> str:
    """Return what a page says, without its tags."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    body = re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", body)
    plain = re.sub(r"<[^>]+>", " ", body)
    for sign, entity in (("&", "&amp;"), ("'", "&#39;"), ('"', "&#34;"), ("<", "&lt;"), (">", "&gt;")):
        plain = plain.replace(entity, sign)
    return " ".join(plain.split())


class Browser:
    """A browser without JavaScript: it follows links, fills in forms, and keeps cookies."""

    def __init__(self, web: Web, session: str = "") -> None:
        self.client = httpx.Client(
            transport=Direct(web),
            base_url=BASE,
            headers={"sec-fetch-site": "same-origin", "origin": BASE},
            follow_redirects=True,
        )
        if session:
            self.client.cookies.set(SESSION, session)
        self.page: httpx.Response | None = None

    def get(self, place: str, **given: Any) -> httpx.Response:
        """Open a place."""
        self.page = self.client.get(place, **given)
        return self.page

    def post(self, place: str, data: Mapping[str, Any] | None = None, **given: Any) -> httpx.Response:
        """Send something, with the mark of the page that is open."""
        mark = self.mark()
        self.page = self.client.post(place, data={"csrf": mark, **(data or {})}, **given)
        return self.page

    def submit(self, action: str, files: Any = None, **fields: Any) -> httpx.Response:
        """Fill in the form of the open page whose action ends so, and send it; the answer is followed."""
        assert self.page is not None, "open a page first"
        form = next((one for one in forms_of(self.page.text) if one.action.endswith(action)), None)
        assert form is not None, (
            f"no form to {action} on {self.page.url}: {[f.action for f in forms_of(self.page.text)]}"
        )
        values: dict[str, Any] = {**form.values, **fields}
        place = form.action or str(self.page.url)
        if form.method == "get":
            self.page = self.client.get(place, params=values)
        else:
            self.page = self.client.post(place, data=values, files=files)
        return self.page

    def mark(self) -> str:
        """Return the mark against forgery of the page that is open."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text if self.page is not None else "")
        return found[1] if found else ""

    @property
    def at(self) -> str:
        """Return where the open page is."""
        assert self.page is not None
        return str(self.page.url.path)

    @property
    def says(self) -> str:
        """Return what the open page says."""
        assert self.page is not None
        return words_of(self.page.text)


class House:
    """The pages of a board that is lived in."""

    def __init__(self, folder: Path, demo: Demo, base_url: str = BASE) -> None:
        self.mail = folder / "mail"
        self.demo = demo
        self.clock = MovedClock(demo.starts)
        settings = Settings(
            database_url=f"sqlite:///{folder / 'pdca.db'}",
            smtp_url=SecretStr(f"maildir:{self.mail}"),
            base_url=base_url,
            secret_key=demo.runtime.settings.secret_key,
        )
        self.runtime = Runtime(settings, clock=self.clock)
        copy_pages(demo.runtime.store.engine, self.runtime.store.engine)
        self.web = Web(self.runtime)

    @cached_property
    def other(self) -> str:
        """Return the short name of a second board, which is loaded when somebody asks."""
        load_folder(self.runtime.store, self.runtime.shipped, a_folder(), self.clock.now())
        return OTHER

    @property
    def today(self) -> date:
        """Return the day on the board's clock."""
        return self.clock.now().date()

    def browser(self, name: str = "", board: str = BOARD) -> Browser:
        """Return a browser: somebody's, signed in, or nobody's."""
        if not name:
            return Browser(self.web)
        email = name if "@" in name else who(name)
        return Browser(self.web, new_pass(self.web.site, board, email, self.clock.now(), how="demo"))

    def morning(self, days: int = 1) -> None:
        """Let days go by, the engine running and the mail leaving every morning."""
        store, runtime = self.runtime.store, self.runtime
        for _ in range(days):
            with store.reading(BOARD) as session:
                now = local_moment(self.today + timedelta(days=1), session.board(), session.policy())
            self.clock.forward(now - self.clock.now())
            tick(store, runtime.shipped, now, [BOARD])
            run_async(deliver(store, runtime.post()))

    def leaves(self, name: str, last: date) -> None:
        """Let a folder say that somebody leaves after a day."""
        with self.runtime.store.board(BOARD) as session:
            person = next(one for one in session.people() if one.email == who(name))
            gone = replace(person, active_until=last)
            session.record("person_changed", gone, actor="load", at=self.clock.now())

    def fingerprint(self) -> str:
        """Return a digest of the files of the database, with what is not yet written back.

        The files are read as they are: a second SQLite in this process would take the log away from the first.
        """
        own = self.runtime.store.engine.raw_connection()
        try:
            own.cursor().execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )  # what is logged may be written back by a look
        finally:
            own.close()
        path = Path(str(self.runtime.store.engine.url.database))
        digest = hashlib.sha256()
        for part in (path, path.with_name(f"{path.name}-wal")):
            digest.update(part.read_bytes() if part.exists() else b"")
        return digest.hexdigest()

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Gather the statements that are run meanwhile, without those that begin and end a transaction."""
        ran: list[str] = []

        def note(*given: Any) -> None:
            ran.append(str(given[2]))

        engine = self.runtime.store.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def close(self) -> None:
        """Let go of the database."""
        self.runtime.store.close()


def build_demo(folder: Path) -> Demo:
    """Build the demo of which every house is a copy."""
    return build(folder / "demo")
