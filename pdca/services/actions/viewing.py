"""One action as its page shows it: where it is, whose turn it is, what comes next, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pdca.domain.actions.action import Action, Request
from pdca.domain.actions.asking import asked_of
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.errors import NotFound
from pdca.domain.notices.digest import Asked, DigestLine
from pdca.domain.notices.notice import Notice, NoticeKind
from pdca.domain.people.naming import named
from pdca.domain.people.sight import sees_action
from pdca.services.actions.granting import granted_in, told_as
from pdca.services.actions.offering import Offers, offers_for
from pdca.services.mailing.items import Lexicon
from pdca.services.mailing.lines import Lines
from pdca.services.mailing.links import Links
from pdca.services.records import Event, LedgerRow
from pdca.services.situation import Situation
from pdca.services.work.waiting import SOON, Urgency

ENGINE, LINKED, DONE = "engine", "action_linked", "action_report_done"
ASKED = "request_open"
PEOPLE = ("owner", "checker", "agreer", "closer", "secured_owner")
SHOWN = (
    "phase",
    "due",
    "owner",
    "checker",
    "closer",
    "verdict",
    "cycle",
    "iteration",
    "unit",
    "priority",
    "size",
)
"""What of a change is worth telling, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event of an action: when, who, what, why, and the values that it changed, as (field, before, after).

    `until` is the date that somebody asked for; `answers` names who asked for what was done here.
    """

    seq: int
    day: date
    who: str
    kind: str
    reason: str
    changed: Sequence[tuple[str, str, str]]
    until: date | None = None
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """Everything that the page of an action shows to one reader."""

    action: Action
    asked: Asked
    unit_name: str
    cycle_title: tuple[str, str] | None
    line: DigestLine | None
    helpers: Sequence[str]
    urgency: Urgency | None
    days: int
    offers: Offers
    request: Request | None
    names: Mapping[str, str]
    changes: Sequence[Change]
    comments: Sequence[Comment]
    evidence: Sequence[Evidence]


def seen_action(situation: Situation, ref: str, reader: str) -> Action:
    """Return an action that somebody may see. Raises NotFound for any other."""
    action = situation.session.action(ref)
    if not sees_action(situation.organisation, reader, action, situation.today):
        mentioned = any(reader in one.mentions for one in situation.session.comments_of([ref]))
        if not mentioned:
            raise NotFound("there is no action '{key}'", key=ref)
    return action


def view_action(
    situation: Situation, ref: str, reader: str, links: Links, lexicon: Lexicon, locale: str
) -> ActionView:
    """Return an action for its page. Raises NotFound when the reader may not see it."""
    action = seen_action(situation, ref, reader)
    session, organisation = situation.session, situation.organisation
    told = session.events_of([ref, *action.request_ids])
    offers = offers_for(situation, action, reader)
    lines = Lines(situation, links, lexicon)
    line = _line(situation, action, offers, reader, lines, locale)
    urgency = _urgency(line.due, line.days, situation.today) if line is not None and line.due else None
    cycle = session.cycles_of([action.cycle]).get(action.cycle) if action.cycle else None
    comments, evidence = session.comments_of([ref]), session.evidence_of([ref])
    answers = [one for key in action.request_ids for one in told.get(key, ())]
    emails = {getattr(action, name) for name in PEOPLE} | {
        action.closed_by,
        action.agreed_by,
        action.responsible,
    }
    emails |= {one.by for one in comments} | {one.by for one in evidence}
    return ActionView(
        action=action,
        asked=asked_of(action, situation.shipped.grades[action.grade]),
        unit_name=organisation.unit(action.unit).name,
        cycle_title=(cycle.id, f"{cycle.title.in_language(locale)} {cycle.period}")
        if cycle is not None
        else None,
        line=line,
        helpers=lines.helpers(ref),
        urgency=urgency,
        days=line.days if line is not None else 0,
        offers=offers,
        request=offers.request,
        names={email: named(organisation, email) for email in emails if email},
        changes=changes_of(situation, told.get(ref, ()), answers),
        comments=comments,
        evidence=evidence,
    )


def _urgency(due: date, late: int, today: date) -> Urgency:
    """Return how pressing an action is, by its date and by how many counting days it is late."""
    if due <= today:
        return Urgency.LATE if due < today else Urgency.TODAY
    return Urgency.SOON if -late <= SOON else Urgency.LATER


def changes_of(situation: Situation, events: Sequence[Event], answers: Sequence[Event] = ()) -> list[Change]:
    """Return events as what changed, newest first; `answers` are those of the questions about the action."""
    found = [_change(situation, one, []) for one in answers if one.kind != ASKED]
    asked, granted = _asked_in(events, answers), granted_in(events, answers)
    before: Mapping[str, object] = {}
    for one in events:
        after = one.after or {}
        changed = [
            (name, _plain(situation, name, before.get(name)), _plain(situation, name, after.get(name)))
            for name in SHOWN
            if before and before.get(name) != after.get(name)
        ]
        if changed or not before or one.actor != ENGINE:
            change = _change(situation, one, changed)
            if one.seq in asked:
                change = replace(change, until=asked[one.seq])
            if one.seq in granted:  # why it was asked stands with the question, why granted with the answer
                change = replace(change, reason="", answers=_who_asked(situation, granted[one.seq]))
            found.append(change)
        before = after
    return sorted(found, key=lambda one: one.seq, reverse=True)


def _asked_in(events: Sequence[Event], answers: Sequence[Event]) -> Mapping[int, date]:
    """Return the dates that were asked for, by the events that asked: a question is recorded right after it."""
    found: dict[int, date] = {}
    for one in answers:
        until = (one.after or {}).get("until")
        asking = [each.seq for each in events if each.seq < one.seq and each.at == one.at]
        if one.kind == ASKED and until and asking:
            found[asking[-1]] = date.fromisoformat(str(until))
    return found


def _who_asked(situation: Situation, answer: Event) -> str:
    return named(situation.organisation, str((answer.after or {})["by"]))


def _change(situation: Situation, event: Event, changed: Sequence[tuple[str, str, str]]) -> Change:
    return Change(
        seq=event.seq,
        day=event.at.astimezone(situation.zone).date(),
        who=named(situation.organisation, event.actor) if event.actor != ENGINE else "",
        kind=told_as(event),
        reason=_said(event),
        changed=changed,
    )


def _said(event: Event) -> str:
    """Return the words that go with an event: its reason, or what was said with "done"."""
    if event.kind == DONE and not event.reason:
        return str((event.after or {}).get("done") or "")
    return "" if event.kind == LINKED else event.reason


def _plain(situation: Situation, name: str, value: object) -> str:
    """Return a stored value as text: people and units by name."""
    if value is None:
        return ""
    if name in PEOPLE:
        return named(situation.organisation, str(value))
    unit = situation.organisation.units.get(str(value)) if name == "unit" else None
    return unit.name if unit is not None else str(value)


def _line(
    situation: Situation, action: Action, offers: Offers, reader: str, lines: Lines, locale: str
) -> DigestLine | None:
    """Return the facts of an open action as a mail of today would tell them: what comes if nothing happens.

    Whoever decides about it reads what comes first, of the question or of the action itself.
    """
    if not action.is_open:
        return None
    notice = _due_now(action, action.ref, action.responsible)
    asked = _due_now(action, offers.request.id, reader) if offers.request and offers.may_decide else None
    lines.read(
        [LedgerRow(id=0, day=situation.today, notice=one) for one in (notice, asked) if one is not None]
    )
    line = lines.line(notice, action.responsible or reader, locale)
    return line if asked is None else replace(line, next_level=lines.announced(asked, reader, locale))


def _due_now(action: Action, item: str, recipient: str | None) -> Notice:
    return Notice(
        item=item,
        version=action.version,
        step="0",
        kind=NoticeKind.DUE,
        recipient=recipient,
        continues=action.continues,
    )
