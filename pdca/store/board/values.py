"""Who and what a board consists of, and what they are at work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import bindparam, func

from pdca.domain.actions.action import Action, Phase, Request, RequestState
from pdca.domain.board import Board
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import NotFound
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit
from pdca.services.records import Entity
from pdca.store.board.part import Part
from pdca.store.chain.register import bodies
from pdca.store.schema import tables
from pdca.store.scope import Query, select_mine

T = TypeVar("T")


_CYCLE_IDS = select_mine(tables.cycles, tables.cycles.c.key)
_OPEN_REQUEST = bodies(tables.requests).where(
    tables.requests.c.action == bindparam("action"), tables.requests.c.state == RequestState.OPEN.value
)
_OPEN_CHECKS = select_mine(tables.actions, func.count()).where(
    tables.actions.c.responsible == bindparam("email"), tables.actions.c.phase == Phase.CHECK.value
)


@cache
def _actions(*, is_of_cycle: bool, is_open: bool | None) -> Query:
    query = bodies(tables.actions)
    if is_of_cycle:
        query = query.where(tables.actions.c.cycle == bindparam("cycle"))
    return query if is_open is None else query.where(tables.actions.c.is_open.is_(is_open))


@cache
def _cycles(is_open: bool | None) -> Query:
    return (
        bodies(tables.cycles)
        if is_open is None
        else bodies(tables.cycles).where(tables.cycles.c.is_open.is_(is_open))
    )


class Governed(Part):
    """The governed values, read and recorded."""

    def board(self) -> Board:
        """Return the board."""
        return self.register.board()

    def policy(self) -> Policy:
        """Return the board's policy; the plain one until a policy is recorded."""
        return next(iter(self.register.every(Policy)), Policy())

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
        query = _actions(is_of_cycle=cycle is not None, is_open=is_open)
        return self.register.where(Action, query, **({} if cycle is None else {"cycle": cycle}))

    def cycles_of(self, ids: Iterable[str]) -> Mapping[str, Cycle]:
        """Return the cycles that exist among ids."""
        return self.register.find_many(Cycle, ids)

    def requests_of(self, ids: Iterable[str]) -> Mapping[str, Request]:
        """Return the requests that exist among ids."""
        return self.register.find_many(Request, ids)

    def request(self, id: str) -> Request:
        """Return a request; NotFound when there is none."""
        return self._must(self.register.find(Request, id), "there is no request '{key}'", id)

    def open_request(self, action: str) -> Request | None:
        """Return the request about an action that waits for an answer."""
        found = self.register.where(Request, _OPEN_REQUEST, action=action)
        return found[0] if found else None

    def requests(self) -> Sequence[Request]:
        """Return all requests."""
        return self.register.where(Request, bodies(tables.requests))

    def cycle(self, id: str) -> Cycle:
        """Return a cycle; NotFound when there is none."""
        return self._must(self.register.find(Cycle, id), "there is no cycle '{key}'", id)

    def cycles(self, *, is_open: bool | None = None) -> Sequence[Cycle]:
        """Return cycles by id: open or not, or all."""
        return self.register.where(Cycle, _cycles(is_open))

    def cycle_ids(self) -> frozenset[str]:
        """Return the ids of all cycles."""
        self.register.flush()
        return frozenset(row.key for row in self.scope.rows(_CYCLE_IDS))

    def open_checks_of(self, email: str) -> int:
        """Count the actions in check that wait for somebody."""
        self.register.flush()
        return int(self.scope.value(_OPEN_CHECKS, email=email))

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
