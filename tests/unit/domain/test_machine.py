"""A machine is one table; what is wrong with a table is found before anybody acts on it."""

import pytest

from pdca.domain.actions.machine import ACTION, REQUEST
from pdca.domain.cycles.machine import CYCLE, TASK
from pdca.domain.machine import Machine, Transition, Who

ANYBODY = [Who.OWNER]
row = Transition.row


def a_machine(*table: Transition, initial: str = "new", final: str = "done") -> Machine:
    return Machine("test", frozenset({initial}), frozenset({final}), table)


@pytest.mark.parametrize("machine", [ACTION, REQUEST, CYCLE, TASK], ids=lambda one: one.name)
def test_every_machine_of_the_product_is_sound(machine: Machine) -> None:
    assert machine.faults() == []


def test_a_sound_machine_has_no_faults() -> None:
    assert a_machine(row("go", ["new"], "done", ANYBODY)).faults() == []


def test_two_rows_for_one_event_in_one_state_are_a_fault() -> None:
    machine = a_machine(row("go", ["new"], "done", ANYBODY), row("go", ["new"], None, ANYBODY))
    assert machine.faults() == ["go stands twice for new"]


def test_two_rows_that_can_both_apply_are_a_fault_also_when_only_one_names_a_trait() -> None:
    machine = a_machine(row("go", ["new"], "done", ANYBODY), row("go", ["new"], None, ANYBODY, only="small"))
    assert machine.faults() == ["go stands twice for new"]


def test_two_rows_for_different_traits_are_a_fault_because_an_item_can_have_both() -> None:
    machine = a_machine(
        row("go", ["new"], "done", ANYBODY, only="strength"), row("go", ["new"], None, ANYBODY, only="small")
    )
    assert machine.faults() == ["go stands twice for new"]


def test_two_rows_may_share_an_event_and_a_state_when_no_item_fits_both() -> None:
    machine = a_machine(
        row("go", ["new"], "done", ANYBODY, only="not small"), row("go", ["new"], None, ANYBODY, only="small")
    )
    assert machine.faults() == []


def test_a_state_that_nothing_leads_to_is_a_fault() -> None:
    machine = a_machine(row("go", ["new"], "done", ANYBODY), row("go", ["lost"], "done", ANYBODY))
    assert machine.faults() == ["lost cannot be reached"]


def test_a_state_from_which_nothing_finishes_is_a_fault() -> None:
    machine = a_machine(row("go", ["new"], "done", ANYBODY), row("stray", ["new"], "pit", ANYBODY))
    assert machine.faults() == ["pit cannot finish"]


def test_a_row_that_names_nobody_is_a_fault() -> None:
    assert a_machine(row("go", ["new"], "done", [])).faults() == ["nobody may go"]


def test_an_event_is_allowed_only_to_those_its_row_names() -> None:
    machine = a_machine(row("go", ["new"], "done", [Who.OWNER]), row("stop", ["new"], "done", [Who.MANAGER]))
    assert machine.allowed("new", [Who.OWNER]) == {"go"}
    assert machine.allowed("new", [Who.OWNER, Who.MANAGER]) == {"go", "stop"}
    assert machine.allowed("new", [Who.BOARD]) == frozenset()
    assert machine.allowed("done", [Who.OWNER]) == frozenset()


def test_a_row_for_a_trait_fits_only_items_that_have_it() -> None:
    machine = a_machine(
        row("go", ["new"], "done", ANYBODY, only="small"), row("go", ["new"], None, ANYBODY, only="not small")
    )
    assert (found := machine.find("go", "new", ["small"])) is not None
    assert found.target == "done"
    assert (found := machine.find("go", "new")) is not None
    assert found.target is None
    assert machine.find("go", "done") is None
    assert machine.find("stop", "new") is None


def test_the_states_of_a_machine_are_all_that_its_table_names() -> None:
    assert a_machine(row("go", ["new"], "busy", ANYBODY)).states() == {"new", "busy", "done"}
