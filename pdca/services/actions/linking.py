"""Somebody puts an action into an open cycle of its unit, so that the cycle cannot close around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.standing import acts_for, holders_above
from pdca.domain.errors import NotFound, Refused
from pdca.domain.machine import Who
from pdca.domain.notices.recipients import QUALITY_MANAGER
from pdca.domain.people.naming import named
from pdca.domain.people.sight import sees_action, sees_cycle
from pdca.services.cycles.keeping import settle_cycle_of
from pdca.services.cycles.link import belongs
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

LINKED = "action_linked"


def link_action(
    session: BoardSession, shipped: Shipped, ref: str, cycle_id: str, actor: str, now: datetime
) -> Action:
    """Put an open action into an open cycle of its unit; there already, it stays as it is.

    Raises NotFound when the actor sees one of the two not, Refused when it is not theirs to do, when the two do not
    belong together, or when another open cycle still has to decide about the action.
    """
    situation = Situation(session, shipped, now)
    action, cycle = session.action(ref), session.cycle(cycle_id)
    organisation, today = situation.organisation, situation.today
    if not sees_action(organisation, actor, action, today):
        raise NotFound("there is no action '{key}'", key=ref)
    if not sees_cycle(organisation, actor, cycle, today):
        raise NotFound("there is no cycle '{key}'", key=cycle_id)
    if not may_link(situation, action, cycle, actor):
        raise Refused(
            "{actor} may not put {item} into {cycle}: that is for whoever runs the cycle, or leads there",
            actor=named(organisation, actor),
            item=ref,
            cycle=cycle_id,
        )
    if action.cycle == cycle_id:
        return action
    _require_fit(situation, action, cycle)
    linked = replace(action, cycle=cycle_id)
    session.record(LINKED, linked, actor=actor, at=now, reason=cycle_id)
    settle_cycle_of(situation, cycle_id)
    return linked


def may_link(situation: Situation, action: Action, cycle: Cycle, actor: str) -> bool:
    """Tell whether somebody may put an action into a cycle: who runs it, leads quality, or manages the action."""
    runs = acts_for(situation.bench, actor, cycle.owner)
    leads_quality = actor in holders_above(situation.bench, cycle.unit, QUALITY_MANAGER)
    return runs or leads_quality or Who.MANAGER in situation.setting(action, actor).standing


def _require_fit(situation: Situation, action: Action, cycle: Cycle) -> None:
    if not action.is_open:
        raise Refused("{item} is {phase}: nothing can be added to it", item=action.ref, phase=action.phase)
    if not cycle.state.is_open:
        raise Refused("{item} is {state}: no action can join it", item=cycle.id, state=cycle.state)
    if not belongs(situation, action, cycle):
        raise Refused("{item} is of another unit than {cycle}", item=action.ref, cycle=cycle.id)
    if action.cycle is not None and situation.session.cycle(action.cycle).state.is_open:
        raise Refused("{item} is open in {cycle}: carry it over there", item=action.ref, cycle=action.cycle)
