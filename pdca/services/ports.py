"""What the use cases need of the outside, as narrow as they use it.

One transaction is one `with store.board(slug) as session:` block; it commits when the block ends and rolls
back when the block raises. Inside a block a board has one writer at a time, so what was read still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from pdca.domain.actions.action import Action, Request
from pdca.domain.actions.grade import Grade
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.calendar.days import SchoolHolidays
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import Message as Sentence
from pdca.domain.notices.ladder import Versioned
from pdca.domain.notices.notice import Deadline, History, Notice, NoticeKind, NoticeState
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Policy
from pdca.domain.people.handover import Handover
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit
from pdca.services.access.ports import Access
from pdca.services.reading import Reading

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


class Shipped(Protocol):
    """What comes with the product and no board changes."""

    @property
    def school_holidays(self) -> SchoolHolidays: ...
    @property
    def grades(self) -> Mapping[str, Grade]: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def programmes(self) -> Sequence[Programme]: ...


class BoardSession(Reading, Protocol):
    """One transaction on one board."""

    # -- who and what -------------------------------------------------------------------------------
    def board(self) -> Board: ...
    def policy(self) -> Policy: ...
    def units(self) -> Sequence[Unit]: ...
    def people(self) -> Sequence[Person]: ...
    def absences(self) -> Sequence[Absence]: ...
    def days_off(self) -> Sequence[DayOff]: ...
    def processes(self) -> Sequence[Process]: ...
    def programmes(self) -> Sequence[Programme]: ...

    def action(self, ref: str) -> Action: ...
    def actions_of(self, refs: Iterable[str]) -> Mapping[str, Action]: ...
    def actions(self, *, cycle: str | None = None, is_open: bool | None = None) -> Sequence[Action]: ...
    def cycles_of(self, ids: Iterable[str]) -> Mapping[str, Cycle]: ...
    def requests_of(self, ids: Iterable[str]) -> Mapping[str, Request]: ...
    def request(self, id: str) -> Request: ...
    def open_request(self, action: str) -> Request | None: ...
    def requests(self) -> Sequence[Request]: ...
    def cycle(self, id: str) -> Cycle: ...
    def cycles(self, *, is_open: bool | None = None) -> Sequence[Cycle]: ...
    def cycle_ids(self) -> frozenset[str]: ...
    def open_items_of(self, email: str) -> int: ...
    def open_checks_of(self, email: str) -> int: ...

    # -- every change is recorded: state, event and chain in one -------------------------------------
    def record(self, kind: str, entity: Entity, *, actor: str, at: datetime, reason: str = "") -> None: ...
    def remove(self, kind: str, entity: Entity, *, actor: str, at: datetime, reason: str = "") -> None: ...
    def seal(
        self, kind: str, key: str, digest: str, *, at: datetime, actor: str = "engine", reason: str = ""
    ) -> None: ...
    def events(self, *, key: str | None = None) -> Sequence[Event]: ...
    def events_of(self, keys: Iterable[str]) -> Mapping[str, Sequence[Event]]: ...
    def last_event_at(self) -> datetime | None: ...

    # -- deadlines ------------------------------------------------------------------------------------
    def plan(self, planned: Planned, *, known_at: datetime) -> None: ...
    def unplan(self, item: str) -> None: ...
    def deadline(self, item: str) -> Planned | None: ...
    def deadlines_of(self, items: Iterable[str]) -> Mapping[str, Planned]: ...
    def deadlines(self, *, ladder_ended_before: date | None = None) -> Sequence[Planned]: ...
    def stale(self, limit: int) -> Sequence[Planned]: ...
    def freshen(self, planned: Iterable[Planned]) -> None: ...
    def due(self, today: date, known_until: datetime, limit: int) -> Sequence[DueItem]: ...
    def look_again(self, dates: Mapping[str, date | None]) -> None: ...

    # -- ledger ---------------------------------------------------------------------------------------
    def history(self, deadline: Deadline) -> History: ...
    def histories(self, deadlines: Iterable[Deadline]) -> Mapping[str, History]: ...
    def decided(self, notices: Iterable[Notice], day: date) -> int: ...
    def ledger(
        self,
        *,
        item: str | None = None,
        first: date | None = None,
        last: date | None = None,
        kind: NoticeKind | None = None,
    ) -> Sequence[LedgerRow]: ...
    def told(self, deadline: Deadline) -> Sequence[str]: ...
    def owe(self, courtesies: Iterable[Courtesy]) -> None: ...
    def owed(self) -> Sequence[Courtesy]: ...
    def paid(self, courtesies: Iterable[Courtesy]) -> None: ...
    def day_run(self, day: date, now: datetime) -> DayRun: ...
    def open_days(self) -> Sequence[DayRun]: ...
    def ledger_digest(self, day: date) -> str: ...
    def finish_day(self, day: date, now: datetime) -> None: ...
    def days_run(self, first: date, last: date) -> Sequence[date]: ...

    # -- outbox ---------------------------------------------------------------------------------------
    def unposted(self, day: date) -> Sequence[LedgerRow]: ...
    def post(self, messages: Iterable[tuple[Message, Sequence[int]]]) -> None: ...
    def lines(self, messages: Sequence[str]) -> Mapping[str, Sequence[LedgerRow]]: ...
    def set_notices(self, ids: Iterable[int], state: NoticeState, reason: str = "") -> None: ...
    def forget_mail(self, before: date) -> int: ...


class Outbox(Protocol):
    """The mail of all boards on its way out; each call is a transaction of its own."""

    def claim(self, now: datetime, token: str, lease_until: datetime, limit: int) -> Sequence[Message]: ...
    def freeze(self, token: str, bodies: Mapping[str, bytes]) -> None: ...
    def dot(
        self, token: str, ids: Sequence[str], now: datetime, lease_until: datetime | None = None
    ) -> frozenset[str]: ...
    def settle(
        self, token: str, outcomes: Sequence[Message], now: datetime, withheld: Mapping[str, str] = ...
    ) -> int: ...
    def rescue(self, now: datetime) -> int: ...
    def counts(self) -> Mapping[MessageState, int]: ...
    def troubles(self, limit: int = 50) -> Sequence[Message]: ...
    def find(self, ids: Iterable[str]) -> Mapping[str, Message]: ...
    def waiting_since(self) -> datetime | None: ...
    def release(self) -> int: ...
    def send_again(
        self, id: str, now: datetime, expires: datetime, reason: str, left_out: str = ""
    ) -> bool: ...


class Store(Protocol):
    """Where everything is kept."""

    def boards(self) -> Sequence[str]: ...
    def create(self, board: Board, *, actor: str, at: datetime) -> None: ...
    def board(self, slug: str) -> AbstractContextManager[BoardSession]: ...
    def reading(self, slug: str) -> AbstractContextManager[BoardSession]: ...
    def outbox(self) -> Outbox: ...
    def access(self) -> Access: ...
    def begin(self, name: str, now: datetime) -> int: ...
    def end(self, run: int, now: datetime, counts: Mapping[str, int], error: str = "") -> None: ...
    def runs(self, limit: int = 50, *, name: str | None = None) -> Sequence[Run]: ...
    def verify(self, slug: str) -> Sequence[Sentence]: ...
