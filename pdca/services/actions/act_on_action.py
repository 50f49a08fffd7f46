"""Somebody acts on an action: one transaction from the check of who may to the new deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Request, RequestKind, RequestState
from pdca.domain.actions.machine import REQUEST, Event
from pdca.domain.actions.moves import allowed_events, perform
from pdca.domain.actions.setting import Setting
from pdca.domain.cycles.decisions import DECISIONS
from pdca.domain.errors import Refused
from pdca.domain.machine import Who
from pdca.domain.people.naming import named, who_can
from pdca.domain.people.search import least_loaded
from pdca.services.actions.taking_back import earlier_of
from pdca.services.bookkeeping import end_request, keep, keep_action, owe_answer, request_deadline
from pdca.services.cycles.keeping import settle_cycle_of, tell_cycle
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

REQUEST_DAYS = 5
"""Counting days in which a request is to be decided."""

ENGINE = "engine"

ASKED: dict[Event, RequestKind] = {
    Event.HAND_BACK: RequestKind.HAND_BACK,
    Event.ASK_MORE_TIME: RequestKind.MORE_TIME,
    Event.ASK_TO_BLOCK: RequestKind.BLOCK,
}


def act_on_action(session: BoardSession, shipped: Shipped, ref: str, act: Act, now: datetime) -> Action:
    """Carry out an act on an action and return the action afterwards.

    Raises NotFound, Refused (state or standing) or BadInput (something is missing); then nothing has changed.
    """
    situation = Situation(session, shipped, now)
    action = session.action(ref)
    situation.organisation.person(act.actor)
    if act.event in (Event.GRANT, Event.REFUSE):
        return _decide_request(situation, action, act)
    if act.event is Event.CARRY_OVER:
        raise Refused("carrying over is decided in the cycle: use pdca cycle carry-over")
    setting = situation.setting(action, act.actor)
    if act.event is Event.TAKE_BACK and act.event in allowed_events(action, setting):
        setting = replace(setting, earlier=earlier_of(situation, action, act.actor))
    after = perform(action, act, setting)
    if act.event is Event.WITHDRAW:
        return _withdraw(situation, after, act)
    if act.event in ASKED:
        return _ask(situation, action, after, act)
    return save(situation, action, after, act)


def what_may(session: BoardSession, shipped: Shipped, ref: str, actor: str, now: datetime) -> frozenset[str]:
    """Return the events that somebody may bring about on an action now."""
    situation = Situation(session, shipped, now)
    action = session.action(ref)
    return allowed_events(action, situation.setting(action, actor))


def save(situation: Situation, before: Action | None, after: Action, act: Act) -> Action:
    """Record an action that an act changed, with everything that hangs on it."""
    event = f"action_{act.event}"
    # What was seen before an adjustment stands nowhere else: the next round begins empty.
    reason = act.reason or (act.observed if act.event is Event.ADJUST else "")
    situation.session.record(event, after, actor=act.actor, at=situation.now, reason=reason)
    if before is not None and before.cycle is not None and act.event in DECISIONS and _left(before, after):
        tell_cycle(situation, situation.session.cycle(before.cycle), after, act)
    keep_action(situation, before, after)
    for cycle_id in dict.fromkeys((before.cycle if before else None, after.cycle)):
        settle_cycle_of(situation, cycle_id)
    return after


def _left(before: Action, after: Action) -> bool:
    """Tell whether an action went to another cycle or ended; one that takes in another stays as it is."""
    return after.cycle != before.cycle or not after.is_open


def _ask(situation: Situation, before: Action, after: Action, act: Act) -> Action:
    """Open a request to the manager; a first block in a row is granted at once by rule."""
    if situation.session.open_request(before.ref) is not None:
        raise Refused("a request about {item} is still waiting; it is decided first", item=before.ref)
    request = Request(
        id=after.request_ids[-1],
        action=before.ref,
        kind=ASKED[act.event],
        by=act.actor,
        reason=act.reason,
        asked_on=situation.today,
        due=situation.days(before.unit).after(situation.today, REQUEST_DAYS),
        responsible=least_loaded(situation.bench.managers(before), situation.session.open_items_of),
        until=act.until,
    )
    saved = save(situation, before, after, act)
    open_request(situation, request, saved)
    if request.kind is RequestKind.BLOCK and before.blocks_in_a_row == 0:
        grant = Act(event=Event.GRANT, actor=ENGINE)
        return _grant(situation, saved, request, grant, frozenset({Who.ENGINE}))
    return saved


def _withdraw(situation: Situation, action: Action, act: Act) -> Action:
    """Take the own question back; nothing changes for the action."""
    request = situation.session.open_request(action.ref)
    if request is None:
        raise Refused("no request about {item} is waiting", item=action.ref)
    if request.by != act.actor:
        asker = named(situation.organisation, request.by)
        raise Refused("{person} asked this about {item}, and may take it back", person=asker, item=action.ref)
    end_request(situation, request, action, RequestState.WITHDRAWN, act)
    return action


def open_request(situation: Situation, request: Request, action: Action) -> None:
    """Record a new request and start its clock."""
    situation.session.record(
        "request_open", request, actor=request.by, at=situation.now, reason=request.reason
    )
    keep(situation, request.id, request_deadline(request, action))


def _decide_request(situation: Situation, action: Action, act: Act) -> Action:
    request = situation.session.open_request(action.ref)
    if request is None:
        raise Refused("no request about {item} is waiting", item=action.ref)
    standing = _deciding(situation, action, request, act.actor)
    row = REQUEST.find(act.event, request.state)
    if row is None or not row.who & standing or act.actor == request.by:
        raise _not_theirs(situation, action, request, act.actor)
    if act.event is Event.GRANT:
        return _grant(situation, action, request, act, standing)
    refused = perform(action, act, _with_standing(situation, action, act.actor, standing))
    end_request(situation, request, action, RequestState.REFUSED, act)
    return refused


def may_decide(situation: Situation, action: Action, request: Request, actor: str) -> bool:
    """Tell whether somebody may grant or refuse a request that waits."""
    row = REQUEST.find(Event.GRANT, request.state)
    standing = _deciding(situation, action, request, actor)
    return row is not None and bool(row.who & standing) and actor != request.by


def _deciding(situation: Situation, action: Action, request: Request, actor: str) -> frozenset[Who]:
    """Return in what capacity somebody stands to a request: carrying over once more is the board's to decide."""
    standing = situation.setting(action, actor).standing - {Who.RESPONSIBLE}
    if request.kind is RequestKind.CARRY_OVER:
        return standing - {Who.MANAGER}
    return standing | {Who.MANAGER} if actor == request.responsible else standing


