"""The same details of whoever one leads, found by name: for somebody who is ill and cannot note it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from pdca.domain.errors import NotFound
from pdca.services.boards.standing import people_rows
from pdca.services.people.details import leads_anybody
from pdca.services.people.leave import leads
from pdca.web.door.entrance import SignedIn
from pdca.web.page.paging import pages_of
from pdca.web.places.working import details

router = APIRouter(prefix="/b/{board}/people")

PEOPLE_A_PAGE = 50


@router.get("")
def led_people(visit: SignedIn, q: str = "", page: int = 1) -> Response:
    """Show the people whom the reader leads, looked up by name."""
    with visit.reading() as situation:
        if not leads_anybody(situation, visit.email):
            raise NotFound("there is nothing here")
        rows = people_rows(situation, q[:100])
        found = [row for row in rows if leads(situation, visit.email, row.person)]
        shown = pages_of(len(found), page, PEOPLE_A_PAGE)
        return visit.page(
            "working/people.html.j2",
            title=visit.words.say("Absence of others"),
            help="absence",
            people=found[shown.first : shown.last],
            shown=shown,
            wanted=q[:100],
        )


@router.get("/{email}")
def their_details(visit: SignedIn, email: str) -> Response:
    """Show what is set for somebody."""
    if email == visit.email:
        return RedirectResponse(details.place_of_person(visit, email), status_code=303)
    return details.show(visit, email)


@router.post("/{email}/language")
def their_language(visit: SignedIn, email: str) -> Response:
    """Set in which language somebody reads."""
    return details.set_language(visit, email)


@router.post("/{email}/deputy")
def their_deputy(visit: SignedIn, email: str) -> Response:
    """Set who stands in for somebody."""
    return details.set_deputy(visit, email)


@router.post("/{email}/absence")
def their_absence(visit: SignedIn, email: str) -> Response:
    """Note that somebody is away."""
    return details.note_absence(visit, email)


@router.post("/{email}/absence/cancel")
def their_return(visit: SignedIn, email: str) -> Response:
    """Note that somebody is there after all."""
    return details.forget_absence(visit, email)
