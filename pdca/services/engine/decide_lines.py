"""Lines that are no step of a ladder: courtesies that wait for their reader's mail, and the monthly overview."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pdca.domain.notices.notice import OVERVIEW, Notice, NoticeKind, NoticeState
from pdca.domain.notices.recipients import managers
from pdca.services.ports import Courtesy
from pdca.services.situation import Situation

LEFT = "this person no longer works here"


def decide_courtesies(situation: Situation, today: date) -> list[Notice]:
    """Send waiting lines along with today's mail of their readers, or alone when they waited long enough."""
    session = situation.session
    owed = session.owed()
    if not owed:
        return []
    readers = {row.notice.recipient for row in session.unposted(today)}
    notices: list[Notice] = []
    paid: list[Courtesy] = []
    for line in sorted(owed, key=lambda one: (one.item, one.version, one.kind, one.recipient)):
        state = _leaves(situation, line, today, readers)
        if state is None:
            continue
        paid.append(line)
        notices.append(
            Notice(
                item=line.item,
                version=line.version,
                step=str(line.kind),
                kind=line.kind,
                recipient=line.recipient,
                state=state,
                reason=LEFT if state is NoticeState.WITHHELD else "",
            )
        )
    session.paid(paid)
    return notices


def _leaves(
    situation: Situation, line: Courtesy, today: date, readers: set[str | None]
) -> NoticeState | None:
    organisation = situation.organisation
    if not organisation.is_active(line.recipient, today):
        return NoticeState.WITHHELD
    if not situation.days(line.unit).may_mail(today) or not organisation.is_present(line.recipient, today):
        return None
    has_company = line.recipient in readers and today > line.since
    return NoticeState.QUEUED if has_company or today >= line.own_mail_on else None


def decide_overview(situation: Situation, today: date) -> list[Notice]:
    """List, once a month, what hangs past its last level for each manager and the unit they manage it from."""
    first = today.replace(day=1)
    due_units = _units_with_overview(situation, first, today)
    if not due_units:
        return []
    below: dict[str, set[str]] = defaultdict(set)
    for planned in situation.session.deadlines(ladder_ended_before=today):
        deadline = planned.deadline
        found = managers(situation.organisation, today, deadline.unit, deadline.owner, situation.policy)
        if found is not None and found.unit in due_units:
            below[found.unit].update(found.people)
    return [
        Notice(
            item=f"{OVERVIEW}/{unit}/{today:%Y-%m}",
            version=1,
            step=OVERVIEW,
            kind=NoticeKind.OVERVIEW,
            recipient=person,
        )
        for unit in sorted(below)
        for person in sorted(below[unit])
    ]


def _units_with_overview(situation: Situation, first: date, today: date) -> frozenset[str]:
    """Return the units whose first counting day of the month has come and whose overview is still to go."""
    ran = [day for day in situation.session.days_run(first, today) if day < today]
    found: set[str] = set()
    for unit in situation.organisation.units:
        days = situation.days(unit)
        opens = days.first_on_or_after(first)
        if opens > today or not days.may_mail(today):
            continue
        if not any(day >= opens and days.may_mail(day) for day in ran):
            found.add(unit)
    return frozenset(found)
