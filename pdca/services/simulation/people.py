"""Three ways in which people behave: nobody acts, everybody is on time, and as it usually goes.

Chance comes from one seeded source and people are asked in a fixed order, so the same seed is the same year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from random import Random

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.domain.notices.notice import Deadline, ItemKind, Notice, NoticeKind
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.ports import Shipped, Store
from pdca.services.simulation.steps import DO_DAYS, WORDS, take_step
from pdca.services.situation import Situation


class Behaviour(StrEnum):
    """How the people of a simulated board behave."""

    NOBODY_ACTS = "nobody-acts"
    ON_TIME = "on-time"
    AS_USUAL = "as-usual"


CHANCE = {
    NoticeKind.ASSIGNED: 0.08,
    NoticeKind.REMINDER: 0.22,
    NoticeKind.DUE: 0.32,
    NoticeKind.OVERDUE: 0.20,
    NoticeKind.ESCALATION: 0.45,
    NoticeKind.REASSIGN: 0.50,
}
"""How often a mail of a kind makes its reader act on the day it comes; our own estimate, not a measurement."""

WANTS_MORE_TIME, HELPS_BY_MOVING, IS_EFFECTIVE = 0.12, 0.30, 0.85


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one board, with their habits."""

    store: Store
    shipped: Shipped
    slug: str
    behaviour: Behaviour
    chance: Random

    def act(self, now: datetime) -> int:
        """Let everybody who acts today act; return how many steps were taken."""
        if self.behaviour is Behaviour.ON_TIME:
            return self._on_time(now)
        return self._as_usual(now) if self.behaviour is Behaviour.AS_USUAL else 0

    def _on_time(self, now: datetime) -> int:
        """Do everything that is due today or earlier, and what follows from it, until nothing is left."""
        taken, seen = 0, set[tuple[str, int]]()
        while True:
            todo = [one for one in self._waiting(now) if (one.item, one.version) not in seen]
            if not todo:
                return taken
            for deadline in todo:
                seen.add((deadline.item, deadline.version))
                taken += self._step(deadline, deadline.owner or "", now, Verdict.EFFECTIVE)

    def _waiting(self, now: datetime) -> list[Deadline]:
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            today = situation.today
            return [
                one.deadline
                for one in session.deadlines()
                if one.deadline.due <= today
                and one.deadline.since <= today
                and one.deadline.owner is not None
                and situation.days(one.deadline.unit, one.deadline.grade).may_mail(today)
                and situation.organisation.is_present(one.deadline.owner, today)
            ]

    def _as_usual(self, now: datetime) -> int:
        """Some of those who got a mail today do something about it."""
        taken = 0
        for notice, deadline in self._told_today(now):
            if self.chance.random() < CHANCE.get(notice.kind, 0.0):
                taken += self._react(notice, deadline, now)
        return taken

    def _told_today(self, now: datetime) -> Iterator[tuple[Notice, Deadline]]:
        with self.store.reading(self.slug) as session:
            today = Situation(session, self.shipped, now).today
            notices = [row.notice for row in session.ledger(first=today, last=today) if row.message]
            open_items = session.deadlines_of(sorted({notice.item for notice in notices}))
        notices.sort(key=lambda one: (one.item, one.recipient or "", one.step))
        for notice in notices:
            if notice.item in open_items and notice.recipient is not None:
                yield notice, open_items[notice.item].deadline

    def _react(self, notice: Notice, deadline: Deadline, now: datetime) -> int:
        reader = notice.recipient or ""
        verdict = Verdict.EFFECTIVE if self.chance.random() < IS_EFFECTIVE else Verdict.PARTLY
        wants_time, moves_it = self.chance.random() < WANTS_MORE_TIME, self.chance.random() < HELPS_BY_MOVING
        if notice.kind is NoticeKind.REASSIGN and deadline.kind is ItemKind.ACTION:
            return self._try(
                deadline.item, Act(event=Event.REASSIGN, actor=reader, reason=WORDS, to=reader), now
            )
        if notice.kind is NoticeKind.ESCALATION:
            if moves_it and deadline.kind is ItemKind.ACTION:
                return self._move_date(deadline, reader, now)
            return self._step(deadline, deadline.owner or reader, now, verdict)
        if wants_time and deadline.kind is ItemKind.ACTION:
            until = self._later(deadline, now)
            ask = Act(event=Event.ASK_MORE_TIME, actor=reader, reason=WORDS, until=until)
            return self._try(deadline.item, ask, now)
        return self._step(deadline, reader, now, verdict)

    def _move_date(self, deadline: Deadline, reader: str, now: datetime) -> int:
        extend = Act(event=Event.EXTEND, actor=reader, reason=WORDS, due=self._later(deadline, now))
        return self._try(deadline.item, extend, now)

    def _later(self, deadline: Deadline, now: datetime) -> date:
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            days = situation.days(deadline.unit, deadline.grade)
            return days.after(max(situation.today, deadline.due), DO_DAYS)

    def _step(self, deadline: Deadline, actor: str, now: datetime, verdict: Verdict) -> int:
        try:
            with self.store.board(self.slug) as session:
                current = session.deadline(deadline.item)
                if current is None or current.deadline.version != deadline.version:
                    return 0
                take_step(session, self.shipped, deadline, actor, now, verdict)
        except (Refused, BadInput):
            return 0
        return 1

    def _try(self, ref: str, act: Act, now: datetime) -> int:
        try:
            with self.store.board(self.slug) as session:
                act_on_action(session, self.shipped, ref, act, now)
        except (Refused, BadInput):
            return 0
        return 1
