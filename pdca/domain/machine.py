"""A state machine as one literal table: what can happen, from where to where, and who may do it.

The table feeds the buttons, the check on every act, the diagram in the docs and the test that proves
the machine sound. Permission is denied unless a row names who may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations


class Who(StrEnum):
    """In what capacity somebody acts on an item."""

    OWNER = "owner"
    CHECKER = "checker"
    AGREER = "agreer"
    CLOSER = "closer"
    RESPONSIBLE = "responsible"
    MANAGER = "manager"
    CYCLE_OWNER = "cycle_owner"
    TASK_HOLDER = "task_holder"
    LEAD = "lead"
    QUALITY = "quality"
    BOARD = "board"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: `target` None stays in the source state; `only` names the kind of item the row is for."""

    event: str
    sources: frozenset[str]
    target: str | None
    who: frozenset[Who]
    only: str = ""

    @classmethod
    def row(
        cls, event: str, sources: Iterable[str], target: str | None, who: Iterable[Who], only: str = ""
    ) -> Transition:
        """Write a row of a table."""
        return cls(str(event), frozenset(map(str, sources)), target and str(target), frozenset(who), only)

    def fits(self, state: str, traits: Iterable[str]) -> bool:
        """Tell whether the row applies in a state to an item with these traits (`only` may say `not `)."""
        if state not in self.sources:
            return False
        if self.only.startswith("not "):
            return self.only.removeprefix("not ") not in traits
        return not self.only or self.only in traits

    def excludes(self, other: Transition) -> bool:
        """Tell whether no item can have the traits of both rows."""
        return bool(self.only) and (f"not {self.only}" == other.only or f"not {other.only}" == self.only)


@dataclass(frozen=True, slots=True)
class Machine:
    """A validated table with its initial and final states."""

    name: str
    initial: frozenset[str]
    final: frozenset[str]
    table: tuple[Transition, ...]

    def find(self, event: str, state: str, traits: Iterable[str] = ()) -> Transition | None:
        """Return the row for an event in a state, or None when it cannot happen there."""
        traits = frozenset(traits)
        return next((row for row in self.table if row.event == event and row.fits(state, traits)), None)

    def allowed(self, state: str, standing: Iterable[Who], traits: Iterable[str] = ()) -> frozenset[str]:
        """Return the events that somebody of this standing may bring about in a state."""
        standing, traits = frozenset(standing), frozenset(traits)
        return frozenset(row.event for row in self.table if row.fits(state, traits) and row.who & standing)

    def states(self) -> frozenset[str]:
        """Return every state of the table."""
        targets = {row.target for row in self.table if row.target is not None}
        return self.initial | self.final | targets | {state for row in self.table for state in row.sources}

    def faults(self) -> list[str]:
        """Return what is wrong with the table; a sound machine has none."""
        return [*self._duplicates(), *self._unreachable(), *self._traps(), *self._denied()]

    def _edges(self) -> Iterator[tuple[str, str]]:
        for row in self.table:
            for source in row.sources:
                yield source, row.target or source

    def _duplicates(self) -> Iterator[str]:
        for row, other in combinations(self.table, 2):
            if row.event == other.event and not row.excludes(other):
                for source in sorted(row.sources & other.sources):
                    yield f"{row.event} stands twice for {source}"

    def _unreachable(self) -> Iterator[str]:
        for state in sorted(self.states() - _closure(self.initial, list(self._edges()))):
            yield f"{state} cannot be reached"

    def _traps(self) -> Iterator[str]:
        backwards = [(target, source) for source, target in self._edges()]
        for state in sorted(self.states() - _closure(self.final, backwards)):
            yield f"{state} cannot finish"

    def _denied(self) -> Iterator[str]:
        return (f"nobody may {row.event}" for row in self.table if not row.who)


def _closure(start: frozenset[str], edges: Sequence[tuple[str, str]]) -> frozenset[str]:
    reached = set(start)
    while True:
        further = {target for source, target in edges if source in reached} - reached
        if not further:
            return frozenset(reached)
        reached |= further
