"""The page of state machines is drawn from the tables, so it cannot say anything else."""

from docs.build import MACHINES, PAGE, state_machines


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == state_machines(), "run: python -m docs.build"


def test_every_state_of_every_machine_is_drawn() -> None:
    for _, machine, states in MACHINES:
        assert machine.states() == set(states)


def test_every_row_stands_in_a_table() -> None:
    rows = [line for line in state_machines().splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(machine.table) for _, machine, _ in MACHINES)
