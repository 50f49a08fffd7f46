"""The ladder of an item in words: on which day each step comes, by which rule, and whom the levels are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pdca.domain.errors import Message, Param
from pdca.domain.notices.ladder import (
    ASSIGNED,
    ESCALATION_PREFIX,
    Shape,
    level_name,
    shape,
    step_day,
    step_name,
)
from pdca.domain.notices.notice import Deadline, NoticeKind, owner_kind
from pdca.domain.notices.policy import Policy
from pdca.domain.notices.recipients import Seeker
from pdca.services.explain.scene import Item
from pdca.services.explain.trace import Rung
from pdca.services.records import LedgerRow

AFTER: Mapping[str, str] = {
    "{day}: {count} {mode} late": "{day}: {count} {mode} after {first}, the day this began",
    "{day}: {count} {mode} late, so the {role} hears of it too": (
        "{day}: {count} {mode} after {first}, the day this began, so the {role} hears of it too"
    ),
}
"""For what began after the agreed day: what is said instead of how late it is."""

ROW_RULES: Mapping[NoticeKind, str] = {
    NoticeKind.ASSIGNED: "{day}: new",
    NoticeKind.REMINDER: "{day}: reminder, {count} counted days before the agreed day",
    NoticeKind.DUE: "{day}: the agreed day had come",
    NoticeKind.OVERDUE: "{day}: {count} counted days late",
    NoticeKind.ESCALATION: "{day}: late, so the {role} hears of it too",
    NoticeKind.REASSIGN: "{day}: somebody has to find a new owner, because the owner stays away too long",
    NoticeKind.RESOLVED: "{day}: who was called in hears how it went on",
    NoticeKind.THANKS: "{day}: it is secured, and its owner is thanked",
    NoticeKind.OVERVIEW: "{day}: once a month, what stays open after everybody was told",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A step that the rules give to an item: on which day, None when that day lies before its start."""

    step: str
    kind: NoticeKind
    on: date | None
    level: int = 0
    rule: Message


def ladder(item: Item, deadline: Deadline) -> tuple[Rung, ...]:
    """Return every level of the ladder, with the day on which it comes or why it does not."""
    return tuple(_rungs(item, deadline))


def planned_steps(item: Item, deadline: Deadline) -> list[Planned]:
    """Return the steps of an item by day, up to the first one of the endless repetition that is still to come."""
    steps = shape(item.scene.policy, deadline.grade)
    owner = [_owner_step(item, deadline, step) for step in _numbers(item, deadline, steps)]
    levels = [
        _level(item, deadline, number, count) for number, count in enumerate(steps.escalations, start=1)
    ]
    return sorted([*owner, *levels], key=lambda one: (one.on or deadline.since, one.level))


def rule_of_row(row: LedgerRow, policy: Policy) -> Message:
    """Say which rule a ledger row follows, for rows whose dates are gone or do not hang on a due date."""
    step = row.notice.step
    facts: dict[str, Param] = {"day": row.day, "count": step.lstrip("-")}
    if row.notice.kind is NoticeKind.ESCALATION:
        level = int(step.removeprefix(ESCALATION_PREFIX))
        if level > len(policy.ladder):  # the ladder was longer then
            return Message("{day}: late, so somebody above hears of it too", facts)
        facts["role"] = policy.ladder[level - 1].to
    return Message(ROW_RULES[row.notice.kind], facts)


def rule_of_reassign(day: date, owner: str | None) -> Message:
    """Say why somebody is asked to find a new owner."""
    if owner is None:
        return Message("{day}: nobody owns it, so somebody is asked to find an owner", {"day": day})
    return Message(
        "{day}: somebody has to find a new owner, because the owner stays away too long", {"day": day}
    )


def _rungs(item: Item, deadline: Deadline) -> Iterator[Rung]:
    scene, policy = item.scene, item.scene.policy
    steps = shape(policy, deadline.grade).escalations
    own = Seeker.of(scene.organisation, scene.today, deadline.unit, deadline.owner).own_level(policy)
    for number, level in enumerate(policy.ladder, start=1):
        after = steps[number - 1] if number <= len(steps) else None
        on = None if after is None else step_day(after, deadline.since, deadline.due, item.rules.days)
        facts: dict[str, Param] = {"level": number, "role": level.to, "count": after, "step": level.step}
        facts |= {"mode": item.rules.days.mode, "day": on, "grade": deadline.grade or ""}
        if on is None:
            say = Message("the {role}: not for {grade}", facts)
        elif number <= own:
            say = Message("the {role}: passed over, whose turn it is holds this role or a higher one", facts)
        elif after != level.step:
            say = Message(
                "the {role}: {day}, {count} {mode} after the agreed day (others: {step}; {grade} goes faster)",
                facts,
            )
        else:
            say = Message("the {role}: {day}, {count} {mode} after the agreed day", facts)
        yield Rung(level=number, role=level.to, after=after, on=on, say=say)


def _numbers(item: Item, deadline: Deadline, steps: Shape) -> Iterator[int]:
    yield from steps.before
    yield from steps.after
    if not steps.later:
        return
    step = steps.last
    while True:
        step += steps.later
        yield step
        day = step_day(step, deadline.since, deadline.due, item.rules.days)
        if day is None or day > item.scene.today:
            return


def _owner_step(item: Item, deadline: Deadline, step: int) -> Planned:
    days = item.rules.days
    on = step_day(step, deadline.since, deadline.due, days)
    facts: dict[str, Param] = {"day": on, "count": abs(step), "mode": days.mode, "due": deadline.due}
    if step == ASSIGNED:
        rule = Message("{day}: new, the first day that counts since it began", facts)
    elif on is None:
        facts |= {"day": days.before(deadline.due, -step), "since": deadline.since}
        rule = Message("no reminder for {day}, because it began on {since} only", facts)
    elif step < 0:
        rule = Message("{day}: reminder, {count} {mode} before the agreed day {due}", facts)
    elif step == 0 and on == deadline.due:
        rule = Message("{day}: the agreed day", facts)
    elif step == 0:
        rule = Message("{day}: the first day that counts since the agreed day {due}", facts)
    else:
        rule = _late(item, deadline, facts, "{day}: {count} {mode} late")
    return Planned(step=step_name(step), kind=owner_kind(step), on=on, rule=rule)


def _level(item: Item, deadline: Deadline, number: int, count: int) -> Planned:
    days = item.rules.days
    on = step_day(count, deadline.since, deadline.due, days)
    role = item.scene.policy.ladder[number - 1].to
    facts: dict[str, Param] = {"day": on, "role": role, "count": count, "mode": days.mode}
    rule = _late(item, deadline, facts, "{day}: {count} {mode} late, so the {role} hears of it too")
    return Planned(step=level_name(number), kind=NoticeKind.ESCALATION, on=on, level=number, rule=rule)


def _late(item: Item, deadline: Deadline, facts: dict[str, Param], template: str) -> Message:
    """Say how late it is; where counting began after the agreed day, since when."""
    if deadline.since <= deadline.due:
        return Message(template, facts)
    began = step_day(0, deadline.since, deadline.due, item.rules.days)
    return Message(AFTER[template], {**facts, "first": began})
