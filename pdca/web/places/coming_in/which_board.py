"""Somebody showed who they are: a session begins, on the one board they work on or on the one they choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import Message, NotFound
from pdca.services.access.browser import label_of
from pdca.services.access.ports import How, Member
from pdca.services.access.sessions import enter
from pdca.web.door.entrance import Anybody
from pdca.web.door.passes import session_of
from pdca.web.door.signed import seal, unseal
from pdca.web.door.visit import Visit
from pdca.web.places.coming_in.sign_in import go_in, wanted

router = APIRouter()

PLACE = "/sign-in/board"
CHOICE, CHOICE_LIVES = "pdca-choice", timedelta(minutes=5)
"""On which boards somebody may come in who works on several, kept by the browser until they chose."""

CHOSE_TOO_LATE = Message("That took too long. Sign in once more.")


def let_in_somewhere(
    visit: Visit, members: Sequence[Member], how: How, *, is_strong: bool = False
) -> Response:
    """Begin a session for a person, who is one member for each board; `is_strong`: a second step was taken."""
    place = wanted(visit)
    named = [one for one in members if f"{place}/".startswith(f"/b/{one.board.slug}/")]
    if len(members) == 1 or named:
        return _begin(visit, (named or members)[0], how, is_strong=is_strong)
    kept = [str(how), is_strong, members[0].person.email, [one.board.slug for one in members]]
    answer = visit.go(PLACE)
    visit.keep(answer, CHOICE, seal(visit.site.key, CHOICE, kept, visit.now + CHOICE_LIVES), CHOICE_LIVES)
    return answer


@router.get(PLACE)
def ask(visit: Anybody) -> Response:
    """Show the boards to choose among."""
    members, _, _ = _choice(visit)
    if not members:
        return visit.go("/sign-in", CHOSE_TOO_LATE)
    return visit.page(
        "coming_in/which_board.html.j2",
        title=visit.words.say("Where do you want to go?"),
        help="sign-in",
        boards=[one.board for one in members],
    )


@router.post(PLACE)
def choose(visit: Anybody) -> Response:
    """Begin a session on the board that was chosen."""
    members, how, is_strong = _choice(visit)
    if not members:
        return visit.go("/sign-in", CHOSE_TOO_LATE)
    chosen = next((one for one in members if one.board.slug == visit.filled.raw("board")), None)
    if chosen is None:
        raise NotFound("there is nothing here")
    answer = _begin(visit, chosen, how, is_strong=is_strong)
    answer.delete_cookie(CHOICE, path="/")
    return answer


def _choice(visit: Visit) -> tuple[Sequence[Member], How, bool]:
    """Return as whom the browser may come in; as nobody when it kept nothing, or for too long."""
    text = visit.request.cookies.get(CHOICE, "")
    kept = unseal(visit.site.key, CHOICE, text, visit.now) if text else None
    if kept is None:
        return (), How.MAIL, False
    how, is_strong, email, boards = kept
    found = [one for one in visit.site.access.members(email) if one.board.slug in boards]
    return [one for one in found if one.is_active(visit.now)], How(how), is_strong


def _begin(visit: Visit, member: Member, how: How, *, is_strong: bool) -> Response:
    request, site = visit.request, visit.site
    entered = enter(
        site.access,
        member,
        how,
        visit.now,
        site.runtime.entropy,
        label=label_of(request.headers.get("user-agent", "")),
        instead_of=session_of(request),
        is_strong=is_strong,
    )
    return go_in(visit, entered)
