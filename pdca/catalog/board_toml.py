"""The TOML files of a board folder as text; every key is written, so that nothing rests on a default."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal

from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.calendar.holidays import STANDARD
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.programme import PhasePlan, Programme, TaskPlan, Words
from pdca.domain.notices.policy import GradeRules, Policy


def board_toml(board: Board) -> str:
    """Write board.toml."""
    holidays = board.holidays
    added = [*sorted(holidays.names - STANDARD), *sorted(holidays.added)]
    dropped = [*sorted(STANDARD - holidays.names), *sorted(holidays.dropped)]
    return _text(
        _pair("name", board.name),
        _pair("slug", board.slug),
        _pair("time_zone", board.time_zone),
        _pair("locale", board.locale),
        _pair("mail_from", board.mail_from),
        _pair("formal", board.formal),
        "",
        "[holidays]",
        _pair("add", added),
        _pair("drop", dropped),
    )


def policy_toml(policy: Policy) -> str:
    """Write policy.toml with every table, so that none of the shipped ones is left."""
    notices = policy.notices
    lines = [] if policy.ladder else ["escalation = []", ""]
    lines += [
        "[notices]",
        _pair("days", notices.days),
        _pair("assigned", notices.assigned),
        _pair("owner_steps", list(notices.owner_steps)),
        _pair("overdue_every", notices.overdue_every),
        _pair("overdue_later", notices.overdue_later),
        _pair("wait_for_owner", notices.wait_for_owner),
        _pair("send_at", notices.send_at),
    ]
    for level in policy.ladder:
        lines += ["", "[[escalation]]", _pair("step", level.step), _pair("to", level.to)]
    lines += ["", "[escalation_fallback]", _pair("to", policy.fallback)]
    for code, rules in policy.grades.items():
        lines += ["", f"[grades.{code}]", *_grade(rules)]
    return _text(*lines)


def programme_toml(programme: Programme) -> str:
    """Write one file of programmes/."""
    lines = [
        _pair("code", programme.code),
        _pair("kind", programme.kind),
        f"title = {_words(programme.title)}",
        _pair("scope", programme.scope),
        *([_pair("units", list(programme.units))] if programme.units else []),
        _pair("owner", programme.owner),
        _pair("closes", programme.closes),
        "",
        "[schedule]",
        *_schedule(programme.schedule),
    ]
    for phase in programme.phases:
        lines += ["", "[[phase]]", *_phase(phase)]
    return _text(*lines)


def approach_toml(approach: Approach) -> str:
    """Write approach.toml, with what was decided so far."""
    decided = {
        "why": approach.why,
        "units": list(approach.units),
        "processes": list(approach.processes),
        "start": approach.start,
        "certification": approach.certification,
        "certified_in": approach.certified_in,
    }
    return _text(*(_pair(key, value) for key, value in decided.items() if value is not None))


def _grade(rules: GradeRules) -> Iterable[str]:
    if rules.max_level is not None:
        yield _pair("max_level", rules.max_level)
    yield _pair("faster", rules.faster)
    if rules.days is not None:
        yield _pair("days", rules.days)


def _schedule(schedule: Schedule) -> Iterable[str]:
    if schedule.every is Every.RRULE:
        yield _pair("rrule", schedule.rrule or "")
    else:
        yield _pair("every", schedule.every)
    if schedule.opens is not None:
        yield _pair("opens", "{:02}-{:02}".format(*schedule.opens))
    if schedule.first is not None:
        yield _pair("first", schedule.first)
    yield _pair("years", schedule.years)
    if schedule.skip:
        yield _pair("skip", list(schedule.skip))
    if schedule.moved:
        yield "[schedule.moved]"
        yield from (_pair(f'"{one.period}"', "{:02}-{:02}".format(*one.opens)) for one in schedule.moved)


def _phase(phase: PhasePlan) -> Iterable[str]:
    yield _pair("name", phase.name)
    yield _pair("length", phase.length)
    yield _pair("gates", list(phase.gates))
    if phase.tasks:
        yield "tasks = ["
        yield from (f"  {_task(task)}," for task in phase.tasks)
        yield "]"


def _task(task: TaskPlan) -> str:
    return f"{{ {_pair('code', task.code)}, {_pair('role', task.role)}, title = {_words(task.title)} }}"


def _words(words: Words) -> str:
    return f"{{ {_pair('nl', words.nl)}, {_pair('en', words.en)} }}"


def _pair(key: str, value: object) -> str:
    return f"{key} = {_value(value)}"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case time():
            return json.dumps(f"{value:%H:%M}")
        case date():
            return json.dumps(value.isoformat())
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _text(*lines: str) -> str:
    return "\n".join((*lines, ""))
