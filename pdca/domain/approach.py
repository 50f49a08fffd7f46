"""The plan of approach of a board: why it works in cycles, who takes part, from when, for a certificate or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pdca.domain.cycles.programme import Programme
from pdca.domain.people.organisation import Organisation, Unit, UnitKind

WITH_THE_SCHOOL = frozenset({UnitKind.TEAM, UnitKind.DEPARTMENT})
"""Units that are not chosen by themselves: they take part with the school or the office that they belong to."""


LONGEST_WHY = 2000
"""So many characters the reasons may have."""


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


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes part in the cycles of a board, by its plan of approach.

    `joined` is since when by the plan, for units that did not always.
    """

    organisation: Organisation
    approach: Approach = field(default_factory=Approach)
    joined: Mapping[str, date] = field(default_factory=dict)

    def takes_part(self, code: str) -> bool:
        """Tell whether a unit takes part: it was chosen, or what it is below; the board itself always does.

        As long as nobody was chosen everybody takes part.
        """
        chosen, organisation = self.approach.units, self.organisation
        return not chosen or code == organisation.root or _is_within(organisation, code, chosen)

    def began(self, code: str) -> date:
        """Return since when a unit takes part: it was chosen, and it was in its place with all above it.

        What would have opened for it before is not made up for.
        """
        places = (self.organisation.unit(one).since for one in self.organisation.upward(code))
        return max((day for day in (self.joined.get(code), *places) if day), default=date.min)

    def units_of(self, programme: Programme, day: date) -> list[Unit]:
        """Return the units for which a programme opens cycles from a day on, by code.

        They are of its kind, it is for them, and their last day does not lie before that day.
        """
        return [
            unit
            for code, unit in sorted(self.organisation.units.items())
            if unit.kind is programme.scope
            and self.takes_part(code)
            and not self.organisation.has_ended(code, day)
            and (not programme.units or _is_within(self.organisation, code, programme.units))
        ]


def joined(
    organisation: Organisation, versions: Iterable[tuple[date, Collection[str]]]
) -> Mapping[str, date]:
    """Return since when units take part that did not always, from who was chosen on which day, the oldest first."""
    taking, since = set(organisation.units), dict[str, date]()
    for day, chosen in versions:
        part = Taking(organisation, Approach(units=tuple(chosen)))
        now = {code for code in organisation.units if part.takes_part(code)}
        since |= dict.fromkeys(now - taking, day)
        taking = now
    return {code: day for code, day in since.items() if code in taking}


def to_choose(units: Collection[Unit]) -> list[Unit]:
    """Return the units that are chosen by themselves, the board first and then by name."""
    root = next((one.code for one in units if one.parent is None), None)
    chosen = (one for one in units if one.kind not in WITH_THE_SCHOOL or one.parent in (None, root))
    return sorted(chosen, key=lambda one: (one.parent is not None, one.name.casefold(), one.code))


def _is_within(organisation: Organisation, code: str, units: Collection[str]) -> bool:
    return any(above in units for above in organisation.upward(code))
