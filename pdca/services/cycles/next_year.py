"""What of a programme is other in the next school year: whether it opens, and on which day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.recurrence import Every, Moved, Occurrence, Schedule, occurrences
from pdca.domain.calendar.terms import period_days, school_year, school_year_of
from pdca.domain.cycles.opening import Opening, preview
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.sight import Right, has_right
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

SUMMER = timedelta(days=92)
"""No school stands still for longer than so many days."""

_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """How a programme comes round in the next school year: `day` is when, None not at all; `usual` is as always.

    `choices` are the days that can be chosen instead, one a month.
    """

    programme: Programme
    year: str
    period: str
    usual: date
    day: date | None
    choices: Sequence[date]

    @property
    def is_other(self) -> bool:
        """Tell whether it is other than always."""
        return self.day != self.usual

    def with_day(self, wanted: date | None) -> Programme:
        """Return the programme as it opens on a day in that year, or with None not at all. Raises BadInput."""
        if wanted is not None and wanted not in self.choices:
            raise BadInput("it cannot open on {day} in {year}", name="opens", day=wanted, year=self.year)
        schedule, period = self.programme.schedule, self.period
        skip = {*schedule.skip} - {period} | ({period} if wanted is None else set())
        moved = {one for one in schedule.moved if one.period != period}
        if wanted is not None and wanted != self.usual:
            moved.add(Moved(period, (wanted.month, wanted.day)))
        changed = replace(schedule, skip=tuple(sorted(skip)), moved=tuple(sorted(moved)))
        return replace(self.programme, schedule=changed)


def next_year_of(programme: Programme, today: date) -> NextYear | None:
    """Return how a programme comes round next year; None when it does not then, or by a rule of its own."""
    year = school_year(int(school_year_of(today)[:4]) + 1)
    window, schedule = period_days(year), programme.schedule
    plain = replace(schedule, skip=(), moved=())
    usual = next(iter(occurrences(plain, window)), None)
    if usual is None or schedule.every is Every.RRULE or schedule.opens is None:
        return None
    now = next((one.planned for one in occurrences(schedule, window) if one.period == usual.period), None)
    others = {_in_month(plain, usual, month, window) for month in range(1, 13)}
    return NextYear(
        programme=programme,
        year=year,
        period=usual.period,
        usual=usual.planned,
        day=now,
        choices=sorted(day for day in others | {now} if day is not None),
    )


def next_year(situation: Situation, code: str) -> NextYear:
    """Return how the programme with a code comes round next year. Raises NotFound."""
    found = next((one for one in situation.session.programmes() if one.code == code), None)
    coming = next_year_of(found, situation.today) if found is not None else None
    if coming is None:
        raise NotFound("there is nothing here")
    return coming


def opening_then(situation: Situation, coming: NextYear, wanted: date | None) -> list[Opening]:
    """Return what opens when a programme opens on a day next year, also when a summer holiday lies in between."""
    window = Period(period_days(coming.year).first, period_days(coming.year).last + SUMMER)
    found = preview([coming.with_day(wanted)], situation.taking, situation.clocks, window)
    return [one for one in found if one.period == coming.period]


def set_next_year(
    session: BoardSession, shipped: Shipped, code: str, wanted: date | None, actor: str, now: datetime
) -> None:
    """Let a programme open on a day in the next school year, or with None not at all; other years stay as they are.

    Raises Refused when the actor may not, NotFound, or BadInput for a day that cannot be.
    """
    situation = Situation(session, shipped, now)
    organisation = situation.organisation
    if not has_right(organisation, actor, Right.SET_UP, situation.today):
        raise Refused(
            "{actor} may not change a programme: that is for the quality manager and the board secretary",
            actor=named(organisation, actor),
        )
    coming = next_year(situation, code)
    changed = coming.with_day(wanted)
    if changed != coming.programme:
        session.record("programme_changed", changed, actor=actor, at=now)


def _in_month(plain: Schedule, usual: Occurrence, month: int, window: Period) -> date | None:
    """Return when a period would open in another month; None when that is not in the window."""
    assert plain.opens is not None  # a schedule by a rule is refused before
    day = min(plain.opens[1], monthrange(_LEAP_YEAR, month)[1])
    moved = replace(plain, moved=(Moved(usual.period, (month, day)),))
    found = (one.planned for one in occurrences(moved, window) if one.period == usual.period)
    return next(found, None)
