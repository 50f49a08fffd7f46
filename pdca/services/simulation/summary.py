"""What a simulated (or real) stretch of time asked of people, in numbers that a quality officer understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from pdca.domain.notices.ladder import ESCALATION_PREFIX
from pdca.domain.notices.notice import NoticeKind, NoticeState
from pdca.services.ports import BoardSession, LedgerRow

READ_MINUTES, ASK_MINUTES = 0.5, 1.5
"""Minutes for reading a mail, and for doing what a first ask in it asks: our own estimate."""

PEAKS = 3
FIRST_ASKS = (NoticeKind.ASSIGNED, NoticeKind.ESCALATION, NoticeKind.REASSIGN)


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """The mail of one person: how many, how many in the busiest week, and the minutes asked a month."""

    email: str
    mails: int
    busiest_week: int
    minutes_a_month: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A stretch of time in numbers; `weeks` is the Monday of each week with its mails."""

    first: date
    last: date
    mails: int
    notices: dict[str, int]
    weeks: tuple[tuple[date, int], ...]
    peaks: tuple[tuple[date, int], ...]
    people: tuple[PersonLoad, ...]
    escalations: dict[str, int]
    undeliverable: int
    cycles_opened: int
    cycles_closed: int
    cycles_open: tuple[str, ...]
    actions_secured: int
    actions_open: int
    minutes_median: float = field(default=0.0)


def summarise(session: BoardSession, first: date, last: date) -> Summary:
    """Count what happened in a board from the first day to the last."""
    rows = session.ledger(first=first, last=last)
    told = [row for row in rows if row.notice.state in (NoticeState.QUEUED, NoticeState.SENT)]
    mails = sorted({(row.day, row.notice.recipient or "") for row in told})
    weeks = Counter(_monday(day) for day, _ in mails)
    people = _people(told, mails, max(1.0, ((last - first).days + 1) / 30.44))
    cycles = session.cycles()
    actions = session.actions()
    return Summary(
        first=first,
        last=last,
        mails=len(mails),
        notices=dict(sorted(Counter(str(row.notice.kind) for row in told).items())),
        weeks=tuple(_all_weeks(weeks, first, last)),
        peaks=tuple(sorted(weeks.items(), key=lambda one: (-one[1], one[0]))[:PEAKS]),
        people=people,
        escalations=dict(
            sorted(
                Counter(
                    row.notice.step for row in told if row.notice.step.startswith(ESCALATION_PREFIX)
                ).items()
            )
        ),
        undeliverable=sum(row.notice.state is NoticeState.UNDELIVERABLE for row in rows),
        cycles_opened=sum(first <= cycle.opened <= last for cycle in cycles),
        cycles_closed=sum(
            cycle.closed_on is not None and first <= cycle.closed_on <= last for cycle in cycles
        ),
        cycles_open=tuple(sorted(cycle.id for cycle in cycles if cycle.state.is_open)),
        actions_secured=sum(
            action.closed_on is not None and bool(action.secured_in) and first <= action.closed_on <= last
            for action in actions
        ),
        actions_open=sum(action.is_open for action in actions),
        minutes_median=round(median([one.minutes_a_month for one in people] or [0.0]), 1),
    )


def _people(
    told: Sequence[LedgerRow], mails: Sequence[tuple[date, str]], months: float
) -> tuple[PersonLoad, ...]:
    by_person = Counter(person for _, person in mails)
    by_week = Counter((person, _monday(day)) for day, person in mails)
    asks = Counter(row.notice.recipient for row in told if row.notice.kind in FIRST_ASKS)
    loads = [
        PersonLoad(
            email=person,
            mails=total,
            busiest_week=max(many for (one, _), many in by_week.items() if one == person),
            minutes_a_month=round((total * READ_MINUTES + asks[person] * ASK_MINUTES) / months, 1),
        )
        for person, total in by_person.items()
    ]
    return tuple(sorted(loads, key=lambda one: (-one.mails, one.email)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _all_weeks(weeks: Counter[date], first: date, last: date) -> list[tuple[date, int]]:
    start = _monday(first)
    return [
        (week, weeks[week])
        for week in (start + timedelta(weeks=number) for number in range((last - start).days // 7 + 1))
    ]
