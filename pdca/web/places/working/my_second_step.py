"""Setting up my second step: a secret for an app on my phone, its first code, and eight codes for on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, Refused
from pdca.services.access.second_step import Confirmed, Offer, confirm, give_up, offer
from pdca.services.access.second_step import show as show_again
from pdca.web.door.entrance import SignedIn, holder_of_session
from pdca.web.door.passes import keep_pass, session_of
from pdca.web.door.signed import seal, unseal
from pdca.web.door.visit import Visit
from pdca.web.places.working.my_sign_in import Own, check_fresh, own_of, place_of, refused

router = APIRouter(prefix="/b/{board}/me/sign-in/second-step")

OFFERED, OFFER_LIVES = "pdca-offer", timedelta(minutes=15)
"""A secret travels with its form, sealed for one session: nothing is kept of it before its first code was right."""

LONGEST_CODE = 20
OFFERED_TOO_LONG_AGO = Message(
    "That took too long. Scan this new picture, and take the code that comes with it."
)


@router.get("")
def begin(visit: SignedIn) -> Response:
    """Offer a secret, by picture and by hand."""
    own = own_of(visit)
    try:
        check_fresh(visit, own)
        _check_taken(own)
    except Refused as error:
        return refused(visit, own, error)
    return _form(visit, own, offer(visit.site.runtime.second_step, own.member))


@router.post("")
def take_over(visit: SignedIn) -> Response:
    """Keep a secret whose first code is right, and show the codes for on paper, this once."""
    own, filled, means = own_of(visit), visit.filled, visit.site.runtime.second_step
    secret = unseal(visit.site.key, _purpose(own), filled.raw("offered"), visit.now)
    if secret is None:
        filled.fault("code", OFFERED_TOO_LONG_AGO)
        return _form(visit, own, offer(means, own.member), 422)
    code = filled.text("code", is_needed=True, longest=LONGEST_CODE)
    if not filled.is_right:
        return _form(visit, own, show_again(means, own.member, secret), 422)
    try:
        check_fresh(visit, own)
        done = confirm(
            means, own.member, own.session, secret, code, visit.now, instead_of=session_of(visit.request)
        )
    except BadInput as error:
        filled.fault("code", error.message)
        return _form(visit, own, show_again(means, own.member, secret), 422)
    except Refused as error:
        return refused(visit, own, error)
    return _papers(visit, done)


@router.post("/remove")
def drop(visit: SignedIn) -> Response:
    """Let the reader do without the second step again."""
    own = own_of(visit)
    try:
        check_fresh(visit, own)
        give_up(visit.site.access, own.member, own.session, visit.now)
    except Refused as error:
        return refused(visit, own, error)
    return visit.go(place_of(visit), Message("The second step is gone. It is not asked for any more."))


def _check_taken(own: Own) -> None:
    if own.has_second_step and not own.session.is_strong:
        raise Refused("sign in again with the second step first")


def _purpose(own: Own) -> str:
    return f"{OFFERED} {own.session.id_hash}"


def _form(visit: Visit, own: Own, offered: Offer, status: int = 200) -> Response:
    sealed = seal(visit.site.key, _purpose(own), offered.secret, visit.now + OFFER_LIVES)
    groups = [offered.secret[at : at + 4] for at in range(0, len(offered.secret), 4)]
    return visit.page(
        "working/my_second_step.html.j2",
        title=visit.words.say("Set up the second step"),
        status=status,
        help="sign-in",
        offer=offered,
        sealed=sealed,
        secret=" ".join(groups),
        place=place_of(visit),
    )


def _papers(visit: Visit, done: Confirmed) -> Response:
    """Show the codes; the session began anew, so the forms of this page are those of the new one."""
    entered = done.entered
    visit.visitor = replace(visit.someone, session=entered.session.id_hash)
    visit.holder = holder_of_session(entered.id)
    answer = visit.page(
        "working/my_papers.html.j2",
        title=visit.words.say("Your codes for on paper"),
        help="sign-in",
        codes=done.recovery,
        place=place_of(visit),
    )
    keep_pass(visit.site, answer, entered, visit.now)
    return answer
