"""Units that have no holiday region: no mistake, but there the work goes on through most school holidays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from pdca.domain.errors import Message
from pdca.domain.people.organisation import Organisation, Unit, UnitKind

TODO = Message(
    "put noord, midden or zuid in the column region of the table of units and load the folder again"
)


def without_region(organisation: Organisation, working: Iterable[str], today: date) -> tuple[Unit, ...]:
    """Return the schools, and what has people or work outside them, without a region of their own or from above.

    `working` are the units of the work. Outside the schools only the topmost is returned; when no school has a
    region, the board stands for all.
    """
    people = (person.unit for person in organisation.people.values() if person.is_active(today))
    used = {*people, *working}
    schools = [unit.code for unit in organisation.units.values() if unit.kind is UnitKind.SCHOOL]
    there = (code for code in organisation.units if not organisation.has_ended(code, today))
    bare = [code for code in there if not organisation.region(code)]
    found = {code for code in bare if code in schools or code in used}
    if found and not any(organisation.region(school) for school in schools):
        return (organisation.units[organisation.root],)
    outside = {code for code in found if not _in_school(organisation, code)}
    return tuple(
        organisation.units[code]
        for code in bare
        if code in schools or (code in outside and not _below(organisation, code, outside))
    )


def told(units: Iterable[str]) -> Message:
    """Say what it means that these units, by name, have no region."""
    return Message("no holiday region, so only national days off count: {items}", {"items": ", ".join(units)})


def _in_school(organisation: Organisation, code: str) -> bool:
    return organisation.units[organisation.school_of(code)].kind is UnitKind.SCHOOL


def _below(organisation: Organisation, code: str, others: Collection[str]) -> bool:
    return any(above in others for above in organisation.upward(code)[1:])
