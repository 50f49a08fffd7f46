"""People and units to choose from: the colleagues of a unit by name, and the units that a list can be asked of."""

from __future__ import annotations

from collections.abc import Iterable

from pdca.domain.people.organisation import ALONE
from pdca.services.situation import Situation
from pdca.web.page.words import Words

MOST = 150
"""So many are offered at the most; anybody else is named by address."""


def colleagues(situation: Situation, unit: str) -> list[tuple[str, str]]:
    """Return the people who work at the school of a unit or above it, as (address, name), by name."""
    organisation, today = situation.organisation, situation.today
    school = organisation.school_of(unit)
    units = {
        code for code in organisation.units if organisation.school_of(code) in (school, organisation.root)
    }
    near = [one for one in organisation.people.values() if one.unit in units and one.is_active(today)]
    near.sort(key=lambda one: (organisation.school_of(one.unit) != school, one.name))
    return [(one.email, one.name) for one in near[:MOST]]


def units_to_ask(
    words: Words, situation: Situation, units: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return units as (code, name); one that others are below can also be asked for alone."""
    above = {one.parent for one in situation.organisation.units.values()}
    found = []
    for code, name in units:
        found.append((code, name))
        if code in above:
            found.append((code + ALONE, words.say("{unit} itself", unit=name)))
    return found
