"""Details of acts on actions that a planted fault could still get past the other tests."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.action import Measure, Phase, Size
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Refused
from pdca.domain.machine import Who
from tests.builders.actions import IMPROVEMENT, a_setting, act, an_action
from tests.builders.board import ANNA, BAS, QUIN, TESS, a_bench, a_person, an_organisation

W = Who
SATURDAY = date(2026, 11, 7)


def test_growing_takes_a_measure_along_and_keeps_the_one_there_was() -> None:
    small = an_action(size=Size.SMALL)
    felt = act(small, Event.GROW, a_setting(W.OWNER), measure=Measure.FELT)
    assert felt.measure is Measure.FELT
    kept = act(replace(small, measure=Measure.MEASURABLE, goal="oud"), Event.GROW, a_setting(W.OWNER))
    assert (kept.measure, kept.goal) == (Measure.MEASURABLE, "oud")


def test_a_wait_on_days_that_do_not_count_leaves_any_due_date_where_it_is() -> None:
    due = date(2026, 11, 14)  # a Saturday too
    blocked = act(
        an_action(due=due), Event.BLOCK, a_setting(W.MANAGER, today=SATURDAY), until=date(2026, 11, 8)
    )
    assert blocked.due == due


def test_who_waits_already_reads_until_when() -> None:
    blocked = act(an_action(), Event.BLOCK, a_setting(W.MANAGER))
    with pytest.raises(Refused, match=r"^A-004 already waits until 2026-11-06$"):
        act(blocked, Event.BLOCK, a_setting(W.MANAGER))


def test_another_holder_of_a_managing_role_further_up_manages_too_and_one_of_the_owners_level_does_not() -> (
    None
):
    upstairs = a_person("teo", "BRUG", "team_leader@BRUG")
    bench = a_bench(an_organisation(people=[upstairs]))
    assert bench.managers(an_action()) == (TESS,)
    assert W.MANAGER in bench.standing(an_action(owner=ANNA), IMPROVEMENT, upstairs.email)
    assert W.MANAGER not in bench.standing(an_action(owner=TESS), IMPROVEMENT, upstairs.email)


def test_who_was_named_closer_closes_and_so_does_every_other_holder_of_the_role() -> None:
    bench = a_bench()
    action = an_action(phase=Phase.ACT, closer=BAS)
    assert W.CLOSER in bench.standing(action, IMPROVEMENT, BAS)  # named, and without the role
    assert W.CLOSER in bench.standing(action, IMPROVEMENT, QUIN)  # with the role, and not named
    assert W.CLOSER not in bench.standing(action, IMPROVEMENT, TESS)
