"""Keeping a cycle, its tasks and its gates in step with what changed, in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, RequestKind, RequestState
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.gates import GateView, is_green
from pdca.domain.cycles.items import deadlines_of, review
from pdca.domain.people.filling import filled
from pdca.domain.people.succession import closed_near
from pdca.services.bookkeeping import keep
from pdca.services.ports import Shipped, Store
from pdca.services.situation import Situation

ENGINE = "engine"


def gate_view(situation: Situation, cycle: Cycle) -> GateView:
    """Return a cycle as its gates see it: with its actions and those the board is to decide about."""
    actions = tuple(situation.session.actions(cycle=cycle.id))
    refs = [action.ref for action in actions if action.is_open]
    waiting = situation.session.requests_about(refs) if refs else ()
    asked = frozenset(
        one.action for one in waiting if one.state is RequestState.OPEN and one.kind is RequestKind.CARRY_OVER
    )
    return GateView(cycle=cycle, actions=actions, asked=asked)


def keep_cycle(
    situation: Situation,
    before: Cycle | None,
    after: Cycle,
    *,
    event: str,
    actor: str = ENGINE,
    reason: str = "",
) -> Cycle:
    """Settle a cycle by its gates, record it when anything changed, and write its deadlines."""
    settled = review(gate_view(situation, after), situation.today)
    if settled != before:
        situation.session.record(event, settled, actor=actor, at=situation.now, reason=reason)
    _keep_deadlines(situation, settled)
    return settled


def _keep_deadlines(situation: Situation, cycle: Cycle) -> None:
    view = gate_view(situation, cycle)
    deadlines = {one.item: one for one in deadlines_of(cycle, is_green(view), situation.today)}
    for item in (cycle.id, *(cycle.task_id(task.code) for task in cycle.tasks)):
        keep(situation, item, deadlines.get(item))


def tell_cycle(situation: Situation, cycle: Cycle, action: Action, act: Act) -> Cycle:
    """Write in the history of a cycle what was decided about an action that was still open in it."""
    told = replace(cycle, decided=(*cycle.decided, action.ref))
    reason = f"{action.ref} {action.title}: {act.reason}".removesuffix(": ")
    situation.session.record(
        f"cycle_action_{act.event}", told, actor=act.actor, at=situation.now, reason=reason
    )
    return told


def settle_cycle_of(situation: Situation, cycle_id: str | None) -> None:
    """Look at the gates of a cycle again, because an action in it changed."""
    if cycle_id is None:
        return
    cycle = situation.session.cycle(cycle_id)
    if cycle.state.is_open:
        keep_cycle(situation, cycle, cycle, event="cycle_settled")


def settle_cycles(store: Store, slug: str, shipped: Shipped, now: datetime) -> int:
    """Settle every open cycle of a board, so that nothing that changed elsewhere leaves one waiting for nobody.

    What was nobody's goes to whoever holds the role by now.
    """
    with store.board(slug) as session:
        situation = Situation(session, shipped, now)
        changed = 0
        handed_over = [(one.leaver, one.done_on) for one in session.handovers() if one.done_on is not None]
        owner_roles = {one.code: one.owner for one in session.programmes()}
        bench, load = situation.bench, session.open_items_of
        for cycle in session.cycles(is_open=True):
            view = gate_view(situation, cycle)
            gone = frozenset(leaver for leaver, day in handed_over if day >= cycle.opened)
            closed = closed_near(bench, view, load, gone)
            full = filled(bench, replace(view, cycle=closed), owner_roles.get(cycle.programme), load, gone)
            if full != cycle or review(view, situation.today) != cycle:
                keep_cycle(situation, cycle, full, event=_called(cycle, closed, full))
                changed += 1
        return changed


def _called(before: Cycle, closed: Cycle, full: Cycle) -> str:
    if full != closed:
        return "cycle_filled"
    return "cycle_settled" if closed == before else "cycle_handover"
