"""Writes the documentation that is drawn from the code: run `python -m docs.build` after changing a machine."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pdca.domain.actions.action import Phase, RequestState
from pdca.domain.actions.machine import ACTION, REQUEST
from pdca.domain.cycles.cycle import CycleState, TaskState
from pdca.domain.cycles.machine import CYCLE, TASK
from pdca.domain.machine import Machine, Transition

PAGE = Path(__file__).parent / "state-machines.md"
MACHINES: tuple[tuple[str, Machine, type[StrEnum]], ...] = (
    ("An improvement action", ACTION, Phase),
    ("A request about an action", REQUEST, RequestState),
    ("A cycle", CYCLE, CycleState),
    ("A task of a cycle", TASK, TaskState),
)
HEAD = """\
# State machines

Drawn by `docs/build.py` from the tables in `pdca/domain/actions/machine.py` and `pdca/domain/cycles/machine.py`;
a test fails when this page is not current. What a row does not name cannot happen, and nobody may do it.
An arrow shows what changes the state; the table also holds what leaves it as it is.
"""


def state_machines() -> str:
    """Return the page of all state machines."""
    return HEAD + "".join(
        f"\n## {title}\n\n{''.join(_diagram(machine, list(states)))}\n{''.join(_rows(machine, list(states)))}"
        for title, machine, states in MACHINES
    )


def _diagram(machine: Machine, states: list[StrEnum]) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n"
    yield from (f"    [*] --> {state}\n" for state in states if state in machine.initial)
    for source in states:
        for target in states:
            events = [_label(row) for row in machine.table if source in row.sources and row.target == target]
            if events and source != target:
                yield f"    {source} --> {target}: {', '.join(events)}\n"
    yield from (f"    {state} --> [*]\n" for state in states if state in machine.final)
    yield "```\n"


def _rows(machine: Machine, states: list[StrEnum]) -> Iterator[str]:
    yield "| event | from | to | who may | only for |\n|---|---|---|---|---|\n"
    for row in machine.table:
        sources = ", ".join(state for state in states if state in row.sources)
        who = ", ".join(sorted(row.who))
        yield f"| `{row.event}` | {sources} | {row.target or 'stays'} | {who} | {row.only} |\n"


def _label(row: Transition) -> str:
    return f"{row.event} ({row.only})" if row.only else row.event


if __name__ == "__main__":
    PAGE.write_text(state_machines(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
