"""Handing over: what somebody does goes to a successor on one date, so that nothing of a leaver hangs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdca.domain.people.organisation import RoleAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who leads the audit of a cycle from the day of a handover on."""

    cycle: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """From `leaver` to `successor` on `day`: these roles, and every item that is the leaver's by then.

    `id` is `handover-3`. The successor may accept it before the day; it happens on the day either way, so that
    nobody's items hang. `done_on` is when it happened, `withdrawn_on` when it was called off,
    by whom and why. `leads` are those who lead an audit then instead of the successor.
    """

    id: str
    leaver: str
    successor: str
    day: date
    by: str
    roles: tuple[RoleAt, ...] = ()
    leads: tuple[Lead, ...] = ()
    accepted_on: date | None = None
    done_on: date | None = None
    withdrawn_on: date | None = None
    withdrawn_by: str = ""
    why_not: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to happen."""
        return self.done_on is None and self.withdrawn_on is None
