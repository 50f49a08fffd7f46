"""What people of a team carry at other units, which the figures of the team itself do not hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pdca.domain.notices.notice import Deadline, ItemKind
from pdca.domain.people.organisation import Organisation, Unit
from pdca.domain.people.sight import TEAMS, led_units, visible_units
from pdca.services.reading import StandsOut
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What waits for people of a team at other units, the earliest due first; `late` is the part past its date."""

    open: Sequence[StandsOut] = ()
    late: Sequence[StandsOut] = ()


def elsewhere_of(situation: Situation, team: Unit, viewer: str) -> Elsewhere:
    """Return what waits for people of a team at units outside it, as far as the viewer may see it.

    Somebody is of a team who works there or has a role there. Of a school or a board it is nothing: what their people
    carry stands at a unit of their own, and is counted there.
    """
    organisation, today = situation.organisation, situation.today
    if team.kind not in TEAMS:
        return Elsewhere()
    units = {one.code for one in organisation.below(team.code)}
    people = [
        one.email
        for one in organisation.people.values()
        if one.unit in units or any(held.unit in units for held in one.roles)
    ]
    sees = _sight(organisation, viewer, today)
    found = [
        StandsOut(planned=one)
        for one in situation.session.deadlines_of_people(people)
        if one.deadline.unit not in units and sees(one.deadline)
    ]
    return Elsewhere(open=found, late=[one for one in found if one.planned.deadline.due < today])


def _sight(organisation: Organisation, viewer: str, today: date) -> Callable[[Deadline], bool]:
    """Return whether somebody sees an item, as its page decides it: by its unit, and by whose turn it is."""
    seen, led = visible_units(organisation, viewer, today), led_units(organisation, viewer, today)
    works_within = set(organisation.upward(organisation.person(viewer).unit)) - {organisation.root}

    def sees(one: Deadline) -> bool:
        if one.unit in seen or one.owner == viewer:
            return True
        if one.kind is ItemKind.ACTION:
            return one.owner is not None and organisation.person(one.owner).unit in led
        return one.kind is not ItemKind.REQUEST and one.unit in works_within

    return sees
