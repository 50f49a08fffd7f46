"""The policy in force and the steps that follow from it: the section "Steps" of the rules."""

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.days import Days
from tests.oracle.world import SHIPPED_POLICY, Action, World

Step = int | str  # "assigned" or a number


class Policy:
    """The shipped policy with the whole tables that the board's policy.toml replaces."""

    def __init__(self, world: World) -> None:
        board: dict[str, Any] = world.policy or {}
        defaults: dict[str, Any] = SHIPPED_POLICY["notices"]
        self.notices: dict[str, Any] = {**defaults, **board.get("notices", {})}
        self.levels: list[dict[str, Any]] = board.get("escalation", SHIPPED_POLICY["escalation"])
        self.fallback: str = board.get("escalation_fallback", SHIPPED_POLICY["escalation_fallback"])["to"]
        self.grades: dict[str, dict[str, Any]] = {**SHIPPED_POLICY["grades"], **board.get("grades", {})}
        self._known: dict[str, list[int]] = {}

    def days(self, grade: str) -> str:
        """Which days count for a grade: its own `days`, else that of [notices]."""
        mode: str = self.grades.get(grade, {}).get("days", self.notices["days"])
        return mode

    def escalation_steps(self, grade: str) -> list[int]:
        """e_i = max(1, ceil(step_i x faster), e_(i-1) + 2) for the first `max_level` levels."""
        if grade in self._known:
            return self._known[grade]
        table = self.grades.get(grade, {})
        max_level = table.get("max_level", len(self.levels))
        faster = Decimal(str(table.get("faster", 1)))
        found: list[int] = []
        for level in self.levels[:max_level]:
            step = max(1, math.ceil(Decimal(level["step"]) * faster))
            if found:
                step = max(step, found[-1] + 2)
            found.append(step)
        self._known[grade] = found
        return found

    def last_step(self, grade: str) -> int:
        """L: the last escalation step, 0 when no level applies."""
        steps = self.escalation_steps(grade)
        return steps[-1] if steps else 0

    def is_overdue_step(self, grade: str, number: int) -> bool:
        """Say whether n > 0 is an owner step: an e_i, a multiple of overdue_every up to L, L + k x later."""
        last = self.last_step(grade)
        every, later = self.notices["overdue_every"], self.notices["overdue_later"]
        if number in self.escalation_steps(grade):
            return True
        if every > 0 and number <= last and number % every == 0:
            return True
        return bool(later > 0 and number > last and (number - last) % later == 0)


class Ladder:
    """The days of the steps of every action in a world."""

    def __init__(self, world: World, days: Days, policy: Policy) -> None:
        self._world, self._days, self._policy = world, days, policy
        self._known: dict[tuple[str, int], date] = {}
        self._owner_steps: dict[str, list[tuple[Step, date]]] = {}

    def since(self, action: Action) -> date:
        """The later of the action's start and the day of loading."""
        if action.start is None:
            return self._world.load_day
        return max(action.start, self._world.load_day)

    def assigned(self, action: Action) -> date:
        """The first counting day on or after `since`."""
        return self._days.first_counting_day(self._policy.days(action.grade), action.unit, self.since(action))

    def before_due(self, action: Action, number: int) -> date | None:
        """The |n|-th counting day strictly before `due`, only when that is on or after `since`."""
        mode = self._policy.days(action.grade)
        day = self._days.counting_day_before(mode, action.unit, action.due, -number)
        return day if day >= self.since(action) else None

    def from_due(self, action: Action, number: int) -> date:
        """Step 0: first counting day on or after the later of due and since; n > 0: n-th one after that."""
        key = (action.ref, number)
        if key not in self._known:
            mode = self._policy.days(action.grade)
            later = max(action.due, self.since(action))
            zero = self._days.first_counting_day(mode, action.unit, later)
            self._known[key] = self._days.counting_day_after(mode, action.unit, zero, number)
        return self._known[key]

    def _steps_to_the_end(self, action: Action) -> Iterator[tuple[Step, date | None]]:
        if self._policy.notices["assigned"]:
            yield "assigned", self.assigned(action)
        for number in sorted(self._policy.notices["owner_steps"]):
            if number < 0:
                yield number, self.before_due(action, number)
        yield 0, self.from_due(action, 0)
        number = 1
        while self.from_due(action, number) <= self._world.run_days[-1]:
            if self._policy.is_overdue_step(action.grade, number):
                yield number, self.from_due(action, number)
            number += 1

    def due_owner_steps(self, action: Action, today: date) -> list[Step]:
        """The owner steps whose day has come, lowest first (`assigned` is the lowest)."""
        if action.ref not in self._owner_steps:  # their days stay the same from day to day
            steps = self._steps_to_the_end(action)
            self._owner_steps[action.ref] = [(step, day) for step, day in steps if day is not None]
        return [step for step, day in self._owner_steps[action.ref] if day <= today]

    def due_levels(self, action: Action, today: date) -> list[int]:
        """The numbers (from 1) of the escalation levels whose day has come, in rising order."""
        steps = self._policy.escalation_steps(action.grade)
        return [level for level, step in enumerate(steps, 1) if self.from_due(action, step) <= today]

    def is_past_last_step(self, action: Action, today: date) -> bool:
        """Say whether the day of step L (step 0 when no level applies) is strictly before today."""
        return self.from_due(action, self._policy.last_step(action.grade)) < today
