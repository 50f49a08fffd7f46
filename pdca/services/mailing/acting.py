"""Acting on a link from a mail: one item, one person, one version of it.

A second click finds what the first did and changes nothing; a link to something that moved on tells what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Request, RequestState
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import Cycle, Task
from pdca.domain.cycles.machine import TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.standing import task_standing
from pdca.domain.cycles.tasks import TaskAct, task_events
from pdca.domain.errors import NotFound
from pdca.domain.notices.digest import DigestLine
from pdca.domain.notices.notice import Deadline, Notice, NoticeKind
from pdca.domain.people.naming import named
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.actions.offering import Offers, offers_for
from pdca.services.actions.taking_back import answered
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task, what_may
from pdca.services.mailing.items import CYCLE_PARTS, Lexicon
from pdca.services.mailing.lines import Lines
from pdca.services.mailing.links import Capability, Links
from pdca.services.ports import BoardSession, Shipped
from pdca.services.records import LedgerRow
from pdca.services.situation import Situation
from pdca.services.work.happened import Happened, own_answer, since

ENGINE = "engine"
ENDED_AS = {"grant": "granted", "refuse": "refused"}
"""What the chain calls the end of a request."""

UNDOING = frozenset({Event.TAKE_BACK, Event.WITHDRAW, Event.UNBLOCK, TaskEvent.REOPEN})


class Outcome(StrEnum):
    """What came of acting on a link."""

    DONE = "done"
    ALREADY = "already"
    MOVED_ON = "moved_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about an action: what was asked, by whom and when, and who decides.

    One that does not wait any more is that of whoever reads it; `ended` is how it ended.
    """

    kind: str
    asker: str
    asked_on: date
    until: date | None
    decider: str
    is_open: bool
    is_own: bool
    ended: Happened | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """What a link shows: the facts of its item as a mail tells them, and what its holder may do with it now.

    `since_then` is what happened after the mail, when the item moved on; `answer` what the holder did about it.
    `helps` is of whoever was asked for help: the item is the turn of somebody else.
    """

    line: DigestLine
    is_current: bool
    is_open: bool
    helps: bool = False
    action: Action | None = None
    offers: Offers | None = None
    question: Question | None = None
    cycle: Cycle | None = None
    task: Task | None = None
    task_events: frozenset[str] = frozenset()
    cycle_events: frozenset[str] = frozenset()
    since_then: Sequence[Happened] = ()
    answer: Sequence[Happened] = ()


def look(
    situation: Situation, capability: Capability, links: Links, lexicon: Lexicon, locale: str
) -> LinkView:
    """Return what a link shows. Raises NotFound when its item is gone."""
    session, item, reader = situation.session, capability.item, capability.person
    planned = session.deadline(item)
    deadline = planned.deadline if planned is not None else None
    is_current = _is_current(situation, capability, deadline)
    line = _line(situation, capability, deadline, links, lexicon, locale)
    happened = since(situation, item, capability.version)
    parts = item.split("/")
    helps = _helps(situation, deadline, reader)
    common: dict[str, object] = {
        "line": line,
        "is_current": is_current,
        "since_then": happened,
        "helps": helps,
    }
    common["answer"] = own_answer(happened, reader)
    found = session.actions_of([parts[0]]).get(parts[0])
    if found is not None:
        is_request = len(parts) > 1
        is_open = found.is_open and (not is_request or session.open_request(found.ref) is not None)
        offers = offers_for(situation, found, reader)
        question = _question(situation, found, offers, deadline, reader)
        return LinkView(**common, is_open=is_open, action=found, offers=offers, question=question)  # type: ignore[arg-type]  # as named
    cycle = session.cycle("/".join(parts[:CYCLE_PARTS]))
    if len(parts) > CYCLE_PARTS:
        task = cycle.task(parts[-1])
        events = task_events(cycle, task, task_standing(situation.bench, cycle, task, reader))
        return LinkView(**common, is_open=cycle.state.is_open, cycle=cycle, task=task, task_events=events)  # type: ignore[arg-type]  # as named
    may = what_may(session, situation.shipped, cycle.id, reader, situation.now)
    return LinkView(**common, is_open=cycle.state.is_open, cycle=cycle, cycle_events=may)  # type: ignore[arg-type]  # as named


