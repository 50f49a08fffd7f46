"""What goes into somebody's own calendar: days with a name and nothing else; no reasons, and nothing about people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.actions.action import Action, Phase
from pdca.domain.calendar.days import Period
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import PHASES
from pdca.domain.errors import NotFound
from pdca.domain.notices.notice import ItemKind
from pdca.services.reading import MOST_ROWS, CycleQuery
from pdca.services.seeing.agenda import Sort, entries_of
from pdca.services.seeing.telling import about, titles_of
from pdca.services.seeing.year_plan import lines_in, units_open_to
from pdca.services.situation import Situation

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
"""How much of a year plan a calendar holds before and after today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One day in a calendar; `key` stays the same when the day moves. `about`: the action or cycle it belongs to.

    `phase` is that of an action, or the one of a cycle that is to be over. `is_to_agree`: they are asked to agree.
    """

    key: str
    day: date
    kind: ItemKind
    title: str
    unit: str
    about: str
    phase: str = ""
    is_to_agree: bool = False
    opens: bool = False
    is_coming: bool = False


def days_of_person(situation: Situation, email: str, locale: str) -> list[Marked]:
    """Return what waits for somebody, and the phases of the cycles that they run, by day."""
    session = situation.session
    found = session.find_cycles(CycleQuery(people=frozenset({email}), is_open=True, limit=MOST_ROWS))
    own = [one for one in found.rows if one.owner == email]
    run = {one.id for one in own}
    deadlines = [one.deadline for one in session.deadlines_of_people([email])]
    owed = [one for one in deadlines if one.kind is not ItemKind.CYCLE or one.item not in run]
    titles = titles_of(situation, owed, locale)
    actions = session.actions_of([one.item for one in owed if one.kind is ItemKind.ACTION])
    names = situation.organisation.units
    marked = [
        Marked(
            key=f"{one.kind}/{one.item}",
            day=one.due,
            kind=one.kind,
            title=titles[one.item],
            unit=names[one.unit].name,
            about=about(one),
            phase=actions[one.item].phase if one.item in actions else "",
            is_to_agree=one.item in actions and _is_to_agree(actions[one.item]),
        )
        for one in owed
    ]
    marked += [each for one in own for each in _phases_left(situation, one, locale)]
    return sorted(marked, key=lambda one: (one.day, one.key))


def days_of_unit(situation: Situation, unit: str, viewer: str, locale: str) -> list[Marked]:
    """Return the year plan of a unit as days; NotFound for who may not see it any more."""
    organisation, today = situation.organisation, situation.today
    open_to = units_open_to(organisation, viewer, today)
    if unit not in open_to:
        raise NotFound("there is no unit '{unit}'", unit=unit)
    units = frozenset(one.code for one in organisation.below(unit)) & open_to
    lines = lines_in(situation, units, Period(today - BACK, today + AHEAD))
    return [
        Marked(
            key=f"{entry.sort}/{entry.cycle}/{entry.phase}",
            day=entry.day,
            kind=ItemKind.CYCLE,
            title=f"{line.title.in_language(locale)} {line.period}",
            unit=organisation.unit(line.unit).name,
            about=line.id,
            phase=entry.phase,
            opens=entry.sort is Sort.OPENS,
            is_coming=line.is_coming,
        )
        for line in lines
        for entry in entries_of(line, today)
        if entry.sort in (Sort.OPENS, Sort.DUE)
    ]


def _is_to_agree(action: Action) -> bool:
    return action.phase is Phase.ACT and action.waits_for_agreement


def _phases_left(situation: Situation, cycle: Cycle, locale: str) -> Iterator[Marked]:
    """Yield the phase that a cycle is in and those that follow."""
    for phase in cycle.phases[PHASES.index(cycle.state) :]:
        yield Marked(
            key=f"phase/{cycle.id}/{phase.name}",
            day=phase.due,
            kind=ItemKind.CYCLE,
            title=f"{cycle.title.in_language(locale)} {cycle.period}",
            unit=situation.organisation.unit(cycle.unit).name,
            about=cycle.id,
            phase=phase.name,
        )
