"""The notices of one day: decided once per board, in batches, resumable after a crash.

A day's run is a row. Items that changed after it began wait for the next day; a batch that was committed is
never decided again, because each item then says when to look at it next.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from pdca.domain.notices.decide import decide, next_notice_on
from pdca.domain.notices.ladder import ladder_ends
from pdca.domain.notices.notice import Notice
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.records import DueItem, Planned
from pdca.services.situation import Situation

BATCH = 500
"""Items per transaction, so that pages stay quick while the engine runs."""

log = logging.getLogger(__name__)


def freshen_deadlines(store: Store, slug: str, shipped: Shipped, now: datetime) -> int:
    """Recompute the deadlines that an older calendar or policy planned; return how many."""
    count = 0
    while True:
        with store.board(slug) as session:
            stale = session.stale(BATCH)
            if not stale:
                return count
            situation = Situation(session, shipped, now)
            session.freshen([_planned_again(situation, one) for one in stale])
            count += len(stale)


def _planned_again(situation: Situation, old: Planned) -> Planned:
    deadline = old.deadline
    rules = situation.rules(deadline.unit, deadline.grade)
    history = situation.session.history(deadline)
    ends = ladder_ends(rules.shape(deadline.grade), deadline.since, deadline.due, rules.days)
    look = next_notice_on(deadline, history, situation.today, rules)
    return replace(old, next_notice_on=look, ladder_ends=ends)


def decide_items(store: Store, slug: str, shipped: Shipped, today: date, started: datetime) -> dict[str, int]:
    """Decide every item that is due to be looked at; return counts of items, notices and poison items."""
    counts = {"items": 0, "notices": 0, "set_aside": 0}
    situation: Situation | None = None
    while True:
        with store.board(slug) as session:
            batch = session.due(today, started, BATCH)
            if not batch:
                return counts
            situation = situation.carried_to(session) if situation else Situation(session, shipped, started)
            notices, looks, failed = _decide_batch(situation, batch, today)
            counts["notices"] += session.decided(notices, today)
            session.look_again(looks)
            counts["items"] += len(batch)
            counts["set_aside"] += failed
            if len(batch) < BATCH:
                return counts


def _decide_batch(
    situation: Situation, batch: Iterable[DueItem], today: date
) -> tuple[list[Notice], Mapping[str, date | None], int]:
    tomorrow = today + timedelta(days=1)
    notices: list[Notice] = []
    looks: dict[str, date | None] = {}
    failed = 0
    for due in batch:
        deadline = due.deadline
        try:
            rules = situation.rules(deadline.unit, deadline.grade)
            decided = decide(deadline, due.history, today, rules)
            looks[deadline.item] = next_notice_on(deadline, due.history.adding(decided), tomorrow, rules)
            notices += decided
        except Exception:  # one item that cannot be decided never stops the rest; it is tried again tomorrow
            log.exception("item %s set aside", deadline.item)
            looks[deadline.item] = tomorrow
            failed += 1
    return notices, looks, failed


def is_decided(session: BoardSession, day: date) -> bool:
    """Tell whether the notices of a day have all been decided."""
    return day in session.days_run(day, day)
