"""The engine room: whether reminders run and mail leaves, and whether what is recorded still holds together."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import NotFound
from pdca.domain.people.sight import Right, has_right
from pdca.services.health.glance import glance
from pdca.services.records import MessageState
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit

router = APIRouter(prefix="/b/{board}/trust")

RUNS_SHOWN = 60


@router.get("")
def trust_page(visit: SignedIn) -> Response:
    """Show how the engine and the mail are doing."""
    with visit.reading() as situation:
        require(visit, situation)
        view = glance(visit.site.runtime.store, situation, visit.now)
    return visit.page(
        "trust/overview.html.j2",
        title=visit.words.say("Engine room"),
        here="trust",
        help="trust",
        view=view,
        states=states_said(visit),
        tabs=tabs(visit, "trust"),
    )


@router.post("/verify")
def verify(visit: SignedIn) -> Response:
    """Begin to check everything that is recorded."""
    with visit.reading() as situation:
        require(visit, situation)
    id, board, store = secrets.token_urlsafe(12), visit.board, visit.site.runtime.store
    visit.site.background.start(id, visit.email, lambda: tuple(store.verify(board)))
    return visit.go(f"/b/{board}/trust/verified/{id}")


@router.get("/verified/{id}")
def verified(visit: SignedIn, id: str) -> Response:
    """Show what a check found, or that it is still under way."""
    with visit.reading() as situation:
        require(visit, situation)
        seq, _ = situation.session.head()
    found = visit.site.background.find(id, visit.email)
    if found is None:
        return visit.go(f"/b/{visit.board}/trust")
    return visit.page(
        "trust/verified.html.j2",
        title=visit.words.say("Is everything still as it was recorded?"),
        here="trust",
        help="trust",
        found=found,
        events=seq,
    )


@router.get("/runs")
def runs_page(visit: SignedIn) -> Response:
    """Show the last runs of the engine."""
    with visit.reading() as situation:
        require(visit, situation)
    return visit.page(
        "trust/runs.html.j2",
        title=visit.words.say("Runs of the engine"),
        here="trust",
        help="trust",
        runs=visit.site.runtime.store.runs(RUNS_SHOWN),
        tabs=tabs(visit, "runs"),
    )


def require(visit: Visit, situation: Situation) -> None:
    """Let through only who may look into the engine room; for all others it is not there."""
    if not has_right(situation.organisation, visit.email, Right.TRUST, situation.today):
        raise NotFound("there is nothing here")


def states_said(visit: Visit) -> dict[str, str]:
    """Return what each state of a mail is called; where mail only goes into a folder nothing was sent."""
    said = {str(one): visit.words.word("message_state", one) for one in MessageState}
    if visit.site.runtime.settings.is_captured:
        said[MessageState.SENT] = visit.words.say("kept")
    return said


def tabs(visit: Visit, here: str) -> list[dict[str, object]]:
    """Return the ways between the pages of the engine room."""
    at, say = f"/b/{visit.board}/trust", visit.words.say
    return [
        {"label": label, "href": href, "is_current": name == here}
        for name, label, href in (
            ("trust", say("At a glance"), at),
            ("mail", say("Mail"), f"{at}/mail"),
            ("runs", say("Runs"), f"{at}/runs"),
            ("events", say("History"), f"{at}/events"),
        )
    ]
