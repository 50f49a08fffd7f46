"""What each event makes of a cycle or a task: pure functions from a value and an act to the next value.

None of them saves, mails or reads the clock. Whoever saves the result settles it first (`items.review`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pdca.domain.actions.action import Action
from pdca.domain.actions.standing import Bench
from pdca.domain.cycles.cycle import Cycle, CycleState, Reflection, Seat, seen_to
from pdca.domain.cycles.gates import GateView, NotReady, missing
from pdca.domain.cycles.machine import CYCLE, CycleEvent
from pdca.domain.cycles.standing import (
    Candidates,
    by_name,
    conflict,
    cycle_candidates,
    holders_above,
    may_lead,
)
from pdca.domain.errors import BadInput, Message, Param, Refused
from pdca.domain.machine import Transition, Who
from pdca.domain.people.naming import named, who_can
from pdca.domain.people.search import Load, holder_upward


class Post(StrEnum):
    """Which responsible person of a cycle is replaced."""

    OWNER = "owner"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleAct:
    """One act on a cycle; fields that an event does not use stay empty."""

    event: CycleEvent
    actor: str
    reason: str = ""
    to: str | None = None
    post: Post = Post.OWNER
    report: str = ""
    reflection: Reflection | None = None
    words: str = ""
    feedback: str = ""
    ground: str = ""


NEEDS: Mapping[CycleEvent, tuple[str, ...]] = {
    CycleEvent.CLOSE: ("ground",),
    CycleEvent.CANCEL: ("reason",),
    CycleEvent.REASSIGN: ("to", "reason"),
    CycleEvent.APPOINT_LEAD: ("to",),
    CycleEvent.RECORD_REPORT: ("report",),
    CycleEvent.REFLECT: ("reflection", "words"),
    CycleEvent.RECORD_FEEDBACK: ("feedback",),
    CycleEvent.NO_ACTIONS: ("reason",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleSetting:
    """Where an act on a cycle takes place: people and day, its actions, and in what capacity somebody acts.

    `actions` are all actions of the cycle, `asked` those the board is to decide about; `previous` is the
    unclosed earlier cycle with its actions.
    """

    bench: Bench
    load: Load
    standing: frozenset[Who]
    actions: tuple[Action, ...] = ()
    asked: frozenset[str] = frozenset()
    previous: GateView | None = None

    @property
    def today(self) -> date:
        """Return the day of the act."""
        return self.bench.today

    def view(self, cycle: Cycle) -> GateView:
        """Return the cycle as its gates see it."""
        return GateView(cycle=cycle, actions=self.actions, asked=self.asked)


def allowed_cycle_events(cycle: Cycle, setting: CycleSetting) -> frozenset[str]:
    """Return what the actor of a setting may do with a cycle now."""
    return CYCLE.allowed(cycle.state, setting.standing)


def perform(cycle: Cycle, act: CycleAct, setting: CycleSetting) -> Cycle:
    """Carry out an act on a cycle.

    Raises Refused when state, standing or a gate forbid it, BadInput when something is missing.
    """
    row = CYCLE.find(act.event, cycle.state)
    allowed = allowed_cycle_events(cycle, setting)
    if row is None:
        there = "{item} is in {phase}: {event} is not possible there"
        ended = "{item} is {phase}: {event} is not possible now"
        raise Refused(
            there if cycle.state.is_open else ended,
            allowed=allowed,
            item=cycle.id,
            phase=cycle.state,
            event=act.event,
        )
    if not row.who & setting.standing:
        raise _not_yours(cycle, row, act, setting, allowed)
    require(act.event, act, NEEDS.get(act.event, ()))
    moved = _MOVES[act.event](cycle, act, setting)
    return moved if row.target is None else replace(moved, state=CycleState(row.target))


def not_yours(
    row: Transition, actor: str, item: str, allowed: frozenset[str], bench: Bench, people: Candidates
) -> Refused:
    """Return the refusal of an act that is for somebody else, with who that is."""
    return Refused(
        "{actor} may not do this with {item} ({event}): that is for: {who}",
        allowed=allowed,
        actor=named(bench.organisation, actor),
        item=item,
        event=row.event,
        who=_who_can(row, actor, bench, people),
    )


def _not_yours(
    cycle: Cycle, row: Transition, act: CycleAct, setting: CycleSetting, allowed: frozenset[str]
) -> Refused:
    """Return the refusal of an act on a cycle; of a closing with the ground on which somebody is left out."""
    bench, view = setting.bench, setting.view(cycle)
    people = cycle_candidates(bench, view)
    clash = conflict(view, act.actor) if act.event is CycleEvent.CLOSE else None
    if clash is None:
        return not_yours(row, act.actor, cycle.id, allowed, bench, people)
    return Refused(
        "{fault}; that is for: {who}",
        allowed=allowed,
        fault=(by_name(bench, clash),),
        who=_who_can(row, act.actor, bench, people),
    )


def _who_can(row: Transition, actor: str, bench: Bench, people: Candidates) -> tuple[Message, ...]:
    wanted = [one for one in Who if one in row.who and one is not Who.ENGINE]
    chosen = [candidate for one in wanted for candidate in people.get(one, ())]
    return who_can(bench.organisation, bench.today, chosen, wanted, actor)


def require(event: str, act: object, fields: tuple[str, ...]) -> None:
    """Raise BadInput naming every field of an act that is missing."""
    absent = [name for name in fields if not getattr(act, name)]
    if absent:
        raise BadInput("{event} needs: {missing}", event=event, missing=", ".join(absent))


def require_colleague(bench: Bench, email: str | None) -> str:
    """Return the address of somebody who works here now; BadInput when it is nobody's."""
    if email is None or not bench.organisation.is_active(email, bench.today):
        raise BadInput(
            "'{email}' is nobody who works here now; use an address from the table of people", email=email
        )
    return email


