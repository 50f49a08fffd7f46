"""Who and what a board consists of, and what they are at work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, func

from pdca.domain.actions.action import Action, Phase, Request, RequestState
from pdca.domain.board import Board
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import NotFound
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit
from pdca.services.ports import Entity
from pdca.store.board.part import Part
from pdca.store.chain.governed import POLICY_KEY
from pdca.store.schema import tables

T = TypeVar("T")


class Governed(Part):
    """The governed values, read and recorded."""

    def board(self) -> Board:
        """Return the board."""
        return self.register.board()

    def policy(self) -> Policy:
        """Return the board's policy; the plain one until a policy is recorded."""
        return self.register.find(Policy, POLICY_KEY) or Policy()

    def units(self) -> Sequence[Unit]:
        """Return all units, by code."""
        return self.register.every(Unit)

    def people(self) -> Sequence[Person]:
        """Return everyone, in the order in which they came."""
        return self.register.every(Person)

    def absences(self) -> Sequence[Absence]:
        """Return all absences."""
        return self.register.every(Absence)

    def days_off(self) -> Sequence[DayOff]:
        """Return all days off."""
        return self.register.every(DayOff)

    def processes(self) -> Sequence[Process]:
        """Return all processes, by code."""
        return self.register.every(Process)

    def programmes(self) -> Sequence[Programme]:
        """Return all programmes, by code."""
        return self.register.every(Programme)

    def action(self, ref: str) -> Action:
        """Return an action; NotFound when there is none."""
        return self._must(self.register.find(Action, ref), "there is no action '{key}'", ref)

    def actions_of(self, refs: Iterable[str]) -> Mapping[str, Action]:
        """Return the actions that exist among references."""
        return self.register.find_many(Action, refs)

    def actions(self, *, cycle: str | None = None, is_open: bool | None = None) -> Sequence[Action]:
        """Return actions by reference: of a cycle, open or not, or all."""
        conditions: list[ColumnElement[bool]] = []
        if cycle is not None:
            conditions.append(tables.actions.c.cycle == cycle)
        if is_open is not None:
            conditions.append(tables.actions.c.is_open.is_(is_open))
        return self.register.where(Action, *conditions)

    def request(self, id: str) -> Request:
        """Return a request; NotFound when there is none."""
        return self._must(self.register.find(Request, id), "there is no request '{key}'", id)

    def open_request(self, action: str) -> Request | None:
        """Return the request about an action that waits for an answer."""
        columns = tables.requests.c
        found = self.register.where(Request, columns.action == action, columns.state == RequestState.OPEN)
        return found[0] if found else None

    def requests(self) -> Sequence[Request]:
        """Return all requests."""
        return self.register.where(Request)

    def cycle(self, id: str) -> Cycle:
        """Return a cycle; NotFound when there is none."""
        return self._must(self.register.find(Cycle, id), "there is no cycle '{key}'", id)

    def cycles(self, *, is_open: bool | None = None) -> Sequence[Cycle]:
        """Return cycles by id: open or not, or all."""
        if is_open is None:
            return self.register.where(Cycle)
        return self.register.where(Cycle, tables.cycles.c.is_open.is_(is_open))

    def cycle_ids(self) -> frozenset[str]:
        """Return the ids of all cycles."""
        self.register.flush()
        query = self.scope.select(tables.cycles, tables.cycles.c.key)
        return frozenset(row.key for row in self.scope.rows(query))

    def open_checks_of(self, email: str) -> int:
        """Count the actions in check that wait for somebody."""
        self.register.flush()
        actions = tables.actions
        query = self.scope.select(actions, func.count()).where(
            actions.c.responsible == email, actions.c.phase == Phase.CHECK
        )
        return int(self.scope.value(query))

    def record(self, kind: str, entity: Entity, *, actor: str, at: datetime, reason: str = "") -> None:
        """Record a value with its event; nothing happens when it is so already."""
        self.must_write()
        self.register.record(kind, entity, actor=actor, at=at, reason=reason)

    def remove(self, kind: str, entity: Entity, *, actor: str, at: datetime, reason: str = "") -> None:
        """Remove a value with its event; nothing happens when it is not there, or no longer this value."""
        self.must_write()
        self.register.remove(kind, entity, actor=actor, at=at, reason=reason)

    @staticmethod
    def _must(found: T | None, template: str, key: str) -> T:
        if found is None:
            raise NotFound(template, key=key)
        return found
