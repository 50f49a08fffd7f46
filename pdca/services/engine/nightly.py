"""The nightly work on a board: everything that follows from its items is computed again and compared.

Deadlines are rows that every change keeps in step. Should one ever not be, it is found and put right here, and
counted, so that `pdca doctor` shows it: a repair that nobody sees hides its cause.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pdca.domain.actions.action import RequestState
from pdca.domain.cycles.gates import is_green
from pdca.domain.cycles.items import deadlines_of
from pdca.domain.notices.notice import Deadline
from pdca.services.bookkeeping import action_deadline, planned, request_deadline
from pdca.services.cycles.keeping import gate_view, settle_cycles
from pdca.services.engine.decide_day import freshen_deadlines, is_decided
from pdca.services.ports import Shipped, Store
from pdca.services.records import Planned
from pdca.services.situation import Situation

ITEMS = "items"
DIFFERENCES = "differences"
FAULTS = "faults"
FRESHENED = "freshened"
FORGOTTEN = "mail_forgotten"
SETTLED = "settled"

KEEP_MAIL = timedelta(days=366)
"""How long the text of a mail is kept; the ledger, which says who was told what and when, stays."""

log = logging.getLogger(__name__)


class Difference(StrEnum):
    """How a stored deadline differs from what its item says."""

    MISSING = "missing"
    STRAY = "stray"
    CHANGED = "changed"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is stored about one item, what it should be, and the difference if there is any."""

    item: str
    stored: Planned | None
    expected: Planned | None
    difference: Difference | None


def nightly(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Recompute every open deadline, put right what differs, verify what is stored, forget old mail and leavers.

    Returns counts: items compared, differences found and put right, faults of the event chain and of what hangs
    on it, deadlines that an older calendar or policy had planned, cycles that were settled, mail forgotten.
    """
    freshened = freshen_deadlines(store, slug, shipped, now)
    settled = settle_cycles(store, slug, shipped, now)
    with store.reading(slug) as session:
        situation = Situation(session, shipped, now)
        compared = compare_deadlines(situation)
    store.access().forget_leavers(slug, situation.today)
    doubtful = [one.item for one in compared if one.difference is not None]
    counts = {
        ITEMS: len(compared),
        DIFFERENCES: _repair(store, slug, shipped, doubtful, now) if doubtful else 0,
        FAULTS: 0,
        FRESHENED: freshened,
        SETTLED: settled,
        FORGOTTEN: _forget(store, slug, now),
    }
    for fault in store.verify(slug):
        log.error("board %s does not hold together: %s", slug, fault)
        counts[FAULTS] += 1
    return counts


def _forget(store: Store, slug: str, now: datetime) -> int:
    with store.board(slug) as session:
        return session.forget_mail((now - KEEP_MAIL).date())


def compare_deadlines(situation: Situation, only: Iterable[str] | None = None) -> list[Comparison]:
    """Compare the stored deadlines of all open items, or of some, with what the items themselves say."""
    expected = {one.item: one for one in expected_deadlines(situation)}
    stored = {one.deadline.item: one for one in situation.session.deadlines()}
    items = sorted(expected.keys() | stored.keys()) if only is None else only
    look_from = _look_from(situation)
    return [_compare(situation, item, stored.get(item), expected.get(item), look_from) for item in items]


def expected_deadlines(situation: Situation) -> list[Deadline]:
    """Return every deadline that follows from the open actions, requests and cycles of a board."""
    session = situation.session
    actions = [action_deadline(action) for action in session.actions(is_open=True)]
    requests = [
        request_deadline(request, session.action(request.action))
        for request in session.requests()
        if request.state is RequestState.OPEN
    ]
    cycles = [
        deadline
        for cycle in session.cycles(is_open=True)
        for deadline in deadlines_of(cycle, is_green(gate_view(situation, cycle)), situation.today)
    ]
    return [one for one in (*actions, *requests, *cycles) if one is not None]


def _look_from(situation: Situation) -> date | None:
    """Return the first day still to be decided; None while today's notices are under way."""
    today = situation.today
    if is_decided(situation.session, today):
        return today + timedelta(days=1)
    return None if any(run.day == today for run in situation.session.open_days()) else today


def _compare(
    situation: Situation, item: str, stored: Planned | None, deadline: Deadline | None, look_from: date | None
) -> Comparison:
    expected = planned(situation, deadline) if deadline is not None else None
    return Comparison(
        item=item,
        stored=stored,
        expected=expected,
        difference=_difference(situation, stored, expected, look_from),
    )


def _difference(
    situation: Situation, stored: Planned | None, expected: Planned | None, look_from: date | None
) -> Difference | None:
    if expected is None:
        return None if stored is None else Difference.STRAY
    if stored is None:
        return Difference.MISSING
    if (stored.deadline, stored.ladder_ends) != (expected.deadline, expected.ladder_ends):
        return Difference.CHANGED
    if look_from is None or expected.next_notice_on is None:
        return None
    # Looking too early finds nothing and plans anew; looking too late would lose a day.
    least = max(expected.next_notice_on, look_from)
    deadline = stored.deadline
    latest = situation.days(deadline.unit, deadline.grade).next_mail_day(least)
    is_late = stored.next_notice_on is None or stored.next_notice_on > latest
    return Difference.TOO_LATE if is_late else None


def _repair(store: Store, slug: str, shipped: Shipped, doubtful: list[str], now: datetime) -> int:
    """Look again at what differed, now that nobody else writes, and put it right."""
    with store.board(slug) as session:
        situation = Situation(session, shipped, now)
        found = [one for one in compare_deadlines(situation, doubtful) if one.difference is not None]
        for one in found:
            log.warning("deadline of %s was %s and is put right", one.item, one.difference)
            if one.expected is None:
                session.unplan(one.item)
            else:
                session.plan(one.expected, known_at=now)
        return len(found)
