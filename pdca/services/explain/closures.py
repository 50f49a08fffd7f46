"""Which days count for an item, and why some days between its start and its last step did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pdca.domain.calendar.days import DayMode, Period
from pdca.domain.errors import Message, Param
from pdca.services.explain.scene import Scene
from pdca.services.explain.trace import Closure, Days, Said

SATURDAY = 5


def days_that_count(scene: Scene, unit: str, grade: str | None, first: date, last: date) -> Days:
    """Return which days count for an item, and the closures that touch a stretch of time."""
    mode, region = scene.policy.day_mode(grade), scene.organisation.region(unit)
    return Days(
        mode=mode,
        region=region,
        first=first,
        last=last,
        say=tuple(_rule(scene, mode, unit, region, last)),
        closures=tuple(closures(scene, mode, unit, Period(first, last))),
    )


def why_no_mail(scene: Scene, unit: str, grade: str | None, day: date) -> Message | None:
    """Return why no mail may leave for an item on a day; None when it may."""
    if scene.days(unit, grade).may_mail(day):
        return None
    if day.weekday() >= SATURDAY:
        return Message("no mail leaves in a weekend")
    found = closures(scene, scene.policy.day_mode(grade), unit, Period(day, day))
    return Message("no mail leaves on this day: {why}", {"why": tuple(one.say for one in found)})


def closures(scene: Scene, mode: DayMode, unit: str, within: Period) -> list[Closure]:
    """Return the holidays and days off that touch a stretch of time, in order; weekends go without saying."""
    found = [*_school_holidays(scene, unit, within), *_days_off(scene, unit, within)]
    if mode is not DayMode.SCHOOL:
        found = []
    covered = [Period(one.first, one.last) for one in found]
    found += [one for one in _public(scene, within) if not any(one.first in period for period in covered)]
    return sorted(found, key=lambda one: (one.first, one.last, str(one.say)))


def _rule(scene: Scene, mode: DayMode, unit: str, region: str, last: date) -> Iterator[Message]:
    if mode is DayMode.CALENDAR:
        yield Message("every day counts; mail leaves on working days only")
    elif mode is DayMode.WORKING:
        yield Message("Monday to Friday counts, except public holidays")
    elif region:
        yield Message(
            "Monday to Friday counts, except public holidays, the school holidays of region {region} and the "
            "days off of {unit} and what lies above it",
            {"region": region, "unit": scene.unit(unit)},
        )
    else:
        yield Message(
            "Monday to Friday counts, except public holidays, the school holidays that all regions share and "
            "the days off of {unit} and what lies above it",
            {"unit": scene.unit(unit)},
        )
    horizon = scene.school_holidays.horizon
    if mode is DayMode.SCHOOL and (horizon is None or last > horizon.last):
        day = horizon.last if horizon is not None else None
        yield Message("school holidays are known up to {day} only; later days all count", {"day": day})


def _school_holidays(scene: Scene, unit: str, within: Period) -> Iterator[Closure]:
    for period in scene.school_holidays.of_region(scene.organisation.region(unit)):
        if _touches(period, within):
            name = scene.school_holidays.name_of(period)
            yield _closure(period, (Message("{holiday}", {"holiday": name}),))


def _days_off(scene: Scene, unit: str, within: Period) -> Iterator[Closure]:
    above = scene.organisation.upward(unit)
    for off in scene.days_off:
        period = Period(off.first, off.last)
        if off.unit in above and _touches(period, within):
            facts: dict[str, Param] = {"unit": scene.unit(off.unit), "text": off.name}
            said = Message("{text}, {unit}" if off.name else "day off of {unit}", facts)
            yield _closure(period, (said,))


def _public(scene: Scene, within: Period) -> Iterator[Closure]:
    for year in range(within.first.year, within.last.year + 1):
        for day, name in scene.board.holidays.named_in_year(year).items():
            if day in within and day.weekday() < SATURDAY:
                said = Message("{holiday}", {"holiday": name}) if name else Message("a holiday of this board")
                yield _closure(Period(day, day), (said,))


def _closure(period: Period, what: Said) -> Closure:
    if period.first == period.last:
        say = Message("{day}: {what}", {"day": period.first, "what": what})
    else:
        say = Message("{first} to {last}: {what}", {"first": period.first, "last": period.last, "what": what})
    return Closure(first=period.first, last=period.last, say=say)


def _touches(period: Period, within: Period) -> bool:
    return period.first <= within.last and within.first <= period.last
