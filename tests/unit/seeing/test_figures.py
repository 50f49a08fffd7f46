"""Counts are added up unit by unit, and a share of a small whole is no percentage."""

from datetime import date

import pytest

from pdca.domain.cycles.cycle import CycleState
from pdca.domain.notices.notice import ItemKind
from pdca.services.reading import Closure, CyclePile, Pile
from pdca.services.seeing.figures import NOTHING, Counts, Share, Standing, makeup_of, standing_of, years_of

EARLY, LATER = date(2026, 9, 9), date(2026, 11, 2)


def counts() -> Counts:
    return Counts(
        actions={("do", "goal"): 3, ("plan", "risk"): 2, ("do", "risk"): 4},
        piles=[
            Pile(unit="BRUG", kind=ItemKind.ACTION, waiting=5, late=2, past_ladder=1, latest=LATER),
            Pile(unit="BRUG", kind=ItemKind.TASK, waiting=3, late=1, unowned=1, latest=EARLY),
            Pile(unit="BRUG", kind=ItemKind.REQUEST, waiting=2, late=1, unreached=1, latest=LATER),
            Pile(unit="HAVEN", kind=ItemKind.ACTION, waiting=4),
        ],
        cycles=[
            CyclePile(unit="BRUG", state=CycleState.DO, year=None, count=2, late=1),
            CyclePile(unit="BRUG", state=CycleState.ACT, year=None, count=1, ready=1),
            CyclePile(unit="BRUG", state=CycleState.CLOSED, year=2025, count=4, in_time=3),
            CyclePile(unit="BRUG", state=CycleState.CANCELLED, year=2025, count=9),
        ],
        closures=[
            Closure(unit="BRUG", year=2024, closed=5, in_time=4, effective_at_once=3, cancelled=1),
            Closure(unit="HAVEN", year=2024, closed=10, in_time=1, effective_at_once=2),
            Closure(unit="BRUG", year=2026, closed=2, in_time=2, effective_at_once=0),
        ],
    )


def of(unit: str) -> Counts:
    return counts().parted(lambda code: code)[unit]


def test_a_unit_stands_as_its_own_counts_say() -> None:
    assert standing_of(of("BRUG")) == Standing(
        open_actions=5,
        late_actions=2,
        open_cycles=3,
        late_cycles=1,
        ready_cycles=1,
        late_requests=1,
        past_ladder=1,
        unowned=1,
        unreached=1,
        since=LATER,
    )


def test_the_date_is_of_what_is_late_among_the_actions_and_of_nothing_else() -> None:
    pile = Pile(unit="BRUG", kind=ItemKind.CYCLE, waiting=1, late=1, latest=EARLY)
    assert standing_of(Counts(piles=[pile])).since is None


def test_units_together_stand_as_the_sum_of_each() -> None:
    both = standing_of(counts())
    assert (both.open_actions, both.late_actions, both.since) == (9, 2, LATER)


def test_nothing_hangs_where_things_only_wait() -> None:
    haven = standing_of(of("HAVEN"))
    assert not haven.hangs
    assert haven.since is None
    assert standing_of(of("BRUG")).hangs


def test_school_years_are_told_from_the_first_in_which_anything_ended() -> None:
    years = years_of(counts(), 2026, 5)
    assert [one.name for one in years] == ["2024-2025", "2025-2026", "2026-2027"]
    first, middle, last = years
    assert (first.actions, first.effective, first.cancelled) == (
        Share(part=5, whole=15),
        Share(part=5, whole=15),
        1,
    )
    assert (middle.actions.whole, middle.cycles) == (0, Share(part=3, whole=4))
    assert last.effective == Share(part=0, whole=2)


def test_no_more_school_years_are_told_than_asked_for() -> None:
    years = years_of(of("BRUG"), 2026, 2)
    assert [one.year for one in years] == [2025, 2026]


def test_a_unit_without_a_past_has_this_year_only() -> None:
    assert [one.year for one in years_of(NOTHING, 2026, 5)] == [2026]


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(3, 9, None), (0, 0, None), (5, 10, 50), (1, 11, 9), (10, 11, 91), (1, 200, 1), (12, 12, 100)],
)
def test_a_share_is_a_percentage_from_ten_on(part: int, whole: int, percent: int | None) -> None:
    assert Share(part=part, whole=whole).percent == percent


def test_open_actions_are_made_up_of_phases_and_sources_the_most_first() -> None:
    makeup = makeup_of(counts())
    assert makeup.phases == {"do": 7, "plan": 2}
    assert makeup.sources == (("risk", 6), ("goal", 3))
