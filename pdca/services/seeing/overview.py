"""The dashboard of a team, a school or a board: what hangs and since when, and whether things get closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pdca.domain.calendar.terms import period_days, school_year_of
from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Organisation, Unit
from pdca.domain.people.sight import visible_units
from pdca.services.health.findings import SOON
from pdca.services.health.running import SILENT
from pdca.services.reading import ActionQuery
from pdca.services.records import Run
from pdca.services.seeing.elsewhere import Elsewhere, elsewhere_of
from pdca.services.seeing.figures import (
    NOTHING,
    Counts,
    Makeup,
    Standing,
    YearEnded,
    makeup_of,
    standing_of,
    years_of,
)
from pdca.services.seeing.telling import Hangs, hanging
from pdca.services.situation import Situation

YEARS = 5
"""So many school years are compared at the most."""

MOST_LATE, MOST_LOST = 5, 8
"""So many items stand on the page itself; the others are one tap away."""


class Pulse(StrEnum):
    """Whether the engine that reminds people runs."""

    RUNS = "runs"
    FAILED = "failed"
    STILL = "still"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """When the engine last looked, and until when the school holidays are known that it counts with."""

    pulse: Pulse
    last: datetime | None
    horizon: date | None
    is_horizon_near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """One school or team beside the others; without a code below it: the unit itself, without what is below."""

    unit: Unit
    is_itself: bool
    standing: Standing
    years: tuple[YearEnded, ...]

    @property
    def this_year(self) -> YearEnded:
        """Return the present school year."""
        return self.years[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the page of a unit shows."""

    unit: Unit
    path: tuple[Unit, ...]
    tops: tuple[Unit, ...]
    year: str
    standing: Standing
    late: tuple[Hangs, ...]
    lost: tuple[Hangs, ...]
    years: tuple[YearEnded, ...]
    makeup: Makeup
    parts: tuple[PartOf, ...]
    engine: Engine
    elsewhere: Elsewhere
    late_elsewhere: tuple[Hangs, ...]


def overview_of(situation: Situation, code: str, viewer: str, last_run: Run | None, locale: str) -> Overview:
    """Return how a unit with everything below it stands; NotFound for who may not see it."""
    unit, units = seen_below(situation, code, viewer)
    organisation, today = situation.organisation, situation.today
    counts = count(situation, units)
    began = period_days(school_year_of(today)).first.year
    lost, late = situation.session.worst(units, today, lost=MOST_LOST, late=MOST_LATE)
    elsewhere = elsewhere_of(situation, unit, viewer)
    told = hanging(situation, [*lost, *late, *elsewhere.late[:MOST_LATE]], locale)
    return Overview(
        unit=unit,
        path=path_to(organisation, code, viewer, today),
        tops=tops_of(organisation, viewer, today),
        year=school_year_of(today),
        standing=standing_of(counts),
        lost=told[: len(lost)],
        late=told[len(lost) : len(lost) + len(late)],
        years=years_of(counts, began, YEARS),
        makeup=makeup_of(counts),
        parts=_parts(organisation, unit, units, counts, began),
        engine=engine_of(situation, last_run),
        elsewhere=elsewhere,
        late_elsewhere=told[len(lost) + len(late) :],
    )


def seen_below(situation: Situation, code: str, viewer: str) -> tuple[Unit, frozenset[str]]:
    """Return a unit and the codes of itself and all below it; NotFound for who may not see it."""
    organisation = situation.organisation
    seen = visible_units(organisation, viewer, situation.today)
    if code not in seen:
        raise NotFound("there is no unit '{unit}'", unit=code)
    return organisation.unit(code), frozenset(one.code for one in organisation.below(code)) & seen


def count(situation: Situation, units: frozenset[str]) -> Counts:
    """Count everything in some units, in four statements whatever their number."""
    session, today = situation.session, situation.today
    return Counts(
        actions=session.count_actions(ActionQuery(within=units, is_open=True), ("phase", "source")),
        piles=session.piles(units, today),
        cycles=session.cycle_piles(units, today),
        closures=session.action_closures(units),
    )


def tops_of(organisation: Organisation, viewer: str, today: date) -> tuple[Unit, ...]:
    """Return the highest units that somebody sees, by name."""
    seen = visible_units(organisation, viewer, today)
    tops = [organisation.unit(code) for code in seen if not seen.intersection(organisation.upward(code)[1:])]
    return tuple(sorted(tops, key=lambda one: (len(organisation.upward(one.code)), one.name)))


def path_to(organisation: Organisation, code: str, viewer: str, today: date) -> tuple[Unit, ...]:
    """Return the units above a unit that somebody sees, the highest first."""
    seen = visible_units(organisation, viewer, today)
    above = organisation.upward(code)[1:]
    return tuple(organisation.unit(one) for one in reversed(above) if one in seen)


def engine_of(situation: Situation, last: Run | None) -> Engine:
    """Judge the engine by its last run, and the calendar by how far it reaches."""
    horizon = situation.shipped.school_holidays.horizon
    if last is None:
        pulse = Pulse.NEVER
    elif situation.now - last.started > SILENT:
        pulse = Pulse.STILL
    else:
        pulse = Pulse.FAILED if last.error else Pulse.RUNS
    return Engine(
        pulse=pulse,
        last=last.started if last is not None else None,
        horizon=horizon.last if horizon is not None else None,
        is_horizon_near=horizon is None or horizon.last - situation.today < SOON,
    )


def _parts(
    organisation: Organisation, unit: Unit, units: frozenset[str], counts: Counts, began: int
) -> tuple[PartOf, ...]:
    """Return the units directly below, by name, and the unit itself when anything is its own."""
    below = sorted(
        (one for one in organisation.units.values() if one.parent == unit.code and one.code in units),
        key=lambda one: one.name,
    )
    codes = {one.code for one in below}
    part_of = {
        code: next((up for up in organisation.upward(code) if up in codes), unit.code) for code in units
    }
    by_part = counts.parted(part_of.__getitem__)
    found = [
        _part(one, by_part.get(one.code, NOTHING), began, is_itself=one is unit) for one in (*below, unit)
    ]
    return tuple(one for one in found if not one.is_itself or one.standing != Standing()) if below else ()


def _part(unit: Unit, counts: Counts, began: int, *, is_itself: bool) -> PartOf:
    return PartOf(
        unit=unit,
        is_itself=is_itself,
        standing=standing_of(counts),
        years=years_of(counts, began, YEARS),
    )
