"""An improvement action and the request that its responsible person can make, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pdca.domain.machine import Who
from pdca.domain.notices.ladder import Versioned


class Phase(StrEnum):
    """Where an action is on the wheel."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self not in (Phase.CLOSED, Phase.CANCELLED)


class Size(StrEnum):
    """Small actions skip goal, measure and separate assessment."""

    SMALL = "small"
    LARGE = "large"


class Priority(StrEnum):
    """What comes first."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Source(StrEnum):
    """Where an action comes from."""

    INTERNAL_AUDIT = "internal_audit"
    EXTERNAL_AUDIT = "external_audit"
    SELF_EVALUATION = "self_evaluation"
    PUPIL_SURVEY = "pupil_survey"
    PARENT_SURVEY = "parent_survey"
    STAFF_SURVEY = "staff_survey"
    SAFETY_MONITOR = "safety_monitor"
    MANAGEMENT_REVIEW = "management_review"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    INCIDENT = "incident"
    RISK = "risk"
    RISK_INVENTORY = "risk_inventory"
    PRIVACY_AUDIT = "privacy_audit"
    GOAL = "goal"
    OTHER = "other"


class Measure(StrEnum):
    """How one will know that it helped."""

    MEASURABLE = "measurable"
    NOTICEABLE = "noticeable"
    FELT = "felt"


class Verdict(StrEnum):
    """Whether it helped."""

    EFFECTIVE = "effective"
    PARTLY = "partly"
    NOT = "not"


class RequestKind(StrEnum):
    """What the responsible person asks the manager."""

    HAND_BACK = "hand_back"
    MORE_TIME = "more_time"
    BLOCK = "block"
    CARRY_OVER = "carry_over"


class RequestState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Waiting for somebody else, from `first` to `last`; `due` is what it was before."""

    first: date
    last: date
    due: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question to the manager about an action; itself an item with a responsible person and a due date.

    `since` is when somebody else began to be asked; None is from the beginning.
    """

    id: str
    action: str
    kind: RequestKind
    by: str
    reason: str
    asked_on: date
    due: date
    responsible: str | None
    until: date | None = None
    version: int = 1
    state: RequestState = RequestState.OPEN
    decided_by: str | None = None
    decided_on: date | None = None
    answer: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Versioned):
    """An improvement action. `due` and `since` belong to the current phase, `version` to its notices.

    `ended_due` is when it was due when it was closed or cancelled: it tells whether that was in time.
    """

    ref: str
    title: str
    unit: str
    owner: str
    source: Source
    grade: str
    started: date
    since: date
    due: date | None
    phase: Phase
    size: Size
    norms: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    process: str | None = None
    cycle: str | None = None
    goal_ref: str = ""
    version: int = 1
    continues: int | None = None
    iteration: int = 1
    carried: int = 0
    checker: str | None = None
    chosen_checker: str | None = None
    closer: str | None = None
    agreer: str | None = None
    check_due: date | None = None
    effect_from: date | None = None
    goal: str = ""
    measure: Measure | None = None
    done: str = ""
    evidence: tuple[str, ...] = ()
    verdict: Verdict | None = None
    observed: str = ""
    agreed_by: str | None = None
    secured_in: str = ""
    secured_owner: str | None = None
    review_on: date | None = None
    outside_word: str = ""
    closed_on: date | None = None
    closed_by: str | None = None
    ended_due: date | None = None
    blocked: Block | None = None
    blocks_in_a_row: int = 0
    snoozed_until: date | None = None
    requests: int = 0
    loaded: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether the action still waits for somebody."""
        return self.phase.is_open

    @property
    def request_ids(self) -> tuple[str, ...]:
        """Return the ids of what was asked about it, in order."""
        return tuple(f"{self.ref}/request-{number}" for number in range(1, self.requests + 1))

    @property
    def is_small(self) -> bool:
        """Tell whether one line, one person and one date are enough."""
        return self.size is Size.SMALL

    @property
    def responsible(self) -> str | None:
        """Return whose turn it is: owner in plan and do, checker in check, agreer and then closer in act."""
        if self.phase in (Phase.PLAN, Phase.DO):
            return self.owner
        if self.phase is Phase.CHECK:
            return self.closer if self.is_small else self.checker
        if self.phase is not Phase.ACT:
            return None
        return self.agreer if self.waits_for_agreement else self.closer

    @property
    def turn(self) -> Who:
        """Return in what capacity the responsible person has the turn."""
        if self.phase is Phase.CHECK and not self.is_small:
            return Who.CHECKER
        if self.phase in (Phase.CHECK, Phase.ACT):
            return Who.AGREER if self.waits_for_agreement else Who.CLOSER
        return Who.OWNER

    @property
    def waits_for_agreement(self) -> bool:
        """Tell whether somebody has to agree before the action can be secured."""
        return self.phase is Phase.ACT and self.agreer is not None and self.agreed_by is None
