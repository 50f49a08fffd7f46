"""What each event makes of an action: pure functions from an action and an act to the next action.

None of them saves, mails or reads the clock. Every change of phase, due date or responsible person, every
unblock and reopen starts a new version of the notices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pdca.domain.actions.act import NEEDS, NEEDS_OF_LARGE, Act, require
from pdca.domain.actions.action import Action, Block, Phase, Size, Verdict
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.machine import ACTION, Event, traits
from pdca.domain.actions.standing import Bench
from pdca.domain.calendar.days import CountingDays
from pdca.domain.errors import BadInput, Param, Refused
from pdca.domain.machine import Who
from pdca.domain.people.search import Load

PHASE_DAYS = 10
"""Counting days for a phase when nobody named a date."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act takes place: the day, the item's clock, its grade and the people."""

    today: date
    days: CountingDays
    grade: Grade
    bench: Bench
    load: Load
    standing: frozenset[Who] = frozenset()

    def term(self) -> date:
        """Return the due date of a phase for which nobody named one."""
        return self.days.after(self.today, PHASE_DAYS)


def allowed_events(action: Action, setting: Setting) -> frozenset[str]:
    """Return what the actor of a setting may do with an action now."""
    return ACTION.allowed(action.phase, setting.standing, traits(action, setting.grade))


def perform(action: Action, act: Act, setting: Setting) -> Action:
    """Carry out an act. Raises Refused when state or standing forbid it, BadInput when something is missing."""
    row = ACTION.find(act.event, action.phase, traits(action, setting.grade))
    allowed = allowed_events(action, setting)
    facts: dict[str, Param] = {"item": action.ref, "event": act.event}
    if row is None:
        raise Refused(
            "{item} is in {phase}: {event} is not possible there",
            allowed=allowed,
            phase=action.phase,
            **facts,
        )
    if not row.who & setting.standing:
        who = ", ".join(sorted(row.who - {Who.ENGINE}))
        raise Refused(
            "{actor} may not do this with {item} ({event}): that is for: {who}",
            allowed=allowed,
            actor=act.actor,
            who=who,
            **facts,
        )
    require(act, NEEDS.get(act.event, ()))
    if not action.is_small:
        require(act, NEEDS_OF_LARGE.get(act.event, ()))
    moved = MOVES[act.event](action, act, setting)
    return moved if row.target is None else replace(moved, phase=Phase(row.target))


def new_version(action: Action, today: date, **changes: object) -> Action:
    """Return the action with changes and a fresh ladder that begins today."""
    fresh: dict[str, object] = {"version": action.version + 1, "since": today, "snoozed_until": None}
    return replace(action, **{**fresh, **changes})  # type: ignore[arg-type]  # names are checked by replace itself


def _commit(action: Action, act: Act, setting: Setting) -> Action:
    due = act.due or action.due or setting.term()
    _not_before(due, setting.today, "due")
    if act.check_due is not None:
        _not_before(act.check_due, due, "check_due")
    return new_version(
        action,
        setting.today,
        due=due,
        check_due=act.check_due or action.check_due,
        effect_from=act.effect_from or action.effect_from,
        goal=act.goal or action.goal,
        measure=act.measure or action.measure,
        blocks_in_a_row=0,
    )


def _report_done(action: Action, act: Act, setting: Setting) -> Action:
    if setting.grade.evidence and not (act.evidence or action.evidence):
        raise BadInput("{item} needs evidence: say where it can be found", item=action.ref)
    due = setting.term()
    if action.check_due is not None and action.check_due > setting.today:
        due = action.check_due
    checker = setting.bench.find_checker(action, setting.grade, setting.load)
    closer = setting.bench.find_closer(action, setting.grade, setting.load)
    changes = {
        "done": act.done,
        "evidence": (*action.evidence, *act.evidence),
        "blocked": None,
        "blocks_in_a_row": 0,
    }
    return new_version(action, setting.today, due=due, checker=checker, closer=closer, **changes)


