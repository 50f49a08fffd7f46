"""A year on a virtual clock: the folder is loaded, one tick a day, mail that always arrives, people who act."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from pdca.domain.errors import PdcaError
from pdca.domain.folder import BoardFolder
from pdca.domain.notices.digest import Digest
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import FAILED, tick
from pdca.services.mailing.deliver import Post, deliver
from pdca.services.mailing.items import Lexicon
from pdca.services.mailing.links import Links
from pdca.services.mailing.outgoing import BeforeDot, Outcome, Outgoing, Result, Settled, Verdict
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.simulation.people import Behaviour, Crowd
from pdca.services.situation import local_moment

PEOPLE_ACT = timedelta(hours=6)
"""How long after the mail of the day people do something about it."""

ARRIVED = Verdict(outcome=Outcome.DELIVERED, charged=True)


class BrokeOff(PdcaError):
    """The engine failed on a simulated day; a year with a hole in it is not shown."""


class EverythingArrives:
    """A relay on which every mail arrives and none is really sent."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def send(self, messages: Iterable[Outgoing], *, before_dot: BeforeDot, settled: Settled) -> None:
        """Accept all messages."""
        ids = [message.id for message in messages]
        ours = await before_dot(ids)
        await settled([Result(id=id, verdict=ARRIVED, code=250) for id in ids if id in ours])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is simulated: from which day to which, how people behave, and which seed their chance has."""

    first: date
    last: date
    behaviour: Behaviour = Behaviour.NOBODY_ACTS
    seed: int = 0


def simulate(
    store: Store,
    shipped: Shipped,
    lexicon: Lexicon,
    folder: BoardFolder,
    scenario: Scenario,
    progress: Callable[[date], None] | None = None,
) -> None:
    """Load a folder on the first day and run a scenario in a scratch store; afterwards it holds the year.

    Raises BrokeOff.
    """
    slug = folder.board.slug
    policy = folder.policy if folder.policy is not None else shipped.policy
    load_folder(store, shipped, folder, local_moment(scenario.first, folder.board, policy))
    _live(store, shipped, lexicon, slug, scenario, scenario.first, progress)


def simulate_on(
    store: Store,
    shipped: Shipped,
    lexicon: Lexicon,
    slug: str,
    scenario: Scenario,
    progress: Callable[[date], None] | None = None,
) -> None:
    """Let a board in a scratch copy go on from where it stands, also up to the first day. Raises BrokeOff."""
    with store.reading(slug) as session:
        begin = goes_on(session)
    _live(store, shipped, lexicon, slug, scenario, begin, progress)


def goes_on(session: BoardSession) -> date:
    """Return the first day on which nothing has happened on a board yet."""
    last = session.last_event_at()
    assert last is not None  # its founding at least
    happened = last.astimezone(ZoneInfo(session.board().time_zone)).date()
    decided = session.days_run(happened, date.max)
    return max([happened, *decided]) + timedelta(days=1)


def _live(
    store: Store,
    shipped: Shipped,
    lexicon: Lexicon,
    slug: str,
    scenario: Scenario,
    begin: date,
    progress: Callable[[date], None] | None,
) -> None:
    with store.reading(slug) as session:
        board, policy = session.board(), session.policy()
    crowd = Crowd(store, shipped, slug, scenario.behaviour, Random(scenario.seed))  # noqa: S311 - a repeatable year, no secret
    with asyncio.Runner() as runner:
        for ordinal in range(begin.toordinal(), scenario.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            now = local_moment(day, board, policy)
            report = tick(store, shipped, now, [slug])
            if report.total(FAILED) or report.total("set_aside"):
                raise BrokeOff("the engine failed on {day}: the year is not shown", day=day)
            runner.run(deliver(store, virtual_post(shipped, lexicon, now)))
            crowd.act(now + PEOPLE_ACT)
            if progress is not None:
                progress(day)


def virtual_post(shipped: Shipped, lexicon: Lexicon, now: datetime) -> Post:
    """Return a post on which mail is counted, not written."""
    tokens = count()
    return Post(
        shipped=shipped,
        relay=EverythingArrives,
        compose=_uncomposed,
        links=Links("http://127.0.0.1", b"simulated"),
        lexicon=lexicon,
        clock=lambda: now,
        token=lambda: f"{now.isoformat()}-{next(tokens)}",
    )


def _uncomposed(digest: Digest) -> bytes:
    return digest.message_id.encode()
