"""A handover: planned by whoever leads, accepted or declined by the successor, or called off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pdca.domain.actions.standing import Bench
from pdca.domain.cycles.standing import may_lead
from pdca.domain.errors import BadInput, NotFound, Param, Refused
from pdca.domain.people.handover import Handover, Lead
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import RoleAt
from pdca.services.people.leave import leads, may_give_away, not_theirs
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

PLANNED, ACCEPTED, WITHDRAWN = "handover_planned", "handover_accepted", "handover_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who hands over to whom, on which day, which roles go along, and who leads an audit instead."""

    leaver: str
    successor: str
    day: date
    roles: tuple[RoleAt, ...] = ()
    leads: tuple[Lead, ...] = ()
    reason: str = ""


def plan_handover(session: BoardSession, shipped: Shipped, wish: Wish, actor: str, now: datetime) -> Handover:
    """Plan that a successor takes over roles and every open item on a day; it happens that morning by itself.

    Raises Refused when that is not the actor's to decide, BadInput when day, people or roles do not fit.
    """
    every = require_fit(Situation(session, shipped, now), wish, actor)
    numbers = (number_of(one.id) for one in every)
    planned = Handover(
        id=f"handover-{max(numbers, default=0) + 1}",
        leaver=wish.leaver,
        successor=wish.successor,
        day=wish.day,
        by=actor,
        roles=tuple(dict.fromkeys(wish.roles)),
        leads=wish.leads,
    )
    session.record(PLANNED, planned, actor=actor, at=now, reason=wish.reason.strip())
    return planned


def require_fit(situation: Situation, wish: Wish, actor: str) -> Sequence[Handover]:
    """Return the handovers that there are; Refused or BadInput when another cannot be planned so."""
    _require_people(situation, wish, actor)
    _require_roles(situation, wish, actor)
    _require_leads(situation, wish)
    every = situation.session.handovers()
    _require_free(situation, every, wish.leaver)
    return every


def accept_handover(session: BoardSession, shipped: Shipped, id: str, actor: str, now: datetime) -> Handover:
    """Let the successor say yes; a second yes changes nothing."""
    situation = Situation(session, shipped, now)
    handover = open_handover(session, id)
    if actor != handover.successor:
        raise Refused(
            "only {person} can accept this", person=named(situation.organisation, handover.successor)
        )
    if handover.accepted_on is not None:
        return handover
    accepted = replace(handover, accepted_on=situation.today)
    session.record(ACCEPTED, accepted, actor=actor, at=now)
    return accepted


def withdraw_handover(
    session: BoardSession, shipped: Shipped, id: str, actor: str, reason: str, now: datetime
) -> Handover:
    """Call a handover off, or decline it as the successor, with a reason; nothing goes to anybody."""
    situation = Situation(session, shipped, now)
    handover = open_handover(session, id)
    leaving = situation.organisation.person(handover.leaver)
    is_theirs = actor in (handover.successor, handover.by) or leads(situation, actor, leaving)
    if not is_theirs or not situation.organisation.is_active(actor, situation.today):
        raise not_theirs(situation, actor, handover.leaver)
    if not reason.strip():
        raise BadInput("say why, so that somebody else can be found", missing="reason")
    withdrawn = replace(handover, withdrawn_on=situation.today, withdrawn_by=actor, why_not=reason.strip())
    session.record(WITHDRAWN, withdrawn, actor=actor, at=now, reason=reason.strip())
    return withdrawn


def number_of(id: str) -> int:
    """Return the number of a handover: the later it was planned, the higher."""
    return int(id.rpartition("-")[2])


def open_handover(session: BoardSession, id: str) -> Handover:
    """Return a handover that is still to happen."""
    found = next((one for one in session.handovers() if one.id == id), None)
    if found is None:
        raise NotFound("there is no handover '{key}'", key=id)
    if found.done_on is not None:
        raise Refused("this handover took place on {day}", day=found.done_on)
    if found.withdrawn_on is not None:
        raise Refused("this handover was called off on {day}", day=found.withdrawn_on)
    return found


def _require_people(situation: Situation, wish: Wish, actor: str) -> None:
    organisation, today = situation.organisation, situation.today
    if not leads(situation, actor, organisation.person(wish.leaver)):
        raise not_theirs(situation, actor, wish.leaver)
    if wish.leaver == wish.successor:
        raise BadInput("nobody takes over from themselves: name somebody else", name="successor")
    if wish.day < today:
        raise BadInput("{name} is {day}; use {least} or later", name="date", day=wish.day, least=today)
    if not organisation.is_active(wish.successor, wish.day):
        name = named(organisation, wish.successor)
        raise BadInput("{person} does not work here on {day}", name="successor", person=name, day=wish.day)


def _require_roles(situation: Situation, wish: Wish, actor: str) -> None:
    organisation = situation.organisation
    leaving = organisation.person(wish.leaver)
    for role in wish.roles:
        facts: dict[str, Param] = {"role": role.role, "unit": organisation.unit(role.unit).name}
        if role not in leaving.roles:
            raise BadInput("{person} is not {role} of {unit}", person=leaving.name, **facts)
        if not may_give_away(situation, actor, role):
            raise Refused(
                "{actor} may not pass on being {role} of {unit}: that is for whoever leads there",
                allowed=(),
                actor=named(organisation, actor),
                **facts,
            )


def _require_leads(situation: Situation, wish: Wish) -> None:
    """Refuse a lead of an audit that is not the leaver's, or who may not lead it on that day."""
    bench = Bench(situation.organisation, situation.policy, wish.day)
    for lead in wish.leads:
        cycle = situation.session.cycle(lead.cycle)
        if cycle.lead != wish.leaver or not may_lead(bench, cycle, lead.email):
            raise BadInput(
                "{email} cannot lead {item} from {day}",
                email=named(situation.organisation, lead.email),
                item=lead.cycle,
                day=wish.day,
            )


def _require_free(situation: Situation, every: Iterable[Handover], leaver: str) -> None:
    planned = next((one for one in every if one.is_open and one.leaver == leaver), None)
    if planned is not None:
        raise Refused(
            "{person} hands over to {successor} on {day} already: call that off first",
            person=named(situation.organisation, leaver),
            successor=named(situation.organisation, planned.successor),
            day=planned.day,
        )
