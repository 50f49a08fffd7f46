"""The trace of an item or a mail as a value: facts for programs, and beside them the sentences for people.

Sentences are messages, so the same trace is said in Dutch and in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum

from pdca.domain.errors import Message
from pdca.domain.notices.ladder import Versioned

Said = tuple[Message, ...]
Line = tuple[int, Message]
"""A sentence with how deep it stands."""


class Subject(StrEnum):
    """What a trace is about."""

    ACTION = "action"
    REQUEST = "request"
    CYCLE = "cycle"
    TASK = "task"
    OVERVIEW = "overview"
    MAIL = "mail"
    PERSON = "person"


class Outcome(StrEnum):
    """What came of a step, or will: the states of the ledger, and three that the ledger cannot hold."""

    SENT = "sent"
    QUEUED = "queued"
    WITHHELD = "withheld"
    SUPERSEDED = "superseded"
    UNDELIVERABLE = "undeliverable"
    WAITING = "waiting"
    COMING = "coming"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days in a row that do not count, with why."""

    first: date
    last: date
    say: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Which days count for an item, and which did not between its start and its last step shown here."""

    mode: str
    region: str
    first: date
    last: date
    say: Said
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of the ladder as it applies to a grade; `after` counts from step 0, None when it does not apply."""

    level: int
    role: str
    after: int | None
    on: date | None
    say: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One role at one unit: who holds it, and who of them would be told."""

    unit: str
    role: str
    people: tuple[str, ...]
    say: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search for people on a day, unit by unit, by what is known now."""

    on: date
    start: str
    found: tuple[str, ...]
    say: Said
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of the ledger: who, what came of it, and what became of the mail it went into (`mail` its state)."""

    recipient: str | None
    state: str
    decided: date
    message: str | None
    mail: str | None
    sent: datetime | None
    say: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an item: when it is due, by which rule, and what came of it.

    `who` names its people for a sentence; `expected` is the day on which it is still to be decided.
    """

    item: str
    version: int
    step: str
    kind: str
    on: date | None
    outcome: Outcome
    people: tuple[str, ...]
    who: str
    rule: Message
    expected: date | None = None
    say: Said = ()
    told: tuple[Told, ...] = ()
    search: Search | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Versioned):
    """One version: since when its ladder runs, on which day and why it began, and what was told when it is over."""

    version: int
    since: date | None
    due: date | None
    say: Message
    began: date | None = None
    continues: int | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Why what was told was told, and why the rest was not; `answer` is the short of it.

    `began` says since when, and by which event, its present reminders run; `items` is what waits for a person.
    """

    id: str
    subject: Subject
    board: str
    today: date
    about: Said
    answer: Said
    began: Message | None = None
    days: Days | None = None
    ladder: tuple[Rung, ...] = ()
    start: Message | None = None
    steps: tuple[Step, ...] = ()
    versions: tuple[Version, ...] = field(default=())
    items: Said = ()


def sentences(trace: Trace) -> Iterator[Line]:
    """Yield everything a trace says, down to the search and the mail server, each with how deep it stands."""
    yield from _at(0, trace.about)
    yield from _at(0, trace.answer)
    yield from _at(0, (trace.began,) if trace.began is not None else ())
    yield from waiting_items(trace)
    if trace.days is not None:
        yield 0, Message("Which days count")
        yield from _at(1, trace.days.say)
        yield from _at(1, tuple(closure.say for closure in trace.days.closures))
    if trace.ladder:
        yield 0, Message("Who hears of it when it stays open")
        yield from _at(1, tuple(rung.say for rung in trace.ladder))
        yield from _at(1, (trace.start,) if trace.start is not None else ())
    if trace.steps:
        yield 0, Message("Step by step")
        for step in trace.steps:
            yield from _step(step, 1)
    for version in trace.versions:
        yield 0, version.say
        for step in version.steps:
            yield from _step(step, 1)


def waiting_items(trace: Trace) -> Iterator[Line]:
    """Yield what waits for the person that a trace is about."""
    if trace.items:
        yield 0, Message("What waits for this person")
        yield from _at(1, trace.items)


def plain(value: object, say: Callable[[Message], str]) -> object:
    """Return a trace, or any part of it, as JSON knows it; sentences are said in the language of `say`."""
    if isinstance(value, Message):
        return say(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name), say) for one in fields(value)}
    if isinstance(value, tuple):
        return [plain(one, say) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _step(step: Step, depth: int) -> Iterator[Line]:
    yield depth, step.rule
    yield from _at(depth + 1, step.say)
    for told in step.told:
        yield from _at(depth + 1, told.say)
    if step.search is not None:
        yield from _at(depth + 1, step.search.say)
        for visit in step.search.visits:
            yield from _at(depth + 2, visit.say)


def _at(depth: int, said: Said) -> Iterator[Line]:
    return ((depth, one) for one in said)
