"""How many minutes the mail asks of people: our own estimate, the same for every board, so that years compare.

Counted is what the product asks: opening a mail, and answering what is asked in it for the first time. The work
itself (doing an audit, mending a fence) is not counted, and neither is a reminder of something asked before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from pdca.domain.notices.notice import NoticeKind
from pdca.domain.people.organisation import Person
from pdca.services.records import LedgerRow

READ_MINUTES = 0.5
"""For opening a mail and seeing what it asks."""

ASK_MINUTES = 1.5
"""For answering an item that is new to the reader: one click and one sentence, or one talk to arrange."""

MONTH_DAYS = 30.44
"""A mean month: a year is twelve of them, holidays included."""

OWN_ASKS = frozenset({NoticeKind.ASSIGNED, NoticeKind.REMINDER, NoticeKind.DUE, NoticeKind.OVERDUE})
FURTHER_ASKS = frozenset({NoticeKind.ESCALATION, NoticeKind.REASSIGN})


class Group(StrEnum):
    """People by what they are asked for: a person belongs to the first that fits."""

    LEADERS = "leaders"
    COORDINATORS = "coordinators"
    COUNCILS = "councils"
    STAFF = "staff"


LEADING = frozenset({"department_head", "team_leader", "school_leader", "board_member"})
"""Roles that lead people: they are told by escalations and close cycles."""

ADVISING = frozenset({"council_member", "council_chair", "supervisor", "supervisor_chair"})
"""Roles beside the school's own work."""

TEACHING = frozenset({"staff"})


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """The mail of one person: how many, how many in the busiest week, and the minutes asked a month."""

    email: str
    group: Group
    mails: int
    busiest_week: int
    minutes_a_month: float


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """The minutes a month of those of a group who got mail: of the middle one, and of who is asked most."""

    group: Group
    people: int
    median: float
    highest: float


def group_of(person: Person | None) -> Group:
    """Return to which group somebody belongs by the roles held anywhere."""
    held = {one.role for one in person.roles} if person is not None else set()
    if held & LEADING:
        return Group.LEADERS
    if held - ADVISING - TEACHING:
        return Group.COORDINATORS
    return Group.COUNCILS if held & ADVISING and not held & TEACHING else Group.STAFF


def loads(
    told: Sequence[LedgerRow], mails: Sequence[tuple[date, str]], people: Mapping[str, Person], days: int
) -> tuple[PersonLoad, ...]:
    """Return what was asked of each person in so many days, of whom most mails were sent first."""
    months = max(1.0, days / MONTH_DAYS)
    weeks = Counter((person, monday(day)) for day, person in mails)
    busiest: dict[str, int] = {}
    for (person, _), many in weeks.items():
        busiest[person] = max(busiest.get(person, 0), many)
    asks = _asks(told)
    found = [
        PersonLoad(
            email=person,
            group=group_of(people.get(person)),
            mails=total,
            busiest_week=busiest[person],
            minutes_a_month=round((total * READ_MINUTES + asks[person] * ASK_MINUTES) / months, 1),
        )
        for person, total in Counter(person for _, person in mails).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.mails, one.email)))


def by_group(people: Iterable[PersonLoad]) -> tuple[GroupLoad, ...]:
    """Return the minutes of each group in which anybody got mail; staff first, as the promise is theirs."""
    minutes: dict[Group, list[float]] = {}
    for one in people:
        minutes.setdefault(one.group, []).append(one.minutes_a_month)
    return tuple(
        GroupLoad(group, len(minutes[group]), round(median(minutes[group]), 1), max(minutes[group]))
        for group in reversed(Group)
        if group in minutes
    )


def monday(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def _asks(told: Iterable[LedgerRow]) -> Counter[str]:
    """Count what each person was asked: an item once for each of its turns, whatever step spoke of it first."""
    own: set[tuple[str, str, int]] = set()
    further: Counter[str] = Counter()
    for row in told:
        notice, reader = row.notice, row.notice.recipient or ""
        if notice.kind in OWN_ASKS:
            own.add((reader, notice.item, notice.ladder))
        elif notice.kind in FURTHER_ASKS:
            further[reader] += 1
    return Counter(reader for reader, _, _ in own) + further
