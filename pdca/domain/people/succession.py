"""What becomes of a cycle when somebody hands over: worked out before the day and on it by the same rules.

What a successor may not take, because four eyes or independence forbid it, goes to whom the rules name. Where that
leaves a cycle without somebody near who leads or closes it, somebody above is asked.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pdca.domain.actions.standing import Bench, is_barred
from pdca.domain.cycles.cycle import LEFT_TASKS, Cycle, Seat, Task, TaskState, is_asked, seen_to
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import Words
from pdca.domain.cycles.standing import Why, closing_stands, conflict, held_at, holders_above, may_lead
from pdca.domain.notices.recipients import BOARD_MEMBER, QUALITY_MANAGER
from pdca.domain.people.organisation import Organisation, RoleAt
from pdca.domain.people.search import Load, holder_upward

ENGINE = "engine"
TITLES: Mapping[Seat, Words] = {
    Seat.LEAD: Words(nl="Kies wie de audit leidt", en="Choose who leads the audit"),
    Seat.CLOSER: Words(nl="Ga na wie deze cyclus sluit", en="See who closes this cycle"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A seat of a cycle that nobody near takes over: why, who has it now, and who is asked to see to it."""

    seat: Seat
    why: Why
    now: str | None
    asked: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The handovers of one day: `heirs` take over from whom, `leads` were chosen by cycle.

    `before` are the people as they are, `bench` with the roles as they will be; `load` tells who has least to do.
    """

    before: Organisation
    bench: Bench
    heirs: Mapping[str, str]
    load: Load
    leads: Mapping[str, str]

    def of(self, view: GateView) -> tuple[Cycle, tuple[Left, ...]]:
        """Return a cycle with its parts moved, and which seats nobody near takes; its actions have moved already."""
        before = view.cycle
        led = replace(
            before,
            tasks=tuple(self._task(before, task) for task in before.tasks),
            owner=self._heir(before.owner),
            lead=self._lead(before),
        )
        after = replace(led, closer=self._closer(replace(view, cycle=led)))
        return after, tuple(self._left(before, after))

    def _heir(self, person: str | None) -> str | None:
        return self.heirs.get(person, person) if person is not None else None

    def _task(self, cycle: Cycle, task: Task) -> Task:
        """Move a task that is open; one of an auditor never to somebody of the own school."""
        to = self._heir(task.owner)
        if to is None or to == task.owner or task.state is not TaskState.OPEN:
            return task
        if is_barred(self.bench.organisation, task.role, cycle.unit, to):
            to = self._find(cycle, [task.role], task.owner)
        moved = replace(task, owner=to)
        if task.since is None:
            return moved
        return replace(moved, version=task.version + 1, since=self.bench.today)

    def _lead(self, cycle: Cycle) -> str | None:
        heir = self._heir(cycle.lead)
        if heir == cycle.lead:
            return heir
        wanted = (self.leads.get(cycle.id), heir)
        return next((one for one in wanted if one is not None and may_lead(self.bench, cycle, one)), None)

    def _closer(self, view: GateView) -> str | None:
        """Return who closes a cycle: the successor, another holder of the role or, with none, the line above."""
        cycle, old = view.cycle, view.cycle.closer
        if old not in self.heirs and (old is None or conflict(view, old) is None):
            return old
        heir = self._heir(old)
        holders = [one for one in holders_above(self.bench, cycle.unit, cycle.closes) if one != old]
        if heir is not None and heir != old and conflict(view, heir) is None:
            was_named = held_at(self.before, old, cycle) is None
            if heir in holders or (was_named and not holders):
                return heir
        roles = [cycle.closes] if holders else self.bench.roles_for(cycle.closes)
        return self._find(cycle, roles, old, view)

    def _find(
        self, cycle: Cycle, roles: Iterable[str], but: str | None, view: GateView | None = None
    ) -> str | None:
        organisation = self.bench.organisation

        def is_out(person: str, role: str) -> bool:
            is_torn = view is not None and conflict(view, person) is not None
            return person == but or is_torn or is_barred(organisation, role, cycle.unit, person)

        return holder_upward(organisation, self.bench.today, cycle.unit, roles, self.load, is_out)

    def _left(self, before: Cycle, after: Cycle) -> Iterable[Left]:
        if before.lead is not None and after.lead is None:
            asked = self._find(after, [QUALITY_MANAGER], before.lead) or after.owner
            yield Left(seat=Seat.LEAD, why=Why.OWN_SCHOOL, now=None, asked=asked)
        why = closing_stands(self.bench, after) if after.closer != before.closer else None
        if why is not None and why != closing_stands(replace(self.bench, organisation=self.before), before):
            asked = after.closer or self._find(after, [QUALITY_MANAGER, BOARD_MEMBER], before.closer)
            yield Left(seat=Seat.CLOSER, why=why, now=after.closer, asked=asked)


def with_roles_moved(
    organisation: Organisation, given: Iterable[tuple[str, str, Iterable[RoleAt]]]
) -> Organisation:
    """Return a board's people after all of these at once: from whom, to whom, which roles of those still held."""
    roles = {email: dict.fromkeys(person.roles) for email, person in organisation.people.items()}
    moved = [
        (leaver, successor, role)
        for leaver, successor, wanted in given
        for role in wanted
        if role in roles[leaver]
    ]
    for leaver, _, role in moved:
        roles[leaver].pop(role, None)
    for _, successor, role in moved:
        roles[successor][role] = None
    return organisation.with_people(
        replace(person, roles=tuple(roles[email])) for email, person in organisation.people.items()
    )


def asking(cycle: Cycle, left: Iterable[Left], today: date, reasons: Mapping[Seat, str]) -> Cycle:
    """Return a cycle with a task for each seat that nobody near takes, for whoever is asked to see to it."""
    for one in left:
        code = LEFT_TASKS[one.seat]
        known = next((task for task in cycle.tasks if task.code == code), None)
        fresh = Task(
            code=code,
            phase=cycle.state,
            role=QUALITY_MANAGER,
            title=TITLES[one.seat],
            owner=one.asked,
            since=today,
            reason=reasons[one.seat],
        )
        if known is not None:
            fresh = replace(fresh, version=known.version + 1)
        cycle = replace(cycle, tasks=(*(task for task in cycle.tasks if task.code != code), fresh))
    return cycle


def closed_near(bench: Bench, view: GateView, load: Load, gone: Container[str]) -> Cycle:
    """Return a cycle whose closer was asked for, with somebody of the school who can close it by now.

    Whoever is `gone` handed over since it opened, and gets nothing back.
    """
    cycle = view.cycle
    if not is_asked(cycle, Seat.CLOSER) or closing_stands(bench, cycle) is None:
        return cycle
    found = holder_upward(
        bench.organisation,
        bench.today,
        cycle.unit,
        [cycle.closes],
        load,
        lambda person, _role: person in gone or conflict(view, person) is not None,
    )
    closed = replace(cycle, closer=found)
    is_near = found is not None and closing_stands(bench, closed) is None
    return seen_to(closed, Seat.CLOSER, ENGINE, bench.today) if is_near else cycle
