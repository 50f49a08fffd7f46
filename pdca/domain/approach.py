"""The plan of approach of a board: why it works in cycles, who takes part, from when, for a certificate or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pdca.domain.people.organisation import Organisation, Unit, UnitKind

WITH_THE_SCHOOL = frozenset({UnitKind.TEAM, UnitKind.DEPARTMENT})
"""Units that are not chosen by themselves: they take part with what they belong to."""


class Part(StrEnum):
    """One part of the plan; each is decided by itself, in any order."""

    WHY = "why"
    SCOPE = "scope"
    START = "start"
    CERTIFICATE = "certificate"


class Certification(StrEnum):
    """Whether a board wants a certificate: all at once, a few schools at a time, or not."""

    NO = "no"
    YES = "yes"
    PHASED = "phased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """What a board decided about its start; a board has one at most, and `version` counts how often it changed.

    `start` is the first day of a month; `certified_in` is the year in which everybody has the certificate.
    """

    version: int = 0
    why: str = ""
    units: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    start: date | None = None
    certification: Certification | None = None
    certified_in: int | None = None

    def decided(self, part: Part) -> tuple[object, ...]:
        """Return what was decided about a part; the first of it is empty as long as nothing was."""
        return {
            Part.WHY: (self.why,),
            Part.SCOPE: (self.units, self.processes),
            Part.START: (self.start,),
            Part.CERTIFICATE: (self.certification, self.certified_in),
        }[part]

    def has(self, part: Part) -> bool:
        """Tell whether a part was decided."""
        return bool(self.decided(part)[0])

    @property
    def left(self) -> tuple[Part, ...]:
        """Return the parts that are still to be decided."""
        return tuple(part for part in Part if not self.has(part))

    def takes_part(self, organisation: Organisation, code: str) -> bool:
        """Tell whether a unit takes part: by itself, or a team with what it belongs to."""
        kinds = organisation.units
        head = next(one for one in organisation.upward(code) if kinds[one].kind not in WITH_THE_SCHOOL)
        return head in self.units


def to_choose(units: Iterable[Unit]) -> list[Unit]:
    """Return the units that are chosen by themselves, the board first and then by name."""
    chosen = (one for one in units if one.kind not in WITH_THE_SCHOOL)
    return sorted(chosen, key=lambda one: (one.parent is not None, one.name.casefold(), one.code))