def _assess(action: Action, act: Act, setting: Setting) -> Action:
    if action.effect_from is not None and setting.today < action.effect_from:
        raise Refused(
            "the effect of {item} can be judged from {day} on, as agreed",
            item=action.ref,
            day=action.effect_from,
        )
    return new_version(
        action,
        setting.today,
        due=setting.term(),
        verdict=act.verdict,
        observed=act.observed,
        agreed_by=None,
        closer=setting.bench.find_closer(action, setting.grade, setting.load),
    )


def _agree(action: Action, act: Act, setting: Setting) -> Action:
    if setting.grade.agrees is None:
        raise Refused("{item} needs no agreement: its grade asks for none", item=action.ref)
    return replace(action, agreed_by=act.actor)


def _secure(action: Action, act: Act, setting: Setting) -> Action:
    verdict = act.verdict or action.verdict
    observed = act.observed or action.observed
    grade = setting.grade
    if grade.checks is not None and verdict is not Verdict.EFFECTIVE:
        raise Refused(
            "{item} can be secured once it is assessed as effective; adjust it otherwise", item=action.ref
        )
    if grade.agrees is not None and action.agreed_by is None:
        raise Refused("{item} first needs the agreement of: {role}", item=action.ref, role=grade.agrees)
    require(act, ("secured_in", "outside_word") if grade.outside else ("secured_in",))
    if grade.checks is not None and not observed:
        raise BadInput("{event} needs: {missing}", event=act.event, missing="observed")
    return new_version(
        action,
        setting.today,
        due=None,
        verdict=verdict,
        observed=observed,
        secured_in=act.secured_in,
        secured_owner=act.secured_owner,
        review_on=act.review_on,
        outside_word=act.outside_word,
        closed_on=setting.today,
        closed_by=act.actor,
        blocked=None,
    )


def _adjust(action: Action, act: Act, setting: Setting) -> Action:
    verdict = act.verdict or action.verdict
    if verdict not in (Verdict.PARTLY, Verdict.NOT):
        raise Refused(
            "{item} can be adjusted once it is assessed as partly or not effective", item=action.ref
        )
    if not act.goal and act.due is None:
        raise BadInput("{item} needs a new goal or a new due date", item=action.ref)
    return new_version(
        action,
        setting.today,
        due=_future(act.due, setting) or setting.term(),
        check_due=act.check_due,
        effect_from=act.effect_from,
        goal=act.goal or action.goal,
        iteration=action.iteration + 1,
        verdict=None,
        observed="",
        agreed_by=None,
        blocks_in_a_row=0,
    )


def _ask(action: Action, act: Act, setting: Setting) -> Action:
    if act.until is not None:
        _future(act.until, setting)
    if act.event is Event.ASK_MORE_TIME and action.due is not None and act.until is not None:
        _not_before(act.until, action.due + timedelta(days=1), "until")
    return replace(action, requests=action.requests + 1)


def _reassign(action: Action, act: Act, setting: Setting) -> Action:
    """Give the current phase to somebody else; in check and act never to the owner."""
    to = act.to or ""
    if not setting.bench.organisation.is_active(to, setting.today):
        raise BadInput("'{email}' is nobody who works here now; use an address from people.csv", email=to)
    if to == action.responsible:
        raise Refused("{item} already is with {email}", item=action.ref, email=to)
    if action.phase in (Phase.PLAN, Phase.DO):
        return new_version(action, setting.today, owner=to)
    if to == action.owner:
        raise Refused(
            "{email} owns {item} and cannot check or close it: four eyes", email=to, item=action.ref
        )
    closes = action.phase is Phase.ACT or action.is_small
    return new_version(action, setting.today, **{"closer" if closes else "checker": to})


def _extend(action: Action, act: Act, setting: Setting) -> Action:
    due = _future(act.due, setting)
    if due == action.due:
        raise Refused("{item} already is due on {day}", item=action.ref, day=due)
    return new_version(action, setting.today, due=due)


