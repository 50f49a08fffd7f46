"""A board's rules for reminders and escalations, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from pdca.domain.calendar.days import DayMode
from pdca.domain.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """The `[notices]` table; numbers are counting days."""

    days: DayMode = DayMode.SCHOOL
    assigned: bool = True
    owner_steps: tuple[int, ...] = (-10, -3)
    overdue_every: int = 5
    overdue_later: int = 20
    wait_for_owner: int = 3
    send_at: time = time(7, 30)

    def __post_init__(self) -> None:
        if any(step > 0 for step in self.owner_steps):
            raise BadInput("owner_steps must be 0 or negative (counting days before the due date)")
        for name in ("overdue_every", "overdue_later", "wait_for_owner"):
            if getattr(self, name) < 0:
                raise BadInput("{name} must be 0 or more", name=name)


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of the ladder: after `step` counting days, to the holders of a role."""

    step: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRules:
    """A `[grades.X]` table; None means: as the ladder or `[notices]` says."""

    max_level: int | None = None
    faster: Decimal = Decimal(1)
    days: DayMode | None = None

    def __post_init__(self) -> None:
        if self.faster <= 0:
            raise BadInput("faster must be more than 0")
        if self.max_level is not None and self.max_level < 0:
            raise BadInput("{name} must be 0 or more", name="max_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Notices, ladder, fallback and grades together."""

    notices: NoticeRules = NoticeRules()
    ladder: tuple[Level, ...] = ()
    fallback: str = "quality_manager"
    grades: Mapping[str, GradeRules] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(level.step < 1 for level in self.ladder):
            raise BadInput("an escalation step must be 1 or more (counting days after the due date)")
        for earlier, later in pairwise(self.ladder):
            if later.step <= earlier.step:
                raise BadInput(
                    "escalation steps must rise, but {later} follows {earlier}",
                    later=later.step,
                    earlier=earlier.step,
                )

    def grade(self, code: str | None) -> GradeRules:
        """Return the rules of a grade; a grade without a table has all levels."""
        return self.grades.get(code or "", GradeRules())

    def day_mode(self, grade: str | None) -> DayMode:
        """Return which days count for an item of a grade."""
        return self.grade(grade).days or self.notices.days

    def escalation_steps(self, grade: str | None) -> tuple[int, ...]:
        """Return `e_1, e_2, ...` of the levels that apply to a grade, in counting days after step 0."""
        rules = self.grade(grade)
        steps: list[int] = []
        for level in self.ladder[: rules.max_level]:
            scaled = int((level.step * rules.faster).to_integral_value(rounding=ROUND_CEILING))
            least = steps[-1] + 2 if steps else 1
            steps.append(max(scaled, least))
        return tuple(steps)
