"""Cycles and tasks in the sentences of the engine, called by their titles: nobody reads an id on a page."""

from __future__ import annotations

from collections.abc import Mapping

from pdca.domain.cycles.cycle import Cycle
from pdca.domain.errors import Message, Param


def titles_of(cycles: tuple[Cycle | None, ...], locale: str) -> dict[str, str]:
    """Return what some cycles and their tasks are called, by id."""
    found: dict[str, str] = {}
    for cycle in cycles:
        if cycle is not None:
            found[cycle.id] = f"“{cycle.title.in_language(locale)} {cycle.period}”"
            for task in cycle.tasks:
                found[cycle.task_id(task.code)] = f"“{task.title.in_language(locale)}”"
    return found


def called(message: Message, titles: Mapping[str, str]) -> Message:
    """Return a sentence in which every id that has a title is replaced by it."""
    return Message(message.template, {name: _called(value, titles) for name, value in message.params.items()})


def _called(value: Param, titles: Mapping[str, str]) -> Param:
    if isinstance(value, tuple):
        return tuple(called(one, titles) for one in value)
    return titles.get(value, value) if isinstance(value, str) else value