def _block(action: Action, act: Act, setting: Setting) -> Action:
    """Stop the clock up to and including `until`; the due date moves by the counting days blocked."""
    if action.blocked is not None and setting.today <= action.blocked.last:
        raise Refused("{item} already waits until {day}", item=action.ref, day=action.blocked.last)
    last = _future(act.until, setting)
    if last is None or action.due is None:
        raise BadInput("{event} needs: {missing}", event=act.event, missing="until")
    block = Block(first=setting.today, last=last, due=action.due, reason=act.reason)
    return new_version(
        action,
        last + timedelta(days=1),
        due=moved_due(block, last, setting.days),
        blocked=block,
        blocks_in_a_row=action.blocks_in_a_row + 1,
    )


def _unblock(action: Action, _act: Act, setting: Setting) -> Action:
    block = action.blocked
    if block is None or setting.today > block.last:
        raise Refused("{item} is not blocked", item=action.ref)
    due = moved_due(block, setting.today - timedelta(days=1), setting.days)
    return new_version(action, setting.today, due=due, blocked=None)


def moved_due(block: Block, last: date, days: CountingDays) -> date:
    """Return the due date moved by the counting days from the start of a block to `last`."""
    blocked = days.between(block.first, last)
    return days.after(block.due, blocked) if blocked else block.due


def _snooze(action: Action, act: Act, setting: Setting) -> Action:
    until = _future(act.until, setting)
    if until is None or action.due is None or until > action.due:
        raise BadInput("quiet can last until the due date at most: {day}", day=action.due)
    return replace(action, snoozed_until=until)


def _grow(action: Action, act: Act, setting: Setting) -> Action:
    grown = replace(
        action, size=Size.LARGE, goal=act.goal or action.goal, measure=act.measure or action.measure
    )
    return new_version(grown, setting.today) if action.phase is Phase.DO else grown


def _carry_over(action: Action, act: Act, _setting: Setting) -> Action:
    return replace(action, carried=action.carried + 1, cycle=act.to)


def _end(action: Action, act: Act, setting: Setting) -> Action:
    ended = {"due": None, "closed_on": setting.today, "closed_by": act.actor, "blocked": None}
    return new_version(action, setting.today, **ended)


def _reopen(action: Action, act: Act, setting: Setting) -> Action:
    reset = {"verdict": None, "observed": "", "agreed_by": None, "closed_on": None, "closed_by": None}
    due = _future(act.due, setting) or setting.term()
    return new_version(action, setting.today, due=due, check_due=None, blocks_in_a_row=0, **reset)


def _unchanged(action: Action, _act: Act, _setting: Setting) -> Action:
    return action


def _future(day: date | None, setting: Setting) -> date | None:
    if day is not None:
        _not_before(day, setting.today, "date")
    return day


def _not_before(day: date, least: date, name: str) -> None:
    if day < least:
        raise BadInput("{name} is {day}; use {least} or later", name=name, day=day, least=least)


MOVES: Mapping[Event, Callable[[Action, Act, Setting], Action]] = {
    Event.COMMIT: _commit,
    Event.REPORT_DONE: _report_done,
    Event.ASSESS: _assess,
    Event.AGREE: _agree,
    Event.SECURE: _secure,
    Event.ADJUST: _adjust,
    Event.HAND_BACK: _ask,
    Event.ASK_MORE_TIME: _ask,
    Event.ASK_TO_BLOCK: _ask,
    Event.GRANT: _unchanged,
    Event.REFUSE: _unchanged,
    Event.REASSIGN: _reassign,
    Event.EXTEND: _extend,
    Event.BLOCK: _block,
    Event.UNBLOCK: _unblock,
    Event.SNOOZE: _snooze,
    Event.GROW: _grow,
    Event.CARRY_OVER: _carry_over,
    Event.MERGE: _end,
    Event.DROP: _end,
    Event.CANCEL: _end,
    Event.REOPEN: _reopen,
}
