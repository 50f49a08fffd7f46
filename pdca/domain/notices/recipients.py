"""Who is told: the walk from an item's unit upward to the people who hold a role (NOTICES.md, Recipients)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Organisation

BOARD_MEMBER = "board_member"
QUALITY_MANAGER = "quality_manager"


@dataclass(frozen=True, slots=True)
class Found:
    """The people a search found, at which unit and in which role."""

    people: tuple[str, ...]
    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Seeker:
    """Searches on one day for one item: where to start and whom never to tell."""

    organisation: Organisation
    today: date
    start: str
    owner: str | None

    @classmethod
    def of(cls, organisation: Organisation, today: date, unit: str, owner: str | None) -> Seeker:
        """Start at the owner's own unit when the item's unit is that unit or above it, else at the item's."""
        return cls(organisation, today, organisation.start_unit(unit, owner), owner)

    def find(self, roles: Iterable[str], told: frozenset[str] = frozenset()) -> Found | None:
        """Return the first unit, role by role, where somebody who may be told is left."""
        for role in roles:
            for unit in self.organisation.upward(self.start):
                people = self._reachable(role, unit, told)
                if people:
                    return Found(people, unit, role)
        return None

    def _reachable(self, role: str, unit: str, told: frozenset[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for holder in self.organisation.holders(role, unit, self.today):
            if holder == self.owner:
                continue
            person = self.organisation.stand_in(holder, self.today)
            if person is not None and person != self.owner and person not in told:
                found[person] = None
        return tuple(sorted(found))

    def own_level(self, policy: Policy) -> int:
        """Return the highest level of the whole ladder whose role the owner holds; 0 for none."""
        owner = self.owner
        if owner is None:
            return 0
        levels = range(len(policy.ladder), 0, -1)
        return next((n for n in levels if self._owner_holds(policy.ladder[n - 1].to, owner)), 0)

    def _owner_holds(self, role: str, owner: str) -> bool:
        return self.organisation.holds(owner, role, self.start, self.today)


def roles_from(policy: Policy, level: int) -> Sequence[str]:
    """Return the roles to try for a level: its own, those above it, the fallback, the board."""
    return (*(rung.to for rung in policy.ladder[level - 1 :]), policy.fallback, BOARD_MEMBER)


def managers(
    organisation: Organisation, today: date, unit: str, owner: str | None, policy: Policy
) -> Found | None:
    """Return the managers of an item: the holders of the first escalation level that applies to it."""
    seeker = Seeker.of(organisation, today, unit, owner)
    return seeker.find(roles_from(policy, seeker.own_level(policy) + 1))
