"""policy.toml: each table that it names takes the place of the shipped one, the others stay (NOTICES.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal

from pdca.catalog.board.codes import chosen, role
from pdca.catalog.files.toml_tables import MOST_DAYS, TomlTable, is_whole
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy

KEYS = ("notices", "escalation", "escalation_fallback", "grades")
NOTICE_KEYS = (
    *("days", "assigned", "owner_steps", "overdue_every", "overdue_later", "wait_for_owner", "send_at"),
)
FASTEST, SLOWEST = Decimal("0.01"), Decimal(10)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


def read_policy(table: TomlTable, shipped: Policy, words: Vocabulary) -> Policy:
    """Read a board's policy over the shipped one; problems are noted in the table."""
    table.only(*KEYS)
    policy = shipped
    if (notices := table.table("notices")) is not None:
        policy = replace(policy, notices=_notices(notices, words))
    if "escalation" in table:
        policy = replace(policy, ladder=_ladder(table, words))
    if (fallback := table.table("escalation_fallback")) is not None:
        fallback.only("to")
        policy = replace(policy, fallback=role(fallback, "to", words))
    if (grades := table.table("grades")) is not None:
        policy = replace(policy, grades={**policy.grades, **_grades(grades, words)})
    return policy


def _notices(table: TomlTable, words: Vocabulary) -> NoticeRules:
    """Read `[notices]`; a missing key takes the value that NOTICES.md shows."""
    table.only(*NOTICE_KEYS)
    shown = NoticeRules()
    return NoticeRules(
        days=_days(table, words) or shown.days,
        assigned=table.flag("assigned", default=shown.assigned),
        owner_steps=_owner_steps(table, shown.owner_steps),
        overdue_every=table.whole("overdue_every", least=0, default=shown.overdue_every),
        overdue_later=table.whole("overdue_later", least=0, default=shown.overdue_later),
        wait_for_owner=table.whole("wait_for_owner", least=0, default=shown.wait_for_owner),
        send_at=_send_at(table, shown.send_at),
    )


def _days(table: TomlTable, words: Vocabulary) -> DayMode | None:
    return chosen(table, "days", DayMode, "days", words) if "days" in table else None


def _owner_steps(table: TomlTable, shown: tuple[int, ...]) -> tuple[int, ...]:
    if "owner_steps" not in table:
        return shown
    steps: list[int] = []
    for number, step in enumerate(table.entries("owner_steps")):
        if is_whole(step) and -MOST_DAYS <= step <= 0:
            steps.append(step)
        else:
            table.wrong(
                "owner_steps",
                "{value} is no step before the due date; use a whole number from {least} to 0",
                number,
                value=str(step),
                least=-MOST_DAYS,
            )
    return tuple(steps)


def _send_at(table: TomlTable, shown: time) -> time:
    value = table.values.get("send_at", shown)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    table.wrong("send_at", "'{value}' is no time of day; write it as \"07:30\"", value=str(value))
    return shown


def _ladder(table: TomlTable, words: Vocabulary) -> tuple[Level, ...]:
    """Read the levels; one without a usable step, or with one that does not rise, is noted and left out."""
    levels: list[Level] = []
    for rung in table.tables("escalation"):
        rung.only("step", "to")
        level = Level(rung.whole("step", least=1), role(rung, "to", words))
        if rung.values.get("step") != level.step:
            continue
        if levels and level.step <= levels[-1].step:
            rung.wrong(
                "step",
                "{later} follows {earlier}, but steps must rise; use a number above {earlier}",
                later=level.step,
                earlier=levels[-1].step,
            )
        else:
            levels.append(level)
    return tuple(levels)


def _grades(table: TomlTable, words: Vocabulary) -> Mapping[str, GradeRules]:
    known = words.codes("grade")
    grades: dict[str, GradeRules] = {}
    for key in table.values:
        code = words.code("grade", key) or key
        if code not in known:
            table.wrong(
                key,
                "there is no grade '{value}'; did you mean '{near}'? Use one of: {known}",
                value=key,
                near=table.problems.nearest(key, words.texts("grade", known)),
                known=words.listed("grade", known),
            )
        elif code in grades:
            table.wrong(key, "this is grade '{value}' again; keep one", value=code)
        if (rules := table.table(key)) is not None:
            grades[code] = _grade(rules, words)
    return grades


def _grade(table: TomlTable, words: Vocabulary) -> GradeRules:
    table.only("max_level", "faster", "days")
    highest = table.whole("max_level", least=0) if "max_level" in table else None
    return GradeRules(max_level=highest, faster=_faster(table), days=_days(table, words))


def _faster(table: TomlTable) -> Decimal:
    value = table.values.get("faster", 1)
    if is_whole(value) or isinstance(value, Decimal):
        number = Decimal(value)
        if number.is_finite() and FASTEST <= number <= SLOWEST:
            return number
    table.wrong(
        "faster",
        "{value} cannot be used; use a number from {least} to {most}, such as 0.5",
        value=str(value),
        least=str(FASTEST),
        most=str(SLOWEST),
    )
    return Decimal(1)
