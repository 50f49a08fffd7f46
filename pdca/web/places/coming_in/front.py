"""The front door: where somebody comes who only typed the address."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from pdca.web.door.entrance import Anybody, SignedIn
from pdca.web.door.passes import renewed

router = APIRouter()


@router.get("/")
def front_door(visit: Anybody) -> Response:
    """Send somebody who is in to the own work, in a demo to the choice of parts, everybody else to sign in."""
    session = renewed(visit.request, visit.site, visit.now)
    if session is not None:
        return RedirectResponse(f"/b/{session.board}/work", status_code=303)
    return RedirectResponse("/demo" if visit.site.stage is not None else "/sign-in", status_code=303)


@router.get("/b/{board}")
def front_of_a_board(visit: SignedIn) -> Response:
    """Send somebody who shortened the address to the own work."""
    return RedirectResponse(f"/b/{visit.board}/work", status_code=303)


@router.get("/robots.txt")
def robots() -> Response:
    """Ask search engines to keep out."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
