"""What a simulated (or real) stretch of time asked of people, in numbers that a quality officer understands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pdca.domain.notices.ladder import ESCALATION_PREFIX
from pdca.domain.notices.notice import NoticeState
from pdca.services.ports import BoardSession
from pdca.services.simulation.burden import GroupLoad, PersonLoad, by_group, loads, monday

PEAKS = 3


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
    cycles_open_before: int
    cycles_opened: int
    cycles_closed: int
    cycles_open: tuple[str, ...]
    actions_secured: int
    actions_open: int
    minutes_median: float
    minutes_by_group: tuple[GroupLoad, ...]


def summarise(session: BoardSession, first: date, last: date) -> Summary:
    """Count what happened in a board from the first day to the last."""
    rows = session.ledger(first=first, last=last)
    told = [row for row in rows if row.notice.state in (NoticeState.QUEUED, NoticeState.SENT)]
    mails = sorted({(row.day, row.notice.recipient or "") for row in told})
    weeks = Counter(monday(day) for day, _ in mails)
    everybody = {person.email: person for person in session.people()}
    people = loads(told, mails, everybody, (last - first).days + 1)
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
        cycles_open_before=sum(
            cycle.opened < first and (cycle.closed_on is None or cycle.closed_on >= first) for cycle in cycles
        ),
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
        minutes_by_group=by_group(people),
    )


def _all_weeks(weeks: Counter[date], first: date, last: date) -> list[tuple[date, int]]:
    start = monday(first)
    return [
        (week, weeks[week])
        for week in (start + timedelta(weeks=number) for number in range((last - start).days // 7 + 1))
    ]
