"""What becomes of an action that is still open at the end of a cycle is a decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase, RequestKind, RequestState
from pdca.domain.actions.machine import Event
from pdca.domain.actions.setting import Setting
from pdca.domain.cycles.decisions import Decision, decide
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import a_setting, an_action
from tests.builders.board import BAS, BO, NOOR, QUIN, SAM, TODAY, a_bench, a_person, an_organisation, away
from tests.builders.cycles import a_cycle

ID = "internal-audit/BRUG/2026-2027"
NEXT = "internal-audit/BRUG/2027-2028"


def decided(
    event: Event = Event.CARRY_OVER,
    *,
    actor: str = QUIN,
    setting: Setting | None = None,
    into: Any = None,
    fields: dict[str, Any] | None = None,
    **changes: Any,
) -> Decision:
    action = an_action(**{"cycle": ID, **changes})
    act = Act(event=event, actor=actor, **{"reason": "loopt door", "to": NEXT, **(fields or {})})
    return decide(a_cycle(), action, act, setting or a_setting(), into)


def test_carrying_over_takes_age_dates_and_ladder_along_and_counts() -> None:
    (action,) = decided(carried=1).actions
    assert action == an_action(cycle=NEXT, carried=2)


def test_an_action_can_leave_for_a_cycle_that_is_not_there_yet() -> None:
    (action,) = decided(fields={"to": None}).actions
    assert (action.cycle, action.carried) == (None, 1)


def test_dropping_ends_an_action_with_a_reason() -> None:
    (action,) = decided(Event.DROP).actions
    assert (action.phase, action.closed_by, action.cycle) == (Phase.CANCELLED, QUIN, ID)
    with pytest.raises(BadInput, match="drop needs: reason"):
        decided(Event.DROP, fields={"reason": ""})


def test_merging_ends_one_action_and_the_other_takes_over_age_and_carry_overs() -> None:
    into = an_action(ref="A-005", started=date(2026, 10, 5), carried=1)
    merged, heir = decided(Event.MERGE, into=into, carried=2, fields={"to": "A-005"}).actions
    assert (merged.ref, merged.phase) == ("A-004", Phase.CANCELLED)
    assert heir == replace(into, started=date(2026, 9, 21), carried=2)


@pytest.mark.parametrize(
    "into",
    [
        None,
        an_action(ref="A-006"),
        an_action(ref="A-005", phase=Phase.CLOSED),
    ],
)
def test_an_action_is_merged_into_the_open_action_that_was_named(into: Any) -> None:
    with pytest.raises(Refused, match="A-004 can be merged into another open action only"):
        decided(Event.MERGE, into=into, fields={"to": "A-005"})


def test_an_action_is_not_merged_into_itself() -> None:
    with pytest.raises(Refused, match="another open action only"):
        decided(Event.MERGE, into=an_action(), fields={"to": "A-004"})


def test_the_third_carry_over_asks_the_board_and_moves_nothing_yet() -> None:
    decision = decided(carried=2)
    assert decision.actions == (an_action(cycle=ID, carried=2, requests=1),)
    request = decision.request
    assert request is not None
    assert (request.id, request.action, request.kind) == ("A-004/request-1", "A-004", RequestKind.CARRY_OVER)
    assert (request.by, request.responsible, request.state) == (QUIN, BO, RequestState.OPEN)
    assert (request.asked_on, request.due) == (TODAY, date(2026, 11, 9))  # five school days on
    assert request.reason == "loopt door"


def test_a_question_to_the_board_needs_a_reason() -> None:
    with pytest.raises(BadInput, match="carry_over needs: reason"):
        decided(carried=2, fields={"reason": ""})


def test_nobody_puts_a_question_to_themselves() -> None:
    organisation = an_organisation(people=[a_person("quin", "BRUG", "board_member@KADE")], without=[BO])
    decision = decided(carried=2, setting=a_setting(bench=a_bench(organisation)))
    assert decision.request is not None
    assert decision.request.responsible is None


@pytest.mark.parametrize("carried", [2, 3, 7])
def test_the_board_itself_carries_over_for_the_third_time_and_beyond(carried: int) -> None:
    decision = decided(carried=carried, actor=BO, setting=a_setting(Who.BOARD))
    assert decision == Decision((an_action(cycle=NEXT, carried=carried + 1),))


def test_only_the_owner_of_the_cycle_decides() -> None:
    for other in (SAM, NOOR, BAS):
        with pytest.raises(Refused, match=r"may not do this with A-004 \(carry_over\)"):
            decided(actor=other)
    absent = a_bench(an_organisation(absences=[away(QUIN)]))
    assert decided(actor=BAS, setting=a_setting(bench=absent)).actions[0].cycle == NEXT


def test_other_events_and_other_cycles_are_no_decision() -> None:
    with pytest.raises(BadInput, match="cancel is no decision about an open action"):
        decided(Event.CANCEL)
    with pytest.raises(Refused, match=f"A-004 is not in {ID}"):
        decided(cycle=NEXT)
    with pytest.raises(Refused, match=f"A-004 is in {ID} already"):
        decided(fields={"to": ID})


def test_an_action_that_has_ended_needs_no_decision() -> None:
    with pytest.raises(Refused, match="A-004 is closed: carry_over is not possible now"):
        decided(phase=Phase.CLOSED)
