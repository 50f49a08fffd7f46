"""Plays a story through the real use cases: each morning the engine, each day what people did, mail in a maildir."""

from __future__ import annotations

from asyncio import Runner
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Self

from pdca.bootstrap import Runtime
from pdca.demo.story import Step, Story, StoryBroken
from pdca.domain.actions.act import Act
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.errors import BadInput, Refused
from pdca.domain.folder import BoardFolder
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.boards.load import load_folder
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task, decide_about_action
from pdca.services.engine.tick import DELIVER_MAIL, FAILED, tick
from pdca.services.mailing.deliver import deliver
from pdca.services.ports import BoardSession
from pdca.services.situation import local_moment

ARRIVES_BEFORE = timedelta(minutes=30)
ACTS_AFTER = timedelta(hours=2)
BETWEEN = timedelta(minutes=7)
"""New actions are entered before the mail of the day; people act after it, one after the other."""


@dataclass
class Player:
    """A board on its own clock; use it as a context manager."""

    runtime: Runtime
    folder: BoardFolder
    _loop: Runner = field(default_factory=Runner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.close()

    def play(self, story: Story, progress: Callable[[date], None] | None = None) -> None:
        """Live through every day of a story; on the last one only the mail goes out."""
        for ordinal in range(story.first.toordinal(), story.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            morning = self.moment(day)
            rows = story.arrivals.get(day, ())
            if rows:
                arrived = replace(self.folder, actions=rows)
                load_folder(self.runtime.store, self.runtime.shipped, arrived, morning - ARRIVES_BEFORE)
            self.morning(day)
            for number, step in enumerate(story.steps.get(day, ())):
                self.do(step, morning + ACTS_AFTER + number * BETWEEN)
            if progress is not None:
                progress(day)

    def morning(self, day: date) -> None:
        """Let the engine do a day and the mail go out. Raises StoryBroken when it cannot."""
        now, store = self.moment(day), self.runtime.store
        if tick(store, self.runtime.shipped, now, [self.folder.board.slug]).total(FAILED):
            raise StoryBroken("{day}: the engine failed; the lines above say how", day=day)
        run = store.begin(DELIVER_MAIL, now)
        store.end(run, now, self._loop.run(deliver(store, self.runtime.post(lambda: now))))

    def moment(self, day: date) -> datetime:
        """Return the instant at which the mail of a day goes out."""
        policy = self.folder.policy if self.folder.policy is not None else self.runtime.shipped.policy
        return local_moment(day, self.folder.board, policy)

    def do(self, step: Step, now: datetime) -> None:
        """Do one step. Raises StoryBroken when it goes otherwise than the story says."""
        actor = step.deed.actor
        try:
            with self.runtime.store.board(self.folder.board.slug) as session:
                self._act(session, step, now)
        except (Refused, BadInput) as error:
            if step.refused and step.refused in str(error):
                return
            raise StoryBroken(
                "{day}: {actor} and {item}: {fault}",
                day=step.on,
                actor=actor,
                item=step.item,
                fault=str(error),
            ) from error
        if step.refused:
            raise StoryBroken(
                "{day}: {actor} and {item}: this was to be refused", day=step.on, actor=actor, item=step.item
            )

    def _act(self, session: BoardSession, step: Step, now: datetime) -> None:
        shipped, deed = self.runtime.shipped, step.deed
        if isinstance(deed, Act) and step.action:
            decide_about_action(session, shipped, step.item, step.action, deed, now)
        elif isinstance(deed, Act):
            act_on_action(session, shipped, step.item, deed, now)
        elif isinstance(deed, CycleAct):
            act_on_cycle(session, shipped, step.item, deed, now)
        else:
            act_on_task(session, shipped, step.item, deed, now)
