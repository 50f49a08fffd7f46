"""Counts added up: of one unit with everything below it, of its parts, and of the school years behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pdca.domain.calendar.terms import school_year
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.notices.notice import ItemKind
from pdca.services.reading import Closure, CyclePile, Pile

ENOUGH = 10
"""Below so many a share says nothing, and the numbers themselves are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Everything that was counted of the units that are looked at; open actions by phase and source."""

    actions: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    piles: Sequence[Pile] = ()
    cycles: Sequence[CyclePile] = ()
    closures: Sequence[Closure] = ()

    def parted(self, part_of: Callable[[str], str]) -> Mapping[str, Counts]:
        """Return what was counted of each part of the units; how open actions are made up is of the whole."""
        parts: defaultdict[str, tuple[list[Pile], list[CyclePile], list[Closure]]] = defaultdict(
            lambda: ([], [], [])
        )
        for pile in self.piles:
            parts[part_of(pile.unit)][0].append(pile)
        for cycles in self.cycles:
            parts[part_of(cycles.unit)][1].append(cycles)
        for closure in self.closures:
            parts[part_of(closure.unit)][2].append(closure)
        return {
            part: Counts(piles=piles, cycles=cycles, closures=closures)
            for part, (piles, cycles, closures) in parts.items()
        }


NOTHING = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How some units stand now; `since` is the earliest date that a late action was due."""

    open_actions: int = 0
    late_actions: int = 0
    open_cycles: int = 0
    late_cycles: int = 0
    ready_cycles: int = 0
    late_requests: int = 0
    past_ladder: int = 0
    unowned: int = 0
    unreached: int = 0
    since: date | None = None

    @property
    def hangs(self) -> bool:
        """Tell whether there is anything that somebody should look at."""
        return any(
            (
                *(self.late_actions, self.late_cycles, self.ready_cycles, self.late_requests),
                *(self.past_ladder, self.unowned, self.unreached),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole. Of a small whole the numbers say more than a percentage."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Return the share in percent, rounded to the nearest; None of a whole that is too small for it."""
        if self.whole < ENOUGH:
            return None
        return (200 * self.part + self.whole) // (2 * self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnded:
    """What ended in one school year."""

    year: int
    actions: Share
    effective: Share
    cancelled: int
    cycles: Share

    @property
    def name(self) -> str:
        """Return `2026-2027`."""
        return school_year(self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """Open actions by the phase they are in and by where they come from, the most first."""

    phases: Mapping[str, int] = field(default_factory=dict)
    sources: Sequence[tuple[str, int]] = ()


def standing_of(counts: Counts) -> Standing:
    """Return how some units stand; whatever is open waits for somebody, so open actions are those that wait."""
    cycles = [one for one in counts.cycles if one.state.is_open]
    actions = [one for one in counts.piles if one.kind is ItemKind.ACTION]
    return Standing(
        open_actions=sum(one.waiting for one in actions),
        late_actions=sum(one.late for one in actions),
        open_cycles=sum(one.count for one in cycles),
        late_cycles=sum(one.late for one in cycles),
        ready_cycles=sum(one.ready for one in cycles),
        late_requests=sum(one.late for one in counts.piles if one.kind is ItemKind.REQUEST),
        past_ladder=sum(one.past_ladder for one in counts.piles),
        unowned=sum(one.unowned for one in counts.piles),
        unreached=sum(one.unreached for one in counts.piles),
        since=min((one.latest for one in actions if one.latest is not None), default=None),
    )


def years_of(counts: Counts, last: int, how_many: int) -> tuple[YearEnded, ...]:
    """Return the school years up to `last`, oldest first, from the first one in which anything ended."""
    ended = [one for one in counts.cycles if one.state is CycleState.CLOSED]
    known = {one.year for one in counts.closures} | {one.year for one in ended if one.year is not None}
    first = max(min(known, default=last), last - how_many + 1)
    return tuple(_year(counts.closures, ended, year) for year in range(first, last + 1))


def makeup_of(counts: Counts) -> Makeup:
    """Return in which phase open actions are, and where they come from."""
    phases, sources = Counter[str](), Counter[str]()
    for (phase, source), count in counts.actions.items():
        phases[phase] += count
        sources[source] += count
    ranked = sorted(sources.items(), key=lambda one: (-one[1], one[0]))
    return Makeup(phases=dict(phases), sources=tuple(ranked))


def _year(closures: Iterable[Closure], ended: Iterable[CyclePile], year: int) -> YearEnded:
    actions = [one for one in closures if one.year == year]
    cycles = [one for one in ended if one.year == year]
    closed = sum(one.closed for one in actions)
    return YearEnded(
        year=year,
        actions=Share(part=sum(one.in_time for one in actions), whole=closed),
        effective=Share(part=sum(one.effective_at_once for one in actions), whole=closed),
        cancelled=sum(one.cancelled for one in actions),
        cycles=Share(part=sum(one.in_time for one in cycles), whole=sum(one.count for one in cycles)),
    )
