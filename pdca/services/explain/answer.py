"""The short of it: who was told today or why nobody was, what was told last, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import Deadline, NoticeState
from pdca.services.explain.closures import why_no_mail
from pdca.services.explain.scene import Item
from pdca.services.explain.steps import TELLS, not_decided_yet, recipients, waiting
from pdca.services.explain.trace import Outcome, Said, Step
from pdca.services.records import LedgerRow

NAMED_DAYS = 5
"""So many missed days are named one by one."""


def answer(item: Item, steps: tuple[Step, ...]) -> Said:
    """Return the short answer about an item."""
    deadline = item.deadline
    if deadline is None:
        return (*item.ended, *_last_told(item))
    return (
        *_today(item, deadline, steps),
        *_last_told(item),
        *_next(item),
        *_missed(item, deadline),
    )


def on_day_ahead(item: Item, day: date | None) -> Said:
    """Return what a day that is still to come would bring, should nobody do anything."""
    if day is None or item.deadline is None:
        return ()
    told = [notice for on, notices in item.coming if on == day for notice in notices]
    people = recipients(told)
    if people:
        facts: dict[str, Param] = {"day": day, "people": item.scene.people(people)}
        return (Message("on {day}, when nothing changes: {people}", facts),)
    closed = why_no_mail(item.scene, item.deadline.unit, item.deadline.grade, day)
    why = closed or Message("no notice about it comes up that day")
    return (Message("on {day}, when nothing changes, nobody: {why}", {"day": day, "why": (why,)}),)


def _today(item: Item, deadline: Deadline, steps: tuple[Step, ...]) -> Iterator[Message]:
    scene = item.scene
    rows = [row for row in item.rows if row.day == scene.today]
    people = recipients([row.notice for row in rows])
    if people:
        yield Message("told today: {people}", {"people": scene.people(people)})
        return
    stuck = any(step.outcome in (Outcome.WAITING, Outcome.UNDELIVERABLE) for step in steps)
    why = (*(waiting(item, deadline, scene.today) if stuck else ()), *not_decided_yet(scene, deadline))
    if any(row.notice.state is NoticeState.UNDELIVERABLE for row in item.current_rows()) and stuck:
        why = (*why, Message("nobody could be found who can be told: see the search below"))
    if rows and not why:
        why = (Message("what was decided today gave way or was withheld: see below"),)
    if not why:
        why = (Message("no notice about it came up today"),)
    yield Message("nobody gets mail about it today: {why}", {"why": why})


def _last_told(item: Item) -> Iterator[Message]:
    rows = [row for row in item.rows if row.notice.state in TELLS and row.day < item.scene.today]
    if not rows:
        if not any(row.notice.state in TELLS for row in item.rows):
            yield Message("nobody was told about it so far")
        return
    last = max(row.day for row in rows)
    yield Message(
        "told last, on {day}: {people}", _facts(item, last, [row for row in rows if row.day == last])
    )


def _facts(item: Item, day: date, rows: list[LedgerRow]) -> dict[str, Param]:
    return {"day": day, "people": item.scene.people(recipients([row.notice for row in rows]))}


def _next(item: Item) -> Iterator[Message]:
    for day, notices in item.coming:
        people = recipients(notices)
        if people:
            facts: dict[str, Param] = {"day": day, "people": item.scene.people(people)}
            yield Message("next, when nothing changes, on {day}: {people}", facts)
            return
    yield Message("as things stand nobody will be told about it")


def _missed(item: Item, deadline: Deadline) -> Iterator[Message]:
    """Name the days on which mail could have left and the engine did not decide, since this version began."""
    scene, days = item.scene, item.rules.days
    begin = max(deadline.since, scene.board.since or deadline.since)
    numbers = range(begin.toordinal(), scene.today.toordinal())
    missed = [
        day for day in map(date.fromordinal, numbers) if days.may_mail(day) and day not in scene.decided
    ]
    if not missed:
        return
    facts: dict[str, Param] = {"count": len(missed), "first": missed[0], "last": missed[-1]}
    if len(missed) <= NAMED_DAYS:
        said = tuple(Message("{day}", {"day": day}) for day in missed)
        yield Message(
            "the engine decided no notices on these days: {days}; what came due then goes on the next day it does",
            {"days": said},
        )
    else:
        yield Message(
            "the engine decided no notices on {count} days from {first} to {last}; what came due then goes on the "
            "next day it does",
            facts,
        )
