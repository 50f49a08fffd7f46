"""Who may change what is known of somebody: that person, whoever leads them, and whoever keeps the people."""

from __future__ import annotations

from pdca.domain.errors import NotFound, Refused
from pdca.domain.notices.recipients import Seeker, roles_from
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Person, RoleAt
from pdca.domain.people.sight import Right, has_right
from pdca.services.situation import Situation


def may_change(situation: Situation, actor: str, person: Person) -> bool:
    """Tell whether somebody may change language, deputy and absences of a person."""
    is_own = actor == person.email and situation.organisation.is_active(actor, situation.today)
    return is_own or leads(situation, actor, person)


def leads(situation: Situation, actor: str, person: Person) -> bool:
    """Tell whether somebody keeps the people, or holds a role above a person at the own unit or above it."""
    organisation, today = situation.organisation, situation.today
    if actor == person.email:
        return False
    if has_right(organisation, actor, Right.PEOPLE, today):
        return True
    seeker = Seeker.of(organisation, today, person.unit, person.email)
    above = roles_from(situation.policy, seeker.own_level(situation.policy) + 1)
    return any(organisation.holds(actor, role, person.unit, today) for role in above)


def may_give_away(situation: Situation, actor: str, role: RoleAt) -> bool:
    """Tell whether somebody may pass a role on: whoever keeps the people, or leads where the role is held."""
    organisation, today = situation.organisation, situation.today
    if has_right(organisation, actor, Right.PEOPLE, today):
        return True
    leading = {level.to for level in situation.policy.ladder}
    return any(organisation.holds(actor, one, role.unit, today) for one in leading)


def person_to_change(situation: Situation, actor: str, email: str) -> Person:
    """Return a person whom somebody may change; Refused when it is not theirs to do."""
    organisation = situation.organisation
    person = organisation.people.get(email)
    if person is None:
        raise NotFound("there is nobody with the address '{email}'", email=email)
    if not may_change(situation, actor, person):
        raise not_theirs(situation, actor, email)
    return person


def not_theirs(situation: Situation, actor: str, email: str) -> Refused:
    """Return the refusal to change somebody else."""
    organisation = situation.organisation
    return Refused(
        "{actor} may not change this of {person}: that is for {person}, and for whoever leads there",
        actor=named(organisation, actor),
        person=named(organisation, email),
    )
