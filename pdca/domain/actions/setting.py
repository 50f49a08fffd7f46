"""Where an act takes place, and the date rules that all moves share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pdca.domain.actions.action import Action
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.standing import Bench
from pdca.domain.calendar.days import CountingDays
from pdca.domain.errors import BadInput, Message
from pdca.domain.machine import Who
from pdca.domain.people.naming import who_can
from pdca.domain.people.organisation import Process
from pdca.domain.people.search import Load

PHASE_DAYS = 10
"""Counting days for a phase when nobody named a date."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act takes place: the day, the item's clock, its grade and the people.

    `earlier` is what the action was before its owner's last step, while that may still be taken back.
    """

    today: date
    days: CountingDays
    grade: Grade
    bench: Bench
    checks: Load
    load: Load
    standing: frozenset[Who] = frozenset()
    processes: Sequence[Process] = ()
    earlier: Action | None = None

    def who_can(self, action: Action, who: Iterable[Who], actor: str) -> tuple[Message, ...]:
        """Return by name who acts on an action in these capacities, for whoever may not."""
        bench, wanted = self.bench, [one for one in Who if one in who and one is not Who.ENGINE]
        people = [
            candidate
            for one in wanted
            for candidate in bench.candidates(one, action, self.grade, self.checks, self.load)
        ]
        return who_can(bench.organisation, self.today, people, wanted, actor)

    def term(self) -> date:
        """Return the due date of a phase for which nobody named one."""
        return self.days.after(self.today, PHASE_DAYS)


def new_version(action: Action, today: date, **changes: object) -> Action:
    """Return the action with changes and a fresh ladder that begins today, or when it has done waiting."""
    since = today if action.blocked is None else max(today, action.blocked.last + timedelta(days=1))
    fresh: dict[str, object] = {
        "version": action.version + 1,
        "continues": None,
        "since": since,
        "snoozed_until": None,
    }
    return replace(action, **{**fresh, **changes})  # type: ignore[arg-type]  # names are checked by replace itself


def future(day: date | None, setting: Setting) -> date | None:
    """Return the day; BadInput when it has passed."""
    if day is not None:
        not_before(day, setting.today, "date")
    return day


def not_before(day: date, least: date, name: str) -> None:
    """Raise BadInput when a day comes too early."""
    if day < least:
        raise BadInput("{name} is {day}; use {least} or later", name=name, day=day, least=least)
