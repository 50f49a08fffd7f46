"""Who is there, who stands in and who is found: the section "Recipients" of the rules."""

from collections.abc import Collection
from datetime import date

from tests.oracle.days import ONE_DAY, Days
from tests.oracle.ladder import Policy
from tests.oracle.world import Action, World


class People:
    """Looks people up on the day a notice is handled."""

    def __init__(self, world: World, days: Days, policy: Policy) -> None:
        self._world, self._days, self._policy = world, days, policy
        self._persons = {person.email: person for person in world.people}

    def is_active(self, email: str, day: date) -> bool:
        """Active on or before `active_until`."""
        last = self._persons[email].active_until
        return last is None or day <= last

    def is_present(self, email: str, day: date) -> bool:
        """Active and not absent; an absence includes its last day, without one it is open-ended."""
        if not self.is_active(email, day):
            return False
        for absence in self._world.absences:
            last_day = day if absence.last is None else absence.last
            if absence.email == email and absence.first <= day <= last_day:
                return False
        return True

    def is_present_between(self, email: str, after: date, until: date) -> bool:
        """Present on any calendar day after the first day, up to and including the second."""
        day = after + ONE_DAY
        while day <= until:
            if self.is_present(email, day):
                return True
            day += ONE_DAY
        return False

    def stand_in(self, email: str, day: date) -> str | None:
        """The person when present, else the deputy when present, else nobody; an inactive person has none."""
        if not self.is_active(email, day):
            return None
        if self.is_present(email, day):
            return email
        deputy = self._persons[email].deputy
        if deputy is not None and self.is_present(deputy, day):
            return deputy
        return None

    def start(self, action: Action) -> str:
        """The owner's own unit when the item's unit is that unit or above it, else the item's unit."""
        own = self._persons[action.owner].unit
        if action.unit in [unit.code for unit in self._days.upward(own)]:
            return own
        return action.unit

    def holders(self, role: str, unit: str, day: date) -> list[str]:
        """Everyone who holds the role at that very unit; someone no longer active holds none."""
        return [
            person.email
            for person in self._world.people
            if (role, unit) in person.roles and self.is_active(person.email, day)
        ]

    def skipped_levels(self, action: Action, day: date) -> int:
        """The highest level of the whole ladder whose role the owner holds at the start unit or above it."""
        highest = 0
        for level, row in enumerate(self._policy.levels, 1):
            for unit in self._days.upward(self.start(action)):
                if action.owner in self.holders(row["to"], unit.code, day):
                    highest = level
        return highest

    def search(
        self, action: Action, first_level: int, told: Collection[str], day: date
    ) -> tuple[str, list[str]] | None:
        """Find the unit and the people for a level.

        The role of that level, of the next ones to the last that the policy names, the fallback role, then
        board_member; for each walk from the start upward and stop at the first unit where somebody is left.
        """
        roles = [row["to"] for row in self._policy.levels[first_level - 1 :]]
        roles += [self._policy.fallback, "board_member"]
        for role in roles:
            for unit in self._days.upward(self.start(action)):
                left = self._left(action, role, unit.code, told, day)
                if left:
                    return unit.code, left
        return None

    def _left(self, action: Action, role: str, unit: str, told: Collection[str], day: date) -> list[str]:
        """All holders but the owner, each replaced by the stand-in, less nobody, the owner, those told."""
        left: list[str] = []
        for holder in self.holders(role, unit, day):
            if holder == action.owner:
                continue
            person = self.stand_in(holder, day)
            if person is None or person == action.owner or person in told or person in left:
                continue
            left.append(person)
        return left
