"""What a handover would leave without somebody near who leads or closes it, seen before it is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from pdca.domain.actions.action import Action
from pdca.domain.actions.standing import Bench
from pdca.domain.cycles.cycle import Cycle, Seat
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import Words
from pdca.domain.cycles.standing import Why, held_at, holders_above, leads_to_choose
from pdca.domain.people.handover import Handover
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import RoleAt
from pdca.domain.people.succession import Left, Succession, with_roles_moved
from pdca.services.people.handing_over import Wish
from pdca.services.reading import MOST_ROWS, ActionQuery, CycleQuery
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A seat of a cycle that nobody near would take over, by names.

    `remedy` is the role of the leaver that would mend it when it went along; `choices` may lead it instead.
    """

    cycle: str
    title: Words
    period: str
    unit: str
    seat: Seat
    why: Why
    role: str
    now: str
    asked: str
    remedy: RoleAt | None = None
    choices: Sequence[tuple[str, str]] = ()

    @property
    def key(self) -> str:
        """Return what a form sends back when this was seen."""
        return f"{self.seat}:{self.cycle}"


class Foresight:
    """One handover that is being thought of; what it rests on is read once."""

    def __init__(self, situation: Situation, leaver: str, successor: str, day: date) -> None:
        self.situation = situation
        self.leaver, self.successor, self.day = leaver, successor, day
        self.load = cache(situation.session.open_items_of)

    def left(self, wish: Wish) -> list[Foreseen]:
        """Return what would be left with these roles and leads."""
        succession = self._succession(wish)
        return [self._foreseen(succession, wish, cycle, left) for cycle, left in self._found(succession)]

    def missed_without(self, wish: Wish, role: RoleAt) -> list[Foreseen]:
        """Return what would be left besides when one of the roles did not go along."""
        known = {one.key for one in self.left(wish)}
        without = replace(wish, roles=tuple(one for one in wish.roles if one != role))
        return [one for one in self.left(without) if one.key not in known]

    def _found(self, succession: Succession) -> list[tuple[Cycle, Left]]:
        return [
            (cycle, left)
            for cycle in self._cycles
            for left in succession.of(self._view(cycle, succession))[1]
        ]

    @cached_property
    def _cycles(self) -> Sequence[Cycle]:
        query = CycleQuery(parts=frozenset({self.leaver}), is_open=True, limit=MOST_ROWS)
        return self.situation.session.find_cycles(query).rows

    @cached_property
    def _others(self) -> list[Handover]:
        """The other handovers that happen before this one, or on its day."""
        every = self.situation.session.handovers()
        return [one for one in every if one.is_open and one.day <= self.day and one.leaver != self.leaver]

    def _succession(self, wish: Wish) -> Succession:
        earlier = [_given(one) for one in self._others if one.day < self.day]
        before = with_roles_moved(self.situation.organisation, earlier)
        beside = [one for one in self._others if one.day == self.day]
        after = with_roles_moved(before, [*map(_given, beside), (self.leaver, self.successor, wish.roles)])
        return Succession(
            before=before,
            bench=Bench(after, self.situation.policy, self.day),
            heirs={**{one.leaver: one.successor for one in beside}, self.leaver: self.successor},
            load=self.load,
            leads={one.cycle: one.email for one in wish.leads},
        )

    @cached_property
    def _actions(self) -> Sequence[Action]:
        """The open actions of everybody who may come to close one of the cycles."""
        bench = Bench(self.situation.organisation, self.situation.policy, self.day)
        people = {self.leaver, self.successor}
        people |= {one for pair in self._others for one in (pair.leaver, pair.successor)}
        for cycle in self._cycles:
            for role in bench.roles_for(cycle.closes):
                people.update(holders_above(bench, cycle.unit, role))
        query = ActionQuery(owners=frozenset(people), is_open=True, limit=MOST_ROWS)
        return self.situation.session.find_actions(query).rows

    def _view(self, cycle: Cycle, succession: Succession) -> GateView:
        heirs = succession.heirs
        moved = tuple(
            replace(one, owner=heirs.get(one.owner, one.owner))
            for one in self._actions
            if one.cycle == cycle.id
        )
        return GateView(cycle=cycle, actions=moved)

    def _foreseen(self, succession: Succession, wish: Wish, cycle: Cycle, left: Left) -> Foreseen:
        organisation = self.situation.organisation
        is_lead = left.seat is Seat.LEAD
        choices = leads_to_choose(succession.bench, cycle) if is_lead else ()
        return Foreseen(
            cycle=cycle.id,
            title=cycle.title,
            period=cycle.period,
            unit=organisation.unit(cycle.unit).name,
            seat=left.seat,
            why=left.why,
            role=cycle.closes,
            now=named(organisation, left.now or ""),
            asked=named(organisation, left.asked or ""),
            remedy=None if is_lead else self._remedy(wish, cycle),
            choices=[(one, named(organisation, one)) for one in choices if one != self.leaver],
        )

    def _remedy(self, wish: Wish, cycle: Cycle) -> RoleAt | None:
        """Return the role of the leaver with which the successor would close a cycle."""
        at = held_at(self.situation.organisation, self.leaver, cycle)
        if at is None:
            return None
        role = RoleAt(cycle.closes, at)
        succession = self._succession(replace(wish, roles=(*wish.roles, role)))
        after, _ = succession.of(self._view(cycle, succession))
        return role if after.closer == self.successor else None


def _given(one: Handover) -> tuple[str, str, Sequence[RoleAt]]:
    return one.leaver, one.successor, one.roles
