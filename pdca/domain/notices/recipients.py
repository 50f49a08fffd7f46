"""Who is told: the walk from an item's unit upward to the people who hold a role (NOTICES.md, Recipients)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class Passed(StrEnum):
    """Why somebody who holds the role is not told."""

    IS_OWNER = "is_owner"
    NOBODY_STANDS_IN = "nobody_stands_in"
    OWNER_STANDS_IN = "owner_stands_in"
    ALREADY_TOLD = "already_told"


@dataclass(frozen=True, slots=True)
class Look:
    """One role at one unit: each holder with who would be told, or why nobody is."""

    role: str
    unit: str
    holders: tuple[tuple[str, str | Passed], ...]


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

    def find(
        self,
        roles: Iterable[str],
        told: frozenset[str] = frozenset(),
        looks: list[Look] | None = None,
    ) -> Found | None:
        """Return the first unit, role by role, where somebody who may be told is left.

        Where it looked and whom it passed over goes into `looks`, for whoever asks why.
        """
        for role in roles:
            for unit in self.organisation.upward(self.start):
                judged = [
                    (holder, self._judge(holder, told))
                    for holder in self.organisation.holders(role, unit, self.today)
                ]
                if looks is not None:
                    looks.append(Look(role, unit, tuple(judged)))
                people = {person for _, person in judged if not isinstance(person, Passed)}
                if people:
                    return Found(tuple(sorted(people)), unit, role)
        return None

    def _judge(self, holder: str, told: frozenset[str]) -> str | Passed:
        """Return who is told when a holder of the role is to be, or why nobody is."""
        if holder == self.owner:
            return Passed.IS_OWNER
        person = self.organisation.stand_in(holder, self.today)
        if person is None:
            return Passed.NOBODY_STANDS_IN
        if person == self.owner:
            return Passed.OWNER_STANDS_IN
        return Passed.ALREADY_TOLD if person in told else person

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


def roles_for_new_owner(policy: Policy, owner: str | None) -> Sequence[str]:
    """Return the roles to try when somebody has to find a new owner: the whole ladder, or quality for an orphan."""
    return roles_from(policy, 1) if owner is not None else (QUALITY_MANAGER, BOARD_MEMBER)


def managers(
    organisation: Organisation, today: date, unit: str, owner: str | None, policy: Policy
) -> Found | None:
    """Return the managers of an item: the holders of the first escalation level that applies to it."""
    seeker = Seeker.of(organisation, today, unit, owner)
    return seeker.find(roles_from(policy, seeker.own_level(policy) + 1))
