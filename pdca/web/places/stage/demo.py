"""The demo's own pages: whose shoes to step into, the mail that everybody got, and a clock that can be moved."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from pdca.domain.errors import BadInput, Message
from pdca.mail.kept import Mailbox
from pdca.services.access.ports import How
from pdca.web.door.entrance import Anybody, settle
from pdca.web.door.passes import let_in
from pdca.web.door.site import Stage
from pdca.web.door.visit import Visit
from pdca.web.page.paging import local_place, pages_of

router = APIRouter()

LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)
"""A kept mail is shown as it came, with the style in its tags; it can run nothing and load nothing."""

PER_PAGE, SHOWN, MOST_DAYS = 40, 8, 31


@router.get("/demo")
def demo_home(visit: Anybody, next: str = "") -> Response:  # noqa: A002 - the word that stands in the address
    """Show who can be played, what today brought, and how to move the clock."""
    stage = _stage(visit)
    letters = _mailbox(stage.mail).envelopes()
    with visit.site.reading(stage.board, visit.now) as situation:
        cast = [(one, situation.organisation.person(one.email)) for one in stage.cast()]
        board = situation.board
    turn = {part.email: number for number, (part, _) in enumerate(cast)}
    arrived = sorted(
        (one for one in letters if one.sent.date() == stage.today()),
        key=lambda one: (turn.get(one.recipient, len(turn)), one.to),
    )
    return visit.page(
        "stage/home.html.j2",
        title=visit.words.say("Look around"),
        cast=cast,
        letters=arrived[:SHOWN],
        arrived=len(arrived),
        kept=len(letters),
        today=stage.today(),
        demo_board=board,
        next=local_place(next),
    )


@router.post("/demo/as")
def step_into(visit: Anybody) -> Response:
    """Step into somebody's shoes: anybody of the demo's board."""
    stage = _stage(visit)
    email = visit.filled.text("email")
    with visit.site.reading(stage.board, visit.now) as situation:
        person = situation.organisation.person(email)
        settle(visit, situation, email)
    place = local_place(visit.filled.raw("next")) or f"/b/{stage.board}/work"
    answer = visit.go(place, Message("You are {person} now.", {"person": person.name}))
    let_in(visit.request, visit.site, answer, stage.board, email, visit.now, How.DEMO)
    return answer


@router.post("/demo/later")
def later(visit: Anybody) -> Response:
    """Let a day or a week go by, with the engine at work every morning; a second click does not move the clock."""
    return visit.once(lambda: _later(visit))


def _later(visit: Visit) -> Response:
    stage = _stage(visit)
    days = visit.filled.number("days", 1)
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("a demo goes on 1 to {count} days at a time", count=MOST_DAYS)
    known = len(_mailbox(stage.mail).envelopes())
    stage.later(days)
    visit.now = visit.site.runtime.clock.now()  # what is told lives for minutes, and the clock moved by days
    more = len(_mailbox(stage.mail).envelopes()) - known
    said = visit.words.count(
        "It is {day}; one mail arrived.", "It is {day}; {count} mails arrived.", more, day=stage.today()
    )
    return visit.go(local_place(visit.filled.raw("back")) or "/demo", said)


@router.get("/demo/mail")
def mailbox(visit: Anybody, to: str = "", page: int = 1) -> Response:
    """List the mail that was kept: all of it, or that of one person."""
    stage = _stage(visit)
    letters = _mailbox(stage.mail).envelopes(to or None)
    with visit.site.reading(stage.board, visit.now) as situation:
        people = sorted(situation.organisation.people.values(), key=lambda one: one.name)
    shown = pages_of(len(letters), page, PER_PAGE)
    return visit.page(
        "stage/mailbox.html.j2",
        title=visit.words.say("Captured mail"),
        letters=letters[shown.first : shown.last],
        shown=shown,
        people=people,
        to=to,
    )


@router.get("/demo/mail/{name}")
def letter(visit: Anybody, name: str) -> Response:
    """Show one kept mail as it arrived."""
    opened = _mailbox(_stage(visit).mail).open(name)
    return visit.page("stage/letter.html.j2", title=opened.envelope.subject, letter=opened)


@router.get("/demo/mail/{name}/body")
def letter_body(visit: Anybody, name: str) -> Response:
    """Give the HTML part of a kept mail, to be shown in a frame; its links lead out of the frame."""
    html = _mailbox(_stage(visit).mail).open(name).html
    framed = html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(framed, headers={"content-security-policy": LETTER_POLICY})


def _stage(visit: Visit) -> Stage:
    assert visit.site.stage is not None  # these routes exist in a demo only
    return visit.site.stage


@lru_cache(maxsize=8)
def _mailbox(path: Path) -> Mailbox:
    return Mailbox(path)
