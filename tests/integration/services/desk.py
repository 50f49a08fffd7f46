"""A board on a real store with its whole engine, driven day by day: load, tick, deliver, act, read."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from types import TracebackType
from typing import Any, Self

from pdca.catalog.shipped import Shipped
from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Phase, Size, Source
from pdca.domain.actions.machine import Event
from pdca.domain.board import Board
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.programme import Programme
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.folder import ActionRow, BoardFolder
from pdca.domain.notices.digest import Digest, DigestLine
from pdca.domain.notices.notice import NoticeState
from pdca.domain.people.organisation import Absence, Person
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.boards.load import LoadReport, load_folder
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task, decide_about_action
from pdca.services.engine.tick import TickReport, tick
from pdca.services.mailing.deliver import Post, deliver
from pdca.services.mailing.links import Links
from pdca.services.mailing.outgoing import BeforeDot, Outcome, Outgoing, Result, Settled, Verdict
from pdca.services.records import LedgerRow, Message
from pdca.services.situation import local_moment
from pdca.store import SqlStore
from pdca.store.board.session import SqlSession
from tests.builders.board import ANNA, PEOPLE, POLICY, UNITS
from tests.contract.builders import seeded

SHIPPED = Shipped()
ARRIVED = Verdict(outcome=Outcome.DELIVERED, charged=True)
CODES = {
    Outcome.DELIVERED: 250,
    Outcome.RETRY_LATER: 451,
    Outcome.GIVE_UP: 550,
    Outcome.PAUSE_RELAY: 421,
    Outcome.IN_DOUBT: None,
}
OPEN_STATES = (NoticeState.QUEUED, NoticeState.SENT)


def a_row(ref: str = "A-004", **changes: Any) -> ActionRow:
    """Build a row of actions.csv: Anna's large improvement of De Brug, due Friday 13 November 2026, in do."""
    row: dict[str, Any] = {
        "ref": ref,
        "title": "Leesrooster vaststellen",
        "unit": "BRUG",
        "owner": ANNA,
        "source": Source.INTERNAL_AUDIT,
        "grade": "improvement",
        "phase": Phase.DO,
        "start": date(2026, 9, 21),
        "due": date(2026, 11, 13),
        "size": Size.LARGE,
    }
    return ActionRow(**{**row, **changes})


BOARD = Board(slug="kade", name="Stichting De Kade", mail_from="kwaliteit@kade.example")


def a_folder(
    *rows: ActionRow,
    programmes: Iterable[Programme] = (),
    absences: Iterable[Absence] = (),
    people: Iterable[Person] = (),
    without: Iterable[str] = (),
    **changes: Any,
) -> BoardFolder:
    """Build the folder of Stichting De Kade, with some people added or replaced and others left out."""
    gone = set(without)
    everybody = {person.email: person for person in (*PEOPLE, *people)}
    folder = BoardFolder(
        board=BOARD,
        units=UNITS,
        people=tuple(one for one in everybody.values() if one.email not in gone),
        absences=tuple(absences),
        actions=rows or (a_row(),),
        policy=POLICY,
        programmes=tuple(programmes),
    )
    return replace(folder, **changes)


class BrokenOffError(Exception):
    """The deliverer died after the last dot and before the answer."""


@dataclass
class MailServer:
    """A relay in this process that answers as it is told to, by recipient."""

    answers: dict[str, Verdict] = field(default_factory=dict)
    is_down: bool = False
    breaks_off: bool = False
    received: list[Outgoing] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def send(
        self, messages: Iterable[Outgoing], *, before_dot: BeforeDot, settled: Settled
    ) -> object | None:
        """Take what may leave, and answer."""
        waiting = list(messages)
        if self.is_down:
            not_now = Verdict(outcome=Outcome.RETRY_LATER)
            await settled([Result(id=one.id, verdict=not_now, text="no connection") for one in waiting])
            return "no connection"
        ours = await before_dot([message.id for message in waiting])
        taken = [message for message in waiting if message.id in ours]
        self.received += taken
        if self.breaks_off:
            raise BrokenOffError
        await settled([self._result(message) for message in taken])
        return None

    def _result(self, message: Outgoing) -> Result:
        verdict = self.answers.get(message.recipient, ARRIVED)
        code = CODES[verdict.outcome]
        return Result(id=message.id, verdict=verdict, code=code, text="as told")


