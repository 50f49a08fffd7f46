"""What somebody may do with an action now, and what each step asks: one answer for forms, links and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pdca.domain.actions.action import Action, Phase, Request, RequestKind
from pdca.domain.actions.asking import asked_of
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.machine import Event
from pdca.domain.actions.moves import allowed_events
from pdca.domain.notices.digest import Asked
from pdca.services.actions.act_on_action import may_decide
from pdca.services.actions.taking_back import may_take_back_until
from pdca.services.situation import Situation


class Step(StrEnum):
    """A step that is offered: an event, or one that becomes an event by what is answered."""

    SETTLE = "settle"


LATER_DAYS, CHECK_DAYS = 10, 20
"""Counting days that a form suggests: for what is to be done, and until the effect is looked at."""

MAIN: Mapping[Asked, str] = {
    Asked.COMMIT: Event.COMMIT,
    Asked.REPORT_DONE: Event.REPORT_DONE,
    Asked.ASSESS: Event.ASSESS,
    Asked.AGREE: Event.AGREE,
    Asked.SECURE: Event.SECURE,
    Asked.RECORD: Event.SECURE,
    Asked.ADJUST: Event.ADJUST,
    Asked.SETTLE: Step.SETTLE,
}
"""The one step that an action waits for."""

WISHES = (Event.ASK_MORE_TIME, Event.HAND_BACK, Event.ASK_TO_BLOCK)
"""What whoever has the turn may answer instead."""

PLAIN: Mapping[str, tuple[str, ...]] = {
    Event.ASSESS: ("verdict", "observed"),
    Event.HAND_BACK: ("reason",),
    Event.ASK_MORE_TIME: ("until", "reason"),
    Event.ASK_TO_BLOCK: ("until", "reason"),
    Event.SNOOZE: ("until",),
    Event.REASSIGN: ("to", "due", "reason"),
    Event.EXTEND: ("due", "reason"),
    Event.BLOCK: ("until", "reason"),
    Event.UNBLOCK: ("reason",),
    Event.GROW: ("goal", "measure"),
    Event.ADJUST: ("goal", "due"),
    Event.REFUSE: ("reason",),
    Event.CANCEL: ("reason",),
    Event.REOPEN: ("reason",),
}
"""The fields of the steps that ask the same of every action."""

OPTIONAL: Mapping[str, frozenset[str]] = {
    Event.ADJUST: frozenset({"goal"}),
    Event.GROW: frozenset({"measure"}),
    Event.REASSIGN: frozenset({"due"}),
}
"""Which of those may stay empty."""

GRANTING: Mapping[RequestKind, tuple[str, ...]] = {
    RequestKind.MORE_TIME: ("due", "reason"),
    RequestKind.BLOCK: ("until", "reason"),
    RequestKind.HAND_BACK: ("to", "due", "reason"),
    RequestKind.CARRY_OVER: ("reason",),
}

ELSEWHERE = frozenset({Event.CARRY_OVER, Event.MERGE, Event.DROP})
"""What is decided in the cycle, not with the action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One step with its fields in order, what the form suggests, and which fields may stay empty."""

    event: str
    fields: tuple[str, ...]
    suggested: Mapping[str, str | date]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Everything that somebody may do with an action now: the step it waits for, wishes, and the rest."""

    main: Offered | None
    wishes: Sequence[Offered]
    others: Sequence[Offered]
    take_back_until: date | None = None
    request: Request | None = None
    may_decide: bool = False

    def find(self, event: str) -> Offered | None:
        """Return a step by its name; None when it is not offered."""
        every = (self.main, *self.wishes, *self.others)
        return next((one for one in every if one is not None and one.event == event), None)


def offers_for(situation: Situation, action: Action, actor: str) -> Offers:
    """Return what somebody may do with an action now."""
    setting = situation.setting(action, actor)
    grade = setting.grade
    allowed = allowed_events(action, setting) - ELSEWHERE - {Event.GRANT, Event.REFUSE}
    main = MAIN.get(asked_of(action, grade))
    needed = {Event.SECURE, Event.ADJUST} if main == Step.SETTLE else {main}
    is_mine = bool(needed & allowed)
    request = situation.session.open_request(action.ref)
    decides = request is not None and may_decide(situation, action, request, actor)
    until = may_take_back_until(situation, action, actor) if Event.TAKE_BACK in allowed else None
    rest = [event for event in Event if event in allowed and event not in needed and event not in WISHES]
    rest = [event for event in rest if _makes_sense(event, action, request, actor, situation.today)]
    if until is not None:
        rest.append(Event.TAKE_BACK)
    if decides:
        rest = [Event.GRANT, Event.REFUSE, *rest]
    wishes = [event for event in WISHES if event in allowed and request is None]
    return Offers(
        main=offered(situation, action, main, request) if main is not None and is_mine else None,
        wishes=[offered(situation, action, event, request) for event in wishes],
        others=[offered(situation, action, event, request) for event in rest],
        take_back_until=until,
        request=request,
        may_decide=decides,
    )


