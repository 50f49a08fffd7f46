"""Signing in with a password. Whether an address is known, or has a password, shows in nothing that is answered."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import Message, Refused
from pdca.services.access.limits import Limit, TooOften
from pdca.services.access.links import known_as
from pdca.services.access.passwords import who_has
from pdca.services.access.ports import How
from pdca.web.door.entrance import Anybody, place_of
from pdca.web.door.visit import Visit
from pdca.web.page.forms import MISSING
from pdca.web.places.coming_in.which_board import let_in_somewhere

router = APIRouter()

PLACE = "/sign-in/password"
NOT_TOGETHER = Message(
    "This address and this password do not go together. Look whether both are typed right."
)


@router.get(PLACE)
def ask(visit: Anybody) -> Response:
    """Show the form for an address and a password."""
    return _form(visit)


@router.post(PLACE)
def come_in(visit: Anybody) -> Response:
    """Begin a session of whoever has this address and this password; say the same to everybody else."""
    filled, site = visit.filled, visit.site
    email, password = known_as(filled.text("email", is_needed=True, longest=254)), filled.raw("password")
    if not password:
        filled.fault("password", MISSING)
    if not filled.is_right:
        return _form(visit, status=422)
    try:
        _count(visit, email)
        members = who_has(site.access, site.runtime.hasher, email, password, visit.now)
    except (TooOften, Refused) as error:
        filled.fault("", error.message)
        answer = _form(visit, status=429 if isinstance(error, TooOften) else 409)
        answer.headers.update(error.headers if isinstance(error, TooOften) else {})
        return answer
    if not members:
        _count_wrong(visit, email)
        filled.fault("", NOT_TOGETHER)
        return _form(visit, status=422)
    site.limits.forgive(Limit.PASSWORD_HERE, email, place_of(visit.request))
    return let_in_somewhere(visit, members, How.PASSWORD)


def _count(visit: Visit, email: str) -> None:
    """Count a try before it is looked at, so that many at once are counted too. Raises TooOften."""
    limits, now, place = visit.site.limits, visit.now, place_of(visit.request)
    limits.check(Limit.PASSWORD_PLACE, now, place)
    limits.check(Limit.PASSWORD_ACCOUNT, now, email)
    limits.take(Limit.PASSWORD_HERE, now, email, place)


def _count_wrong(visit: Visit, email: str) -> None:
    """Count a wrong password; a right one costs the others of a school, who share a place, nothing."""
    limits, now = visit.site.limits, visit.now
    try:
        limits.take(Limit.PASSWORD_PLACE, now, place_of(visit.request))
        limits.take(Limit.PASSWORD_ACCOUNT, now, email)
    except TooOften:  # others were quicker meanwhile; the next try is told
        return


def _form(visit: Visit, status: int = 200) -> Response:
    title = visit.words.say("Sign in with a password")
    return visit.page("coming_in/password.html.j2", title=title, status=status, help="sign-in")
