"""The plan of approach: written part by part, and what it comes to with the programmes that the board has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pdca.domain.approach import LONGEST_WHY, Approach, Certification, Part, Taking, joined, to_choose
from pdca.domain.calendar.days import Period
from pdca.domain.cycles.opening import preview
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import BadInput, Refused, Stale
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Process, Unit
from pdca.domain.people.sight import Right, has_right
from pdca.services.ports import BoardSession, Shipped
from pdca.services.reading import CycleQuery
from pdca.services.records import Event
from pdca.services.situation import Situation

WRITTEN, KEY = "approach_written", "approach"
MOST_YEARS = 10
"""So many years after the start everybody may get the certificate."""

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A programme in the first year of the plan: for which units, and when its first cycle opens.

    `is_for_all` tells whether those are all units of its kind; `before` is how many cycles open before the start.
    """

    programme: Programme
    units: Sequence[Unit]
    first: date | None
    is_for_all: bool
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """What happened to the plan since somebody looked at it: who wrote last, when, and which parts are other now."""

    by: str
    at: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the plan: who wrote it, and when."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of approach with everything that it names, as it stands on a day.

    `going_on` is how many cycles are open for units that do not take part.
    """

    approach: Approach
    choosable: Sequence[Unit]
    units: Sequence[Unit]
    processes: Sequence[tuple[Process, str, bool]]
    rounds: Sequence[Round]
    versions: Sequence[Version]
    going_on: int

    @property
    def early(self) -> Sequence[Round]:
        """Return the programmes of which a cycle opens before the start."""
        return [one for one in self.rounds if one.before]


def write_approach(
    session: BoardSession, shipped: Shipped, wanted: Approach, actor: str, now: datetime
) -> Approach:
    """Keep what was decided; `wanted.version` is the version on which it rests. The same again is no new version.

    Raises Refused when the actor may not, Stale when somebody wrote meanwhile, BadInput when something is not there.
    """
    situation = Situation(session, shipped, now)
    _require_right(situation, actor)
    before = situation.approach
    if replace(wanted, version=before.version) == before:
        return before
    if wanted.version != before.version:
        raise Stale
    _check(situation, wanted)
    written = replace(wanted, version=before.version + 1)
    session.record(WRITTEN, written, actor=actor, at=now)
    return written


def plan_of(situation: Situation) -> Plan:
    """Return the plan as it stands, also when nothing of it was decided yet."""
    session, organisation, approach = situation.session, situation.organisation, situation.approach
    choosable = [
        one
        for one in to_choose(organisation.units.values())
        if one.code in approach.units or not organisation.has_ended(one.code, situation.today)
    ]
    processes = sorted(session.processes(), key=lambda one: (one.name.casefold(), one.code))
    return Plan(
        approach=approach,
        choosable=choosable,
        units=chosen_of(situation),
        processes=[
            (one, named(organisation, one.owner), one.code in approach.processes) for one in processes
        ],
        rounds=rounds_of(situation, approach.start),
        versions=[Version(at=one.at, by=named(organisation, one.actor)) for one in written_in(situation)],
        going_on=_going_on(situation),
    )


def overtaken(situation: Situation, version: int) -> Overtaken | None:
    """Return what happened since a version of the plan; None when it is the present one."""
    session = situation.session
    written = written_in(situation)
    if not written or version >= len(written):
        return None
    then = session.value_at(Approach, KEY, written[version - 1].seq) if version > 0 else None
    before, after = then or Approach(), situation.approach
    return Overtaken(
        by=named(situation.organisation, written[-1].actor),
        at=written[-1].at,
        parts=tuple(part for part in Part if before.decided(part) != after.decided(part)),
    )


def written_in(situation: Situation) -> Sequence[Event]:
    """Return the events that wrote the plan, on a page or with a folder, the oldest first."""
    if not situation.approach.version:
        return ()
    return [one for one in situation.session.events(key=KEY) if one.entity == KEY]


def rounds_of(situation: Situation, start: date | None = None) -> list[Round]:
    """Return what opens for whoever takes part in the year after a start, or from today on, the earliest first."""
    session, taking, today = situation.session, situation.taking, situation.today
    programmes = session.programmes()
    first = max(start or today, today)
    coming = preview(programmes, taking, situation.clocks, Period(today, first + A_YEAR))
    days: dict[str, list[date]] = {one.code: [] for one in programmes}
    for opening in coming:
        days[opening.programme.code].append(opening.day)
    found = [_round(taking, one, days[one.code], first) for one in programmes]
    return sorted(found, key=lambda one: (one.first or date.max, one.programme.code))


def _round(taking: Taking, programme: Programme, days: Sequence[date], start: date) -> Round:
    units, organisation = taking.units_of(programme, start), taking.organisation
    there = (one for one in organisation.units.values() if not organisation.has_ended(one.code, start))
    of_its_kind = sum(one.kind is programme.scope for one in there)
    return Round(
        programme=programme,
        units=units,
        first=next((day for day in days if day >= start), None),
        is_for_all=len(units) == of_its_kind,
        before=sum(day < start for day in days),
    )


def taking_since(situation: Situation) -> Taking:
    """Return who takes part, and since when, as the versions of the plan tell."""
    taking = situation.taking
    versions = [
        (one.at.astimezone(situation.zone).date(), (one.after or {})["units"])
        for one in written_in(situation)
    ]
    return replace(taking, joined=joined(taking.organisation, versions))


def left_out(situation: Situation) -> frozenset[str]:
    """Return the units that do not take part."""
    taking = situation.taking
    return frozenset(code for code in taking.organisation.units if not taking.takes_part(code))


def chosen_of(situation: Situation) -> list[Unit]:
    """Return the units that were chosen to take part, with all that is below them."""
    choosable = to_choose(situation.organisation.units.values())
    return [one for one in choosable if one.code in situation.approach.units]


def _going_on(situation: Situation) -> int:
    out = left_out(situation)
    asked = CycleQuery(within=out, is_open=True, limit=1)
    return situation.session.find_cycles(asked).total if out else 0


def _check(situation: Situation, wanted: Approach) -> None:
    if len(wanted.why) > LONGEST_WHY:
        raise BadInput(
            "that is {length} characters; use {most} at most",
            name="why",
            length=len(wanted.why),
            most=LONGEST_WHY,
        )
    choosable = {one.code for one in to_choose(situation.organisation.units.values())}
    for code in wanted.units:
        if code not in choosable:
            raise BadInput("there is no unit '{unit}'", name="units", unit=code)
    known = {one.code for one in situation.session.processes()}
    for code in wanted.processes:
        if code not in known:
            raise BadInput("there is no process '{value}'", name="processes", value=code)
    if wanted.start is not None and wanted.start.day != 1:
        raise BadInput("a start is the first day of a month, not {day}", name="start", day=wanted.start)
    _check_certificate(wanted, situation.today)


def _check_certificate(wanted: Approach, today: date) -> None:
    if wanted.certification is Certification.PHASED and wanted.certified_in is None:
        raise BadInput("say in which year everybody has the certificate", missing="certified_in")
    first = (wanted.start or today).year
    if wanted.certified_in is not None and not first <= wanted.certified_in <= first + MOST_YEARS:
        raise BadInput(
            "{year} is out of reach; use a year from {first} to {last}",
            name="certified_in",
            year=str(wanted.certified_in),
            first=str(first),
            last=str(first + MOST_YEARS),
        )


def _require_right(situation: Situation, actor: str) -> None:
    organisation = situation.organisation
    organisation.person(actor)
    if not has_right(organisation, actor, Right.SET_UP, situation.today):
        raise Refused(
            "{actor} may not write the plan of approach: that is for the quality manager and the board secretary",
            actor=named(organisation, actor),
        )
