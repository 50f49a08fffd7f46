"""In what capacity somebody stands to a cycle and its tasks, and who may close it with a clear conscience.

One answer serves the buttons, the check on every act and the refusal's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from pdca.domain.actions.standing import AUDITOR, Bench
from pdca.domain.cycles.cycle import Cycle, Task
from pdca.domain.cycles.gates import GateView
from pdca.domain.cycles.programme import ProgrammeKind
from pdca.domain.errors import Message, Param
from pdca.domain.machine import Who
from pdca.domain.notices.recipients import BOARD_MEMBER, QUALITY_MANAGER, Seeker, roles_from
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation, RoleAt

Candidates = Mapping[Who, Sequence[tuple[str | None, str]]]


class Why(StrEnum):
    """Why nobody near has a seat of a cycle."""

    OWN_SCHOOL = "own_school"
    NOBODY_HOLDS = "nobody_holds"
    FURTHER_UP = "further_up"
    FOUR_EYES = "four_eyes"


def cycle_standing(bench: Bench, view: GateView, actor: str) -> frozenset[Who]:
    """Return every capacity in which somebody may act on a cycle today."""
    if not bench.organisation.is_active(actor, bench.today):
        return frozenset()
    cycle = view.cycle
    capacities = {
        Who.CYCLE_OWNER: acts_for(bench, actor, cycle.owner),
        Who.LEAD: acts_for(bench, actor, cycle.lead),
        Who.TASK_HOLDER: any(acts_for(bench, actor, task.owner) for task in cycle.tasks),
        Who.CLOSER: may_close(bench, view, actor),
        **_from_above(bench, cycle, cycle.owner, actor),
    }
    return frozenset(who for who, holds in capacities.items() if holds)


def task_standing(bench: Bench, cycle: Cycle, task: Task, actor: str) -> frozenset[Who]:
    """Return every capacity in which somebody may act on a task today."""
    if not bench.organisation.is_active(actor, bench.today):
        return frozenset()
    capacities = {
        Who.CYCLE_OWNER: acts_for(bench, actor, cycle.owner),
        Who.TASK_HOLDER: acts_for(bench, actor, task.owner),
        **_from_above(bench, cycle, task.owner, actor),
    }
    return frozenset(who for who, holds in capacities.items() if holds)


def acts_for(bench: Bench, actor: str, person: str | None) -> bool:
    """Tell whether somebody is a person or stands in for that person today."""
    return person is not None and (
        actor == person or bench.organisation.stand_in(person, bench.today) == actor
    )


def holders_above(bench: Bench, unit: str, role: str) -> tuple[str, ...]:
    """Return everyone who holds a role at a unit or above it today, nearest unit first."""
    above = bench.organisation.upward(unit)
    return tuple(person for at in above for person in bench.organisation.holders(role, at, bench.today))


def may_lead(bench: Bench, cycle: Cycle, email: str) -> bool:
    """Tell whether somebody who works here may lead a cycle: nobody audits the own school."""
    organisation = bench.organisation
    if not organisation.is_active(email, bench.today):
        return False
    return cycle.kind != ProgrammeKind.INTERNAL_AUDIT or not organisation.is_own_school(email, cycle.unit)


def leads_to_choose(bench: Bench, cycle: Cycle) -> list[str]:
    """Return the auditors who may lead a cycle, nearest unit first."""
    auditors = dict.fromkeys(holders_above(bench, cycle.unit, AUDITOR))
    return [one for one in auditors if may_lead(bench, cycle, one)]


def closing_stands(bench: Bench, cycle: Cycle) -> Why | None:
    """Return why nobody of the school of a cycle closes it; None when somebody does."""
    at = held_at(bench.organisation, cycle.closer, cycle)
    if at is None:
        is_held = bool(holders_above(bench, cycle.unit, cycle.closes))
        return Why.FOUR_EYES if is_held and cycle.closer is None else Why.NOBODY_HOLDS
    school = bench.organisation.school_of
    return None if school(at) == school(cycle.unit) else Why.FURTHER_UP


def held_at(organisation: Organisation, person: str | None, cycle: Cycle) -> str | None:
    """Return the nearest unit at which somebody has the role that closes a cycle, also after having left."""
    found = organisation.people.get(person or "")
    roles = found.roles if found is not None else ()
    return next((at for at in organisation.upward(cycle.unit) if RoleAt(cycle.closes, at) in roles), None)


def may_close(bench: Bench, view: GateView, actor: str) -> bool:
    """Tell whether somebody may close a cycle: as its closer, a holder of the closing role, or a stand-in."""
    if conflict(view, actor) is not None:
        return False
    return any(
        conflict(view, one) is None for one in _closers(bench, view.cycle) if acts_for(bench, actor, one)
    )


def conflict(view: GateView, person: str) -> Message | None:
    """Return why somebody cannot close this cycle, whatever role they hold; None when they can."""
    cycle = view.cycle
    facts: dict[str, Param] = {"email": person, "item": cycle.id}
    if person == cycle.lead:
        return Message("{email} led the audit of {item} and cannot close it: four eyes", facts)
    own = sorted(action.ref for action in view.open_actions() if action.owner == person)
    if own:
        return Message(
            "{email} owns actions that are still open in {item} ({actions}) and cannot close it: four eyes",
            {**facts, "actions": ", ".join(own)},
        )
    return None


def by_name(bench: Bench, clash: Message) -> Message:
    """Return a conflict with the name of the person instead of the address."""
    return Message(
        clash.template, {**clash.params, "email": named(bench.organisation, str(clash.params["email"]))}
    )


def cycle_candidates(bench: Bench, view: GateView, task: Task | None = None) -> Candidates:
    """Return who acts on a cycle, or on a task of it, in each capacity: the likeliest first, with their role."""
    cycle = view.cycle
    closers = [(one, cycle.closes) for one in holders_above(bench, cycle.unit, cycle.closes)]
    is_holder = any(one == cycle.closer for one, _ in closers)
    chosen = [(cycle.closer, cycle.closes if is_holder else str(Who.CLOSER))]
    owner = cycle.owner if task is None else task.owner
    seeker = Seeker.of(bench.organisation, bench.today, cycle.unit, owner)
    found = seeker.find(roles_from(bench.policy, seeker.own_level(bench.policy) + 1))
    managers = [(one, found.role) for one in found.people] if found is not None else []
    tasks = (task,) if task is not None else tuple(cycle.current_tasks())
    return {
        Who.CYCLE_OWNER: [(cycle.owner, Who.CYCLE_OWNER)],
        Who.LEAD: [(cycle.lead, Who.LEAD)],
        Who.TASK_HOLDER: [(one.owner, Who.TASK_HOLDER) for one in tasks],
        Who.CLOSER: [one for one in (*chosen, *closers) if one[0] is None or conflict(view, one[0]) is None],
        Who.MANAGER: managers,
        Who.QUALITY: [(one, QUALITY_MANAGER) for one in holders_above(bench, cycle.unit, QUALITY_MANAGER)],
    }


def _closers(bench: Bench, cycle: Cycle) -> Iterable[str]:
    holders = holders_above(bench, cycle.unit, cycle.closes)
    return (*holders, cycle.closer) if cycle.closer is not None else holders


def _from_above(bench: Bench, cycle: Cycle, responsible: str | None, actor: str) -> dict[Who, bool]:
    """The managers and everyone further up the ladder, the quality manager and the board."""
    organisation, today = bench.organisation, bench.today
    seeker = Seeker.of(organisation, today, cycle.unit, responsible)
    roles = roles_from(bench.policy, seeker.own_level(bench.policy) + 1)
    found = seeker.find(roles)
    is_told = found is not None and actor in found.people
    holds = {role: organisation.holds(actor, role, seeker.start, today) for role in roles}
    return {
        Who.MANAGER: actor != responsible and (is_told or any(holds.values())),
        Who.QUALITY: organisation.holds(actor, QUALITY_MANAGER, cycle.unit, today),
        Who.BOARD: organisation.holds(actor, BOARD_MEMBER, cycle.unit, today),
    }
