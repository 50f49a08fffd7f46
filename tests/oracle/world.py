"""What the naive calculation knows: a board, its calendar, its actions and the days the engine ran.

Every default stands here as its own literal, so that a mistake in the product's data cannot hide itself.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A row of units.csv; `parent` is None for the root, `region` is empty when it is inherited."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A row of people.csv; `roles` holds pairs of role and unit."""

    email: str
    name: str
    unit: str
    roles: tuple[tuple[str, str], ...] = ()
    active_until: date | None = None
    deputy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A row of absences.csv, last day included; no `last` means open-ended."""

    email: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A row of days_off.csv, last day included; no `last` means one day."""

    unit: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """An owner's *Klaar* on the afternoon of one day, taken back on the afternoon of another (or the same)."""

    ref: str
    done_on: date
    back_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A row of actions.csv: in phase do, size large; nobody acts on it but by what is taken back again."""

    ref: str
    unit: str
    owner: str
    grade: str
    due: date
    start: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A board folder, the day it was loaded and the days on which the engine ran (others are downtime).

    `policy` is what policy.toml says (decimals as Decimal), None when the board has no such file.
    """

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    actions: tuple[Action, ...]
    load_day: date
    run_days: tuple[date, ...]
    absences: tuple[Absence, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    policy: dict[str, Any] | None = None
    holidays_add: tuple[str, ...] = ()
    holidays_drop: tuple[str, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

    def is_reported_done(self, ref: str, day: date) -> bool:
        """Say whether in the morning of a day an action stands with whoever looks whether it helped."""
        return any(one.ref == ref and one.done_on < day <= one.back_on for one in self.taken_back)


SHIPPED_POLICY: dict[str, Any] = {
    "notices": {
        "days": "school",
        "assigned": True,
        "owner_steps": [-10, -3],
        "overdue_every": 5,
        "overdue_later": 20,
        "wait_for_owner": 3,
        "send_at": "07:30",
    },
    "escalation": [
        {"step": 5, "to": "team_leader"},
        {"step": 10, "to": "quality_coordinator"},
        {"step": 20, "to": "school_leader"},
        {"step": 40, "to": "board_member"},
    ],
    "escalation_fallback": {"to": "quality_manager"},
    "grades": {
        "strength": {"max_level": 0},
        "improvement": {"max_level": 3},
        "observation": {"max_level": 3},
        "major": {"faster": Decimal("0.5")},
        "external_major": {"faster": Decimal("0.5")},
        "inspection_order": {"faster": Decimal("0.5"), "days": "working"},
    },
}

# (regions, first day, last day); source: the ministry's published school holidays 2025-2028.
SCHOOL_HOLIDAYS: tuple[tuple[tuple[str, ...], date, date], ...] = (
    # 2025-2026
    (("noord", "midden"), date(2025, 10, 18), date(2025, 10, 26)),
    (("zuid",), date(2025, 10, 11), date(2025, 10, 19)),
    (("alle",), date(2025, 12, 20), date(2026, 1, 4)),
    (("noord",), date(2026, 2, 21), date(2026, 3, 1)),
    (("midden", "zuid"), date(2026, 2, 14), date(2026, 2, 22)),
    (("alle",), date(2026, 4, 25), date(2026, 5, 3)),
    (("noord",), date(2026, 7, 4), date(2026, 8, 16)),
    (("midden",), date(2026, 7, 18), date(2026, 8, 30)),
    (("zuid",), date(2026, 7, 11), date(2026, 8, 23)),
    # 2026-2027
    (("noord",), date(2026, 10, 10), date(2026, 10, 18)),
    (("midden", "zuid"), date(2026, 10, 17), date(2026, 10, 25)),
    (("alle",), date(2026, 12, 19), date(2027, 1, 3)),
    (("noord", "midden"), date(2027, 2, 20), date(2027, 2, 28)),
    (("zuid",), date(2027, 2, 13), date(2027, 2, 21)),
    (("alle",), date(2027, 4, 24), date(2027, 5, 2)),
    (("noord",), date(2027, 7, 10), date(2027, 8, 22)),
    (("midden",), date(2027, 7, 17), date(2027, 8, 29)),
    (("zuid",), date(2027, 7, 24), date(2027, 9, 5)),
    # 2027-2028
    (("noord", "midden"), date(2027, 10, 16), date(2027, 10, 24)),
    (("zuid",), date(2027, 10, 23), date(2027, 10, 31)),
    (("alle",), date(2027, 12, 25), date(2028, 1, 9)),
    (("noord",), date(2028, 2, 19), date(2028, 2, 27)),
    (("midden", "zuid"), date(2028, 2, 26), date(2028, 3, 5)),
    (("alle",), date(2028, 4, 29), date(2028, 5, 7)),
    (("noord",), date(2028, 7, 15), date(2028, 8, 27)),
    (("midden",), date(2028, 7, 8), date(2028, 8, 20)),
    (("zuid",), date(2028, 7, 22), date(2028, 9, 3)),
)
