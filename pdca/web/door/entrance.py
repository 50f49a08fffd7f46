"""Who may go where: the dependencies that routes name, and the check that every form passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from pdca.domain.errors import NotFound, PdcaError
from pdca.services.mailing.digests import FORMAL_ROLES
from pdca.services.situation import Situation
from pdca.web.door.forgery import FIELD, HEADER, SAFE, is_from_here, is_mark_of
from pdca.web.door.gate import LOCAL
from pdca.web.door.kept import FIELD as KEPT
from pdca.web.door.kept import permitted
from pdca.web.door.passes import renewed, session_of
from pdca.web.door.site import Site
from pdca.web.door.visit import NOBODY, Visit, Visitor
from pdca.web.page.forms import Filled
from pdca.web.page.navigation import navigation
from pdca.web.page.words import Words

MOST_FIELDS, MOST_FILES = 2000, 20
LANGUAGE = "pdca-lang"


class SignInFirst(PdcaError):
    """Sign in first."""


class Forged(PdcaError):
    """This form did not come from a page that is open here. Go back, load the page again and send it once more."""


class Foreign(PdcaError):
    """Another site may not send anything here."""


async def guard(request: Request) -> AsyncIterator[None]:
    """Let a request that changes something through only when one of our own pages sent it; read its form."""
    if request.method in SAFE:
        yield
        return
    site: Site = request.app.state.site
    if not is_from_here(request.headers, request.headers["host"]):
        raise Foreign
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=900_000) as form:
        filled = Filled.of(form)
        request.state.filled = filled
        given = request.headers.get(HEADER) or filled.raw(FIELD)
        if not is_mark_of(site.key, holder_of(request), given):
            request.state.permitted = permitted(request, site, filled.raw(KEPT), site.now())
            if request.state.permitted is None:
                raise Forged
        yield


def holder_of(request: Request) -> str:
    """Return whose forms a request can send: a link's, a session's, or those of nobody yet."""
    token = request.path_params.get("token")
    if token:
        return f"link {token}"
    passed = session_of(request)
    return holder_of_session(passed) if passed else NOBODY


def holder_of_session(id: str) -> str:
    """Return whose forms those are that are shown in a session."""
    return f"session {id}"


def anybody(request: Request) -> Visit:
    """Return the visit of a page that anyone may see."""
    site: Site = request.app.state.site
    locale = request.cookies.get(LANGUAGE, "") or _preferred(request)
    words = Words(site.runtime.shipped.language(locale))
    return Visit(request, site, site.now(), words, holder=holder_of(request))


def signed_in(request: Request, board: str) -> Visit:
    """Return the visit of somebody who is signed in on this board; any other board is not there."""
    visit = anybody(request)
    session = renewed(request, visit.site, visit.now)
    if session is None:
        raise SignInFirst
    if session.board != board:
        raise NotFound("there is nothing here")
    if getattr(request.state, "permitted", None) not in (None, "", session.person):
        raise Forged  # what somebody else wrote is looked at first
    with visit.site.reading(board, visit.now) as situation:
        settle(visit, situation, session.person, session.id_hash)
        visit.ways = navigation(situation, session.person)
    request.state.visit = visit
    return visit


def settle(visit: Visit, situation: Situation, email: str, session: str = "") -> None:
    """Make a visit that of a person, in their own language and on their board's clock."""
    person, board = situation.organisation.person(email), situation.board
    is_formal = board.formal or any(held.role in FORMAL_ROLES for held in person.roles)
    chosen = visit.request.cookies.get(LANGUAGE, "")
    language = visit.site.runtime.shipped.language(chosen or person.locale or board.locale)
    visit.words = Words(language, is_formal, board.time_zone)
    role = next((visit.words.word("role", held.role) for held in person.roles), "")
    visit.visitor = Visitor(
        board=board.slug,
        board_name=board.name,
        person=person,
        role=role,
        session=session,
        is_formal=is_formal,
    )


def _preferred(request: Request) -> str:
    """Return the first language that a browser asks for and the product has."""
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in ("nl", "en"):
            return code
    return "nl"


def sign_in_at(request: Request) -> str:
    """Return where somebody signs in who is to come back here afterwards; in a demo, where to choose a part."""
    site: Site = request.app.state.site
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{'/demo' if site.stage is not None else '/sign-in'}?next={quote(here, safe='')}"


def place_of(request: Request) -> str:
    """Return the address of the network that a request comes from.

    Only this machine is listened to; what comes through its web server says where from in its last forwarding.
    """
    host = request.client.host if request.client is not None else ""
    forwarded = request.headers.get("x-forwarded-for", "") if host in LOCAL else ""
    return forwarded.rpartition(",")[2].strip() or host


Anybody = Annotated[Visit, Depends(anybody)]
SignedIn = Annotated[Visit, Depends(signed_in)]
