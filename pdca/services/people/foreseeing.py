"""What a handover would leave without somebody near who leads or closes it, seen before it happens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from pdca.domain.actions.action import Action
from pdca.domain.actions.standing import Bench
from pdca.domain.cycles.cycle import Cycle, Seat
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import Words
from pdca.domain.cycles.standing import Why, held_at, leads_to_choose
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


class Ground:
    """What looking ahead rests on, read once for the handovers of some people; `to` take over besides."""

    def __init__(self, situation: Situation, leavers: Iterable[str], to: Iterable[str] = ()) -> None:
        self.situation = situation
        self.leavers, self.to = frozenset(leavers), frozenset(to)
        self.load = cache(situation.session.open_items_of)

    @cached_property
    def cycles(self) -> Sequence[Cycle]:
        """The open cycles that one of them owns, closes or leads."""
        query = CycleQuery(parts=self.leavers, is_open=True, limit=MOST_ROWS)
        return self.situation.session.find_cycles(query).rows

    @cached_property
    def planned(self) -> Sequence[Handover]:
        """The handovers that are still to happen."""
        return [one for one in self.situation.session.handovers() if one.is_open]

    @cached_property
    def actions(self) -> Sequence[Action]:
        """The open actions of everybody who may come to close one of the cycles."""
        organisation, bench = self.situation.organisation, self.situation.bench
        people = self.leavers | self.to
        people |= {one for pair in self.planned for one in (pair.leaver, pair.successor)}
        seats = {
            RoleAt(role, at)
            for cycle in self.cycles
            for role in bench.roles_for(cycle.closes)
            for at in organisation.upward(cycle.unit)
        }
        people |= {one.email for one in organisation.people.values() if not seats.isdisjoint(one.roles)}
        query = ActionQuery(owners=frozenset(people), is_open=True, limit=MOST_ROWS)
        return self.situation.session.find_actions(query).rows


class Foresight:
    """One handover that is being thought of, or is still to happen."""

    def __init__(self, ground: Ground, leaver: str, successor: str, day: date) -> None:
        self.ground, self.situation = ground, ground.situation
        self.leaver, self.successor, self.day = leaver, successor, day

    def left(self, wish: Wish) -> list[Foreseen]:
        """Return what would be left with these roles and leads."""
        if not self._cycles:
            return []
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
        return [one for one in self.ground.cycles if self.leaver in (one.owner, one.closer, one.lead)]

    @cached_property
    def _others(self) -> list[Handover]:
        """The other handovers that happen before this one, or on its day."""
        return [one for one in self.ground.planned if one.day <= self.day and one.leaver != self.leaver]

    def _succession(self, wish: Wish) -> Succession:
        earlier = [_given(one) for one in self._others if one.day < self.day]
        before = with_roles_moved(self.situation.organisation, earlier)
        beside = [one for one in self._others if one.day == self.day]
        after = with_roles_moved(before, [*map(_given, beside), (self.leaver, self.successor, wish.roles)])
        chosen = (*(lead for one in beside for lead in one.leads), *wish.leads)
        return Succession(
            before=before,
            bench=Bench(after, self.situation.policy, self.day),
            heirs={**{one.leaver: one.successor for one in beside}, self.leaver: self.successor},
            load=self.ground.load,
            leads={one.cycle: one.email for one in chosen},
        )

    def _view(self, cycle: Cycle, succession: Succession) -> GateView:
        heirs = succession.heirs
        moved = tuple(
            replace(one, owner=heirs.get(one.owner, one.owner))
            for one in self.ground.actions
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


def left_by(ground: Ground, handover: Handover) -> list[Foreseen]:
    """Return what a handover that is still to happen would leave, with the roles and leads that were planned."""
    wish = Wish(
        leaver=handover.leaver,
        successor=handover.successor,
        day=handover.day,
        roles=handover.roles,
        leads=handover.leads,
    )
    return Foresight(ground, wish.leaver, wish.successor, wish.day).left(wish)


def _given(one: Handover) -> tuple[str, str, Sequence[RoleAt]]:
    return one.leaver, one.successor, one.roles
