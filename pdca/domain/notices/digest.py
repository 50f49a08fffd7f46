"""What one mail says, as plain values.

A digest is everything a mail needs and nothing else: no rows, no clock, no look-ups while rendering. It
survives a round trip through JSON, so what was sent can be kept and rendered again, byte for byte.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.notice import NoticeKind

FULL_LINES: Final = 12
"""So many lines are told in full; the rest stands in the mail as a reference of one line."""


Kind = NoticeKind
ASKING: Final = (Kind.ESCALATION, Kind.REASSIGN, Kind.OVERDUE, Kind.DUE, Kind.REMINDER, Kind.ASSIGNED)
"""The kinds that ask the reader to do something; the others only tell."""


class Asked(StrEnum):
    """The next step of an item, whoever has to take it."""

    COMMIT = "commit"
    REPORT_DONE = "report_done"
    ASSESS = "assess"
    AGREE = "agree"
    SECURE = "secure"
    SETTLE = "settle"  # assess and secure a small action in one step
    ADJUST = "adjust"
    RECORD = "record"  # the word of an outside party
    DO_TASK = "do_task"
    COMPLETE = "complete"  # bring together what the closing of a cycle still lacks
    MOVE_ON = "move_on"
    CLOSE = "close"
    DECIDE_REQUEST = "decide_request"
    FIND_OWNER = "find_owner"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why this person gets this line."""

    OWNER = "owner"
    CHECKER = "checker"
    CLOSER = "closer"
    STAND_IN = "stand_in"
    LEVEL = "level"
    FALLBACK = "fallback"
    NO_OWNER = "no_owner"
    REQUEST = "request"
    TOLD_BEFORE = "told_before"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"
    GRANTED = "granted"
    SECURED = "secured"
    PAST_LADDER = "past_ladder"


class Began(StrEnum):
    """What set off the run of an item, told with its first notice; `running` when this is a later one."""

    RUNNING = "running"
    NEW = "new"
    HANDED = "handed"
    COMMITTED = "committed"
    MORE_TIME = "more_time"
    NEW_DATE = "new_date"
    WAITED = "waited"
    RESUMED = "resumed"
    ADJUSTED = "adjusted"
    REOPENED = "reopened"
    GROWN = "grown"

    @property
    def is_again(self) -> bool:
        """Tell whether whoever has the item had it before."""
        return self not in (Began.RUNNING, Began.NEW, Began.HANDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLevel:
    """Who hears of an item next, and on which day, when nothing happens."""

    role_name: str
    people: tuple[str, ...] = ()
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """One row of an overview: an item that is past its last escalation level."""

    item: str
    title: str
    owner_name: str
    due: date
    days: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One item in a digest, told to one person.

    `owner_name` is the person whose turn it is (empty: nobody), `asked` what that person is asked to do.
    `stands_for` is the absent person for whom the reader of an escalation steps in. `days` counts in
    `day_mode`: above zero so many days late, below zero so many left. `note` is free text: the effect of a
    secured action, the reason of a request, what moved a resolved item on. `began` says what set off a first
    notice, `began_by` is the name of whoever else did that, `began_from` that of whoever had it before. `wish` is the
    kind of a request that is to be decided, with the name of who asks and the day that is asked for.
    """

    kind: Kind
    step: str
    item: str
    title: str
    unit_name: str
    owner_name: str = ""
    due: date | None
    since: date | None = None
    days: int = 0
    day_mode: DayMode = DayMode.SCHOOL
    phase: str = ""
    grade: str = ""
    priority: str = "normal"
    asked: Asked
    reason: Reason
    began: Began = Began.RUNNING
    began_by: str = ""
    began_from: str = ""
    stands_for: str = ""
    wish: str = ""
    asker: str = ""
    until: date | None = None
    next_level: NextLevel | None = None
    told: tuple[str, ...] = ()
    note: str = ""
    listed: tuple[ListedItem, ...] = ()
    url: str
    why_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One mail to one person on one day.

    `sender` and `reply_to` are addresses; the name shown with the sender is the board's. `captured` says that
    the mail is kept in a folder and not really sent.
    """

    message_id: str
    recipient_email: str
    recipient_name: str
    first_name: str
    locale: str = "nl"
    formal: bool = False
    board_name: str
    school_name: str
    as_of: date
    sent_at: datetime
    sender: str
    reply_to: str | None = None
    list_url: str
    unsubscribe_url: str | None = None
    lines: tuple[DigestLine, ...]
    captured: bool = False


def in_order(lines: tuple[DigestLine, ...]) -> tuple[DigestLine, ...]:
    """Sort lines as a digest tells them: by kind, the longest late or soonest due first, then by priority."""
    return tuple(sorted(lines, key=_urgency))


def to_json(digest: Digest) -> str:
    """Write a digest as JSON with sorted keys."""
    return json.dumps(asdict(digest), default=_iso, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Digest:
    """Read a digest back; the result equals the one that was written."""
    data: dict[str, Any] = json.loads(text)
    data["as_of"] = date.fromisoformat(data["as_of"])
    data["sent_at"] = datetime.fromisoformat(data["sent_at"])
    data["lines"] = tuple(_line(raw) for raw in data["lines"])
    return Digest(**data)


_ORDER: Final = (*ASKING, Kind.RESOLVED, Kind.THANKS, Kind.OVERVIEW)
_RANK: Final = {kind: rank for rank, kind in enumerate(_ORDER)}
_PRIORITY: Final = {"high": 0, "normal": 1, "low": 2}


def _urgency(line: DigestLine) -> tuple[int, int, date, int, str]:
    return _RANK[line.kind], -line.days, line.due or date.max, _PRIORITY.get(line.priority, 1), line.item


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a digest holds no {type(value).__name__}")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _line(raw: dict[str, Any]) -> DigestLine:
    level = raw["next_level"]
    if level is not None:
        level = NextLevel(
            role_name=level["role_name"], people=tuple(level["people"]), on=date.fromisoformat(level["on"])
        )
    listed = tuple(ListedItem(**{**item, "due": date.fromisoformat(item["due"])}) for item in raw["listed"])
    codes = {
        "kind": Kind(raw["kind"]),
        "asked": Asked(raw["asked"]),
        "reason": Reason(raw["reason"]),
        "began": Began(raw.get("began", Began.RUNNING)),
        "day_mode": DayMode(raw["day_mode"]),
    }
    values = {
        "due": _day(raw["due"]),
        "until": _day(raw.get("until")),
        "since": _day(raw["since"]),
        "next_level": level,
        "told": tuple(raw["told"]),
        "listed": listed,
    }
    return DigestLine(**{**raw, **codes, **values})
