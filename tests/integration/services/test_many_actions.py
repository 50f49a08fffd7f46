"""Many actions at once: all of them or none; lists, their order and a free reference, on both databases."""

from datetime import date

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.services.actions.listing import State, Wanted, columns, every, some
from pdca.services.actions.many import NotAll, act_on_many
from pdca.services.actions.new_action import next_ref
from pdca.services.reading import ActionOrder
from pdca.services.situation import Situation
from tests.builders.board import ANNA, QUIN, TESS
from tests.integration.services.desk import SHIPPED, Desk, a_row

DAY = date(2026, 11, 16)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """De Kade with three actions of Anna: two late, one of them in check, one to come."""
    rows = [a_row("A-001"), a_row("A-002", due=date(2026, 12, 18)), a_row("A-003", phase=Phase.CHECK)]
    desk.load(date(2026, 9, 21), actions=rows)
    return desk


def change(
    desk: Desk, refs: list[str], due: date | None, event: Event = Event.EXTEND, actor: str = TESS
) -> int:
    """Let a team leader change some actions at once."""
    act = Act(event=event, actor=actor, reason="studiedag", due=due)
    with desk.store.board("kade") as session:
        return act_on_many(session, SHIPPED, refs, act, desk.at(DAY, hours=6))


def dues(desk: Desk) -> list[date | None]:
    with desk.store.reading("kade") as session:
        return [session.action(ref).due for ref in ("A-001", "A-002")]


def test_all_of_them_get_another_date(loaded: Desk) -> None:
    assert change(loaded, ["A-001", "A-002", "A-001"], date(2026, 12, 11)) == 2
    assert dues(loaded) == [date(2026, 12, 11)] * 2


def test_one_that_cannot_be_done_stops_all_and_each_is_told(loaded: Desk) -> None:
    with pytest.raises(NotAll) as refused:
        change(loaded, ["A-001", "A-002", "Z-9"], date(2026, 12, 18))
    assert [ref for ref, _ in refused.value.refusals] == ["A-002", "Z-9"]
    assert dues(loaded) == [date(2026, 11, 13), date(2026, 12, 18)]


def test_whoever_does_not_manage_them_changes_none(loaded: Desk) -> None:
    with pytest.raises(NotAll):
        change(loaded, ["A-001"], date(2026, 12, 11), actor=ANNA)
    assert dues(loaded)[0] == date(2026, 11, 13)


@pytest.mark.parametrize(("refs", "event"), [([], Event.EXTEND), (["A-001"], Event.CANCEL)])
def test_nothing_and_other_steps_are_refused(loaded: Desk, refs: list[str], event: Event) -> None:
    with pytest.raises((BadInput, Refused)):
        change(loaded, refs, date(2026, 12, 11), event)


def test_a_list_shows_what_is_asked_in_the_order_asked_a_part_at_a_time(loaded: Desk) -> None:
    with loaded.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, loaded.at(DAY, hours=6))
        by_ref = Wanted(order=ActionOrder.REF, is_backwards=True)
        rows, total = some(situation, by_ref, QUIN, 1, 1)
        assert ([one.ref for one in rows], total) == (["A-002"], 3)
        assert [one.ref for one in every(situation, by_ref, QUIN)] == ["A-003", "A-002", "A-001"]
        late = every(situation, Wanted(state=State.LATE, order=ActionOrder.REF), QUIN)
        assert [(one.ref, one.state) for one in late] == [("A-001", "late"), ("A-003", "late")]
        wheel = {one.phase: one.total for one in columns(situation, Wanted(), QUIN)}
    assert wheel == {"plan": 0, "do": 2, "check": 1, "act": 0}


def test_a_free_reference_goes_on_after_the_number_of_actions_and_skips_what_is_taken(loaded: Desk) -> None:
    with loaded.store.reading("kade") as session:
        assert next_ref(session) == "A-004"
    loaded.load(date(2026, 11, 2), actions=[a_row("A-001"), a_row("A-005"), a_row("B-001")])
    with loaded.store.reading("kade") as session:
        assert next_ref(session) == "A-006", "five actions by now, and A-005 is there"


def test_a_free_reference_is_found_behind_a_long_row_of_taken_ones(loaded: Desk) -> None:
    loaded.load(DAY, actions=[a_row("Z-1"), *(a_row(f"A-{number:03}") for number in range(60, 117))])
    with loaded.store.reading("kade") as session:
        assert next_ref(session) == "A-117", "61 actions by now: A-062 to A-116 are there"


def test_a_list_that_takes_several_reads_has_every_row_once(loaded: Desk) -> None:
    refs = [f"B-{number:03}" for number in range(1, 203)]
    loaded.load(DAY, actions=[a_row(ref) for ref in refs])
    with loaded.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, loaded.at(DAY, hours=6))
        rows = every(situation, Wanted(order=ActionOrder.REF), QUIN)
        assert [one.ref for one in rows] == ["A-001", "A-002", "A-003", *refs]
