"""What of a board somebody may see, as questions about actions and cycles take it."""

from __future__ import annotations

from dataclasses import replace

from pdca.domain.people.sight import visible_people, visible_units
from pdca.services.reading import ActionQuery, CycleQuery
from pdca.services.situation import Situation

MOST_PEOPLE = 400
"""Whoever sees more people than this sees them by their units."""


def only_seen(situation: Situation, query: ActionQuery, email: str) -> ActionQuery:
    """Return a question about actions, narrowed to what somebody may see."""
    units, people = _sight(situation, email)
    return replace(query, units=units, also_of=people)


def only_seen_cycles(situation: Situation, query: CycleQuery, email: str) -> CycleQuery:
    """Return a question about cycles, narrowed to what somebody may see: also those of the school one works at."""
    units, _ = _sight(situation, email)
    if units is not None:
        organisation = situation.organisation
        above = organisation.upward(organisation.person(email).unit)
        units |= {unit for unit in above if unit != organisation.root}
    return replace(query, units=units, also_of=frozenset({email}))


def _sight(situation: Situation, email: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    organisation, today = situation.organisation, situation.today
    units = visible_units(organisation, email, today)
    if len(units) == len(organisation.units):
        return None, frozenset()
    people = visible_people(organisation, email, today)
    return units, people if len(people) <= MOST_PEOPLE else frozenset({email})
