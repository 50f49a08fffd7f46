"""Signing in with the account of a school: there and back again. Coming back is looking; the form lets in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from pdca.domain.errors import NotFound, PdcaError
from pdca.services.access.elsewhere import (
    BACK,
    BACK_WITHIN,
    Begun,
    Elsewhere,
    NotVerified,
    OutOfReach,
    begin,
    who_is,
)
from pdca.services.access.limits import Limit
from pdca.services.access.ports import How
from pdca.web.door.entrance import Anybody, place_of
from pdca.web.door.signed import seal, unseal
from pdca.web.door.visit import Visit
from pdca.web.places.coming_in.sign_in import school_of, show_form
from pdca.web.places.coming_in.which_board import let_in_somewhere

router = APIRouter()

BEGUN = "pdca-school"
"""What a browser keeps, signed, while it is at the other party."""


@router.get("/sign-in/with")
def go_there(visit: Anybody) -> Response:
    """Send a browser to the sign-in of the school, with secrets that only this one visit there has."""
    site, begun = visit.site, begin(visit.site.runtime.entropy)
    try:
        answer = RedirectResponse(_school(visit).address(begun), status_code=303)
    except OutOfReach as error:
        return _sorry(visit, error)
    kept = seal(site.key, BEGUN, begun.kept(), visit.now + BACK_WITHIN)
    visit.keep(answer, BEGUN, kept, BACK_WITHIN)
    return answer


@router.get(BACK)
def come_back(visit: Anybody, code: str = "", state: str = "") -> Response:
    """Show the one button with which somebody goes on who is back: looking begins no session."""
    _school(visit)
    if not code or not state:
        return _sorry(visit, NotVerified())  # whoever broke it off there, or is not allowed to come here
    return visit.page(
        "coming_in/school_back.html.j2",
        title=visit.words.say("Almost there"),
        help="sign-in",
        place=BACK,
        code=code,
        state=state,
    )


@router.post(BACK)
def come_in(visit: Anybody) -> Response:
    """Begin a session for the person whose address the school vouches for."""
    site, filled, school = visit.site, visit.filled, _school(visit)
    site.limits.check(Limit.LINK_GUESSED, visit.now, place_of(visit.request))
    kept = unseal(site.key, BEGUN, visit.request.cookies.get(BEGUN, ""), visit.now)
    try:
        verified = school.finish(Begun.of(kept), filled.raw("state"), filled.raw("code"), visit.now)
        members = who_is(site.access, verified, visit.now)
    except (NotVerified, OutOfReach, NotFound) as error:
        site.limits.take(Limit.LINK_GUESSED, visit.now, place_of(visit.request))
        return _sorry(visit, error)
    answer = let_in_somewhere(visit, members, How.OIDC, is_strong=verified.is_strong)
    answer.delete_cookie(BEGUN, path="/")
    return answer


def _school(visit: Visit) -> Elsewhere:
    found = school_of(visit)
    if found is None:
        raise NotFound("there is nothing here")
    return found


def _sorry(visit: Visit, error: PdcaError) -> Response:
    """Say what did not work, where the other ways in are."""
    return show_form(visit, 503 if isinstance(error, OutOfReach) else 422, error.message)
