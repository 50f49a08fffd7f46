"""`pdca doctor`: every rule over the facts of an installation, and the heartbeat for whoever watches from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pdca.domain.errors import Message
from pdca.services.engine.tick import ESCALATE
from pdca.services.health.facts import Facts
from pdca.services.health.findings import Area, Finding, Level, boards, calendar, clock, database, settings
from pdca.services.health.running import engine, mail

WORST_FIRST = (Level.ERROR, Level.WARN, Level.OK)
WELL: Mapping[Area, Message] = {
    Area.SETTINGS: Message("the settings can be used"),
    Area.DATABASE: Message("the database can be reached and is up to date"),
    Area.CALENDAR: Message("school holidays are known for more than a year ahead"),
    Area.CLOCK: Message("the clock is not behind what was recorded"),
    Area.ENGINE: Message("the engine runs"),
    Area.MAIL: Message("no mail is stuck"),
    Area.BOARD: Message("everything in the boards waits for somebody who can be told"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The signs of life of an installation; `seconds_since_tick` None: it never ticked."""

    ok: bool
    now: datetime
    last_tick: datetime | None
    seconds_since_tick: int | None
    last_decided: Mapping[str, date | None]
    waiting_since: datetime | None
    errors: int
    warnings: int


def check_installation(facts: Facts) -> tuple[Finding, ...]:
    """Return what is found, the worst first; an area in which all is well says so."""
    found = [
        *settings(facts),
        *database(facts),
        *calendar(facts),
        *clock(facts),
        *engine(facts),
        *mail(facts),
        *boards(facts),
    ]
    troubled = {one.area for one in found}
    found += [
        Finding(level=Level.OK, area=area, what=what)
        for area, what in WELL.items()
        if area not in troubled and _was_looked_into(facts, area)
    ]
    return tuple(sorted(found, key=lambda one: WORST_FIRST.index(one.level)))


def _was_looked_into(facts: Facts, area: Area) -> bool:
    if area in (Area.SETTINGS, Area.CALENDAR):
        return True
    return facts.database.is_ready and (bool(facts.boards) or area is Area.DATABASE)


def is_well(findings: Sequence[Finding]) -> bool:
    """Tell whether nothing has to be dealt with: then `pdca doctor` ends with 0, otherwise with 1."""
    return all(one.level is not Level.ERROR for one in findings)


def heartbeat(facts: Facts, findings: Sequence[Finding]) -> Heartbeat:
    """Return the signs of life, for a script that watches from outside."""
    ticked = facts.last_run(ESCALATE)
    last = ticked.ended if ticked is not None else None
    return Heartbeat(
        ok=is_well(findings),
        now=facts.now,
        last_tick=last,
        seconds_since_tick=int((facts.now - last).total_seconds()) if last is not None else None,
        last_decided={board.slug: board.last_decided for board in facts.boards},
        waiting_since=facts.mail.waiting_since,
        errors=sum(one.level is Level.ERROR for one in findings),
        warnings=sum(one.level is Level.WARN for one in findings),
    )
