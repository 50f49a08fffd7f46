"""What is told today about one item, and when to look at it again.

The same two functions serve the tick, the simulation, the policy preview and `why`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pdca.domain.calendar.days import CountingDays
from pdca.domain.notices.ladder import (
    Shape,
    due_levels,
    due_owner_steps,
    level_name,
    next_step_day,
    shape,
    step_name,
)
from pdca.domain.notices.notice import (
    EMPTY,
    REASSIGN,
    Deadline,
    History,
    Notice,
    NoticeKind,
    NoticeState,
    owner_notice,
)
from pdca.domain.notices.policy import Policy
from pdca.domain.notices.recipients import Found, Seeker, roles_for_new_owner, roles_from
from pdca.domain.people.organisation import Organisation

OWN_LEVEL = "the owner holds this role or a higher one"
ALREADY_TOLD = "everybody there was already told"
HIGHER_STEP = "a later step was sent instead"
ONE_NOTICE = "the same person gets a weightier notice about it today"
NOBODY = "nobody can be told"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a decision needs besides the item: people, policy and the item's clock."""

    organisation: Organisation
    policy: Policy
    days: CountingDays
    _shapes: dict[str | None, Shape] = field(default_factory=dict, repr=False, compare=False)

    def shape(self, grade: str | None) -> Shape:
        """Return the steps of an item of a grade, worked out once."""
        found = self._shapes.get(grade)
        if found is None:
            found = self._shapes[grade] = shape(self.policy, grade)
        return found


def decide(deadline: Deadline, history: History, today: date, rules: Rules) -> list[Notice]:
    """Return every notice about an item that is to be recorded today; none when mail may not leave."""
    if not rules.days.may_mail(today):
        return []
    seeker = Seeker.of(rules.organisation, today, deadline.unit, deadline.owner)
    open_steps = [] if deadline.is_held(today) else _open_owner_steps(deadline, history, today, rules)
    decided = _owner_notices(deadline, open_steps, today, rules)
    if (open_steps and not decided) or REASSIGN in history.undeliverable:
        decided += _reassign(deadline, history, today, rules, seeker)
    decided += _escalations(deadline, history, today, rules, seeker)
    return _one_per_person(decided)


def next_notice_on(deadline: Deadline, history: History, today: date, rules: Rules) -> date | None:
    """Return the first day from today on which something may have to be decided; None when never again.

    Call it with the ledger after a decision and the day after that, or with a new item and today.
    """
    days, ladder = rules.days, rules.shape(deadline.grade)
    looks: list[date] = []
    if _open_owner_steps(deadline, history, today, rules):
        looks.append(max(today, deadline.snoozed_until or today))
    levels = due_levels(ladder, deadline.since, deadline.due, days, today)
    if history.undeliverable or any(level_name(level) not in history.handled for level in levels):
        looks.append(today)
    coming = next_step_day(ladder, deadline.since, deadline.due, days, today)
    if coming is not None:
        looks.append(coming)
    return days.next_mail_day(min(looks)) if looks else None


def first_notice_on(deadline: Deadline, today: date, rules: Rules) -> date | None:
    """Return when a new version of an item is to be looked at first."""
    return next_notice_on(deadline, EMPTY, today, rules)


def _open_owner_steps(deadline: Deadline, history: History, today: date, rules: Rules) -> list[int]:
    ladder = rules.shape(deadline.grade)
    steps = due_owner_steps(ladder, deadline.since, deadline.due, rules.days, today)
    return [step for step in steps if step_name(step) not in history.handled]


def _owner_notices(deadline: Deadline, open_steps: list[int], today: date, rules: Rules) -> list[Notice]:
    """Send the highest open step to the owner's stand-in; with nobody there they wait."""
    person = rules.organisation.stand_in(deadline.owner, today) if deadline.owner is not None else None
    if person is None or not open_steps:
        return []
    *lower, highest = open_steps
    notices = [
        replace(owner_notice(deadline, step, person), state=NoticeState.SUPERSEDED, reason=HIGHER_STEP)
        for step in lower
    ]
    return [*notices, owner_notice(deadline, highest, person)]


def _reassign(
    deadline: Deadline, history: History, today: date, rules: Rules, seeker: Seeker
) -> list[Notice]:
    """Ask for a new owner, once per version, when the owner stays away too long."""
    if REASSIGN in history.handled or not _owner_is_lost(deadline, history, today, rules):
        return []
    found = seeker.find(roles_for_new_owner(rules.policy, deadline.owner))
    return _told(deadline, REASSIGN, NoticeKind.REASSIGN, found, history)


def _owner_is_lost(deadline: Deadline, history: History, today: date, rules: Rules) -> bool:
    owner, organisation = deadline.owner, rules.organisation
    if owner is None:
        return True
    if REASSIGN in history.undeliverable:
        return not organisation.is_present(owner, today)
    wait = rules.policy.notices.wait_for_owner
    if wait == 0:
        return True
    return not organisation.is_present_within(owner, today + timedelta(days=1), rules.days.after(today, wait))


def _escalations(
    deadline: Deadline, history: History, today: date, rules: Rules, seeker: Seeker
) -> list[Notice]:
    ladder = rules.shape(deadline.grade)
    decided: list[Notice] = []
    own_level: int | None = None
    for level in due_levels(ladder, deadline.since, deadline.due, rules.days, today):
        step = level_name(level)
        if step in history.handled:
            continue
        own_level = seeker.own_level(rules.policy) if own_level is None else own_level
        if level <= own_level:
            decided += [_passed_over(deadline, step, OWN_LEVEL)]
            continue
        so_far = history.adding(decided)
        told = so_far.told_below(level)
        found = seeker.find(roles_from(rules.policy, level), told)
        if found is None and told:
            decided += [_passed_over(deadline, step, ALREADY_TOLD)]
        else:
            decided += _told(deadline, step, NoticeKind.ESCALATION, found, history)
    return decided


def _passed_over(deadline: Deadline, step: str, reason: str) -> Notice:
    return deadline.notice(step, NoticeKind.ESCALATION, None, NoticeState.SUPERSEDED, reason)


def _told(
    deadline: Deadline, step: str, kind: NoticeKind, found: Found | None, history: History
) -> list[Notice]:
    if found is not None:
        return [deadline.notice(step, kind, person) for person in found.people]
    if step in history.undeliverable:
        return []
    return [deadline.notice(step, kind, None, NoticeState.UNDELIVERABLE, NOBODY)]


def _one_per_person(decided: list[Notice]) -> list[Notice]:
    """Let each person hear once about an item; decisions come in rising weight, so the last one stays."""
    best = {
        notice.recipient: notice
        for notice in decided
        if notice.recipient is not None and notice.state is NoticeState.QUEUED
    }
    return [
        notice
        if notice.state is not NoticeState.QUEUED or best.get(notice.recipient or "") is notice
        else replace(notice, state=NoticeState.SUPERSEDED, reason=ONE_NOTICE)
        for notice in decided
    ]
