"""Carrying over as a decision: what becomes of each open action at the end of a cycle.

Age and number of carry-overs travel along; the third carry-over is the board's to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pdca.domain.actions.act import Act, require
from pdca.domain.actions.action import Action, Request, RequestKind
from pdca.domain.actions.machine import Event
from pdca.domain.actions.moves import perform as perform_action
from pdca.domain.actions.setting import Setting
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.standing import acts_for
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from pdca.domain.notices.recipients import BOARD_MEMBER
from pdca.domain.people.search import holder_upward

BOARD_DECIDES = 3
"""From this carry-over on, it is the board's to decide."""

BOARD_DAYS = 5
"""Counting days in which the board is to decide."""

DECISIONS = frozenset({Event.CARRY_OVER, Event.MERGE, Event.DROP})


@dataclass(frozen=True, slots=True)
class Decision:
    """The actions that a decision changed, and the request to the board that it came to instead."""

    actions: tuple[Action, ...]
    request: Request | None = None


def needs_board(action: Action) -> bool:
    """Tell whether carrying an action over once more is the board's to decide."""
    return action.carried + 1 >= BOARD_DECIDES


def carried_to(cycle: str | None, action: Action) -> Action:
    """Return an action in its next cycle; its dates, its age and its ladder go on."""
    return replace(action, cycle=cycle, carried=action.carried + 1)


def decide(cycle: Cycle, action: Action, act: Act, setting: Setting, into: Action | None = None) -> Decision:
    """Carry over, merge or drop an action of a cycle; `into` is the action that a merge goes into.

    The third carry-over only asks the board, unless a board member decides it. Raises Refused or BadInput.
    """
    if act.event not in DECISIONS:
        raise BadInput("{event} is no decision about an open action of a cycle", event=act.event)
    if action.cycle != cycle.id:
        raise Refused("{item} is not in {cycle}", item=action.ref, cycle=cycle.id)
    if act.event is Event.CARRY_OVER and act.to == cycle.id:
        raise Refused(
            "{item} is in {cycle} already: carry it over to a later one", item=action.ref, cycle=cycle.id
        )
    standing = setting.standing
    if acts_for(setting.bench, act.actor, cycle.owner):
        standing |= {Who.CYCLE_OWNER}
    placed = replace(setting, standing=standing)
    if act.event is Event.MERGE:
        return _merge(action, act, placed, into)
    decided = perform_action(action, act, placed)
    if act.event is Event.CARRY_OVER and needs_board(action) and Who.BOARD not in standing:
        return _ask_board(action, act, placed)
    return Decision((decided,))


def _merge(action: Action, act: Act, setting: Setting, into: Action | None) -> Decision:
    """End an action in favour of another, which takes over its age and its number of carry-overs."""
    merged = perform_action(action, act, setting)
    if into is None or into.ref != act.to or into.ref == action.ref or not into.is_open:
        raise Refused("{item} can be merged into another open action only", item=action.ref)
    heir = replace(into, started=min(into.started, action.started), carried=max(into.carried, action.carried))
    return Decision((merged, heir))


def _ask_board(action: Action, act: Act, setting: Setting) -> Decision:
    require(act, ("reason",))
    asking = replace(action, requests=action.requests + 1)
    organisation, today = setting.bench.organisation, setting.today
    request = Request(
        id=asking.request_ids[-1],
        action=action.ref,
        kind=RequestKind.CARRY_OVER,
        by=act.actor,
        reason=act.reason,
        asked_on=today,
        due=setting.days.after(today, BOARD_DAYS),
        responsible=holder_upward(
            organisation,
            today,
            action.unit,
            [BOARD_MEMBER],
            setting.load,
            lambda person, _role: person == act.actor,
        ),
    )
    return Decision((asking,), request)
