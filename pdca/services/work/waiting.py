"""What waits for some people, item by item, with the facts that a list shows; read in a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pdca.domain.notices.digest import Asked
from pdca.domain.notices.notice import Deadline, ItemKind, NoticeKind
from pdca.services.mailing.items import CYCLE_PARTS, Lexicon, describe
from pdca.services.records import Planned
from pdca.services.situation import Situation

SOON = 5
"""Counting days before its date from which something is soon."""


class Urgency(StrEnum):
    """How pressing something is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One item that waits: for whom, by when, how many counting days late (below zero: left), and what is asked.

    `stands_in_for` is the name of the absent person whose turn it really is. `hangs_with` is who has the action that
    a question is about, when that climbed to the reader: the dates are those of the action then.
    """

    item: str
    kind: ItemKind
    version: int
    title: str
    unit: str
    unit_name: str
    owner: str | None
    owner_name: str
    due: date
    days: int
    urgency: Urgency
    asked: Asked
    phase: str
    priority: str
    grade: str
    note: str = ""
    stands_in_for: str = ""
    hangs_with: str = ""
    snoozed_until: date | None = None


def people_of(situation: Situation, email: str) -> list[str]:
    """Return somebody, and those for whom that person stands in today."""
    organisation, today = situation.organisation, situation.today
    absent = [
        one.email
        for one in organisation.people.values()
        if one.deputy == email and organisation.is_active(one.email, today)
        if organisation.stand_in(one.email, today) == email
    ]
    return [email, *absent]


def waiting_for(situation: Situation, lexicon: Lexicon, email: str, locale: str) -> list[Waiting]:
    """Return what waits for somebody, and for those that person stands in for; the most pressing first."""
    found = situation.session.deadlines_of_people(people_of(situation, email))
    return told(situation, lexicon, found, email, locale)


def work_of(
    situation: Situation, lexicon: Lexicon, email: str, locale: str
) -> tuple[list[Waiting], list[Waiting]]:
    """Return what waits for somebody, and what hangs with others and climbed to that person.

    What climbed and is asked about waits once, as the question: answering that is the help, and it is as pressing
    as what it is about.
    """
    brought = {one.item: one for one in brought_to(situation, lexicon, email, locale)}
    waiting = [
        _with_climbed(
            one, brought.pop(one.item.partition("/")[0], None) if one.kind is ItemKind.REQUEST else None
        )
        for one in waiting_for(situation, lexicon, email, locale)
    ]
    return sorted(waiting, key=lambda one: one.due), list(brought.values())


def _with_climbed(one: Waiting, climbed: Waiting | None) -> Waiting:
    if climbed is None:
        return one
    return replace(
        one, due=climbed.due, days=climbed.days, urgency=climbed.urgency, hangs_with=climbed.owner_name
    )


def brought_to(situation: Situation, lexicon: Lexicon, email: str, locale: str) -> list[Waiting]:
    """Return what hangs with others and climbed to somebody; the longest late first."""
    people = people_of(situation, email)
    return told(situation, lexicon, situation.session.brought_to(people, situation.today), email, locale)


def told(
    situation: Situation, lexicon: Lexicon, planned: Iterable[Planned], reader: str, locale: str
) -> list[Waiting]:
    """Return deadlines with the facts of their items, in the order given."""
    deadlines = [one.deadline for one in planned]
    _read(situation, deadlines)
    return [_told(situation, lexicon, one, reader, locale) for one in deadlines]


def urgency_of(situation: Situation, deadline: Deadline) -> tuple[Urgency, int]:
    """Return how pressing an item is, and how many counting days late (below zero: left)."""
    days, today, one = situation.days(deadline.unit, deadline.grade), situation.today, timedelta(days=1)
    if today > deadline.due:
        return Urgency.LATE, days.between(deadline.due + one, today)
    if today == deadline.due:
        return Urgency.TODAY, 0
    left = days.between(today + one, deadline.due)
    return (Urgency.SOON if left <= SOON else Urgency.LATER), -left


def _read(situation: Situation, deadlines: Sequence[Deadline]) -> None:
    """Read what the items are about in bulk; the session keeps it for the look-ups that follow."""
    session = situation.session
    actions = {
        one.item.partition("/")[0] for one in deadlines if one.kind in (ItemKind.ACTION, ItemKind.REQUEST)
    }
    cycles = {
        "/".join(one.item.split("/")[:CYCLE_PARTS])
        for one in deadlines
        if one.kind in (ItemKind.CYCLE, ItemKind.TASK)
    }
    if actions:
        session.actions_of(sorted(actions))
    if cycles:
        session.cycles_of(sorted(cycles))
    requests = sorted(one.item for one in deadlines if one.kind is ItemKind.REQUEST)
    if requests:
        session.requests_of(requests)


def _told(situation: Situation, lexicon: Lexicon, deadline: Deadline, reader: str, locale: str) -> Waiting:
    organisation = situation.organisation
    notice = deadline.notice("0", NoticeKind.DUE, reader)
    is_action = deadline.kind in (ItemKind.ACTION, ItemKind.REQUEST)
    action = situation.session.action(deadline.item.partition("/")[0]) if is_action else None
    item = describe(situation, lexicon, notice, deadline, action, locale)
    owner = organisation.people.get(deadline.owner or "")
    urgency, days = urgency_of(situation, deadline)
    return Waiting(
        item=deadline.item,
        kind=deadline.kind,
        version=deadline.version,
        title=item.title,
        unit=item.unit,
        unit_name=organisation.unit(item.unit).name,
        owner=deadline.owner,
        owner_name=owner.name if owner is not None else "",
        due=deadline.due,
        days=days,
        urgency=urgency,
        asked=item.asked,
        phase=item.phase,
        priority=item.priority,
        grade=item.grade,
        note=item.note,
        stands_in_for=owner.name if owner is not None and deadline.owner != reader else "",
        snoozed_until=deadline.snoozed_until,
    )
