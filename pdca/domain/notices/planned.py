"""A policy that was decided today and holds from a day to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdca.domain.notices.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPolicy:
    """The policy of a board from `first` on; a board has one at most, a later decision takes its place."""

    first: date
    policy: Policy
    by: str
    reason: str = ""