class Desk:
    """De Kade's day-to-day."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.server = MailServer()
        self.digests: list[Digest] = []
        self.unwritable: set[str] = set()
        self._tokens = count()

    def at(self, day: date, hours: int = 0) -> datetime:
        """Return the moment at which the day's notices are decided, or some hours later."""
        folder = a_folder()
        return local_moment(day, folder.board, POLICY) + timedelta(hours=hours)

    def load(
        self,
        day: date,
        *rows: ActionRow,
        quiet_until: date | None = None,
        dry_run: bool = False,
        hours: int = 0,
        **parts: Any,
    ) -> LoadReport:
        """Load the folder with these actions, by default just when the day's notices are decided."""
        folder, now = a_folder(*rows, **parts), self.at(day, hours)
        return load_folder(self.store, SHIPPED, folder, now, quiet_until=quiet_until, dry_run=dry_run)

    def run(self, first: date, last: date | None = None) -> None:
        """Tick and deliver, once a day."""
        for ordinal in range(first.toordinal(), (last or first).toordinal() + 1):
            self.tick(date.fromordinal(ordinal))
            self.deliver(date.fromordinal(ordinal))

    def tick(self, day: date, hours: int = 0) -> TickReport:
        """Let the engine do one pass."""
        return tick(self.store, SHIPPED, self.at(day, hours))

    def deliver(self, day: date, minutes: float = 0, **given: Any) -> dict[str, int]:
        """Send what is due some minutes after the day's decisions."""
        now = self.at(day) + timedelta(minutes=minutes)
        post = Post(
            shipped=SHIPPED,
            relay=lambda: self.server,
            compose=self._compose,
            links=Links("https://kade.example", b"k" * 32),
            lexicon=SHIPPED.vocabulary,
            clock=lambda: now,
            token=lambda: f"token-{next(self._tokens)}",
            **given,
        )
        return dict(asyncio.run(deliver(self.store, post)))

    def act(self, day: date, event: Event, actor: str, ref: str = "A-004", **facts: Any) -> Action:
        """Let somebody act on an action, in the afternoon."""
        with self.store.board("kade") as session:
            act = Act(event=event, actor=actor, **facts)
            return act_on_action(session, SHIPPED, ref, act, self.at(day, hours=6))

    def on_cycle(self, day: date, id: str, event: CycleEvent, actor: str, **facts: Any) -> Cycle:
        """Let somebody act on a cycle."""
        with self.store.board("kade") as session:
            act = CycleAct(event=event, actor=actor, **facts)
            return act_on_cycle(session, SHIPPED, id, act, self.at(day, hours=6))

    def on_task(
        self, day: date, id: str, actor: str, event: TaskEvent = TaskEvent.DONE, **facts: Any
    ) -> Cycle:
        """Let somebody act on a task."""
        with self.store.board("kade") as session:
            act = TaskAct(event=event, actor=actor, **facts)
            return act_on_task(session, SHIPPED, id, act, self.at(day, hours=6))

    def decide(self, day: date, cycle: str, ref: str, event: Event, actor: str, **facts: Any) -> Action:
        """Let somebody decide about an action that is open in a cycle."""
        with self.store.board("kade") as session:
            act = Act(event=event, actor=actor, **facts)
            return decide_about_action(session, SHIPPED, cycle, ref, act, self.at(day, hours=6))

    def action(self, ref: str = "A-004") -> Action:
        """Return an action as it is stored."""
        with self.store.reading("kade") as session:
            return session.action(ref)

    def cycle(self, id: str) -> Cycle:
        """Return a cycle as it is stored."""
        with self.store.reading("kade") as session:
            return session.cycle(id)

    def ledger(self, item: str | None = None) -> list[LedgerRow]:
        """Return the ledger."""
        with self.store.reading("kade") as session:
            return list(session.ledger(item=item))

    def told(self, item: str = "A-004", first: date = date.min) -> list[tuple[str, str, str]]:
        """Return who was told what, on which day: (month-day, step, recipient's first name)."""
        return [
            (f"{row.day:%m-%d}", row.notice.step, (row.notice.recipient or "nobody").partition("@")[0])
            for row in self.ledger(item)
            if row.notice.state in OPEN_STATES and row.day >= first
        ]

    def withheld(self) -> list[tuple[str, str, str]]:
        """Return what was decided and not sent after all: (step, recipient's first name, reason)."""
        return [
            (row.notice.step, (row.notice.recipient or "nobody").partition("@")[0], row.notice.reason)
            for row in self.ledger()
            if row.notice.state is NoticeState.WITHHELD
        ]

    def message_of(self, email: str) -> Message:
        """Return the only message to somebody."""
        ids = {row.message for row in self.ledger() if row.notice.recipient == email and row.message}
        (message,) = self.store.outbox().find(ids).values()
        return message

    def mail_to(self, email: str) -> Digest:
        """Return the last mail that was written to somebody."""
        return next(one for one in reversed(self.digests) if one.recipient_email == email)

    def line_to(self, email: str, item: str = "A-004") -> DigestLine:
        """Return what the last mail to somebody says of an item."""
        return next(one for one in self.mail_to(email).lines if one.item == item)

    def _compose(self, digest: Digest) -> bytes:
        if digest.recipient_email in self.unwritable:
            raise ValueError(digest.recipient_email)
        self.digests.append(digest)
        return digest.message_id.encode()


class Overtaken(SqlStore):
    """The store of an engine that is slow: what it has just read, another engine does before it can write."""

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk.store.engine, entropy=seeded())
        self.desk, self.day = desk, day

    @contextmanager
    def reading(self, slug: str) -> Iterator[SqlSession]:
        """Read, and let the other engine do its whole pass."""
        with super().reading(slug) as session:
            yield session
        self.desk.tick(self.day)
