"""What is kept of a board beside the values of the domain: events, deadlines, what was told, mails, days, runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pdca.domain.actions.action import Action, Request
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Programme
from pdca.domain.notices.ladder import Versioned
from pdca.domain.notices.notice import Deadline, History, Notice, NoticeKind
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Policy
from pdca.domain.people.handover import Handover
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit

Entity = (
    Board
    | Unit
    | Person
    | Absence
    | DayOff
    | Process
    | Programme
    | Policy
    | PlannedPolicy
    | Handover
    | Approach
    | Action
    | Request
    | Cycle
    | Comment
    | Evidence
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One link of a board's chain. `after` is the whole value afterwards, None when it was removed."""

    seq: int
    at: datetime
    kind: str
    entity: str
    key: str
    actor: str
    reason: str
    after: Mapping[str, Any] | None
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """A deadline that is to be looked at, with what the ledger holds about its version."""

    deadline: Deadline
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A deadline with when to look at it next and when its ladder ends."""

    deadline: Deadline
    next_notice_on: date | None
    ladder_ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A notice as recorded: `day` it was decided, `message` the mail it went into, `sent` when that left."""

    id: int
    day: date
    notice: Notice
    message: str | None = None
    sent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Courtesy(Versioned):
    """A line (resolved, thanks) that waits for its reader's next mail, `own_mail_on` at the latest."""

    item: str
    version: int
    kind: NoticeKind
    recipient: str
    since: date
    own_mail_on: date
    unit: str
    note: str = ""
    continues: int | None = None


class MessageState(StrEnum):
    """Where a mail is on its way out."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    WITHHELD = "withheld"
    FAILED = "failed"
    EXPIRED = "expired"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail to one person on one day. `id` is its Message-ID without brackets; `composed` its frozen `Date`."""

    id: str
    board: str
    recipient: str
    day: date
    composed: datetime
    state: MessageState = MessageState.QUEUED
    not_before: datetime
    expires: datetime
    attempts: int = 0
    doubts: int = 0
    body: bytes | None = None
    token: str | None = None
    lease_until: datetime | None = None
    dotted: datetime | None = None
    sent: datetime | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRun:
    """The notices of one day of one board: decided once, resumed after a crash until `finished`."""

    day: date
    started: datetime
    finished: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One named run of the engine, as pages and `pdca doctor` show it."""

    name: str
    started: datetime
    ended: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""
