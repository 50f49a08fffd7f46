"""The words of the ledger: what an item waits for, what was decided about it, and what came of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pdca.domain.notices.ladder import ASSIGNED, ESCALATION_PREFIX, Versioned, step_name

REASSIGN = "reassign"
RESOLVED = "resolved"
THANKS = "thanks"
OVERVIEW = "overview"

MOVED_ON = "the item moved on before the mail left"


class NoticeKind(StrEnum):
    """What a notice says."""

    ASSIGNED = "assigned"
    REMINDER = "reminder"
    DUE = "due"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    REASSIGN = "reassign"
    RESOLVED = "resolved"
    THANKS = "thanks"
    OVERVIEW = "overview"


class NoticeState(StrEnum):
    """What became of a notice."""

    QUEUED = "queued"
    SENT = "sent"
    SUPERSEDED = "superseded"
    WITHHELD = "withheld"
    UNDELIVERABLE = "undeliverable"


class ItemKind(StrEnum):
    """What an item is."""

    ACTION = "action"
    TASK = "task"
    CYCLE = "cycle"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Versioned):
    """An item as the notices see it: who is responsible, by when, since when, in which version."""

    item: str
    version: int
    kind: ItemKind
    unit: str
    owner: str | None
    due: date
    since: date
    grade: str | None = None
    snoozed_until: date | None = None
    continues: int | None = None

    def is_held(self, today: date) -> bool:
        """Tell whether the owner asked for quiet on a day."""
        return self.snoozed_until is not None and today < self.snoozed_until

    def notice(
        self,
        step: str,
        kind: NoticeKind,
        recipient: str | None,
        state: NoticeState = NoticeState.QUEUED,
        reason: str = "",
    ) -> Notice:
        """Return a notice about this version."""
        return Notice(
            item=self.item,
            version=self.version,
            step=step,
            kind=kind,
            recipient=recipient,
            state=state,
            reason=reason,
            continues=self.continues,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Versioned):
    """A decision about one step of one version of an item; `recipient` None reached nobody."""

    item: str
    version: int
    step: str
    kind: NoticeKind
    recipient: str | None
    state: NoticeState = NoticeState.QUEUED
    reason: str = ""
    continues: int | None = None

    @property
    def is_unsaid(self) -> bool:
        """Tell whether it was kept back because its ladder had ended: when that goes on, it is still to be said."""
        return self.state is NoticeState.WITHHELD and self.reason == MOVED_ON


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger already holds about the ladder of an item: what was said in its version and those before."""

    handled: frozenset[str] = frozenset()
    undeliverable: frozenset[str] = frozenset()
    told: dict[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str | None, NoticeState]]) -> History:
        """Build from ledger rows (step, recipient, state) of one ladder, without what is unsaid."""
        handled: set[str] = set()
        undeliverable: set[str] = set()
        told: dict[int, set[str]] = {}
        for step, recipient, state in rows:
            if state is NoticeState.UNDELIVERABLE:
                undeliverable.add(step)
                continue
            handled.add(step)
            if recipient is not None and step.startswith(ESCALATION_PREFIX):
                told.setdefault(int(step.removeprefix(ESCALATION_PREFIX)), set()).add(recipient)
        frozen = {level: frozenset(people) for level, people in told.items()}
        return cls(frozenset(handled), frozenset(undeliverable - handled), frozen)

    def told_below(self, level: int) -> frozenset[str]:
        """Return everyone told by an earlier level of this ladder."""
        return frozenset().union(*(people for number, people in self.told.items() if number < level))

    def adding(self, notices: Iterable[Notice]) -> History:
        """Return the history after more decisions."""
        later = History.of((notice.step, notice.recipient, notice.state) for notice in notices)
        told = dict(self.told)
        for level, people in later.told.items():
            told[level] = told.get(level, frozenset()) | people
        handled = self.handled | later.handled
        return History(handled, (self.undeliverable | later.undeliverable) - handled, told)


EMPTY = History()


def owner_kind(step: int) -> NoticeKind:
    """Return what an owner step says."""
    if step == ASSIGNED:
        return NoticeKind.ASSIGNED
    if step < 0:
        return NoticeKind.REMINDER
    return NoticeKind.DUE if step == 0 else NoticeKind.OVERDUE


def owner_notice(deadline: Deadline, step: int, recipient: str | None) -> Notice:
    """Return the notice of an owner step."""
    return deadline.notice(step_name(step), owner_kind(step), recipient)
