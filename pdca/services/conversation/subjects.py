"""What a conversation is about: an action or a cycle that somebody may see."""

from __future__ import annotations

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.errors import NotFound
from pdca.domain.people.sight import sees_action, sees_cycle
from pdca.services.situation import Situation

Subject = Action | Cycle


def subject_for(situation: Situation, item: str, email: str) -> Subject:
    """Return an action or a cycle that somebody sees; NotFound when it is not there for them."""
    subject = _find(situation, item)
    if subject is None or not may_see(situation, subject, email):
        raise NotFound("there is no item '{item}'", item=item)
    return subject


def may_see(situation: Situation, subject: Subject, email: str) -> bool:
    """Tell whether somebody sees an action or a cycle today."""
    if isinstance(subject, Action):
        return sees_action(situation.organisation, email, subject, situation.today)
    return sees_cycle(situation.organisation, email, subject, situation.today)


def _find(situation: Situation, item: str) -> Subject | None:
    found = situation.session.actions_of([item]).get(item)
    if found is not None:
        return found
    try:
        return situation.session.cycle(item)
    except NotFound:
        return None
