"""A policy that holds from a day on: planned, called off, and put in place when its day has come."""

from __future__ import annotations

from datetime import date, datetime

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Policy
from pdca.domain.people.naming import named
from pdca.domain.people.sight import Right, has_right
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.situation import Situation

ENGINE = "engine"
PLANNED, CALLED_OFF = "policy_planned", "policy_called_off"
IN_PLACE, CARRIED_OUT = "policy_in_place", "policy_carried_out"


def plan_policy(
    session: BoardSession,
    shipped: Shipped,
    actor: str,
    policy: Policy,
    first: date,
    reason: str,
    now: datetime,
) -> PlannedPolicy:
    """Plan the policy that holds from a day on, today at the earliest; it takes the place of one that was planned.

    Raises Refused when the actor may not or nothing would change, BadInput when the day has passed or nobody is named
    to whom a level goes.
    """
    situation = Situation(session, shipped, now)
    _require_right(situation, actor)
    if not reason.strip():
        raise BadInput("say why the rules change", missing="reason")
    if first < situation.today:
        raise BadInput("{name} is {day}; use {least} or later", name="date", day=first, least=situation.today)
    if not policy.ladder:
        raise BadInput("a ladder needs at least one level", missing="ladder")
    if policy == situation.policy:
        raise Refused("these rules hold already")
    planned = PlannedPolicy(first=first, policy=policy, by=actor, reason=reason.strip())
    session.record(PLANNED, planned, actor=actor, at=now, reason=planned.reason)
    return planned


def cancel_planned_policy(
    session: BoardSession, shipped: Shipped, actor: str, reason: str, now: datetime
) -> None:
    """Call off the policy that was planned; the rules of today stay."""
    situation = Situation(session, shipped, now)
    _require_right(situation, actor)
    planned = session.planned_policy()
    if planned is None:
        raise NotFound("no change of the rules is planned")
    session.remove(CALLED_OFF, planned, actor=actor, at=now, reason=reason.strip())


def apply_planned_policy(store: Store, slug: str, shipped: Shipped, now: datetime) -> int:
    """Put a planned policy in place once its day has come; doing it twice changes nothing."""
    with store.reading(slug) as session:
        if _due_policy(Situation(session, shipped, now)) is None:
            return 0
    with store.board(slug) as session:
        planned = _due_policy(Situation(session, shipped, now))
        if planned is None:
            return 0
        session.record(IN_PLACE, planned.policy, actor=ENGINE, at=now, reason=planned.reason)
        session.remove(CARRIED_OUT, planned, actor=ENGINE, at=now, reason=planned.reason)
        return 1


def _due_policy(situation: Situation) -> PlannedPolicy | None:
    planned = situation.session.planned_policy()
    return planned if planned is not None and planned.first <= situation.today else None


def _require_right(situation: Situation, actor: str) -> None:
    organisation = situation.organisation
    organisation.person(actor)
    if not has_right(organisation, actor, Right.POLICY, situation.today):
        raise Refused(
            "{actor} may not change the rules: that is for the quality manager and the board",
            actor=named(organisation, actor),
        )