def _open(cycle: Cycle, _act: CycleAct, _setting: CycleSetting) -> Cycle:
    return cycle


def _advance(cycle: Cycle, _act: CycleAct, setting: CycleSetting) -> Cycle:
    """Begin the next phase, and with it its tasks; when each is due was fixed at opening."""
    _require_green(cycle, setting)
    names = [phase.name for phase in cycle.phases]
    following = names[names.index(cycle.state) + 1]
    return replace(
        cycle,
        phases=tuple(
            replace(phase, began=setting.today) if phase.name == following else phase
            for phase in cycle.phases
        ),
        tasks=tuple(
            replace(task, since=setting.today) if task.phase == following else task for task in cycle.tasks
        ),
    )


def _close(cycle: Cycle, act: CycleAct, setting: CycleSetting) -> Cycle:
    _require_green(cycle, setting)
    return _ended(cycle, act.actor, setting.today, act.ground)


def _cancel(cycle: Cycle, act: CycleAct, setting: CycleSetting) -> Cycle:
    return _ended(cycle, act.actor, setting.today, act.reason)


def _ended(cycle: Cycle, actor: str, today: date, ground: str) -> Cycle:
    return replace(cycle, closed_by=actor, closed_on=today, ground=ground)


def _require_green(cycle: Cycle, setting: CycleSetting) -> None:
    waiting = missing(setting.view(cycle))
    if waiting:
        raise NotReady("{item} cannot move on yet: {missing}", item=cycle.id, missing=waiting)


def _reassign(cycle: Cycle, act: CycleAct, setting: CycleSetting) -> Cycle:
    to = require_colleague(setting.bench, act.to)
    facts: dict[str, Param] = {"item": cycle.id, "email": named(setting.bench.organisation, to)}
    if to == (cycle.owner if act.post is Post.OWNER else cycle.closer):
        raise Refused("{item} already is with {email}", allowed=(), **facts)
    if act.post is Post.OWNER:
        return replace(cycle, owner=to)
    clash = conflict(setting.view(cycle), to)
    if clash is not None:
        clash = by_name(setting.bench, clash)
        raise Refused(clash.template, allowed=(), **clash.params)
    holders = holders_above(setting.bench, cycle.unit, cycle.closes)
    if holders and to not in holders:
        closers = who_can(
            setting.bench.organisation, setting.today, [(one, cycle.closes) for one in holders], (), to
        )
        raise Refused("{email} cannot close {item}: that is for: {who}", allowed=(), who=closers, **facts)
    return seen_to(replace(cycle, closer=to), Seat.CLOSER, act.actor, setting.today)


def _appoint_lead(cycle: Cycle, act: CycleAct, setting: CycleSetting) -> Cycle:
    """Name who leads the audit; nobody audits the own school, and who leads does not close."""
    to = require_colleague(setting.bench, act.to)
    organisation = setting.bench.organisation
    if not may_lead(setting.bench, cycle, to):
        raise Refused(
            "{email} works at the school of {item}: nobody audits the own school",
            email=named(organisation, to),
            item=cycle.id,
        )
    led = seen_to(replace(cycle, lead=to), Seat.LEAD, act.actor, setting.today)
    if cycle.closer != to:
        return led
    closer = holder_upward(
        organisation,
        setting.today,
        cycle.unit,
        [cycle.closes],
        setting.load,
        lambda person, _role: person == to,
    )
    return replace(led, closer=closer)


def _record_report(cycle: Cycle, act: CycleAct, _setting: CycleSetting) -> Cycle:
    return replace(cycle, report=act.report)


def _reflect(cycle: Cycle, act: CycleAct, _setting: CycleSetting) -> Cycle:
    return replace(cycle, reflection=act.reflection, reflection_words=act.words)


def _record_feedback(cycle: Cycle, act: CycleAct, _setting: CycleSetting) -> Cycle:
    return replace(cycle, feedback=act.feedback)


def _no_actions(cycle: Cycle, act: CycleAct, _setting: CycleSetting) -> Cycle:
    return replace(cycle, no_actions_reason=act.reason)


_MOVES: Mapping[CycleEvent, Callable[[Cycle, CycleAct, CycleSetting], Cycle]] = {
    CycleEvent.OPEN: _open,
    CycleEvent.ADVANCE: _advance,
    CycleEvent.CLOSE: _close,
    CycleEvent.CANCEL: _cancel,
    CycleEvent.REASSIGN: _reassign,
    CycleEvent.APPOINT_LEAD: _appoint_lead,
    CycleEvent.RECORD_REPORT: _record_report,
    CycleEvent.REFLECT: _reflect,
    CycleEvent.RECORD_FEEDBACK: _record_feedback,
    CycleEvent.NO_ACTIONS: _no_actions,
}
