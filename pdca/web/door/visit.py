"""One request of one person: who it is, in which words, and how a page or a way on is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pdca.domain.errors import Message
from pdca.domain.people.organisation import Person
from pdca.services.ports import BoardSession
from pdca.services.situation import Situation
from pdca.web.door.signed import seal, unseal
from pdca.web.door.site import Site
from pdca.web.packing import page_of
from pdca.web.page.forms import Filled
from pdca.web.page.frame import frame_of
from pdca.web.page.navigation import Way
from pdca.web.page.rendering import render
from pdca.web.page.telling import full_stop, said
from pdca.web.page.words import Words

FLASH, FLASH_LIVES = "pdca-said", timedelta(minutes=2)
NOBODY = "nobody"
"""Who holds the forms that are shown before anybody signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who is in: a person of a board, by session or for one item by a link."""

    board: str
    board_name: str
    person: Person
    role: str = ""
    session: str = ""
    is_formal: bool = False

    @property
    def email(self) -> str:
        """Return the address."""
        return self.person.email


@dataclass(slots=True)
class Visit:
    """What a route has at hand."""

    request: Request
    site: Site
    now: datetime
    words: Words
    visitor: Visitor | None = None
    holder: str = NOBODY
    ways: Sequence[Way] = ()

    # -- who ------------------------------------------------------------------------------------------
    @property
    def board(self) -> str:
        """Return the short name of the visitor's board."""
        return self.someone.board

    @property
    def email(self) -> str:
        """Return the visitor's address."""
        return self.someone.email

    @property
    def someone(self) -> Visitor:
        """Return the visitor of a page that only somebody who is in can see."""
        assert self.visitor is not None  # the dependency of the route let nobody else through
        return self.visitor

    @property
    def filled(self) -> Filled:
        """Return the form that was sent; an empty one when none was."""
        filled: Filled = getattr(self.request.state, "filled", None) or Filled()
        return filled

    @property
    def is_partial(self) -> bool:
        """Tell whether a part of a page is asked for, by a page that is open."""
        return self.request.headers.get("hx-request") == "true"

    # -- the board ------------------------------------------------------------------------------------
    @contextmanager
    def reading(self) -> Iterator[Situation]:
        """Open one moment of the visitor's board to look at."""
        with self.site.reading(self.board, self.now) as situation:
            yield situation

    @contextmanager
    def writing(self) -> Iterator[BoardSession]:
        """Open a transaction on the visitor's board; the act that it holds is one or nothing."""
        with self.site.writing(self.board) as session:
            yield session

    def once(self, carry_out: Callable[[], Response]) -> Response:
        """Carry out a form, once: the very same form sent again leads where it led before, and does nothing more.

        What was refused may be sent again; so may a form in which something else was written.
        """
        if not self.filled.raw("once"):
            return carry_out()
        mark = f"{self.holder} {self.request.url.path} {self.filled.digest()}"
        with self.site.once.alone(mark):
            led = self.site.once.led_to(mark)
            if led is not None:
                again = self.go(led.place)
                if led.told:
                    again.headers.append("set-cookie", led.told)
                return again
            answer = carry_out()
            if answer.status_code == 303:
                cookies = answer.headers.getlist("set-cookie")
                told = next((one for one in cookies if one.startswith(f"{FLASH}=")), "")
                self.site.once.remember(mark, answer.headers["location"], told)
            return answer

    # -- the answer -----------------------------------------------------------------------------------
    def page(
        self, template: str, *, title: str, status: int = 200, here: str = "", help: str = "", **values: Any
    ) -> HTMLResponse:
        """Return a page; what happened on the way to it is said once.

        `here` names the way in the menu that it belongs to, `help` its part of the guide.
        """
        said = self._said()
        frame = frame_of(self, title, said, here, help)
        html = render(template, self.words, {**frame, **values})
        answer = page_of(html, self.request.headers, status)
        if said:
            answer.delete_cookie(FLASH, path="/")
        return answer

    def part(self, template: str, **values: Any) -> HTMLResponse:
        """Return a part of a page, for a page that is open."""
        html = render(template, self.words, {**frame_of(self, "", (), "", ""), **values})
        return page_of(html, self.request.headers)

    def go(
        self, place: str, *told: str | Message, tone: str = "good", undo: Mapping[str, Any] | None = None
    ) -> Response:
        """Send the browser on to a place of ours, where it reads what happened.

        `tone` is "soon" when nothing did; `undo` is a button that takes it back: action, label and fields.
        """
        answer = RedirectResponse(place, status_code=303)
        if told:
            texts = (one if isinstance(one, str) else full_stop(said(self.words, one)) for one in told)
            self.tell(answer, " ".join(texts), tone=tone, undo=undo)
        return answer

    def tell(
        self, answer: Response, said: str, *, tone: str = "good", undo: Mapping[str, Any] | None = None
    ) -> None:
        """Let the next page say something."""
        entry = {"text": said, "tone": tone, **({"undo": dict(undo)} if undo else {})}
        kept = seal(self.site.key, FLASH, [entry], self.now + FLASH_LIVES)
        self.keep(answer, FLASH, kept, FLASH_LIVES)

    def keep(self, answer: Response, name: str, value: str, lives: timedelta | None = None) -> None:
        """Let the browser keep a value for us."""
        answer.set_cookie(
            name,
            value,
            max_age=int(lives.total_seconds()) if lives is not None else None,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.site.is_https,
        )

    def _said(self) -> list[dict[str, Any]]:
        kept = self.request.cookies.get(FLASH, "")
        said: list[dict[str, Any]] | None = unseal(self.site.key, FLASH, kept, self.now) if kept else None
        return said or []