def offered(situation: Situation, action: Action, event: str, request: Request | None = None) -> Offered:
    """Return a step with the fields that it asks of this action, and sensible days to begin with."""
    grade = situation.shipped.grades[action.grade]
    fields, optional = _fields(action, grade, event, request)
    # Who passes it on keeps the date, unless another is named.
    filled = [name for name in fields if name != "due" or "to" not in fields]
    suggested = {
        name: value for name in filled if (value := _suggestion(situation, action, name, event, request))
    }
    return Offered(event=event, fields=fields, suggested=suggested, optional=optional)


def _fields(
    action: Action, grade: Grade, event: str, request: Request | None
) -> tuple[tuple[str, ...], frozenset[str]]:
    if event == Event.COMMIT:
        if action.is_small:
            return ("due",), frozenset({"due"})
        return ("goal", "measure", "due", "check_due", "effect_from"), frozenset({"effect_from"})
    if event == Event.REPORT_DONE:
        is_needed = grade.evidence and not action.evidence
        return ("done", "evidence"), frozenset() if is_needed else frozenset({"evidence"})
    if event in (Event.SECURE, Step.SETTLE):
        return _securing(action, grade, event)
    if event == Event.GRANT and request is not None:
        is_handed = request.kind is RequestKind.HAND_BACK
        return GRANTING[request.kind], frozenset({"reason", "to", "due"} if is_handed else {"reason"})
    return PLAIN.get(event, ()), OPTIONAL.get(event, frozenset())


def _securing(action: Action, grade: Grade, event: str) -> tuple[tuple[str, ...], frozenset[str]]:
    kept = ("secured_in", "secured_owner", "review_on")
    optional = frozenset({"secured_owner", "review_on"} if grade.checks is None else {"review_on"})
    outside = ("outside_word",) if grade.outside is not None else ()
    if event == Step.SETTLE or action.phase is Phase.CHECK:
        return ("verdict", "observed", *kept, *outside, "goal", "due"), frozenset(
            {*kept, *outside, "goal", "due"}
        )
    return (*kept, *outside), optional


def _suggestion(
    situation: Situation, action: Action, name: str, event: str, request: Request | None
) -> str | date | None:
    days, today = situation.days(action.unit, action.grade), situation.today
    later = days.after(max(today, action.due or today), LATER_DAYS)
    if request is not None and event == Event.GRANT and name in ("due", "until"):
        return request.until if request.until is not None and request.until >= today else later
    if name == "until" and event == Event.SNOOZE:
        return action.due
    by_name: Mapping[str, str | date | None] = {
        "goal": action.goal,
        "measure": action.measure,
        "due": action.due if event == Event.COMMIT and action.due and action.due >= today else later,
        "check_due": days.after(max(today, action.due or today), CHECK_DAYS),
        "until": later,
        "secured_in": _process(situation, action),
        "review_on": days.first_on_or_after(today + timedelta(days=365)),
    }
    return by_name.get(name)


def _process(situation: Situation, action: Action) -> str:
    found = (one.name for one in situation.session.processes() if one.code == action.process)
    return next(found, "")


def _makes_sense(event: Event, action: Action, request: Request | None, actor: str, today: date) -> bool:
    """Tell whether a step that the table allows could do anything now."""
    is_waiting = action.blocked is not None and today <= action.blocked.last
    if event is Event.UNBLOCK:
        return is_waiting
    if event is Event.BLOCK:
        return not is_waiting
    if event is Event.WITHDRAW:
        return request is not None and request.by == actor
    if event is Event.SNOOZE:
        return action.due is not None and action.due > today
    return event not in (Event.TAKE_BACK, Event.AGREE) or (
        event is Event.AGREE and action.waits_for_agreement
    )
