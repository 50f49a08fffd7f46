"""People to choose from in a form: the colleagues of a unit, by name."""

from __future__ import annotations

from pdca.services.situation import Situation

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
