"""Days on which a unit is closed: set by whoever sets up the board, or leads the school or its quality."""

from __future__ import annotations

from datetime import date, datetime

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import DayOff
from pdca.domain.people.sight import Right, has_right
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

SETS_OWN = ("school_leader", "quality_coordinator")
LONGEST = 120
"""Longest name of a day off."""


def may_set_days_off(situation: Situation, actor: str, unit: str) -> bool:
    """Tell whether somebody sets when a unit is closed."""
    organisation, today = situation.organisation, situation.today
    if has_right(organisation, actor, Right.SET_UP, today):
        return True
    return any(organisation.holds(actor, role, unit, today) for role in SETS_OWN)


def add_day_off(session: BoardSession, shipped: Shipped, off: DayOff, actor: str, now: datetime) -> DayOff:
    """Note that a unit and everything below it is closed; the same days again are their new name or end."""
    situation = Situation(session, shipped, now)
    _require_right(situation, actor, off.unit)
    if off.last < off.first:
        raise BadInput("{last} comes before {first}", first=off.first, last=off.last)
    if len(off.name) > LONGEST:
        raise BadInput(
            "that is {length} characters; use {most} at most",
            length=len(off.name),
            most=LONGEST,
        )
    session.record("day_off_added", off, actor=actor, at=now)
    return off


def remove_day_off(
    session: BoardSession, shipped: Shipped, unit: str, first: date, actor: str, now: datetime
) -> None:
    """Take away days off that are still to come; what is over stays, because dates were counted with it."""
    situation = Situation(session, shipped, now)
    _require_right(situation, actor, unit)
    found = next((one for one in session.days_off() if (one.unit, one.first) == (unit, first)), None)
    if found is None:
        raise NotFound("no day off of {unit} begins on {day}", unit=unit, day=first)
    if found.last < situation.today:
        raise Refused("that day off is over; it stays, because dates were counted with it")
    session.remove("day_off_removed", found, actor=actor, at=now)


def _require_right(situation: Situation, actor: str, unit: str) -> None:
    organisation = situation.organisation
    if not may_set_days_off(situation, actor, organisation.unit(unit).code):
        raise Refused(
            "{actor} may not set when {unit} is closed: that is for whoever leads there",
            actor=named(organisation, actor),
            unit=organisation.unit(unit).name,
        )