def _not_theirs(situation: Situation, action: Action, request: Request, actor: str) -> Refused:
    """Return the refusal of a decision that is somebody else's, with who that is."""
    organisation = situation.organisation
    is_boards = request.kind is RequestKind.CARRY_OVER
    capacity, asker = (Who.BOARD if is_boards else Who.MANAGER), request.by
    managers = () if is_boards else situation.bench.managers(action)
    people = [(one, str(capacity)) for one in (request.responsible, *managers) if one != asker]
    return Refused(
        "{actor} may not decide about the request on {item}: that is for: {who}",
        actor=named(organisation, actor),
        item=action.ref,
        who=who_can(organisation, situation.today, people, (capacity,), actor),
    )


def _grant(
    situation: Situation, action: Action, request: Request, act: Act, standing: frozenset[Who]
) -> Action:
    """Do what was asked; a manager may name another date than the one asked for."""
    end_request(situation, request, action, RequestState.GRANTED, act)
    done = granted_act(request, act)
    after = perform(action, done, _with_standing(situation, action, act.actor, standing))
    saved = save(situation, action, after, done)
    is_by_rule = act.actor == ENGINE
    if (
        saved.responsible != request.by and not is_by_rule
    ):  # whoever has the turn hears it of the action itself
        owe_answer(situation, request, saved)
    return saved


def granted_act(request: Request, act: Act) -> Act:
    """Return the act that a granted request comes down to.

    A hand-back needs somebody to take over: the one the manager names, else the manager. What an action waits
    for is known to whoever asked, so that reason stays with it.
    """
    reason = act.reason or request.reason
    if request.kind is RequestKind.MORE_TIME:
        due = act.due or act.until or request.until
        return Act(event=Event.EXTEND, actor=act.actor, reason=reason, due=due)
    if request.kind is RequestKind.BLOCK:
        until: date | None = act.until or request.until
        return Act(event=Event.BLOCK, actor=act.actor, reason=request.reason, until=until)
    if request.kind is RequestKind.CARRY_OVER:
        return Act(event=Event.CARRY_OVER, actor=act.actor, reason=reason, to=act.to)
    return Act(event=Event.REASSIGN, actor=act.actor, reason=reason, to=act.to or act.actor, due=act.due)


def _with_standing(situation: Situation, action: Action, actor: str, standing: frozenset[Who]) -> Setting:
    return replace(situation.setting(action, actor), standing=standing)
