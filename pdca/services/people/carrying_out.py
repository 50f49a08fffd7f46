"""The day of a handover: roles and open items go to the successor, so that nothing of a leaver hangs.

Everything of one day happens at once: whoever takes over and hands over on it keeps what is new to them. What the
successor may not take, because four eyes are needed, goes to whom the rules name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pdca.domain.actions.action import Action, Request
from pdca.domain.actions.setting import new_version
from pdca.domain.actions.standing import is_barred
from pdca.domain.cycles.cycle import Cycle, Seat, TaskState
from pdca.domain.people.handover import Handover
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation, Process
from pdca.domain.people.search import least_loaded
from pdca.domain.people.succession import Succession, asking, with_roles_moved
from pdca.services.bookkeeping import keep, keep_action, request_deadline
from pdca.services.cycles.keeping import gate_view, keep_cycle, settle_cycle_of
from pdca.services.ports import Shipped, Store
from pdca.services.situation import Situation

ENGINE = "engine"
DONE, GIVEN_UP = "handover_done", "handover_withdrawn"
ROLES_MOVED = "person_handover"
NO_SUCCESSOR = "the successor does not work here any more"


def carry_out_handovers(store: Store, slug: str, shipped: Shipped, now: datetime) -> int:
    """Carry out every handover of a board whose day has come, those of a day in one transaction and once."""
    with store.reading(slug) as session:
        situation = Situation(session, shipped, now)
        days = {one.day for one in session.handovers() if one.is_open and one.day <= situation.today}
    done = 0
    for day in sorted(days):
        with store.board(slug) as session:
            done += _carry_out(Situation(session, shipped, now), day)
    return done


def _carry_out(situation: Situation, day: date) -> int:
    session, before = situation.session, situation.organisation
    going = []
    for handover in [one for one in session.handovers() if one.is_open and one.day == day]:
        if before.is_active(handover.successor, situation.today):
            going.append(handover)
        else:
            _give_up(situation, handover)
    if not going:
        return 0
    _move_roles(situation, going)
    later = Situation(session, situation.shipped, situation.now)  # with the roles as they are now
    moving = _Moving(later, before, going)
    moving.requests()
    moving.actions()
    moving.cycles()
    moving.processes()
    for handover in going:
        done, reason = replace(handover, done_on=situation.today), _reason(before, handover)
        session.record(DONE, done, actor=handover.by, at=situation.now, reason=reason)
    return len(going)


def _give_up(situation: Situation, handover: Handover) -> None:
    given_up = replace(handover, withdrawn_on=situation.today, withdrawn_by=ENGINE, why_not=NO_SUCCESSOR)
    situation.session.record(GIVEN_UP, given_up, actor=ENGINE, at=situation.now, reason=NO_SUCCESSOR)


def _move_roles(situation: Situation, going: Sequence[Handover]) -> None:
    """Take roles that the leavers still hold from one to the other."""
    before = situation.organisation
    after = with_roles_moved(before, [(one.leaver, one.successor, one.roles) for one in going])
    for handover in going:
        for email in (handover.leaver, handover.successor):
            situation.session.record(
                ROLES_MOVED,
                after.person(email),
                actor=handover.by,
                at=situation.now,
                reason=_reason(before, handover),
            )


def _reason(organisation: Organisation, handover: Handover) -> str:
    return f"{named(organisation, handover.leaver)} → {named(organisation, handover.successor)}"


class _Moving:
    """Moves the open items of the leavers of a day, each in the name of whoever planned it."""

    def __init__(self, situation: Situation, before: Organisation, going: Sequence[Handover]) -> None:
        self.situation = situation
        self.session = situation.session
        self.going = {one.leaver: one for one in going}
        self.to = {one.leaver: one.successor for one in going}
        self.succession = Succession(
            before=before,
            bench=situation.bench,
            heirs=self.to,
            load=self.session.open_items_of,
            leads={lead.cycle: lead.email for one in going for lead in one.leads},
        )

    def requests(self) -> None:
        """Move the questions that wait for a leaver; nobody decides about a question of their own."""
        for request in self.session.requests_open(responsible=list(self.to)):
            action, leaver = self.session.action(request.action), str(request.responsible)
            to: str | None = self.to[leaver]
            if to == request.by:
                others = [one for one in self.situation.bench.managers(action) if one not in (leaver, to)]
                to = least_loaded(others, self.session.open_items_of)
            moved = replace(request, responsible=to, version=request.version + 1, since=self.situation.today)
            self._record("request_handover", moved, leaver)
            keep(self.situation, moved.id, request_deadline(moved, action))

    def actions(self) -> None:
        """Move the parts that leavers have in open actions."""
        for before in self.session.actions(is_open=True):
            after = self._action(before)
            if after == before:
                continue
            if after.responsible != before.responsible:
                after = new_version(after, self.situation.today)
            parts = (before.owner, before.chosen_checker, before.checker, before.agreer, before.closer)
            self._record("action_handover", after, *parts)
            keep_action(self.situation, before, after)
            settle_cycle_of(self.situation, after.cycle)

    def _action(self, action: Action) -> Action:
        chosen = action.chosen_checker
        moved = replace(
            action,
            owner=self.to.get(action.owner, action.owner),
            chosen_checker=self.to.get(chosen, chosen) if chosen is not None else None,
        )
        if moved.chosen_checker == moved.owner:
            moved = replace(moved, chosen_checker=None)
        return self._with_eyes(moved)

    def _with_eyes(self, action: Action) -> Action:
        """Give checker, agreer and closer to the successor, or to whom the rules name where that is the owner."""
        grade = self.situation.shipped.grades[action.grade]
        organisation, bench = self.situation.organisation, self.situation.bench
        load = self.session.open_items_of
        found: dict[str, str | None] = {}
        if self._goes(action, action.checker):
            to = self.to.get(str(action.checker))
            is_out = (
                grade.checks is not None and to and is_barred(organisation, grade.checks, action.unit, to)
            )
            is_fit = to not in (None, action.owner) and not is_out
            checks = self.session.open_checks_of
            found["checker"] = to if is_fit else bench.find_checker(action, grade, checks)
        if self._goes(action, action.agreer):
            to = self.to.get(str(action.agreer))
            is_fit = to not in (None, action.owner)
            found["agreer"] = to if is_fit else bench.find_agreer(action, grade, load)
        if self._goes(action, action.closer):
            to = self.to.get(str(action.closer))
            is_fit = to not in (None, action.owner)
            found["closer"] = to if is_fit else bench.find_closer(action, grade, load)
        return replace(action, **found)  # type: ignore[arg-type]  # addresses, all three

    def _goes(self, action: Action, person: str | None) -> bool:
        """Tell whether a part of an action needs somebody else: it is a leaver's, or of whoever owns it by now."""
        return person is not None and (person in self.to or person == action.owner)

    def cycles(self) -> None:
        """Move the parts that leavers have in open cycles and their tasks; ask about what nobody near takes."""
        for before in self.session.cycles(is_open=True):
            moved, left = self.succession.of(gate_view(self.situation, before))
            if moved == before:
                continue
            by, reason = self._whose(before.lead, before.closer, before.owner, *_holders(before))
            whose = {Seat.LEAD: self._whose(before.lead)[1], Seat.CLOSER: self._whose(before.closer)[1]}
            after = asking(moved, left, self.situation.today, whose)
            keep_cycle(self.situation, before, after, event="cycle_handover", actor=by, reason=reason)

    def processes(self) -> None:
        """Move the processes that leavers look after."""
        for process in self.session.processes():
            if process.owner in self.to:
                self._record(
                    "process_handover", replace(process, owner=self.to[process.owner]), process.owner
                )

    def _whose(self, *parts: str | None) -> tuple[str, str]:
        """Return who planned what moves these parts, and from whom to whom."""
        theirs = dict.fromkeys(self.going[one] for one in parts if one in self.going) or self.going.values()
        reasons = [_reason(self.situation.organisation, one) for one in theirs]
        return next(iter(theirs)).by, "; ".join(reasons)

    def _record(self, kind: str, value: Action | Request | Process, *parts: str | None) -> None:
        by, reason = self._whose(*parts)
        self.session.record(kind, value, actor=by, at=self.situation.now, reason=reason)


def _holders(cycle: Cycle) -> list[str | None]:
    return [task.owner for task in cycle.tasks if task.state is TaskState.OPEN]
