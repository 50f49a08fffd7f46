"""One pass of the engine: open cycles, keep items in step, decide the day's notices, fill the outbox.

It is four use cases under the names that both clocks record (`open_cycles`, `track_actions`, `escalate`,
`send_reminders`), each safe to run twice, at once or again after a crash.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pdca.services.cycles.open_cycles import open_due_cycles
from pdca.services.engine.decide_day import decide_items, freshen_deadlines, is_decided
from pdca.services.engine.decide_lines import decide_courtesies, decide_overview
from pdca.services.mailing.post import post_messages
from pdca.services.people.carrying_out import carry_out_handovers
from pdca.services.policy.planning import apply_planned_policy
from pdca.services.ports import Shipped, Store
from pdca.services.situation import Situation, local_moment

OPEN_CYCLES = "open_cycles"
TRACK_ACTIONS = "track_actions"
ESCALATE = "escalate"
SEND_REMINDERS = "send_reminders"
DELIVER_MAIL = "deliver_mail"
NIGHTLY = "nightly"

FAILED = "boards_failed"
LEDGER_SEALED = "ledger_sealed"

log = logging.getLogger(__name__)

Step = Callable[[Store, str, Shipped, datetime], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class TickReport:
    """What one pass did, by run and count."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Return the sum of a count over all runs."""
        return sum(counts.get(name, 0) for counts in self.counts.values())


def open_cycles(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Open every cycle of a board that is due, also those missed while the engine stood still."""
    return open_due_cycles(store, slug, shipped, now)


def track_actions(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Bring the deadlines of a board in line with its calendar and policy.

    What was planned for today comes first: another policy, and what goes to a successor.
    """
    policies = apply_planned_policy(store, slug, shipped, now)
    handed_over = carry_out_handovers(store, slug, shipped, now)
    freshened = freshen_deadlines(store, slug, shipped, now)
    counts = {"policies": policies, "handed_over": handed_over}
    return {**{name: count for name, count in counts.items() if count}, "freshened": freshened}


def escalate(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Decide the notices of today, once, from `send_at` on."""
    with store.board(slug) as session:
        situation = Situation(session, shipped, now)
        today = situation.today
        if now < local_moment(today, situation.board, situation.policy) or is_decided(session, today):
            return {}
        started = session.day_run(today, now).started
    return decide_items(store, slug, shipped, today, started)


def send_reminders(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Add the lines that ride along, put today's notices into one message per person, and close the day."""
    with store.board(slug) as session:
        situation = Situation(session, shipped, now)
        today = situation.today
        runs = session.open_days()
        started = next((run.started for run in runs if run.day == today), None)
        if started is None or session.due(today, started, 1):
            return {}
        extra = [*decide_courtesies(situation, today), *decide_overview(situation, today)]
        added = session.decided(extra, today)
        messages = post_messages(session, today, started)
        for run in runs:  # a day that broke off and was never resumed is closed with this one
            session.seal(LEDGER_SEALED, run.day.isoformat(), session.ledger_digest(run.day), at=started)
            session.finish_day(run.day, now)
        return {"lines": added, "messages": messages}


STEPS: Sequence[tuple[str, Step]] = (
    (OPEN_CYCLES, open_cycles),
    (TRACK_ACTIONS, track_actions),
    (ESCALATE, escalate),
    (SEND_REMINDERS, send_reminders),
)


def tick(store: Store, shipped: Shipped, now: datetime, boards: Sequence[str] | None = None) -> TickReport:
    """Run the four steps for every board and record each as a run; a failing board never stops the others."""
    slugs = list(boards) if boards is not None else list(store.boards())
    report = TickReport()
    for name, step in STEPS:
        report.counts[name] = run_step(store, shipped, now, name, step, slugs)
    return report


def run_step(
    store: Store, shipped: Shipped, now: datetime, name: str, step: Step, slugs: Sequence[str]
) -> dict[str, int]:
    """Run one named step for some boards and record it."""
    run = store.begin(name, now)
    counts, faults = step_boards(store, shipped, now, name, step, slugs)
    store.end(run, now, counts, error="; ".join(faults))
    return counts


def step_boards(
    store: Store, shipped: Shipped, now: datetime, name: str, step: Step, slugs: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Run one named step for some boards; return its counts and, by board, what went wrong."""
    totals: Counter[str] = Counter()
    faults: list[str] = []
    for slug in slugs:
        try:
            totals.update(step(store, slug, shipped, now))
        except Exception as error:  # a board that cannot be ticked never stops the others; it is shown
            log.exception("%s failed for board %s", name, slug)
            faults.append(f"{slug}: {type(error).__name__}")
    if faults:
        totals[FAILED] = len(faults)
    return dict(totals), faults
