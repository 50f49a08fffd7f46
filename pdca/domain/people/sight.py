"""Who sees what, and who may run the house: one table, and a few questions about it.

Seeing follows the tree: whoever holds a role at a unit sees it and everything below. A teacher sees the own team,
and every item in which they have a part. What somebody may do with an item is not decided here but by its machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.people.organisation import Organisation, UnitKind

PLAIN_ROLES = frozenset({"staff", "council_member", "council_chair"})
"""Roles that show nothing beyond the own team."""

TEAMS = frozenset({UnitKind.TEAM, UnitKind.DEPARTMENT, UnitKind.OFFICE})


class Right(StrEnum):
    """Something that only some may do or see, whatever item it is about."""

    DASHBOARD = "dashboard"
    SET_UP = "set_up"
    PEOPLE = "people"
    POLICY = "policy"
    TRUST = "trust"


ROLES: Mapping[Right, frozenset[str]] = {
    Right.SET_UP: frozenset({"quality_manager", "board_secretary"}),
    Right.PEOPLE: frozenset({"quality_manager", "board_secretary", "hr_adviser"}),
    Right.POLICY: frozenset({"quality_manager", "board_member"}),
    Right.TRUST: frozenset({"quality_manager", "board_member", "board_secretary", "privacy_officer"}),
}
"""Which roles, held at the root, give a right; the dashboard is for whoever sees a unit by a role."""


def has_right(organisation: Organisation, email: str, right: Right, day: date) -> bool:
    """Tell whether somebody has a right on a day."""
    if right is Right.DASHBOARD:
        return bool(led_units(organisation, email, day))
    root = organisation.root
    return any(organisation.holds(email, role, root, day) for role in ROLES[right])


def led_units(organisation: Organisation, email: str, day: date) -> frozenset[str]:
    """Return the units that somebody sees by a role that shows them, with everything below."""
    if not organisation.is_active(email, day):
        return frozenset()
    held = {one.unit for one in organisation.person(email).roles if one.role not in PLAIN_ROLES}
    return frozenset(code for code in organisation.units if held.intersection(organisation.upward(code)))


def visible_units(organisation: Organisation, email: str, day: date) -> frozenset[str]:
    """Return every unit whose items somebody sees on a day."""
    if not organisation.is_active(email, day):
        return frozenset()
    own = organisation.person(email).unit
    is_team = organisation.unit(own).kind in TEAMS
    team = {one.code for one in organisation.below(own)} if is_team else set()
    return led_units(organisation, email, day) | team


def visible_people(organisation: Organisation, email: str, day: date) -> frozenset[str]:
    """Return whose items somebody sees wherever they belong: the own ones, and those of whoever works below."""
    led = led_units(organisation, email, day)
    return frozenset({email, *(one.email for one in organisation.people.values() if one.unit in led)})


def sees_unit(organisation: Organisation, email: str, unit: str, day: date) -> bool:
    """Tell whether somebody sees the items of a unit on a day."""
    return unit in visible_units(organisation, email, day)


def sees_action(organisation: Organisation, email: str, action: Action, day: date) -> bool:
    """Tell whether somebody sees an action: by its unit, by a part in it, or by leading whose it is or whose turn."""
    parts = {
        *(action.owner, action.responsible, action.checker, action.chosen_checker),
        *(action.agreer, action.closer, action.secured_owner),
    }
    if not organisation.is_active(email, day):
        return False
    if email in parts or sees_unit(organisation, email, action.unit, day):
        return True
    led = led_units(organisation, email, day)
    holders = (organisation.people.get(one) for one in (action.owner, action.responsible) if one)
    return any(one is not None and one.unit in led for one in holders)


def sees_cycle(organisation: Organisation, email: str, cycle: Cycle, day: date) -> bool:
    """Tell whether somebody sees a cycle: by its unit, by a part in it, or as somebody who works within its unit."""
    if not organisation.is_active(email, day):
        return False
    parts = {cycle.owner, cycle.closer, cycle.lead, *(task.owner for task in cycle.tasks)}
    if email in parts or sees_unit(organisation, email, cycle.unit, day):
        return True
    works_within = cycle.unit in organisation.upward(organisation.person(email).unit)
    return works_within and cycle.unit != organisation.root


def may_add(organisation: Organisation, email: str, unit: str, owner: str, day: date) -> bool:
    """Tell whether somebody may add an action for an owner at a unit.

    Where they see; at the own unit; and at a unit that they work within, for themselves and for whom they lead.
    """
    if not organisation.is_active(email, day):
        return False
    own = organisation.person(email).unit
    if unit == own or sees_unit(organisation, email, unit, day):
        return True
    is_within = unit in organisation.upward(own) and unit != organisation.root
    leads_owner = owner in organisation.people and organisation.person(owner).unit in led_units(
        organisation, email, day
    )
    return is_within and (owner == email or leads_owner)
