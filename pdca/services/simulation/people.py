"""Three ways in which people behave: nobody acts, everybody is on time, and as it usually goes.

Chance comes from one seeded source and people are asked in a fixed order, so the same seed is the same year.
Nobody acts while away: the deputy does it, and who is asked for a new owner takes it on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from random import Random

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.domain.notices.notice import Deadline, ItemKind, Notice, NoticeKind
from pdca.domain.notices.recipients import managers
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.engine.decide_lines import past_the_ladder
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.simulation.habits import (
    IS_EFFECTIVE,
    MOVES_THE_DATE,
    WANTS_MORE_TIME,
    deals_with,
    sits_down,
)
from pdca.services.simulation.steps import DO_DAYS, WORDS, take_on, take_step
from pdca.services.situation import Situation


class Behaviour(StrEnum):
    """How the people of a simulated board behave."""

    NOBODY_ACTS = "nobody-acts"
    ON_TIME = "on-time"
    AS_USUAL = "as-usual"


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
        for notice, deadline in self._told_today(now):
            if notice.kind is NoticeKind.REASSIGN:
                taken += self._take_on(deadline, notice.recipient or "", now)
        while True:
            todo = [
                (deadline, actor)
                for deadline, actor in self._waiting(now)
                if (deadline.item, deadline.version) not in seen
            ]
            if not todo:
                return taken
            for deadline, actor in todo:
                seen.add((deadline.item, deadline.version))
                taken += self._step(deadline, actor, now, Verdict.EFFECTIVE)

    def _waiting(self, now: datetime) -> list[tuple[Deadline, str]]:
        """Return what is due on a day on which people work, each with who is there to do it."""
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            today = situation.today
            due = [
                one.deadline
                for one in session.deadlines()
                if one.deadline.due <= today
                and one.deadline.since <= today
                and situation.days(one.deadline.unit, one.deadline.grade).may_mail(today)
            ]
            found = [(deadline, _who_is_there(situation, deadline)) for deadline in due]
            return [(deadline, actor) for deadline, actor in found if actor is not None]

    def _as_usual(self, now: datetime) -> int:
        """Some of those who got a mail today sit down for it, and deal with most of what it holds."""
        taken = 0
        for _, mail in groupby(self._told_today(now), key=lambda one: one[0].recipient):
            lines = list(mail)
            if not sits_down((notice.kind for notice, _ in lines), self.chance):
                continue
            for notice, deadline in lines:
                if deals_with(notice.kind, self.chance):
                    taken += self._react(notice, deadline, now)
        return taken

    def _told_today(self, now: datetime) -> list[tuple[Notice, Deadline]]:
        """Return what today's mails ask, person by person."""
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            today = situation.today
            notices = [row.notice for row in session.ledger(first=today, last=today) if row.message]
            open_items = session.deadlines_of(sorted({notice.item for notice in notices}))
            asked = [
                (notice, open_items[notice.item].deadline) for notice in notices if notice.item in open_items
            ]
            overviews = [notice for notice in notices if notice.kind is NoticeKind.OVERVIEW]
            asked += _listed(situation, overviews)
        return sorted(asked, key=lambda one: (one[0].recipient or "", one[1].item, one[0].step))

    def _react(self, notice: Notice, deadline: Deadline, now: datetime) -> int:
        reader = notice.recipient or ""
        verdict = Verdict.EFFECTIVE if self.chance.random() < IS_EFFECTIVE else Verdict.PARTLY
        wants_time, moves_it = self.chance.random() < WANTS_MORE_TIME, self.chance.random() < MOVES_THE_DATE
        is_action = deadline.kind is ItemKind.ACTION
        if notice.kind is NoticeKind.REASSIGN:
            return self._take_on(deadline, reader, now)
        if notice.kind in (NoticeKind.ESCALATION, NoticeKind.OVERVIEW):
            moved = self._move_date(deadline, reader, now) if moves_it and is_action else 0
            return moved or self._see_to_it(deadline, reader, now, verdict)
        if wants_time and is_action:
            return self._ask_for_time(deadline, reader, now)
        return self._step(deadline, reader, now, verdict)

    def _see_to_it(self, deadline: Deadline, reader: str, now: datetime, verdict: Verdict) -> int:
        """Talk to whose turn it is, who then does it; with nobody there the reader or a manager takes it on."""
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            actor, takers = _who_is_there(situation, deadline), (reader, *_managers(situation, deadline))
        if actor is not None:
            return self._step(deadline, actor, now, verdict)
        return int(any(self._take_on(deadline, taker, now) for taker in takers))

    def _take_on(self, deadline: Deadline, reader: str, now: datetime) -> int:
        return self._try(deadline, lambda session: take_on(session, self.shipped, deadline, reader, now))

    def _ask_for_time(self, deadline: Deadline, reader: str, now: datetime) -> int:
        until = self._later(deadline, now)
        ask = Act(event=Event.ASK_MORE_TIME, actor=reader, reason=WORDS, until=until)
        return self._act(deadline, ask, now)

    def _move_date(self, deadline: Deadline, reader: str, now: datetime) -> int:
        extend = Act(event=Event.EXTEND, actor=reader, reason=WORDS, due=self._later(deadline, now))
        return self._act(deadline, extend, now)

    def _later(self, deadline: Deadline, now: datetime) -> date:
        with self.store.reading(self.slug) as session:
            situation = Situation(session, self.shipped, now)
            days = situation.days(deadline.unit, deadline.grade)
            return days.after(max(situation.today, deadline.due), DO_DAYS)

    def _step(self, deadline: Deadline, actor: str, now: datetime, verdict: Verdict) -> int:
        return self._try(
            deadline, lambda session: take_step(session, self.shipped, deadline, actor, now, verdict)
        )

    def _act(self, deadline: Deadline, act: Act, now: datetime) -> int:
        return self._try(
            deadline, lambda session: act_on_action(session, self.shipped, deadline.item, act, now)
        )

    def _try(self, deadline: Deadline, do: Callable[[BoardSession], object]) -> int:
        """Do something about an item that nobody changed since it was read; count it unless it is refused."""
        try:
            with self.store.board(self.slug) as session:
                current = session.deadline(deadline.item)
                if current is None or current.deadline.version != deadline.version:
                    return 0
                do(session)
        except (Refused, BadInput):
            return 0
        return 1


def _who_is_there(situation: Situation, deadline: Deadline) -> str | None:
    """Return whose turn an item is today: the responsible person or who stands in; None when nobody is there."""
    if deadline.owner is None:
        return None
    return situation.organisation.stand_in(deadline.owner, situation.today)


def _managers(situation: Situation, deadline: Deadline) -> tuple[str, ...]:
    """Return who manages an item today and is there."""
    organisation, today = situation.organisation, situation.today
    found = managers(organisation, today, deadline.unit, deadline.owner, situation.policy)
    return found.people if found is not None else ()


def _listed(situation: Situation, overviews: list[Notice]) -> list[tuple[Notice, Deadline]]:
    """Return what the monthly overviews of today list, each line as if it stood in the mail by itself."""
    if not overviews:
        return []
    below = past_the_ladder(situation, situation.today)
    return [
        (notice, deadline)
        for notice in overviews
        for deadline in below.get((notice.item.split("/")[1], notice.recipient or ""), ())
    ]
