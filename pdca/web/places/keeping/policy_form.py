"""The rules of reminders as a form: read into a policy, with what is wrong said at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation

from pdca.domain.calendar.days import DayMode
from pdca.domain.errors import BadInput, Message
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from pdca.web.page.forms import MISSING, NOT_AMONG, Filled
from pdca.web.page.words import Words

RUNGS = 6
"""So many levels fit in the form; a ladder of more is kept in policy.toml."""

NO_NUMBER = Message("Use a whole number.")
NO_STEPS = Message("Use whole numbers of days, with a comma between them, such as 10, 3.")
NO_TIME = Message("Write the time as 07:30.")
NO_FACTOR = Message("Use a number above 0, such as 0.5.")
RISE = Message("Each level has to come later than the one before it.")


def policy_of(filled: Filled, today: Policy) -> Policy | None:
    """Return the policy that a form describes; None when something in it is wrong."""
    notices = NoticeRules(
        days=filled.code("days", DayMode) or today.notices.days,
        assigned=filled.has("assigned", "1"),
        owner_steps=_steps(filled),
        overdue_every=_whole(filled, "overdue_every", 0, 250),
        overdue_later=_whole(filled, "overdue_later", 0, 250),
        wait_for_owner=_whole(filled, "wait_for_owner", 0, 250),
        send_at=_time(filled, today.notices.send_at),
    )
    ladder = _ladder(filled)
    grades = {code: _grade(filled, code) for code in filled.many("grade")}
    fallback = filled.text("fallback") or today.fallback
    if not filled.is_right:
        return None
    plain = {code: rules for code, rules in grades.items() if rules != GradeRules()}
    try:
        return Policy(notices=notices, ladder=ladder, fallback=fallback, grades=plain)
    except BadInput as error:
        filled.fault("", error.message)
        return None


def values_of(words: Words, policy: Policy, grades: Mapping[str, object]) -> dict[str, str]:
    """Return what the fields of the form hold for a policy."""
    notices = policy.notices
    values = {
        "days": str(notices.days),
        "assigned": "1" if notices.assigned else "",
        "owner_steps": ", ".join(str(-step) for step in notices.owner_steps),
        "overdue_every": str(notices.overdue_every),
        "overdue_later": str(notices.overdue_later),
        "wait_for_owner": str(notices.wait_for_owner),
        "send_at": f"{notices.send_at:%H:%M}",
        "fallback": policy.fallback,
    }
    for number in range(RUNGS):
        level = policy.ladder[number] if number < len(policy.ladder) else None
        values[f"step-{number}"] = str(level.step) if level is not None else ""
        values[f"to-{number}"] = level.to if level is not None else ""
    for code in grades:
        rules = policy.grade(code)
        values[f"max-{code}"] = "" if rules.max_level is None else str(rules.max_level)
        values[f"faster-{code}"] = "" if rules.faster == 1 else _pace(words, rules)
        values[f"days-{code}"] = str(rules.days or "")
    return values


def changes_of(words: Words, old: Policy, new: Policy, grades: Mapping[str, object]) -> list[list[str]]:
    """Return every rule that changes, in words: what it is, what it was, and what it becomes."""
    before, after = (_told(words, policy, grades) for policy in (old, new))
    return [[name, was, now] for (name, was), (_, now) in zip(before, after, strict=True) if was != now]


def asks_sooner(old: Policy, new: Policy) -> bool:
    """Tell whether the ladder differs only in that a level comes earlier."""
    if [one.to for one in old.ladder] != [one.to for one in new.ladder] or old.grades != new.grades:
        return False
    pairs = [(was.step, now.step) for was, now in zip(old.ladder, new.ladder, strict=True)]
    return all(now <= was for was, now in pairs) and any(now < was for was, now in pairs)


def _told(words: Words, policy: Policy, grades: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    say, notices = words.say, policy.notices
    yield say("Which days count?"), words.word("days", notices.days)
    yield say("Tell it on the first day"), say("Yes") if notices.assigned else say("No")
    ahead = ", ".join(str(-step) for step in notices.owner_steps)
    yield say("Reminders before the date"), say("{days} days before it", days=ahead) if ahead else say("None")
    yield say("After the date again every"), _days(words, notices.overdue_every)
    yield say("When everybody was asked for help, again every"), _days(words, notices.overdue_later)
    waits = words.count("1 day", "{count} days", notices.wait_for_owner)
    yield say("So many days somebody who is away is waited for"), waits
    yield say("Mail leaves at"), f"{notices.send_at:%H:%M}"
    for number in range(max(RUNGS, len(policy.ladder))):
        yield say("Level {number}", number=number + 1), _rung(words, policy, number)
    yield say("And when nobody of these is there"), words.word("role", policy.fallback)
    for code in grades:
        rules, kind = policy.grade(code), words.word("grade", code)
        most = say("all levels") if rules.max_level is None else str(rules.max_level)
        yield f"{kind}: {say('Up to level')}", most
        yield f"{kind}: {say('Pace')}", _pace(words, rules)
        yield f"{kind}: {say('Which days count?')}", words.word("days", rules.days) or say("As above")


def _pace(words: Words, rules: GradeRules) -> str:
    return f"{rules.faster.normalize():f}".replace(".", words.say("."))


def _days(words: Words, days: int) -> str:
    return words.count("1 day", "{count} days", days) if days else words.say("never")


def _rung(words: Words, policy: Policy, number: int) -> str:
    if number >= len(policy.ladder):
        return words.say("this level is not there")
    level = policy.ladder[number]
    role = words.word("role", level.to)
    return words.count(
        "after 1 day, asked of: {role}", "after {count} days, asked of: {role}", level.step, role=role
    )


def _steps(filled: Filled) -> tuple[int, ...]:
    found: list[int] = []
    for text in filled.raw("owner_steps").replace(";", ",").split(","):
        days = text.strip().replace("\u2212", "-").removeprefix("-")  # as policy.toml has it: before is minus
        if not days:
            continue
        if not days.isdecimal() or len(days) > 4:
            filled.fault("owner_steps", NO_STEPS)
            return ()
        found.append(-int(days))
    return tuple(sorted(set(found)))


def _whole(filled: Filled, name: str, least: int, most: int) -> int:
    text = filled.text(name, is_needed=True)
    if text and (not text.isdecimal() or not least <= int(text[:6]) <= most):
        filled.fault(name, NO_NUMBER)
    return int(text) if text.isdecimal() and len(text) < 6 else least


def _time(filled: Filled, default: time) -> time:
    text = filled.text("send_at", is_needed=True)
    try:
        return time.fromisoformat(text) if text else default
    except ValueError:
        filled.fault("send_at", NO_TIME)
        return default


def _ladder(filled: Filled) -> tuple[Level, ...]:
    levels: list[Level] = []
    for number in range(RUNGS):
        name = f"step-{number}"
        text, to = filled.raw(name).strip(), filled.raw(f"to-{number}").strip()
        if not text and not to:
            continue
        if not text or not to:
            filled.fault(*((f"to-{number}", NOT_AMONG) if text else (name, MISSING)))
            continue
        if not text.isdecimal() or not 1 <= int(text[:6]) <= 250:
            filled.fault(name, NO_NUMBER)
            continue
        if levels and int(text) <= levels[-1].step:
            filled.fault(name, RISE)
            continue
        levels.append(Level(int(text), to))
    return tuple(levels)


def _grade(filled: Filled, code: str) -> GradeRules:
    most, factor = filled.raw(f"max-{code}").strip(), filled.raw(f"faster-{code}").strip().replace(",", ".")
    if most and (not most.isdecimal() or int(most[:4]) > RUNGS):
        filled.fault(f"max-{code}", NO_NUMBER)
        most = ""
    try:
        faster = Decimal(factor) if factor else Decimal(1)
        if not faster.is_finite() or not Decimal("0.01") <= faster <= 10:
            raise InvalidOperation
    except InvalidOperation:
        filled.fault(f"faster-{code}", NO_FACTOR)
        faster = Decimal(1)
    days = filled.code(f"days-{code}", DayMode)
    return GradeRules(max_level=int(most) if most else None, faster=faster, days=days)
