"""The second step of signing in: a code of an app, or one of those on paper. Until then nothing else is open."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Damaged, Message
from pdca.services.access.limits import Limit
from pdca.services.access.ports import Session
from pdca.services.access.second_step import open_with_code
from pdca.web.door.entrance import Anybody, settle
from pdca.web.door.passes import half_in, renewed, session_of
from pdca.web.door.visit import Visit
from pdca.web.places.coming_in.sign_in import SECOND_STEP, go_in, wanted

router = APIRouter()

LONGEST_CODE = 40
UNREADABLE = Message(
    "Codes of your app do not work here any more. Use one from your paper and set it up anew."
)
"""The key of the installation is another one than it was; of a code on paper only its hash is kept."""

TOOK_TOO_LONG = Message("That took too long. Sign in once more.")


@router.get(SECOND_STEP)
def ask(visit: Anybody) -> Response:
    """Show the form for a code, to somebody of whom one is waited for."""
    return _elsewhere(visit) if _waiting(visit) is None else _form(visit)


@router.post(SECOND_STEP)
def take(visit: Anybody) -> Response:
    """Take a code: the session begins anew under another id, and everything is open."""
    session = _waiting(visit)
    if session is None:
        return _elsewhere(visit, TOOK_TOO_LONG)
    filled, site = visit.filled, visit.site
    field = "paper" if filled.raw("paper").strip() else "code"
    code = filled.text(field, is_needed=True, longest=LONGEST_CODE)
    if not filled.is_right:
        return _form(visit, status=422)
    whose = (session.board, session.person)
    site.limits.take(Limit.CODE, visit.now, *whose)
    try:
        entered = open_with_code(
            site.runtime.second_step, session, code, visit.now, instead_of=session_of(visit.request)
        )
    except (BadInput, Damaged) as error:
        filled.fault(field, error.message if isinstance(error, BadInput) else UNREADABLE)
        return _form(visit, status=422)
    site.limits.forgive(Limit.CODE, *whose)
    return go_in(visit, entered)


def _waiting(visit: Visit) -> Session | None:
    """Return the session that waits for a code, and speak to its person in their own language."""
    session = half_in(visit.request, visit.site, visit.now)
    if session is not None:
        with visit.site.reading(session.board, visit.now) as situation:
            settle(visit, situation, session.person)
    return session


def _elsewhere(visit: Visit, *told: Message) -> Response:
    """Send on who is in already, or has to begin anew."""
    if renewed(visit.request, visit.site, visit.now) is not None:
        return visit.go(wanted(visit))
    return visit.go("/sign-in", *told)


def _form(visit: Visit, status: int = 200) -> Response:
    title = visit.words.say("The second step")
    return visit.page("coming_in/second_step.html.j2", title=title, status=status, help="sign-in")
