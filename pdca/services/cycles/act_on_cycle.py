"""Somebody acts on a cycle, on one of its tasks, or decides about an action that is still open in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import Cycle, PreviousChoice
from pdca.domain.cycles.decisions import decide
from pdca.domain.cycles.gates import GateState, GateView, gate_states
from pdca.domain.cycles.moves import CycleAct, CycleSetting, allowed_cycle_events, perform
from pdca.domain.cycles.standing import cycle_standing, task_standing
from pdca.domain.cycles.tasks import TaskAct, carry_previous, perform_task
from pdca.domain.errors import NotFound, Refused
from pdca.domain.machine import Who
from pdca.services.actions.act_on_action import open_request, save
from pdca.services.cycles.keeping import gate_view, keep_cycle, settle_cycle_of, tell_cycle
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation


def act_on_cycle(session: BoardSession, shipped: Shipped, id: str, act: CycleAct, now: datetime) -> Cycle:
    """Carry out an act on a cycle. Raises NotFound, Refused or BadInput; then nothing has changed."""
    situation = Situation(session, shipped, now)
    cycle = session.cycle(id)
    situation.organisation.person(act.actor)
    after = perform(cycle, act, setting_of(situation, cycle, act.actor))
    reason = act.reason or act.ground
    return keep_cycle(situation, cycle, after, event=f"cycle_{act.event}", actor=act.actor, reason=reason)


def act_on_task(session: BoardSession, shipped: Shipped, id: str, act: TaskAct, now: datetime) -> Cycle:
    """Carry out an act on a task; choosing to carry the earlier cycle along ends that one in the same step."""
    situation = Situation(session, shipped, now)
    cycle_id, _, code = id.rpartition("/")
    if not cycle_id:
        raise NotFound("there is no task '{task}'", task=id)
    cycle = session.cycle(cycle_id)
    situation.organisation.person(act.actor)
    standing = task_standing(situation.bench, cycle, cycle.task(code), act.actor)
    setting = setting_of(situation, cycle, act.actor, standing)
    after = perform_task(cycle, code, act, setting)
    kept = keep_cycle(situation, cycle, after, event=f"task_{act.event}", actor=act.actor, reason=act.reason)
    if act.choice is PreviousChoice.CARRY and setting.previous is not None:
        _carry(situation, kept, act, setting)
        kept = session.cycle(kept.id)
    return kept


def _carry(situation: Situation, cycle: Cycle, act: TaskAct, setting: CycleSetting) -> None:
    previous, moved = carry_previous(cycle, act.actor, setting)
    carried = Act(event=Event.CARRY_OVER, actor=act.actor, reason=act.reason)
    before = situation.session.cycle(previous.id)
    for action in moved:
        situation.session.record(
            "action_carry_over", action, actor=act.actor, at=situation.now, reason=act.reason
        )
        before = tell_cycle(situation, before, action, carried)
    left = replace(previous, decided=before.decided)
    keep_cycle(situation, before, left, event="cycle_cancel", actor=act.actor, reason=previous.ground)
    settle_cycle_of(situation, cycle.id)


def decide_about_action(
    session: BoardSession, shipped: Shipped, cycle_id: str, ref: str, act: Act, now: datetime
) -> Action:
    """Carry over, merge or drop an action that is still open in a cycle; the third time the board is asked."""
    situation = Situation(session, shipped, now)
    cycle, before = session.cycle(cycle_id), session.action(ref)
    situation.organisation.person(act.actor)
    if session.open_request(ref) is not None:
        raise Refused("a request about {item} is still waiting; it is decided first", item=ref)
    into = session.action(act.to) if act.event == "merge" and act.to else None
    decision = decide(cycle, before, act, situation.setting(before, act.actor), into)
    known = {before.ref: before, **({into.ref: into} if into else {})}
    for action in decision.actions:
        if action != known[action.ref]:
            save(situation, known[action.ref], action, act)
    if decision.request is not None:
        open_request(situation, decision.request, decision.actions[0])
    settle_cycle_of(situation, cycle.id)
    return decision.actions[0]


def gates_of(session: BoardSession, shipped: Shipped, id: str, now: datetime) -> tuple[GateState, ...]:
    """Return the gates of the phase a cycle is in, green or with what is missing."""
    situation = Situation(session, shipped, now)
    return gate_states(gate_view(situation, session.cycle(id)))


def what_may(session: BoardSession, shipped: Shipped, id: str, actor: str, now: datetime) -> frozenset[str]:
    """Return the events that somebody may bring about on a cycle now."""
    situation = Situation(session, shipped, now)
    cycle = session.cycle(id)
    return allowed_cycle_events(cycle, setting_of(situation, cycle, actor))


def setting_of(
    situation: Situation,
    cycle: Cycle,
    actor: str,
    standing: frozenset[Who] | None = None,
    view: GateView | None = None,
) -> CycleSetting:
    """Return the setting in which somebody acts on a cycle; `view` is it with its actions, when that is known."""
    view = gate_view(situation, cycle) if view is None else view
    previous = None
    if cycle.previous is not None:
        previous = gate_view(situation, situation.session.cycle(cycle.previous))
    return CycleSetting(
        bench=situation.bench,
        load=situation.session.open_items_of,
        standing=cycle_standing(situation.bench, view, actor) if standing is None else standing,
        actions=view.actions,
        asked=view.asked,
        previous=previous,
    )
