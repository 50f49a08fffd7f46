"""What each event makes of an action: pure functions from an action and an act to the next action.

None of them saves, mails or reads the clock. Every change of phase, due date or responsible person, every
unblock and reopen starts a new version of the notices; what is taken back goes on with those of an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from pdca.domain.actions.act import NEEDS, NEEDS_OF_LARGE, Act, require
from pdca.domain.actions.action import Action, Phase, Size, Verdict
from pdca.domain.actions.machine import ACTION, Event, traits
from pdca.domain.actions.securing import judged, require_effect_day, secure
from pdca.domain.actions.setting import Setting, future, new_version, not_before
from pdca.domain.actions.waiting import block, snooze, unblock
from pdca.domain.errors import BadInput, Param, Refused
from pdca.domain.people.naming import named


def allowed_events(action: Action, setting: Setting) -> frozenset[str]:
    """Return what the actor of a setting may do with an action now."""
    return ACTION.allowed(action.phase, setting.standing, traits(action, setting.grade))


def perform(action: Action, act: Act, setting: Setting) -> Action:
    """Carry out an act. Raises Refused when state or standing forbid it, BadInput when something lacks."""
    row = ACTION.find(act.event, action.phase, traits(action, setting.grade))
    allowed = allowed_events(action, setting)
    facts: dict[str, Param] = {"item": action.ref, "event": act.event}
    if row is None:
        if act.event is Event.ASSESS and action.phase is Phase.CHECK:
            raise Refused(
                "{item} is small: it is assessed and secured in one step", allowed=allowed, item=action.ref
            )
        there = "{item} is in {phase}: {event} is not possible there"
        ended = "{item} is {phase}: {event} is not possible now"
        raise Refused(
            there if action.is_open else ended,
            allowed=allowed,
            phase=action.phase,
            **facts,
        )
    if not row.who & setting.standing:
        raise Refused(
            "{actor} may not do this with {item} ({event}): that is for: {who}",
            allowed=allowed,
            actor=named(setting.bench.organisation, act.actor),
            who=setting.who_can(action, row.who, act.actor),
            **facts,
        )
    require(act, NEEDS.get(act.event, ()))
    if not action.is_small:
        require(act, NEEDS_OF_LARGE.get(act.event, ()))
    if row.target in (None, action.phase):
        return MOVES[act.event](action, act, setting)
    # Who moves on no longer waits for somebody else.
    free = replace(action, blocked=None, blocks_in_a_row=0)
    return replace(MOVES[act.event](free, act, setting), phase=Phase(row.target))


def _commit(action: Action, act: Act, setting: Setting) -> Action:
    due = act.due or action.due or setting.term()
    not_before(due, setting.today, "due")
    if act.check_due is not None:
        not_before(act.check_due, due, "check_due")
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
        raise BadInput(
            "{item} needs evidence: say where it can be found", item=action.ref, missing="evidence"
        )
    due = setting.term()
    if action.check_due is not None and action.check_due > setting.today:
        due = action.check_due
    checker = setting.bench.find_checker(action, setting.grade, setting.checks)
    closer = setting.bench.find_closer(action, setting.grade, setting.load)
    changes = {
        "done": act.done,
        "evidence": (*action.evidence, *act.evidence),
        "blocked": None,
        "blocks_in_a_row": 0,
    }
    return new_version(action, setting.today, due=due, checker=checker, closer=closer, **changes)


def _assess(action: Action, act: Act, setting: Setting) -> Action:
    require_effect_day(action, setting)
    is_effective = act.verdict is Verdict.EFFECTIVE
    agreer = setting.bench.find_agreer(action, setting.grade, setting.load) if is_effective else None
    return new_version(
        action,
        setting.today,
        due=setting.term(),
        verdict=act.verdict,
        observed=act.observed,
        agreed_by=None,
        agreer=agreer,
        closer=setting.bench.find_closer(action, setting.grade, setting.load),
    )


def _agree(action: Action, act: Act, setting: Setting) -> Action:
    if setting.grade.agrees is None:
        raise Refused("{item} needs no agreement: its grade asks for none", item=action.ref)
    if action.agreed_by is not None:
        name = named(setting.bench.organisation, action.agreed_by)
        raise Refused("{email} already agreed to {item}", email=name, item=action.ref)
    return new_version(action, setting.today, due=setting.term(), agreed_by=act.actor)


def _adjust(action: Action, act: Act, setting: Setting) -> Action:
    verdict = judged(action, act, setting)
    if verdict is None or action.phase is Phase.CHECK:
        require(act, ("verdict", "observed"))
    if verdict not in (Verdict.PARTLY, Verdict.NOT):
        raise Refused(
            "{item} can be adjusted once it is assessed as partly or not effective", item=action.ref
        )
    if not act.goal and act.due is None:
        raise BadInput("{item} needs a new goal or a new due date", item=action.ref)
    return new_version(
        action,
        setting.today,
        due=future(act.due, setting) or setting.term(),
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
        future(act.until, setting)
    if act.event is Event.ASK_MORE_TIME and action.due is not None and act.until is not None:
        not_before(act.until, action.due + timedelta(days=1), "until")
    return replace(action, requests=action.requests + 1)


def _reassign(action: Action, act: Act, setting: Setting) -> Action:
    """Give the current phase to somebody else, with the date that is named; in check and act never to the owner."""
    to = act.to or ""
    if not setting.bench.organisation.is_active(to, setting.today):
        raise BadInput(
            "'{email}' is nobody who works here now; use an address from the table of people", email=to
        )
    name = named(setting.bench.organisation, to)
    due = _other_day(action, act, setting) or action.due
    if to == action.responsible:
        raise Refused("{item} already is with {email}", item=action.ref, email=name)
    if action.phase in (Phase.PLAN, Phase.DO):
        return new_version(action, setting.today, owner=to, due=due)
    if to == action.owner:
        raise Refused(
            "{email} owns {item} and cannot check or close it: four eyes", email=name, item=action.ref
        )
    if action.waits_for_agreement:
        return new_version(action, setting.today, agreer=to, due=due)
    closes = action.phase is Phase.ACT or action.is_small
    return new_version(action, setting.today, due=due, **{"closer" if closes else "checker": to})


def _other_day(action: Action, act: Act, setting: Setting) -> date | None:
    """Return the day that an act names, if it names one. Raises Refused while the day moves along with a wait."""
    if act.due is not None and action.blocked is not None and setting.today <= action.blocked.last:
        raise Refused("{item} waits until {day}: unblock it first", item=action.ref, day=action.blocked.last)
    return future(act.due, setting)


def _extend(action: Action, act: Act, setting: Setting) -> Action:
    due = _other_day(action, act, setting)
    if due == action.due:
        raise Refused("{item} already is due on {day}", item=action.ref, day=due)
    return new_version(action, setting.today, due=due)


def _take_back(action: Action, _act: Act, setting: Setting) -> Action:
    """Let an action be what it was before its owner's last step; its reminders go on as if that had not been."""
    earlier = setting.earlier
    if earlier is None:
        raise Refused("{item} moved on since: there is nothing left to take back", item=action.ref)
    files = (one for one in action.evidence if one.startswith(f"{action.ref}/"))
    kept: dict[str, object] = {
        "version": action.version + 1,
        "continues": earlier.ladder,
        "cycle": action.cycle,
        "carried": action.carried,
        "requests": action.requests,
        "evidence": tuple(dict.fromkeys((*earlier.evidence, *files))),
    }
    return replace(earlier, **kept)  # type: ignore[arg-type]  # names are checked by replace itself


