"""Waiting for somebody else, and asking for quiet: the moves that stop a clock.

A block is a new version whose ladder begins the day after it ends, so no step can fall inside it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Block
from pdca.domain.actions.setting import Setting, future, new_version
from pdca.domain.calendar.days import CountingDays
from pdca.domain.errors import BadInput, Refused


def block(action: Action, act: Act, setting: Setting) -> Action:
    """Stop the clock up to and including `until`; the due date moves by the counting days blocked."""
    if action.blocked is not None and setting.today <= action.blocked.last:
        raise Refused("{item} already waits until {day}", item=action.ref, day=action.blocked.last)
    last = future(act.until, setting)
    if last is None or action.due is None:
        raise BadInput("{event} needs: {missing}", event=act.event, missing="until")
    stop = Block(first=setting.today, last=last, due=action.due, reason=act.reason)
    return new_version(
        action,
        setting.today,
        since=last + timedelta(days=1),
        due=moved_due(stop, last, setting.days),
        blocked=stop,
        blocks_in_a_row=action.blocks_in_a_row + 1,
    )


def unblock(action: Action, _act: Act, setting: Setting) -> Action:
    """Let the clock run on from today; the due date moves by the counting days really blocked."""
    block = action.blocked
    if block is None or setting.today > block.last:
        raise Refused("{item} is not blocked", item=action.ref)
    due = moved_due(block, setting.today - timedelta(days=1), setting.days)
    return new_version(action, setting.today, since=setting.today, due=due, blocked=None)


def moved_due(block: Block, last: date, days: CountingDays) -> date:
    """Return the due date moved by the counting days from the start of a block to `last`."""
    blocked = days.between(block.first, last)
    return days.after(block.due, blocked) if blocked else block.due


def snooze(action: Action, act: Act, setting: Setting) -> Action:
    """Hold the owner's reminders until a day not later than the due date."""
    until = future(act.until, setting)
    if until is None or action.due is None or until > action.due:
        raise BadInput("quiet can last until the due date at most: {day}", day=action.due)
    return replace(action, snoozed_until=until)
