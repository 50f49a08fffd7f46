"""Taking back what one did oneself, for thirty days and as long as nobody built on it."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pdca.domain.actions.action import Action, Request, RequestState
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Refused
from pdca.domain.people.naming import named
from pdca.services.records import Event as Recorded
from pdca.services.situation import Situation

FOR = timedelta(days=30)
"""How long an own step may be taken back."""

TAKEN = frozenset({f"action_{Event.REPORT_DONE}", f"action_{Event.COMMIT}"})
ASKING = frozenset(f"action_{one}" for one in (Event.ASK_MORE_TIME, Event.HAND_BACK, Event.ASK_TO_BLOCK))
ENGINE = "engine"
BESIDE = frozenset({"action_evidence"})
"""What stays when a step is taken back, and so does not stand in its way."""


def earlier_of(situation: Situation, action: Action, actor: str) -> Action | None:
    """Return what an action was before somebody's own last step; None when it was not there yet.

    Raises Refused, saying what happened since and by whom, when that step is no longer the last or is too long ago.
    """
    last = _last_by_people(situation, action.ref)
    if last.kind not in TAKEN or last.actor != actor:
        raise _moved_on(situation, action, last)
    until = _until(situation, last)
    if situation.today > until:
        raise Refused("{item} could be taken back until {day}", item=action.ref, day=until)
    return situation.session.value_at(Action, action.ref, last.seq - 1)


def may_take_back_until(situation: Situation, action: Action, actor: str) -> date | None:
    """Return until which day somebody may take the own last step back; None when there is none to take back."""
    last = _last_by_people(situation, action.ref)
    if last.kind not in TAKEN or last.actor != actor or not action.is_open:
        return None
    until = _until(situation, last)
    return until if situation.today <= until else None


def answered(situation: Situation, action: Action, asker: str) -> Request | None:
    """Return somebody's own question that was refused, or that they took back, while none came after it.

    One that was taken back is told until the action itself is moved again: it left no trace on it.
    """
    if not action.request_ids:
        return None
    last = situation.session.request(action.request_ids[-1])
    if last.by != asker:
        return None
    if last.state is RequestState.REFUSED:
        return last
    is_withdrawn = (last.state, last.decided_by) == (RequestState.WITHDRAWN, asker)
    return last if is_withdrawn and _last_by_people(situation, action.ref).kind in ASKING else None


def _last_by_people(situation: Situation, ref: str) -> Recorded:
    """Return what somebody last did with an action: at the least, bringing it in."""
    events = situation.session.events(key=ref)
    return next(one for one in reversed(events) if one.actor != ENGINE and one.kind not in BESIDE)


def _until(situation: Situation, last: Recorded) -> date:
    return (last.at.astimezone(ZoneInfo(situation.board.time_zone)) + FOR).date()


def _moved_on(situation: Situation, action: Action, last: Recorded) -> Refused:
    return Refused(
        "{item} moved on since: {person} did '{event}' on {day}",
        item=action.ref,
        person=named(situation.organisation, last.actor),
        event=last.kind.removeprefix("action_"),
        day=last.at.astimezone(ZoneInfo(situation.board.time_zone)).date(),
    )
