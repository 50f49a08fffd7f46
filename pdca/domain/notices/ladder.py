"""On which day each step of an item comes due: the ladder of one version, without any people.

Steps are integers in counting days from the due date; `ASSIGNED` stands below them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pdca.domain.calendar.days import CountingDays
from pdca.domain.notices.policy import Policy

ASSIGNED = -100_000
ESCALATION_PREFIX = "escalation-"


class Versioned:
    """What belongs to one version of an item, and so to a ladder.

    `continues` is the version in which that ladder began, when this one goes on with it because what had ended it was
    taken back; None when the ladder is the version's own.
    """

    __slots__ = ()
    version: int
    continues: int | None

    @property
    def ladder(self) -> int:
        """Return the version in which its ladder began."""
        return self.version if self.continues is None else self.continues


@dataclass(frozen=True, slots=True)
class Shape:
    """What a policy makes of a grade: steps as numbers, dates still open."""

    before: tuple[int, ...]
    escalations: tuple[int, ...]
    after: tuple[int, ...]
    later: int

    @property
    def last(self) -> int:
        """`L`: the last escalation step, 0 when no level applies."""
        return self.escalations[-1] if self.escalations else 0


@lru_cache(maxsize=1024)
def _shape(
    escalations: tuple[int, ...], owner_steps: tuple[int, ...], every: int, later: int, assigned: bool
) -> Shape:
    last = escalations[-1] if escalations else 0
    repeated = range(every, last + 1, every) if every else ()
    before = {step for step in owner_steps if step < 0} | ({ASSIGNED} if assigned else set())
    after = {0, *escalations, *repeated}
    return Shape(tuple(sorted(before)), escalations, tuple(sorted(after)), later)


def shape(policy: Policy, grade: str | None) -> Shape:
    """Return the steps that a policy gives to an item of a grade."""
    rules = policy.notices
    escalations = policy.escalation_steps(grade)
    return _shape(escalations, rules.owner_steps, rules.overdue_every, rules.overdue_later, rules.assigned)


def step_day(step: int, since: date, due: date, days: CountingDays) -> date | None:
    """Return the day of a step, or None for a reminder that would fall before `since`."""
    if step == ASSIGNED:
        return days.first_on_or_after(since)
    if step < 0:
        day = days.before(due, -step)
        return day if day >= since else None
    zero = days.first_on_or_after(max(due, since))
    return zero if step == 0 else days.after(zero, step)


def due_owner_steps(shape: Shape, since: date, due: date, days: CountingDays, today: date) -> list[int]:
    """Return the owner steps whose day has come, in rising order."""
    start, goal, come = days.count_before(since), days.count_before(due), days.count_until(today)
    found = [step for step in shape.before if start <= _number(step, start, goal) < come]
    elapsed = come - 1 - max(start, goal)
    if elapsed < 0:
        return found
    found += [step for step in shape.after if step <= elapsed]
    if shape.later:
        found += range(shape.last + shape.later, elapsed + 1, shape.later)
    return found


def due_levels(shape: Shape, since: date, due: date, days: CountingDays, today: date) -> list[int]:
    """Return the escalation levels (1, 2, ...) whose day has come, in rising order."""
    zero = days.count_before(max(due, since))
    elapsed = days.count_until(today) - 1 - zero
    return [number for number, step in enumerate(shape.escalations, 1) if step <= elapsed]


def next_step_day(shape: Shape, since: date, due: date, days: CountingDays, today: date) -> date | None:
    """Return the first day strictly after today on which any step comes due; None when none is left."""
    start, goal, come = days.count_before(since), days.count_before(due), days.count_until(today)
    numbers = [_number(step, start, goal) for step in shape.before]
    coming = [number for number in numbers if number >= max(start, come)]
    zero = max(start, goal)
    following = 0 if zero >= come else next(_after_zero(shape, come - 1 - zero), None)
    if following is not None:
        coming.append(zero + following)
    return days.nth(min(coming)) if coming else None


def ladder_ends(shape: Shape, since: date, due: date, days: CountingDays) -> date:
    """Return the day of step `L`, after which nobody new is told."""
    day = step_day(shape.last, since, due, days)
    assert day is not None  # L is never negative
    return day


def step_name(step: int) -> str:
    """Return a step as text: `assigned`, `-10`, `0`, `5`."""
    return "assigned" if step == ASSIGNED else str(step)


def level_name(level: int) -> str:
    """Return an escalation level as text: `escalation-1`."""
    return f"{ESCALATION_PREFIX}{level}"


def _after_zero(shape: Shape, elapsed: int) -> Iterator[int]:
    yield from (step for step in shape.after if step > elapsed)
    if shape.later:
        rounds = max(0, elapsed - shape.last) // shape.later + 1
        yield shape.last + rounds * shape.later


def _number(step: int, start: int, goal: int) -> int:
    """Return which counting day a step before the due day falls on; below `start` it is no step of this version."""
    return start if step == ASSIGNED else goal + step
