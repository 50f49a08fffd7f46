"""The last day of a unit: schools merge and close, teams are dissolved. What is open there by then goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Unit
from pdca.domain.people.sight import Right, has_right
from pdca.services.ports import BoardSession, Shipped
from pdca.services.reading import ActionQuery, CycleQuery
from pdca.services.situation import Situation

ENDS, GOES_ON = "unit_ends", "unit_goes_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A unit with what is still there, below it too: open cycles and actions, and the people who work there.

    `above` is the nearest unit above it that has a last day of its own.
    """

    unit: Unit
    above: Unit | None
    cycles: int
    actions: int
    people: int


def ending_of(situation: Situation, code: str) -> Ending:
    """Return what is still there at a unit. Raises NotFound, also for the board itself: that one has no last day."""
    session, organisation = situation.session, situation.organisation
    unit = _unit(situation, code)
    within = frozenset(one.code for one in organisation.below(code))
    above = (organisation.unit(one) for one in organisation.upward(code)[1:])
    people = organisation.people.values()
    return Ending(
        unit=unit,
        above=next((one for one in above if one.active_until is not None), None),
        cycles=session.find_cycles(CycleQuery(within=within, is_open=True, limit=1)).total,
        actions=sum(session.count_actions(ActionQuery(within=within, is_open=True), ()).values()),
        people=sum(one.unit in within and one.is_active(situation.today) for one in people),
    )


def set_last_day(
    session: BoardSession, shipped: Shipped, code: str, last: date | None, actor: str, now: datetime
) -> None:
    """Give a unit its last day, or with None let it go on; a unit that was gone begins with what opens from today.

    Raises Refused when the actor may not, NotFound, or BadInput for a day that cannot be.
    """
    situation = Situation(session, shipped, now)
    organisation, today = situation.organisation, situation.today
    if not has_right(organisation, actor, Right.SET_UP, today):
        raise Refused(
            "{actor} may not change a unit: that is for the quality manager and the board secretary",
            actor=named(organisation, actor),
        )
    before = _unit(situation, code)
    if last is not None:
        _check(situation, before, last)
    after = replace(before, active_until=last).placed(before, today, today)
    if after != before:
        session.record(GOES_ON if last is None else ENDS, after, actor=actor, at=now)


def _unit(situation: Situation, code: str) -> Unit:
    unit = situation.organisation.unit(code)
    if unit.parent is None:
        raise NotFound("there is nothing here")
    return unit


def _check(situation: Situation, unit: Unit, last: date) -> None:
    organisation = situation.organisation
    if unit.since is not None and last < unit.since:
        raise BadInput(
            "{unit} came on {day}; use that day or a later one", name="last", day=unit.since, unit=unit.name
        )
    above = (organisation.unit(one) for one in organisation.upward(unit.code)[1:])
    for one in above:
        if one.active_until is not None and one.active_until < last:
            raise BadInput(
                "{unit}, which it is part of, has {day} as its last day; use that day or an earlier one",
                name="last",
                day=one.active_until,
                unit=one.name,
            )
    for one in organisation.below(unit.code):
        if one.code != unit.code and one.active_until is not None and one.active_until > last:
            raise BadInput(
                "{unit}, which is part of it, goes on until {day}; change that first, or use that day",
                name="last",
                day=one.active_until,
                unit=one.name,
            )
