"""The day of a handover: roles and open items go to the successor, so that nothing of a leaver hangs.

What the successor may not take, because four eyes are needed, goes to whom the rules name.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.action import Action, Request
from pdca.domain.actions.setting import new_version
from pdca.domain.actions.standing import is_barred
from pdca.domain.cycles.cycle import Cycle, Task, TaskState
from pdca.domain.cycles.programme import ProgrammeKind
from pdca.domain.cycles.standing import conflict
from pdca.domain.people.handover import Handover
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation, Process
from pdca.domain.people.search import holder_upward, least_loaded
from pdca.services.bookkeeping import keep, keep_action, request_deadline
from pdca.services.cycles.keeping import gate_view, keep_cycle, settle_cycle_of
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.situation import Situation

ENGINE = "engine"
DONE, GIVEN_UP = "handover_done", "handover_withdrawn"
ROLES_MOVED = "person_handover"
NO_SUCCESSOR = "the successor does not work here any more"


def carry_out_handovers(store: Store, slug: str, shipped: Shipped, now: datetime) -> int:
    """Carry out every handover of a board whose day has come, each in one transaction and once."""
    with store.reading(slug) as session:
        situation = Situation(session, shipped, now)
        due = [one.id for one in session.handovers() if one.is_open and one.day <= situation.today]
    done = 0
    for id in due:
        with store.board(slug) as session:
            handover = next((one for one in session.handovers() if one.id == id and one.is_open), None)
            if handover is not None:
                done += _carry_out(session, shipped, handover, now)
    return done


def _carry_out(session: BoardSession, shipped: Shipped, handover: Handover, now: datetime) -> int:
    situation = Situation(session, shipped, now)
    if not situation.organisation.is_active(handover.successor, situation.today):
        given_up = replace(handover, withdrawn_on=situation.today)
        session.record(GIVEN_UP, given_up, actor=ENGINE, at=now, reason=NO_SUCCESSOR)
        return 0
    _move_roles(situation, handover)
    moving = _Moving(Situation(session, shipped, now), handover)  # with the roles as they are now
    moving.requests()
    moving.actions()
    moving.cycles()
    moving.processes()
    done = replace(handover, done_on=situation.today)
    session.record(DONE, done, actor=handover.by, at=now, reason=moving.reason)
    return 1


def _move_roles(situation: Situation, handover: Handover) -> None:
    """Take roles that the leaver still holds from one to the other."""
    organisation = situation.organisation
    leaver, successor = organisation.person(handover.leaver), organisation.person(handover.successor)
    moved = tuple(role for role in handover.roles if role in leaver.roles)
    kept = tuple(role for role in leaver.roles if role not in moved)
    taken = tuple(dict.fromkeys((*successor.roles, *moved)))
    for person in (replace(leaver, roles=kept), replace(successor, roles=taken)):
        situation.session.record(
            ROLES_MOVED, person, actor=handover.by, at=situation.now, reason=_reason(organisation, handover)
        )


def _reason(organisation: Organisation, handover: Handover) -> str:
    return f"{named(organisation, handover.leaver)} → {named(organisation, handover.successor)}"


class _Moving:
    """Moves the open items of a leaver, in the name of whoever planned it."""

    def __init__(self, situation: Situation, handover: Handover) -> None:
        self.situation = situation
        self.session = situation.session
        self.leaver, self.to, self.by = handover.leaver, handover.successor, handover.by
        self.reason = _reason(situation.organisation, handover)

    def requests(self) -> None:
        """Move the questions that wait for the leaver; nobody decides about a question of their own."""
        for request in self.session.requests_open(responsible=[self.leaver]):
            action = self.session.action(request.action)
            to: str | None = self.to
            if to == request.by:
                others = [
                    one for one in self.situation.bench.managers(action) if one not in (self.leaver, to)
                ]
                to = least_loaded(others, self.session.open_items_of)
            moved = replace(request, responsible=to, version=request.version + 1, since=self.situation.today)
            self._record("request_handover", moved)
            keep(self.situation, moved.id, request_deadline(moved, action))

    def actions(self) -> None:
        """Move the parts that the leaver has in open actions."""
        for before in self.session.actions(is_open=True):
            after = self._action(before)
            if after == before:
                continue
            if after.responsible != before.responsible:
                after = new_version(after, self.situation.today)
            self._record("action_handover", after)
            keep_action(self.situation, before, after)
            settle_cycle_of(self.situation, after.cycle)

    def _action(self, action: Action) -> Action:
        changes: dict[str, str | None] = {}
        if action.owner == self.leaver:
            changes["owner"] = self.to
        if action.chosen_checker == self.leaver:
            changes["chosen_checker"] = self.to
        moved = replace(action, **changes)  # type: ignore[arg-type]  # addresses, all three
        if moved.chosen_checker == moved.owner:
            moved = replace(moved, chosen_checker=None)
        return self._with_eyes(moved)

    def _with_eyes(self, action: Action) -> Action:
        """Give checker, agreer and closer to the successor, or to whom the rules name where that is the owner."""
        grade = self.situation.shipped.grades[action.grade]
        bench, load = self.situation.bench, self.session.open_items_of
        found: dict[str, str | None] = {}
        if action.checker in (self.leaver, action.owner):
            is_out = grade.checks is not None and is_barred(
                self.situation.organisation, grade.checks, action.unit, self.to
            )
            is_fit = action.owner != self.to and not is_out
            checks = self.session.open_checks_of
            found["checker"] = self.to if is_fit else bench.find_checker(action, grade, checks)
        if action.agreer in (self.leaver, action.owner):
            is_fit = action.owner != self.to
            found["agreer"] = self.to if is_fit else bench.find_agreer(action, grade, load)
        if action.closer in (self.leaver, action.owner):
            is_fit = action.owner != self.to
            found["closer"] = self.to if is_fit else bench.find_closer(action, grade, load)
        return replace(action, **found)  # type: ignore[arg-type]  # addresses, all three

    def cycles(self) -> None:
        """Move the parts that the leaver has in open cycles and their tasks."""
        for before in self.session.cycles(is_open=True):
            after = self._cycle(before)
            if after != before:
                keep_cycle(
                    self.situation, before, after, event="cycle_handover", actor=self.by, reason=self.reason
                )

    def processes(self) -> None:
        """Move the processes that the leaver looks after."""
        for process in self.session.processes():
            if process.owner == self.leaver:
                self._record("process_handover", replace(process, owner=self.to))

    def _cycle(self, cycle: Cycle) -> Cycle:
        tasks = tuple(self._task(task) for task in cycle.tasks)
        owner = self.to if cycle.owner == self.leaver else cycle.owner
        led = replace(cycle, tasks=tasks, owner=owner, lead=self._lead(cycle))
        return replace(led, closer=self._closer(led))

    def _task(self, task: Task) -> Task:
        if task.owner != self.leaver or task.state is not TaskState.OPEN:
            return task
        moved = replace(task, owner=self.to)
        if task.since is None:
            return moved
        return replace(moved, version=task.version + 1, since=self.situation.today)

    def _lead(self, cycle: Cycle) -> str | None:
        """Return who leads the audit: the successor, unless it is the own school."""
        if cycle.lead != self.leaver:
            return cycle.lead
        is_audit = cycle.kind == ProgrammeKind.INTERNAL_AUDIT
        is_own = is_audit and self.situation.organisation.is_own_school(self.to, cycle.unit)
        return None if is_own else self.to

    def _closer(self, cycle: Cycle) -> str | None:
        """Return who closes a cycle: the successor, unless four eyes forbid it."""
        view = gate_view(self.situation, cycle)
        is_free = cycle.closer != self.leaver and (
            cycle.closer is None or conflict(view, cycle.closer) is None
        )
        if is_free:
            return cycle.closer
        holds = self.situation.organisation.holds(self.to, cycle.closes, cycle.unit, self.situation.today)
        if cycle.closer == self.leaver and holds and conflict(view, self.to) is None:
            return self.to
        return holder_upward(
            self.situation.organisation,
            self.situation.today,
            cycle.unit,
            [cycle.closes],
            self.session.open_items_of,
            lambda person, _role: person == self.leaver or conflict(view, person) is not None,
        )

    def _record(self, kind: str, value: Action | Request | Process) -> None:
        self.session.record(kind, value, actor=self.by, at=self.situation.now, reason=self.reason)
