"""What is to be said of an item whoever reads it: an action, a request about one, a cycle or a task of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pdca.domain.actions.action import Action, Request, RequestState
from pdca.domain.actions.asking import asked_of
from pdca.domain.cycles.cycle import LEFT_TASKS, CycleState, TaskState
from pdca.domain.notices.digest import Asked
from pdca.domain.notices.notice import Deadline, Notice, NoticeKind
from pdca.services.situation import Situation


class Lexicon(Protocol):
    """The words of codes in a reader's language."""

    def word(self, group: str, code: str, locale: str) -> str:
        """Return the word of a code."""
        ...


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be said of an item whoever reads it."""

    title: str
    unit: str
    asked: Asked
    phase: str = ""
    grade: str = ""
    priority: str = "normal"
    owner: str | None = None
    note: str = ""
    request: Request | None = None


REQUEST_PARTS = 2
"""`action/request-number`."""
CYCLE_PARTS = 3
"""`programme/unit/period`: a longer id is a task's."""


def describe(
    situation: Situation,
    lexicon: Lexicon,
    notice: Notice,
    deadline: Deadline | None,
    action: Action | None,
    locale: str,
) -> Item:
    """Return the item of a notice; `action` is the action it is, or that a request is about."""
    parts = notice.item.split("/")
    if action is not None and len(parts) == 1:
        return _of_action(situation, action, notice)
    if action is not None:
        return _of_request(situation, lexicon, notice, deadline, action, locale)
    return _of_cycle(situation, parts, deadline, locale)


def _of_action(situation: Situation, action: Action, notice: Notice) -> Item:
    grade = situation.shipped.grades[action.grade]
    return Item(
        action.title,
        action.unit,
        asked_of(action, grade),
        action.phase,
        action.grade,
        action.priority,
        action.responsible or action.owner,
        action.observed if notice.kind is NoticeKind.THANKS else "",
    )


def _of_request(
    situation: Situation,
    lexicon: Lexicon,
    notice: Notice,
    deadline: Deadline | None,
    action: Action,
    locale: str,
) -> Item:
    request = situation.session.request(notice.item)
    kind = lexicon.word("request", request.kind, locale)
    owner = deadline.owner if deadline is not None else request.decided_by
    if request.state is RequestState.GRANTED and notice.recipient == request.by != action.responsible:
        owner = action.responsible
    return Item(
        f"{kind[:1].upper()}{kind[1:]}: {action.title}",
        action.unit,
        Asked.DECIDE_REQUEST,
        action.phase,
        owner=owner,
        note=request.reason if request.state is RequestState.OPEN else request.answer,
        request=request,
    )


def _of_cycle(situation: Situation, parts: list[str], deadline: Deadline | None, locale: str) -> Item:
    cycle = situation.session.cycle("/".join(parts[:CYCLE_PARTS]))
    title = f"{cycle.title.in_language(locale)} {cycle.period}"
    if len(parts) > CYCLE_PARTS:
        task = cycle.task(parts[-1])
        words = f"{task.title.in_language(locale)} ({title})"
        note = task.reason if task.code in LEFT_TASKS.values() and task.state is TaskState.OPEN else ""
        return Item(words, cycle.unit, Asked.DO_TASK, task.phase, owner=task.owner, note=note)
    owner = deadline.owner if deadline is not None else None
    asked = Asked.MOVE_ON
    if cycle.state is CycleState.ACT:
        is_ready = cycle.waits == f"{cycle.state}:{cycle.closer or ''}" and cycle.closer != cycle.owner
        asked = Asked.CLOSE if is_ready else Asked.COMPLETE
    return Item(title, cycle.unit, asked, cycle.state, owner=owner)
