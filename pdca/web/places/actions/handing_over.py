"""The August handover: who leaves, who takes over, on which day; what goes along is shown before it is planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Refused
from pdca.domain.people.organisation import RoleAt
from pdca.services.people.details import leaving_before, missed_by
from pdca.services.people.handing_over import Wish, accept_handover, plan_handover, withdraw_handover
from pdca.services.people.leave import leads, not_theirs
from pdca.services.people.showing import Preview, handovers_for, may_plan, preview
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.acting import somebody
from pdca.web.page.forms import Filled
from pdca.web.page.people import colleagues
from pdca.web.page.telling import leaving_said, missed_said
from pdca.web.page.ways_to import place_of_item

router = APIRouter(prefix="/b/{board}/handover")

AUGUST = (8, 1)
FIELDS = ("leaver", "successor", "day", "roles", "reason")
NAMED_AT_ONCE = 30


@router.get("")
def handovers(visit: SignedIn) -> Response:
    """Show the handovers of the visitor, and what would go along with one that is being thought of."""
    query = visit.request.query_params
    asked = Filled({name: [query[name]] for name in ("leaver", "successor", "day") if query.get(name)})
    with visit.reading() as situation:
        along = _preview(visit, situation, asked) if asked.values else None
        return _page(visit, situation, asked, along)


@router.post("")
def plan(visit: SignedIn) -> Response:
    """Plan a handover."""
    return visit.once(lambda: _plan(visit))


def _plan(visit: Visit) -> Response:
    filled, status = visit.filled, 422
    try:
        with visit.writing() as session:
            situation = Situation(session, visit.site.runtime.shipped, visit.now)
            wish = _wish(filled, situation)
            if wish is not None:
                plan_handover(session, visit.site.runtime.shipped, wish, visit.email, visit.now)
                name = situation.organisation.person(wish.successor).name
                said = visit.words.say(
                    "Planned for {day}. {person} sees it under Handing over.", day=wish.day, person=name
                )
                aside = _aside(visit, situation, wish.leaver, wish.successor, wish.day)
                return visit.go(f"/b/{visit.board}/handover", said, *aside)
    except BadInput as error:
        filled.take(error, FIELDS)
    except Refused as error:
        filled.fault("", error.message)
        status = 409
    with visit.reading() as situation:
        along = _preview(visit, situation, filled)
        return _page(visit, situation, filled, along, status=status)


@router.post("/{id}/accept")
def accept(visit: SignedIn, id: str) -> Response:
    """Say yes to taking over."""
    with visit.writing() as session:
        accepted = accept_handover(session, visit.site.runtime.shipped, id, visit.email, visit.now)
    said = visit.words.say("Thank you. From {day} on it is with you.", day=accepted.day)
    return visit.go(f"/b/{visit.board}/handover", said)


@router.post("/{id}/withdraw")
def withdraw(visit: SignedIn, id: str) -> Response:
    """Call a handover off, with a reason."""
    return visit.once(lambda: _withdraw(visit, id))


def _withdraw(visit: Visit, id: str) -> Response:
    filled, status = visit.filled, 422
    try:
        with visit.writing() as session:
            shipped, reason = visit.site.runtime.shipped, filled.text("reason")
            withdraw_handover(session, shipped, id, visit.email, reason, visit.now)
            return visit.go(
                f"/b/{visit.board}/handover", visit.words.say("Called off. Everything stays where it is.")
            )
    except BadInput as error:
        filled.take(error, FIELDS)
    except Refused as error:
        filled.fault("", error.message)
        status = 409
    with visit.reading() as situation:
        return _page(visit, situation, Filled(errors=filled.errors), None, status=status, tried=id)


def _wish(filled: Filled, situation: Situation) -> Wish | None:
    """Return the handover that a form describes; None, with what is wrong noted, when it is not one."""
    for name in ("leaver", "successor"):
        filled.text(name, is_needed=True)
    leaver, successor = somebody(filled, "leaver", situation), somebody(filled, "successor", situation)
    day = filled.day("day", is_needed=True)
    roles = tuple(_role(key) for key in filled.many("roles"))
    if not filled.is_right or leaver is None or successor is None or day is None:
        return None
    return Wish(leaver=leaver, successor=successor, day=day, roles=roles, reason=filled.text("reason"))


def _role(key: str) -> RoleAt:
    role, _, unit = key.partition("@")
    return RoleAt(role=role, unit=unit)


def _preview(visit: Visit, situation: Situation, asked: Filled) -> Preview | None:
    """Return what would go along; None, with the reason noted, when it is not the visitor's to see."""
    leaver = somebody(asked, "leaver", situation)
    if leaver is None:
        asked.text("leaver", is_needed=True)
        return None
    person = situation.organisation.person(leaver)
    if not leads(situation, visit.email, person):
        asked.fault("leaver", not_theirs(situation, visit.email, leaver).message)
        return None
    somebody(asked, "successor", situation)
    asked.day("day")
    lexicon, locale = visit.site.runtime.words, visit.words.locale
    return preview(situation, lexicon, leaver, visit.email, locale)


def _aside(visit: Visit, situation: Situation, leaver: str, successor: str, day: date) -> Iterator[str]:
    """Say of a successor that they are away when it happens, or leave too."""
    unit = situation.organisation.person(leaver).unit
    missed = missed_by(situation, successor, unit, day)
    if missed is not None:
        yield missed_said(visit.words, missed)
    leaving = leaving_before(situation, successor, date.max)
    if leaving is not None:
        yield leaving_said(visit.words, leaving)


def _worries(visit: Visit, situation: Situation, asked: Filled) -> list[str]:
    leaver, successor = (somebody(asked, name, situation) for name in ("leaver", "successor"))
    day = asked.day("day")
    return list(_aside(visit, situation, leaver, successor, day)) if leaver and successor and day else []


def _page(
    visit: Visit,
    situation: Situation,
    asked: Filled,
    along: Preview | None,
    *,
    status: int = 200,
    tried: str = "",
) -> Response:
    is_planner = may_plan(situation, visit.email)
    person = visit.someone.person
    items = [(one, place_of_item(visit.board, one.item)) for one in along.items] if along is not None else []
    return visit.page(
        "actions/handover.html.j2",
        title=visit.words.say("Handing over"),
        status=status,
        help="handover",
        asked=asked,
        along=along,
        worries=_worries(visit, situation, asked) if along is not None else [],
        items=items[:NAMED_AT_ONCE],
        left=len(items[NAMED_AT_ONCE:]) + (along.more if along is not None else 0),
        views=handovers_for(situation, visit.email),
        may_plan=is_planner,
        people=colleagues(situation, person.unit) if is_planner else [],
        first_of_august=_first_of_august(situation.today),
        today=situation.today,
        tried=tried,
    )


def _first_of_august(today: date) -> date:
    """Return the day on which most people change places: the next first of August."""
    day = date(today.year, *AUGUST)
    return day if day > today else date(today.year + 1, *AUGUST)