def _grow(action: Action, act: Act, setting: Setting) -> Action:
    grown = replace(
        action, size=Size.LARGE, goal=act.goal or action.goal, measure=act.measure or action.measure
    )
    return new_version(grown, setting.today) if action.phase is Phase.DO else grown


def _carry_over(action: Action, act: Act, _setting: Setting) -> Action:
    return replace(action, carried=action.carried + 1, cycle=act.to)


def _end(action: Action, act: Act, setting: Setting) -> Action:
    ended = {"due": None, "ended_due": action.due, "blocked": None}
    return new_version(action, setting.today, closed_on=setting.today, closed_by=act.actor, **ended)


def _reopen(action: Action, act: Act, setting: Setting) -> Action:
    judged = {"verdict": None, "observed": "", "agreed_by": None, "closed_on": None, "closed_by": None}
    judged["ended_due"] = None
    kept = {"secured_in": "", "secured_owner": None, "review_on": None, "outside_word": ""}
    due = future(act.due, setting) or setting.term()
    return new_version(action, setting.today, due=due, check_due=None, blocks_in_a_row=0, **judged, **kept)


def _unchanged(action: Action, _act: Act, _setting: Setting) -> Action:
    return action


MOVES: Mapping[Event, Callable[[Action, Act, Setting], Action]] = {
    Event.COMMIT: _commit,
    Event.REPORT_DONE: _report_done,
    Event.ASSESS: _assess,
    Event.AGREE: _agree,
    Event.SECURE: secure,
    Event.ADJUST: _adjust,
    Event.HAND_BACK: _ask,
    Event.ASK_MORE_TIME: _ask,
    Event.ASK_TO_BLOCK: _ask,
    Event.TAKE_BACK: _take_back,
    Event.WITHDRAW: _unchanged,
    Event.GRANT: _unchanged,
    Event.REFUSE: _unchanged,
    Event.REASSIGN: _reassign,
    Event.EXTEND: _extend,
    Event.BLOCK: block,
    Event.UNBLOCK: unblock,
    Event.SNOOZE: snooze,
    Event.GROW: _grow,
    Event.CARRY_OVER: _carry_over,
    Event.MERGE: _end,
    Event.DROP: _end,
    Event.CANCEL: _end,
    Event.REOPEN: _reopen,
}
