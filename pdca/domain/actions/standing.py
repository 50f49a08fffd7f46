"""In what capacity somebody stands to an action, and who is to check and close it.

One answer serves the buttons, the check on every act and the refusal's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pdca.domain.actions.action import Action
from pdca.domain.actions.grade import Grade
from pdca.domain.machine import Who
from pdca.domain.notices.policy import Policy
from pdca.domain.notices.recipients import BOARD_MEMBER, QUALITY_MANAGER, Seeker, managers, roles_from
from pdca.domain.people.organisation import Organisation
from pdca.domain.people.search import Load, holder_upward

AUDITOR = "auditor"


def is_barred(organisation: Organisation, role: str, unit: str, email: str) -> bool:
    """Tell whether somebody may not use a role at a unit: nobody audits the own school."""
    return role == AUDITOR and organisation.is_own_school(email, unit)


@dataclass(frozen=True, slots=True)
class Bench:
    """People, policy and day: what the search for responsible people needs."""

    organisation: Organisation
    policy: Policy
    today: date

    def roles_for(self, role: str) -> tuple[str, ...]:
        """Return a role and those that take over when nobody holds it: the ladder above, quality, board."""
        ladder = [level.to for level in self.policy.ladder]
        above = ladder[ladder.index(role) + 1 :] if role in ladder else ladder
        return (role, *above, QUALITY_MANAGER, BOARD_MEMBER)

    def find_checker(self, action: Action, grade: Grade, load: Load) -> str | None:
        """Return who checks: the chosen person when still here and not the owner, else by grade."""
        chosen = action.chosen_checker
        if chosen is not None and chosen != action.owner and self.organisation.is_active(chosen, self.today):
            return chosen
        if grade.checks is None:
            return None
        return self._find(action, grade.checks, load)

    def find_closer(self, action: Action, grade: Grade, load: Load) -> str | None:
        """Return who closes, by grade; never the owner."""
        return self._find(action, grade.closes, load)

    def find_agreer(self, action: Action, grade: Grade, load: Load) -> str | None:
        """Return who has to agree before securing, by grade; None when nobody has to."""
        return self._find(action, grade.agrees, load) if grade.agrees is not None else None

    def _find(self, action: Action, role: str, load: Load) -> str | None:
        start = self.organisation.start_unit(action.unit, action.owner)

        def is_excluded(email: str, role: str) -> bool:
            return email == action.owner or is_barred(self.organisation, role, action.unit, email)

        return holder_upward(self.organisation, self.today, start, self.roles_for(role), load, is_excluded)

    def managers(self, action: Action) -> tuple[str, ...]:
        """Return the managers of an action in its current phase."""
        found = managers(
            self.organisation, self.today, action.unit, action.responsible or action.owner, self.policy
        )
        return found.people if found is not None else ()

    def candidates(
        self, who: Who, action: Action, grade: Grade, checks: Load, load: Load
    ) -> Sequence[tuple[str | None, str]]:
        """Return who acts on an action in a capacity, each with the role held for it, else the capacity."""
        if who is Who.MANAGER:
            owner = action.responsible or action.owner
            found = managers(self.organisation, self.today, action.unit, owner, self.policy)
            return [(email, found.role) for email in found.people] if found is not None else []
        if who is Who.RESPONSIBLE:
            who = action.turn
        one, role = {
            Who.OWNER: (action.owner, None),
            Who.CHECKER: (action.checker or self.find_checker(action, grade, checks), grade.checks),
            Who.CLOSER: (action.closer or self.find_closer(action, grade, load), grade.closes),
            Who.AGREER: (action.agreer or self.find_agreer(action, grade, load), grade.agrees),
        }.get(who, (None, None))
        is_held = one is not None and role is not None and self._holds_upward(one, action, [role])
        return [(one, role if is_held and role is not None else who)]

    def standing(self, action: Action, grade: Grade, actor: str) -> frozenset[Who]:
        """Return every capacity in which somebody may act on an action today."""
        if not self.organisation.is_active(actor, self.today):
            return frozenset()
        capacities = {
            Who.OWNER: self._acts_for(actor, action.owner),
            Who.RESPONSIBLE: self._acts_for(actor, action.responsible),
            Who.CHECKER: self._may_check(action, grade, actor),
            Who.CLOSER: self._may_close(action, grade, actor),
            Who.AGREER: self._may_agree(action, grade, actor),
            Who.MANAGER: self._may_manage(action, actor),
            Who.BOARD: self._holds_upward(actor, action, [BOARD_MEMBER]),
        }
        return frozenset(who for who, holds in capacities.items() if holds)

    def _acts_for(self, actor: str, person: str | None) -> bool:
        return person is not None and (
            actor == person or self.organisation.stand_in(person, self.today) == actor
        )

    def _may_check(self, action: Action, grade: Grade, actor: str) -> bool:
        if actor == action.owner:
            return False
        if self._acts_for(actor, action.checker):
            return True
        if grade.checks is None or is_barred(self.organisation, grade.checks, action.unit, actor):
            return False
        return self._holds_upward(actor, action, [grade.checks])

    def _may_agree(self, action: Action, grade: Grade, actor: str) -> bool:
        if grade.agrees is None or actor == action.owner:
            return False
        return self._acts_for(actor, action.agreer) or self._holds_upward(actor, action, [grade.agrees])

    def _may_close(self, action: Action, grade: Grade, actor: str) -> bool:
        if actor == action.owner:
            return False
        return self._acts_for(actor, action.closer) or self._holds_upward(actor, action, [grade.closes])

    def _may_manage(self, action: Action, actor: str) -> bool:
        """The managers, and everyone further up the ladder; nobody grants a wish of their own."""
        if actor in (action.owner, action.responsible):
            return False
        if actor in self.managers(action):
            return True
        owner = action.responsible or action.owner
        seeker = Seeker.of(self.organisation, self.today, action.unit, owner)
        return self._holds_upward(actor, action, roles_from(self.policy, seeker.own_level(self.policy) + 1))

    def _holds_upward(self, actor: str, action: Action, roles: Iterable[str]) -> bool:
        start = self.organisation.start_unit(action.unit, action.owner)
        return any(self.organisation.holds(actor, role, start, self.today) for role in roles)
