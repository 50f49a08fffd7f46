"""Signing in by mail and signing out. Whether an address is known shows in nothing that is answered."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import Response

from pdca.domain.errors import Message, Misconfigured, NotFound
from pdca.services.access.browser import label_of
from pdca.services.access.elsewhere import Elsewhere
from pdca.services.access.limits import Limit
from pdca.services.access.links import ask_link, known_as, open_with_link
from pdca.services.access.sessions import Entered, end
from pdca.web.door.entrance import Anybody, place_of
from pdca.web.door.passes import drop_pass, half_in, keep_pass, renewed, session_of
from pdca.web.door.post_room import send_links
from pdca.web.door.signed import seal, unseal
from pdca.web.door.visit import Visit
from pdca.web.page.paging import local_place

router = APIRouter()

NEXT, NEXT_LIVES = "pdca-next", timedelta(minutes=20)
"""Where somebody wanted to go, kept by the browser while they look in their mail."""

SECOND_STEP = "/sign-in/second-step"
NO_ADDRESS = Message("This is no mail address: write it as name@school.example.")


@router.get("/sign-in")
def ask(visit: Anybody, next: str = "") -> Response:  # noqa: A002 - the word that stands in the address
    """Show the form that asks for an address."""
    answer = show_form(visit)
    place = local_place(next)
    if place:
        visit.keep(answer, NEXT, seal(visit.site.key, NEXT, place, visit.now + NEXT_LIVES), NEXT_LIVES)
    return answer


@router.post("/sign-in")
def send(visit: Anybody, later: BackgroundTasks) -> Response:
    """Send a link to whoever works here and has this address; say the same to everybody."""
    filled, site = visit.filled, visit.site
    email = known_as(filled.text("email", is_needed=True, longest=254))
    if email and ("@" not in email.strip("@") or " " in email):
        filled.fault("email", NO_ADDRESS)
    if not filled.is_right:
        return show_form(visit, 422)
    site.limits.take(Limit.LINK_ASKED_PLACE, visit.now, place_of(visit.request))
    site.limits.take(Limit.LINK_ASKED, visit.now, email)
    links = ask_link(site.access, email, visit.now, site.runtime.entropy)
    later.add_task(send_links, site.runtime, links)
    return visit.page(
        "coming_in/sent.html.j2", title=visit.words.say("Look in your mail"), help="sign-in", email=email
    )


@router.get("/sign-in/{token}")
def arrive(visit: Anybody, token: str) -> Response:
    """Show the one button behind the link of a mail: looking at it uses nothing up."""
    return visit.page(
        "coming_in/arrive.html.j2", title=visit.words.say("Almost there"), help="sign-in", token=token
    )


@router.post("/sign-in/{token}")
def come_in(visit: Anybody, token: str) -> Response:
    """Begin a session with the link of a mail."""
    site, request = visit.site, visit.request
    site.limits.check(Limit.LINK_GUESSED, visit.now, place_of(request))
    label = label_of(request.headers.get("user-agent", ""))
    try:
        entered = open_with_link(
            site.access, token, visit.now, site.runtime.entropy, label=label, instead_of=session_of(request)
        )
    except NotFound:
        site.limits.take(Limit.LINK_GUESSED, visit.now, place_of(request))
        raise
    return go_in(visit, entered)


@router.get("/signed-in")
def signed_in_again(visit: Anybody) -> Response:
    """Tell somebody who signed in beside a page that was still open that they can go back to it."""
    return visit.page("coming_in/again.html.j2", title=visit.words.say("You are in again"), help="sign-in")


@router.post("/sign-out")
def sign_out(visit: Anybody) -> Response:
    """End the session of this browser."""
    site = visit.site
    session = renewed(visit.request, site, visit.now) or half_in(visit.request, site, visit.now)
    visit.request.scope["state"].pop("renewed", None)
    if session is not None:
        end(site.access, session, visit.now)
    answer = visit.go("/demo" if site.stage is not None else "/sign-in", Message("You are signed out."))
    drop_pass(site, answer)
    return answer


def go_in(visit: Visit, entered: Entered) -> Response:
    """Let a browser keep the pass of a session that began, and send it on: first to the second step, if any."""
    answer = visit.go(SECOND_STEP if entered.session.needs_code else wanted(visit))
    keep_pass(visit.site, answer, entered, visit.now)
    return answer


def wanted(visit: Visit) -> str:
    """Return where somebody wanted to go before signing in; the front door when that is not known."""
    kept = visit.request.cookies.get(NEXT, "")
    place = unseal(visit.site.key, NEXT, kept, visit.now) if kept else None
    return local_place(str(place or "")) or "/"


def school_of(visit: Visit) -> Elsewhere | None:
    """Return the sign-in of the school; None when none is set up, or so that it cannot work: `pdca doctor` tells."""
    try:
        return visit.site.runtime.elsewhere
    except Misconfigured:
        return None


def show_form(visit: Visit, status: int = 200, why_not: Message | None = None) -> Response:
    """Show the form with all ways in; `why_not` says why another one did not work."""
    return visit.page(
        "coming_in/sign_in.html.j2",
        title=visit.words.say("Sign in"),
        status=status,
        help="sign-in",
        has_school=school_of(visit) is not None,
        why_not=why_not,
    )
