"""Lines that are no step of a ladder: courtesies that wait for their reader's mail, and the monthly overview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from pdca.domain.notices.notice import OVERVIEW, Deadline, Notice, NoticeKind, NoticeState
from pdca.domain.notices.recipients import managers
from pdca.services.records import Courtesy
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
        state = leaves(situation, line, today, readers)
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
                continues=line.continues,
            )
        )
    session.paid(paid)
    return notices


def leaves(
    situation: Situation, line: Courtesy, today: date, readers: Collection[str | None]
) -> NoticeState | None:
    """Return what becomes of a waiting line on a day on which some people get mail; None when it waits on."""
    organisation = situation.organisation
    if not organisation.is_active(line.recipient, today):
        return NoticeState.WITHHELD
    if not situation.days(line.unit).may_mail(today) or not organisation.is_present(line.recipient, today):
        return None
    has_company = line.recipient in readers and today > line.since
    return NoticeState.QUEUED if has_company or today >= line.own_mail_on else None


def decide_overview(situation: Situation, today: date) -> list[Notice]:
    """List, once a month, what hangs past its last level for each manager and the unit they manage it from."""
    return overview_of(situation, _units_with_overview(situation, today.replace(day=1), today), today)


def overview_of(situation: Situation, units: Collection[str], today: date) -> list[Notice]:
    """List what hangs past its last level for the managers of some units."""
    if not units:
        return []
    hanging = past_the_ladder(situation, today)
    return [
        Notice(
            item=f"{OVERVIEW}/{unit}/{today:%Y-%m}",
            version=1,
            step=OVERVIEW,
            kind=NoticeKind.OVERVIEW,
            recipient=person,
        )
        for unit, person in sorted(hanging)
        if unit in units
    ]


def past_the_ladder(situation: Situation, today: date) -> dict[tuple[str, str], list[Deadline]]:
    """Return the items that are past their last level, by the unit and the person they hang below."""
    below: dict[tuple[str, str], list[Deadline]] = defaultdict(list)
    for planned in situation.session.deadlines(ladder_ended_before=today):
        deadline = planned.deadline
        found = managers(situation.organisation, today, deadline.unit, deadline.owner, situation.policy)
        if found is not None:
            for person in found.people:
                below[found.unit, person].append(deadline)
    return below


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