def act_from_link(
    session: BoardSession,
    shipped: Shipped,
    capability: Capability,
    act: Act | TaskAct | CycleAct,
    now: datetime,
) -> Outcome:
    """Carry out an act on the item of a link, once, and only while the item is as the mail told it.

    It is the holder of the link who acts, whomever the act names.
    Raises NotFound when the holder left or the item is gone, Refused or BadInput as the act itself does.
    """
    act, situation = replace(act, actor=capability.person), Situation(session, shipped, now)
    is_here = situation.board.slug == capability.board
    if not is_here or not situation.organisation.is_active(capability.person, situation.today):
        raise NotFound("this link does not work any more")
    planned = session.deadline(capability.item)
    is_current = _is_current(situation, capability, planned.deadline if planned is not None else None)
    if not is_current and act.event not in UNDOING:  # what undoes looks for itself whether it still can
        happened = since(situation, capability.item, capability.version)
        kind = ENDED_AS.get(act.event, act.event)
        did = any(one.email == capability.person and one.kind == kind for one in happened)
        return Outcome.ALREADY if did else Outcome.MOVED_ON
    if _asked_before(session, capability, act):
        return Outcome.ALREADY
    if isinstance(act, Act):
        act_on_action(session, shipped, capability.item.partition("/")[0], act, now)
    elif isinstance(act, TaskAct):
        act_on_task(session, shipped, capability.item, act, now)
    else:
        act_on_cycle(session, shipped, capability.item, act, now)
    return Outcome.DONE


def _is_current(situation: Situation, capability: Capability, deadline: Deadline | None) -> bool:
    """Tell whether an item is as the mail told it; it is again when what moved it on was taken back."""
    if deadline is None or deadline.version == capability.version:
        return deadline is not None
    if deadline.continues is None:
        return False
    values = (one.after or {} for one in situation.session.events(key=capability.item))
    of_mail = next((one for one in values if one.get("version") == capability.version), {})
    return deadline.ladder in (capability.version, of_mail.get("continues"))


def _helps(situation: Situation, deadline: Deadline | None, reader: str) -> bool:
    """Tell whether an item is the turn of somebody else, whom the reader does not stand in for today."""
    if deadline is None or deadline.owner in (None, reader):
        return False
    return situation.organisation.stand_in(str(deadline.owner), situation.today) != reader


def _question(
    situation: Situation, action: Action, offers: Offers, deadline: Deadline | None, reader: str
) -> Question | None:
    """Return the question that waits; else the reader's own of this turn that was answered, while none came after."""
    request = offers.request
    if request is None:
        last = answered(situation, action, reader)
        is_of_now = last is not None and deadline is not None and last.asked_on >= deadline.since
        request = last if is_of_now else None
    if request is None:
        return None
    decider, organisation = request.responsible, situation.organisation
    return Question(
        kind=request.kind,
        asker=named(organisation, request.by),
        asked_on=request.asked_on,
        until=request.until,
        decider=named(organisation, decider) if decider else "",
        is_open=request.state is RequestState.OPEN,
        is_own=request.by == reader,
        ended=_ended(situation, request),
    )


def _ended(situation: Situation, request: Request) -> Happened | None:
    """Return how a question ended; None while it waits."""
    if request.decided_on is None or request.decided_by is None:
        return None
    return Happened(
        day=request.decided_on,
        who=named(situation.organisation, request.decided_by),
        kind=request.state,
        reason=request.answer,
        email=request.decided_by,
    )


def _asked_before(session: BoardSession, capability: Capability, act: Act | TaskAct | CycleAct) -> bool:
    """Tell whether the holder asked exactly this before: a question leaves the item as it is."""
    if not isinstance(act, Act):
        return False
    request = session.open_request(capability.item)
    asked = {"hand_back": "hand_back", "ask_more_time": "more_time", "ask_to_block": "block"}.get(act.event)
    return request is not None and request.by == capability.person and request.kind == asked


def _line(
    situation: Situation,
    capability: Capability,
    deadline: Deadline | None,
    links: Links,
    lexicon: Lexicon,
    locale: str,
) -> DigestLine:
    """Return the facts of an item as a mail of today would tell them to the holder of a link."""
    notice = _notice(situation, capability, deadline)
    lines = Lines(situation, links, lexicon)
    lines.read([LedgerRow(id=0, day=situation.today, notice=notice)])
    return lines.line(notice, capability.person, locale)


def _notice(situation: Situation, capability: Capability, deadline: Deadline | None) -> Notice:
    item, reader = capability.item, capability.person
    if deadline is None:
        kind = NoticeKind.RESOLVED
        return Notice(item=item, version=capability.version, step=str(kind), kind=kind, recipient=reader)
    if reader != deadline.owner:
        told = (row.notice for row in situation.session.ledger(item=item))
        kinds = (NoticeKind.ESCALATION, NoticeKind.REASSIGN)
        asked = [one for one in told if one.recipient == reader and one.kind in kinds]
        if asked:
            return deadline.notice(asked[-1].step, asked[-1].kind, reader)
    return deadline.notice("0", NoticeKind.DUE, reader)
