"""How I come in: where I am signed in, and the password that I may have beside the link by mail."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.services.access.passwords import SHORTEST, remove_password, set_password
from pdca.services.access.ports import Credential, Member, Session
from pdca.services.access.sessions import end, end_all, is_fresh, sessions_of
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.forms import MISSING

router = APIRouter(prefix="/b/{board}/me/sign-in")

SHOWN = 20
"""So many sign-ins are listed; the others are counted, and ended with the rest."""

ANEW_FIRST = Message("Sign in once more first: it was a while ago.")
"""Whoever finds a screen that was left open cannot change how its owner comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The session of this browser, whose it is, and what they set up."""

    session: Session
    member: Member
    credential: Credential | None

    @property
    def has_password(self) -> bool:
        """Tell whether there is a password."""
        return self.credential is not None and bool(self.credential.password_hash)

    @property
    def has_second_step(self) -> bool:
        """Tell whether the second step is set up."""
        return self.credential is not None and bool(self.credential.totp_secret)

    @property
    def codes_left(self) -> int:
        """Return how many codes on paper were not used yet."""
        return len(self.credential.recovery) if self.credential is not None else 0

    @property
    def needs_second_step_first(self) -> bool:
        """Tell whether a password has to wait for the second step."""
        return self.member.is_manager and not self.has_second_step


@router.get("")
def my_sign_in(visit: SignedIn) -> Response:
    """Show where the reader is signed in and what is set up."""
    return show(visit, own_of(visit))


@router.post("/end")
def end_one(visit: SignedIn) -> Response:
    """End one of the reader's other sign-ins."""
    own, wanted = own_of(visit), visit.filled.text("session")
    if not wanted or not end(visit.site.access, own.session, visit.now, only=wanted):
        raise NotFound("there is nothing here")
    return visit.go(place_of(visit), Message("That one is signed out."))


@router.post("/end-others")
def end_others(visit: SignedIn) -> Response:
    """End all of the reader's sign-ins but this one."""
    session = own_of(visit).session
    end_all(visit.site.access, session.board, session.person, visit.now, but=session.id_hash)
    return visit.go(place_of(visit), Message("You are signed out everywhere else."))


@router.post("/password")
def choose_password(visit: SignedIn) -> Response:
    """Set the reader's password, or another one."""
    own, site, password = own_of(visit), visit.site, visit.filled.raw("password")
    if not password:
        visit.filled.fault("password", MISSING)
        return show(visit, own, 422)
    try:
        check_fresh(visit, own)
        hasher, common = site.runtime.hasher, site.runtime.shipped.common_passwords
        set_password(site.access, hasher, common, own.member, own.session, password, visit.now)
    except BadInput as error:
        visit.filled.fault("password", error.message)
        return show(visit, own, 422)
    except Refused as error:
        return refused(visit, own, error)
    return visit.go(
        place_of(visit), Message("Your password works from now on. Everywhere else you are signed out.")
    )


@router.post("/password/remove")
def drop_password(visit: SignedIn) -> Response:
    """Take the reader's password away."""
    own = own_of(visit)
    try:
        check_fresh(visit, own)
    except Refused as error:
        return refused(visit, own, error)
    remove_password(visit.site.access, own.session, visit.now)
    return visit.go(place_of(visit), Message("Your password is gone. A link by mail lets you in."))


def place_of(visit: Visit) -> str:
    """Return where this page is."""
    return f"/b/{visit.board}/me/sign-in"


def own_of(visit: Visit) -> Own:
    """Look up the session of a visit and what its person set up."""
    found = visit.site.access.session(visit.someone.session)
    assert found is not None  # the door looked it up a moment ago
    session, member = found
    credential = visit.site.access.credential(session.board, session.person)
    return Own(session=session, member=member, credential=credential)


def check_fresh(visit: Visit, own: Own) -> None:
    """Raise Refused for somebody who signed in so long ago that they have to do it again for this."""
    if not is_fresh(own.session, visit.now):
        raise Refused(ANEW_FIRST.template)


def refused(visit: Visit, own: Own, error: Refused) -> Response:
    """Show the page again, saying why not."""
    return show(visit, own, 409, error.message)


def show(visit: Visit, own: Own, status: int = 200, why_not: Message | None = None) -> Response:
    """Show the page; `why_not` says why something could not be done."""
    sessions = sessions_of(visit.site.access, own.session, visit.now)
    others = [one for one in sessions if one.id_hash != own.session.id_hash]
    return visit.page(
        "working/my_sign_in.html.j2",
        title=visit.words.say("Signing in"),
        status=status,
        help="sign-in",
        own=own,
        why_not=why_not,
        place=place_of(visit),
        others=others[:SHOWN],
        more=max(0, len(others) - SHOWN),
        is_fresh=is_fresh(own.session, visit.now),
        least=SHORTEST,
    )
