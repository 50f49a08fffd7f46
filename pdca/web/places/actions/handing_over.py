"""The August handover: who leaves, who takes over, on which day; what goes along is shown before it is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, Refused
from pdca.domain.people.handover import Handover, Lead
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import RoleAt
from pdca.services.people.details import leaving_before, missed_by
from pdca.services.people.foreseeing import Foreseen, Foresight, Ground
from pdca.services.people.handing_over import (
    Wish,
    accept_handover,
    plan_handover,
    require_fit,
    withdraw_handover,
)
from pdca.services.people.leave import leads, not_theirs
from pdca.services.people.showing import (
    Preview,
    handovers_for,
    leads_of_each,
    left_by_each,
    may_plan,
    preview,
)
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
LOOK = Message("Not planned yet: look below for what somebody is needed, and plan it again.")

LEADS = "lead:"
"""Begins the name of a field with who leads the audit of a cycle, which is the rest of that name."""

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
            if wish is not None and not _is_new(filled, situation, wish, visit.email):
                plan_handover(session, visit.site.runtime.shipped, wish, visit.email, visit.now)
                name = situation.organisation.person(wish.successor).name
                said = visit.words.say(
                    "Planned for {day}. {person} sees it under Handing over.", day=wish.day, person=name
                )
                aside = _aside(visit, situation, wish.leaver, wish.successor, wish.day)
                return visit.go(f"/b/{visit.board}/handover", said, *aside)
            if wish is not None:
                filled.fault("", LOOK)
                status = 409
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
    return Wish(
        leaver=leaver,
        successor=successor,
        day=day,
        roles=roles,
        leads=_leads(filled),
        reason=filled.text("reason"),
    )


def _leads(filled: Filled) -> tuple[Lead, ...]:
    """Return who was chosen to lead an audit, by the cycles of the fields."""
    cycles = [name.removeprefix(LEADS) for name in filled.values if name.startswith(LEADS)]
    return tuple(Lead(cycle=one, email=email) for one in cycles if (email := filled.text(LEADS + one)))


def _is_new(filled: Filled, situation: Situation, wish: Wish, actor: str) -> bool:
    """Tell whether a handover that can be planned would leave something that was not shown before it was sent."""
    require_fit(situation, wish, actor)
    found = _foresight(situation, wish).left(wish)
    return any(one.key not in filled.many("seen") for one in found)


def _foresight(situation: Situation, wish: Wish) -> Foresight:
    ground = Ground(situation, [wish.leaver], [wish.successor])
    return Foresight(ground, wish.leaver, wish.successor, wish.day)


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


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What is to be known of a handover before it is planned; `without`: what each role that goes along saves."""

    worries: Sequence[str] = ()
    left: Sequence[Foreseen] = ()
    without: Mapping[str, Sequence[Foreseen]] = field(default_factory=dict)
    successor: str = ""


def _ahead(visit: Visit, situation: Situation, asked: Filled, along: Preview) -> _Ahead:
    leaver, successor = (somebody(asked, name, situation) for name in ("leaver", "successor"))
    day = asked.day("day")
    if not leaver or not successor or not day or leaver == successor:
        return _Ahead()
    free = [one.key for one in along.roles if one.may_go]
    chosen = asked.many("roles") if asked.values.get("csrf") else free
    roles, leads = tuple(_role(key) for key in chosen if key in free), _leads(asked)
    wish = Wish(leaver=leaver, successor=successor, day=day, roles=roles, leads=leads)
    foresight = _foresight(situation, wish)
    return _Ahead(
        worries=list(_aside(visit, situation, leaver, successor, day)),
        left=foresight.left(replace(wish, leads=())),
        without={str(role): foresight.missed_without(wish, role) for role in roles},
        successor=named(situation.organisation, successor),
    )


def _aside(visit: Visit, situation: Situation, leaver: str, successor: str, day: date) -> Iterator[str]:
    """Say of a successor that they are away when it happens, leave too, or hand over themselves."""
    unit = situation.organisation.person(leaver).unit
    missed = missed_by(situation, successor, unit, day)
    if missed is not None:
        yield missed_said(visit.words, missed)
    leaving = leaving_before(situation, successor, date.max)
    if leaving is not None:
        yield leaving_said(visit.words, leaving)
    for one in situation.session.handovers():
        if one.is_open and one.leaver == successor:
            yield visit.words.say(
                "{person} hands over to {successor} on {day}.",
                person=named(situation.organisation, successor),
                successor=named(situation.organisation, one.successor),
                day=one.day,
            )


def _worries(visit: Visit, situation: Situation, handover: Handover) -> list[str]:
    """Say what is to be known of the successor of a handover that is still to happen."""
    if not handover.is_open:
        return []
    return list(_aside(visit, situation, handover.leaver, handover.successor, handover.day))


def _page(
    visit: Visit,
    situation: Situation,
    asked: Filled,
    along: Preview | None,
    *,
    status: int = 200,
    tried: str = "",
) -> Response:
    """Show the page; while another handover is being thought of, only for that one it is looked ahead."""
    is_planner = may_plan(situation, visit.email)
    person = visit.someone.person
    items = [(one, place_of_item(visit.board, one.item)) for one in along.items] if along is not None else []
    ahead = _ahead(visit, situation, asked, along) if along is not None else _Ahead()
    views = handovers_for(situation, visit.email)
    shown = [one.handover for one in views] if along is None else []
    return visit.page(
        "actions/handover.html.j2",
        title=visit.words.say("Handing over"),
        status=status,
        help="handover",
        asked=asked,
        along=along,
        ahead=ahead,
        free=[one for one in along.roles if one.may_go] if along is not None else [],
        items=items[:NAMED_AT_ONCE],
        left=len(items[NAMED_AT_ONCE:]) + (along.more if along is not None else 0),
        views=[(one, _worries(visit, situation, one.handover)) for one in views],
        left_by=left_by_each(situation, shown),
        leads_of=leads_of_each(situation, shown),
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
