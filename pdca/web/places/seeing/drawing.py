"""The year plan as a drawing: days become places on a line, long names become two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.calendar.days import Period
from pdca.services.seeing.lines import Line
from pdca.services.seeing.windows import Window, Zoom
from pdca.services.seeing.year_plan import Group
from pdca.web.door.visit import Visit

LEFT, WIDE = 230.0, 1000.0
"""Where the first day stands in a drawing, and how wide it is."""

NAME = 29
"""So many signs of a name fit beside a line."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place on the line, with what it says."""

    x: float
    wide: float
    label: str
    phase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One cycle: its name in two lines (below it the unit, or since when it is late), its phases, how it ended."""

    name: tuple[str, str]
    title: str
    href: str
    spans: tuple[Span, ...]
    after: str = ""
    is_late: bool = False
    is_coming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One group: its lanes, months or weeks, holidays and the line of today."""

    ticks: tuple[Span, ...]
    offs: tuple[Span, ...]
    lanes: tuple[Lane, ...]
    today: float | None


def drawing_of(
    visit: Visit, group: Group, window: Window, today: date, unit_names: dict[str, str]
) -> Drawing:
    """Return a group as it is drawn."""
    days = window.days
    return Drawing(
        ticks=tuple(_ticks(visit, window)),
        offs=tuple(
            _span(days, one.days, f"{break_name(visit, one.name)}, {period(visit, one.days)}")
            for one in group.breaks
        ),
        lanes=tuple(_lane(visit, one, group, days, unit_names) for one in group.lines),
        today=_x(days, today) if today in days else None,
    )


def period(visit: Visit, days: Period) -> str:
    """Write some days in words."""
    if days.first == days.last:
        return visit.words.day(days.first)
    return visit.words.say("{first} to {last}", first=days.first, last=days.last)


def break_name(visit: Visit, name: str) -> str:
    """Return what a holiday or a day off is called."""
    known = visit.words.word("holiday", name) if name else ""
    return known or name or visit.words.say("day off")


def in_two(name: str, second: str) -> tuple[str, str]:
    """Return a name as it stands beside a line: the unit below it, or its own second half."""
    first, rest = name, ""
    if len(name) > NAME:
        cut = name.rfind(" ", 0, NAME + 1)
        first, rest = (name[:cut], name[cut + 1 :]) if cut > 0 else (name[:NAME], name[NAME:])
    if second:
        return (first + "…" if rest else first), _short(second)
    return first, _short(rest)


def _short(text: str) -> str:
    return text if len(text) <= NAME + 2 else text[: NAME + 1].rstrip() + "…"


def _lane(visit: Visit, line: Line, group: Group, days: Period, unit_names: dict[str, str]) -> Lane:
    words = visit.words
    title = line.title.in_language(words.locale)
    unit = "" if line.unit == group.unit.code else unit_names[line.unit]
    spans = [
        _span(
            days,
            one.days,
            words.say(
                "{phase}: {first} to {last}", phase=one.phase, first=one.days.first, last=one.days.last
            ),
            one.phase,
        )
        for one in line.stretches
        if one.days.first <= days.last and one.days.last >= days.first
    ]
    late = line.late_since
    second = unit if late is None else words.say("late since {day}", day=words.day_short(late))
    return Lane(
        name=in_two(title, second),
        title=f"{title}, {unit}" if unit else title,
        href="" if line.is_coming else f"/b/{visit.board}/cycles/{line.id}",
        spans=tuple(spans),
        after="" if line.closed_on is None else words.word("cycle_state", line.state),
        is_late=late is not None,
        is_coming=line.is_coming,
    )


def _ticks(visit: Visit, window: Window) -> Sequence[Span]:
    days, words = window.days, visit.words
    if window.zoom is Zoom.MONTH:
        monday = days.first + timedelta(days=-days.first.weekday() % 7)
        starts = [days.first, *(monday + timedelta(days=7 * at) for at in range(6))]
        return [_span(days, Period(one, one), f"{one.day}") for one in dict.fromkeys(starts) if one in days]
    is_broad = window.zoom is Zoom.TERM
    labels = {
        one: words.language.day_in_words(one).split(" ")[1] if is_broad else words.month_short(one)
        for one in window.months()
    }
    return [_span(days, Period(one, one), label) for one, label in labels.items()]


def _span(window: Period, days: Period, label: str, phase: str = "") -> Span:
    first = _x(window, max(days.first, window.first))
    last = _x(window, min(days.last, window.last) + timedelta(days=1))
    return Span(round(first, 1), round(max(last - first, 3.0), 1), label, phase)


def _x(window: Period, day: date) -> float:
    whole = (window.last - window.first).days + 1
    return LEFT + (day - window.first).days / whole * (WIDE - LEFT)
