"""Keeping deadlines, courtesies and requests in step with what changed, in the same transaction.

Every use case that changes an item ends here; nothing else writes deadlines.
"""

from __future__ import annotations

from dataclasses import replace

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Phase, Request, RequestState
from pdca.domain.notices.decide import next_notice_on
from pdca.domain.notices.ladder import ladder_ends
from pdca.domain.notices.notice import EMPTY, Deadline, ItemKind, NoticeKind, NoticeState
from pdca.services.records import Courtesy, Planned
from pdca.services.situation import Situation

COURTESY_DAYS = 5
"""Counting days that a line of courtesy waits for its reader's next mail."""


def action_deadline(action: Action) -> Deadline | None:
    """Return an action as an item; None once it is closed or cancelled."""
    if not action.is_open or action.due is None:
        return None
    return Deadline(
        item=action.ref,
        version=action.version,
        kind=ItemKind.ACTION,
        unit=action.unit,
        owner=action.responsible,
        due=action.due,
        since=action.since,
        grade=action.grade,
        snoozed_until=action.snoozed_until,
        continues=action.continues,
    )


def request_deadline(request: Request, action: Action) -> Deadline | None:
    """Return a request as an item of the manager's; None once it is decided."""
    if request.state is not RequestState.OPEN:
        return None
    return Deadline(
        item=request.id,
        version=request.version,
        kind=ItemKind.REQUEST,
        unit=action.unit,
        owner=request.responsible,
        due=request.due,
        since=request.since or request.asked_on,
    )


def planned(situation: Situation, deadline: Deadline, *, is_new: bool = False) -> Planned:
    """Return a deadline with its next look and the end of its ladder."""
    rules = situation.rules(deadline.unit, deadline.grade)
    history = EMPTY if is_new else situation.session.history(deadline)
    return Planned(
        deadline=deadline,
        next_notice_on=next_notice_on(deadline, history, situation.today, rules),
        ladder_ends=ladder_ends(rules.shape(deadline.grade), deadline.since, deadline.due, rules.days),
    )


def keep(situation: Situation, item: str, deadline: Deadline | None) -> None:
    """Write, replace or end the deadline of an item; whoever an old version escalated to hears that it moved."""
    session = situation.session
    before = session.deadline(item)
    if before is not None and deadline is not None and before.deadline == deadline:
        return
    if before is not None and (deadline is None or deadline.version != before.deadline.version):
        _owe_resolved(situation, before.deadline)
        if deadline is not None and deadline.continues is not None:
            _lapse_resolved(situation, deadline)
            _owe_taken_back(situation, before.deadline, deadline)
    if deadline is None:
        session.unplan(item)
    else:
        session.plan(planned(situation, deadline, is_new=before is None), known_at=situation.now)


def _owe_resolved(situation: Situation, old: Deadline) -> None:
    """Let whoever was told hear that it moved on; what they did not hear yet of a step taken back is over."""
    session, told = situation.session, situation.session.told(old)
    if old.continues is not None:
        unheard = (one for one in _resolved_lines(situation, old.item) if one.ladder > old.ladder)
        session.paid(one for one in unheard if one.recipient in told)
    session.owe(
        replace(
            courtesy(situation, old.item, old.version, NoticeKind.RESOLVED, person, old.unit),
            continues=old.continues,
        )
        for person in told
    )


def _lapse_resolved(situation: Situation, deadline: Deadline) -> None:
    """Forget who was still to hear that it moved on: it is back where they know it."""
    owed = _resolved_lines(situation, deadline.item)
    situation.session.paid(one for one in owed if one.ladder == deadline.ladder)


def _owe_taken_back(situation: Situation, undone: Deadline, back: Deadline) -> None:
    """Let whoever heard last that it moved on hear that this was taken back.

    The line belongs to what was undone, so it is none of the ladder that goes on.
    """
    rows = situation.session.ledger(item=back.item, kind=NoticeKind.RESOLVED)
    heard = {row.notice.recipient: row.notice for row in rows if row.notice.state is NoticeState.SENT}
    situation.session.owe(
        courtesy(situation, back.item, undone.version, NoticeKind.RESOLVED, person, back.unit)
        for person, last in heard.items()
        if person is not None and last.ladder == back.ladder
    )


def _resolved_lines(situation: Situation, item: str) -> list[Courtesy]:
    owed = situation.session.owed()
    return [one for one in owed if one.item == item and one.kind is NoticeKind.RESOLVED]


def courtesy(
    situation: Situation, item: str, version: int, kind: NoticeKind, recipient: str, unit: str
) -> Courtesy:
    """Return a line that goes along with somebody's next mail, or on its own after some days."""
    return Courtesy(
        item=item,
        version=version,
        kind=kind,
        recipient=recipient,
        since=situation.today,
        own_mail_on=situation.days(unit).after(situation.today, COURTESY_DAYS),
        unit=unit,
    )


def keep_action(situation: Situation, before: Action | None, after: Action) -> None:
    """Bring everything that hangs on an action in line with its new state."""
    keep(situation, after.ref, action_deadline(after))
    if before is None or before.version == after.version:
        return
    is_secured = after.phase is Phase.CLOSED and before.phase is not Phase.CLOSED
    if is_secured:
        thanks = courtesy(situation, after.ref, after.version, NoticeKind.THANKS, after.owner, after.unit)
        situation.session.owe([thanks])
    waiting = situation.session.open_request(after.ref)
    if waiting is not None:
        end_request(situation, waiting, after, RequestState.WITHDRAWN)


def end_request(
    situation: Situation, request: Request, action: Action, state: RequestState, act: Act | None = None
) -> None:
    """Record how a request ended: decided by somebody, or withdrawn because its action moved on."""
    ended = replace(
        request,
        state=state,
        decided_on=situation.today,
        decided_by=act.actor if act else None,
        answer=act.reason if act else "",
    )
    actor = act.actor if act else "engine"
    situation.session.record(f"request_{state}", ended, actor=actor, at=situation.now, reason=ended.answer)
    keep(situation, ended.id, request_deadline(ended, action))
    if state is RequestState.REFUSED:
        owe_answer(situation, ended, action)


def owe_answer(situation: Situation, request: Request, action: Action) -> None:
    """Let whoever asked hear what was decided, where the action itself does not tell them."""
    answer = courtesy(situation, request.id, request.version, NoticeKind.RESOLVED, request.by, action.unit)
    situation.session.owe([answer])
