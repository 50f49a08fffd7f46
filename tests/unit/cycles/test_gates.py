"""A gate is green, or says exactly what is missing."""

from dataclasses import replace
from typing import Any

import pytest

from pdca.domain.actions.action import Phase
from pdca.domain.cycles.cycle import Cycle, CycleState, Reflection, TaskState
from pdca.domain.cycles.gates import GateView, gate_states, is_green, missing
from pdca.domain.cycles.programme import Gate
from tests.builders.actions import an_action
from tests.builders.cycles import a_cycle, with_everything_there, with_tasks_done

ID = "internal-audit/BRUG/2026-2027"


def behind(gate: Gate, **changes: Any) -> Cycle:
    """Build a cycle in act behind one gate."""
    cycle = a_cycle(state=CycleState.ACT, **changes)
    return replace(cycle, phases=tuple(replace(phase, gates=(gate,)) for phase in cycle.phases))


def said(cycle: Cycle, *actions: Any, asked: frozenset[str] = frozenset()) -> list[str]:
    return [str(one) for one in missing(GateView(cycle=cycle, actions=actions, asked=asked))]


def test_tasks_are_named_until_each_is_done_or_waived() -> None:
    cycle = replace(behind(Gate.TASKS_DONE), state=CycleState.PLAN)
    assert said(cycle) == ["not done or waived yet: 'appoint-team'; 'audit-plan'"]
    first, second, *others = cycle.tasks
    half = replace(cycle, tasks=(replace(first, state=TaskState.WAIVED), second, *others))
    assert said(half) == ["not done or waived yet: 'audit-plan'"]
    assert said(with_tasks_done(cycle)) == []


def test_findings_lead_to_actions_or_somebody_says_why_not() -> None:
    cycle = behind(Gate.FINDINGS_HAVE_ACTIONS)
    assert said(cycle) == ["no action follows from it yet: link one, or say why none is needed"]
    assert said(cycle, an_action(cycle=ID, phase=Phase.CANCELLED)) == []
    assert said(behind(Gate.FINDINGS_HAVE_ACTIONS, had_actions=True)) == []
    assert said(behind(Gate.FINDINGS_HAVE_ACTIONS, no_actions_reason="alles op orde")) == []


def test_every_open_action_is_decided_about_by_name() -> None:
    cycle = behind(Gate.ACTIONS_DECIDED)
    one, two = an_action(ref="A-1", cycle=ID), an_action(ref="A-2", cycle=ID, phase=Phase.ACT)
    rule = "still open without a decision to carry over, merge or drop"
    assert said(cycle) == []
    assert said(cycle, two, one) == [f"{rule}: A-1, A-2"]
    assert said(cycle, two, one, asked=frozenset({"A-2"})) == [f"{rule}: A-1; with the board: A-2"]
    assert said(cycle, two, asked=frozenset({"A-2"})) == ["the board still decides about: A-2"]


@pytest.mark.parametrize(
    "changes",
    [{"phase": Phase.CLOSED}, {"phase": Phase.CANCELLED}, {"cycle": "internal-audit/BRUG/2027-2028"}],
)
def test_an_action_that_has_ended_or_moved_on_is_decided(changes: dict[str, Any]) -> None:
    action = an_action(**{"cycle": ID, **changes})
    assert said(behind(Gate.ACTIONS_DECIDED), action) == []


def test_the_report_says_where_it_is() -> None:
    assert said(behind(Gate.REPORT_THERE)) == ["the report is not there yet: say where it can be found"]
    assert said(behind(Gate.REPORT_THERE, report="kwaliteitsmap")) == []


def test_the_reflection_has_a_word_why() -> None:
    words = ["the reflection is missing: say whether it helped, and why"]
    assert said(behind(Gate.REFLECTION)) == words
    assert said(behind(Gate.REFLECTION, reflection=Reflection.EXPECTED)) == words
    assert said(behind(Gate.REFLECTION, reflection=Reflection.HELPED, reflection_words="meer rust")) == []


def test_those_who_took_part_hear_what_came_of_it() -> None:
    assert said(behind(Gate.FEEDBACK_GIVEN))[0].startswith("those who took part have not heard yet")
    assert said(behind(Gate.FEEDBACK_GIVEN, feedback="nieuwsbrief")) == []


def test_only_the_gates_of_the_current_phase_are_asked() -> None:
    assert [state.gate for state in gate_states(GateView(cycle=a_cycle()))] == [Gate.TASKS_DONE]
    in_act = a_cycle(state=CycleState.ACT)
    states = gate_states(GateView(cycle=in_act))
    assert [state.gate for state in states] == list(in_act.phase("act").gates)
    assert [state.gate for state in states if state.is_green] == [Gate.ACTIONS_DECIDED]


def test_a_phase_is_green_when_every_gate_is() -> None:
    in_act = a_cycle(state=CycleState.ACT)
    assert not is_green(GateView(cycle=in_act))
    assert is_green(GateView(cycle=with_everything_there(in_act)))
    assert is_green(GateView(cycle=with_tasks_done(a_cycle())))


@pytest.mark.parametrize("state", [CycleState.SCHEDULED, CycleState.CLOSED, CycleState.CANCELLED])
def test_a_cycle_that_is_not_open_has_no_gates(state: CycleState) -> None:
    view = GateView(cycle=a_cycle(state=state))
    assert gate_states(view) == ()
    assert not is_green(view)
