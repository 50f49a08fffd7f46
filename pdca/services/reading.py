"""Looking things up on a board of any size: what is asked, what comes back, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pdca.domain.actions.action import Action, Request
from pdca.domain.approach import Approach
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.notices.notice import ItemKind
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.people.handover import Handover
from pdca.services.records import Event, Message, Planned

T = TypeVar("T")

MOST_ROWS = 200
"""So many rows come back at once at the most."""

LOADED, UNLOADED = "_loaded", "_unloaded"
"""How the chain ends the word for a value that a folder brought in, and for one that it no longer has."""


class ActionOrder(StrEnum):
    """In which order actions come."""

    DUE = "due"
    REF = "ref"
    PRIORITY = "priority"
    UNIT = "unit"
    OWNER = "owner"
    PHASE = "phase"
    CLOSED = "closed"


class CycleOrder(StrEnum):
    """In which order cycles come."""

    DUE = "due"
    OPENED = "opened"
    UNIT = "unit"
    PROGRAMME = "programme"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionQuery:
    """Which actions: everything that is given has to hold; None leaves it open, an empty set finds nothing.

    `units` and `also_of` together are what somebody may see: those units, and what those people own or have the turn
    of. `people` own it or have the turn. `late_on`: open and due before that day. Windows include both ends.
    """

    units: frozenset[str] | None = None
    also_of: frozenset[str] = frozenset()
    within: frozenset[str] | None = None
    people: frozenset[str] | None = None
    owners: frozenset[str] | None = None
    responsible: frozenset[str] | None = None
    phases: frozenset[str] | None = None
    is_open: bool | None = None
    grades: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    priorities: frozenset[str] | None = None
    cycle: str | None = None
    process: str | None = None
    late_on: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    text: str = ""
    order: ActionOrder = ActionOrder.DUE
    is_backwards: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleQuery:
    """Which cycles; as `ActionQuery`. `people` own or close it, `parts` own, close or lead it.

    `is_ready`: it waits for its closer.
    """

    units: frozenset[str] | None = None
    also_of: frozenset[str] = frozenset()
    within: frozenset[str] | None = None
    people: frozenset[str] | None = None
    parts: frozenset[str] | None = None
    programmes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    states: frozenset[str] | None = None
    is_open: bool | None = None
    period: str | None = None
    is_ready: bool = False
    late_on: date | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    text: str = ""
    order: CycleOrder = CycleOrder.DUE
    is_backwards: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows out of `total`."""

    rows: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """What ended in one unit in one school year (`year` is the one it began in)."""

    unit: str
    year: int
    closed: int
    in_time: int
    effective_at_once: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What waits in one unit, of one kind of item; `latest` is the earliest date that something late was due.

    `past_ladder`: everybody on the ladder was told, and it is still there. `unreached`: a step reached nobody.
    """

    unit: str
    kind: ItemKind
    waiting: int
    late: int = 0
    past_ladder: int = 0
    unowned: int = 0
    unreached: int = 0
    latest: date | None = None


class Trait(StrEnum):
    """Why a deadline stands out; `past_ladder`: everybody on the ladder was told, and it is still there."""

    LATE = "late"
    PAST_LADDER = "past_ladder"
    UNOWNED = "unowned"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOut:
    """A deadline that somebody should look at."""

    planned: Planned
    reaches_nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePile:
    """Cycles of one unit in one state; `year` is the one in which the school year began that they ended in.

    `late`: the phase that they are in is over. `ready`: they wait for whoever closes them.
    """

    unit: str
    state: CycleState
    year: int | None
    count: int
    in_time: int = 0
    late: int = 0
    ready: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list that somebody comes back to: `query` is what stands behind the question mark."""

    name: str
    query: str


class Reading(Protocol):
    """What pages look up; each call is one statement or two."""

    def find_actions(self, query: ActionQuery) -> Page[Action]: ...
    def count_actions(self, query: ActionQuery, by: Sequence[str]) -> Mapping[tuple[str, ...], int]: ...
    def find_cycles(self, query: CycleQuery) -> Page[Cycle]: ...
    def action_closures(self, units: Iterable[str]) -> Sequence[Closure]: ...
    def piles(self, units: Iterable[str], today: date) -> Sequence[Pile]: ...
    def standing_out(
        self,
        units: Iterable[str],
        today: date,
        trait: Trait,
        *,
        kind: ItemKind | None = None,
        offset: int = 0,
        limit: int = MOST_ROWS,
    ) -> Sequence[StandsOut]: ...
    def worst(
        self, units: Iterable[str], today: date, *, lost: int, late: int
    ) -> tuple[Sequence[StandsOut], Sequence[StandsOut]]: ...
    def cycle_piles(self, units: Iterable[str], today: date) -> Sequence[CyclePile]: ...

    def deadlines_of_people(self, emails: Iterable[str]) -> Sequence[Planned]: ...
    def brought_to(self, emails: Iterable[str], today: date) -> Sequence[Planned]: ...
    def deadlines_in(self, units: Iterable[str], *, limit: int = MOST_ROWS) -> Sequence[Planned]: ...
    def requests_about(self, actions: Iterable[str]) -> Sequence[Request]: ...
    def requests_open(self, *, responsible: Iterable[str] | None = None) -> Sequence[Request]: ...

    def comments_of(self, items: Iterable[str]) -> Sequence[Comment]: ...
    def comments_since(self, moment: datetime) -> Sequence[Comment]: ...
    def evidence_of(self, items: Iterable[str]) -> Sequence[Evidence]: ...
    def evidence(self, id: str) -> Evidence: ...
    def evidence_body(self, digest: str) -> bytes | None: ...
    def keep_evidence_body(self, digest: str, body: bytes) -> None: ...

    def handovers(self) -> Sequence[Handover]: ...
    def planned_policy(self) -> PlannedPolicy | None: ...
    def approach(self) -> Approach | None: ...

    def saved_views(self, person: str) -> Sequence[SavedView]: ...
    def save_view(self, person: str, view: SavedView) -> None: ...
    def remove_view(self, person: str, name: str) -> None: ...

    def events_page(
        self, *, before: int | None = None, limit: int = 50, entities: Iterable[str] | None = None
    ) -> Sequence[Event]: ...
    def head(self) -> tuple[int, str]: ...
    def as_loaded(self, kind: type[T]) -> Sequence[T]: ...
    def value_at(self, kind: type[T], key: str, seq: int) -> T | None: ...

    def messages_page(
        self,
        *,
        recipient: str | None = None,
        states: Iterable[str] | None = None,
        item: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Page[Message]: ...
    def message_counts(self) -> Mapping[str, int]: ...
