"""What the facts of an installation mean: each finding with its level, what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil

from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import ItemKind
from pdca.domain.notices.recipients import QUALITY_MANAGER
from pdca.services.boards import regions
from pdca.services.boards.vacancies import TODO as VACANT
from pdca.services.boards.vacancies import told
from pdca.services.health.facts import BoardFacts, Facts

NAMED = 5
"""So many items are named; the rest is a number."""

HAND_OVER = {
    ItemKind.ACTION: Message(
        "give each to somebody: pdca action reassign {item} --to EMAIL --reason WHY --as EMAIL"
    ),
    ItemKind.TASK: Message(
        "give each to somebody: pdca task reassign {item} --to EMAIL --reason WHY --as EMAIL"
    ),
    ItemKind.CYCLE: Message(
        "give each to somebody: pdca cycle reassign {item} --to EMAIL --reason WHY --as EMAIL, with --post closer "
        "when it only has to be closed"
    ),
    ItemKind.REQUEST: Message(
        "somebody further up can decide: pdca action grant or pdca action refuse, with the action of the request"
    ),
}

SOON = timedelta(days=365)
SKEW = timedelta(minutes=5)


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARN = "warn"
    OK = "ok"


class Area(StrEnum):
    """What a finding is about."""

    SETTINGS = "settings"
    DATABASE = "database"
    CALENDAR = "calendar"
    CLOCK = "clock"
    ENGINE = "engine"
    MAIL = "mail"
    BOARD = "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; `board` is empty when it is about the whole installation."""

    level: Level
    area: Area
    what: Message
    todo: Message | None = None
    board: str = ""


def error(area: Area, what: Message, todo: Message, board: str = "") -> Finding:
    """Return a finding that has to be dealt with."""
    return Finding(level=Level.ERROR, area=area, what=what, todo=todo, board=board)


def warn(area: Area, what: Message, todo: Message, board: str = "") -> Finding:
    """Return a finding that somebody should know about."""
    return Finding(level=Level.WARN, area=area, what=what, todo=todo, board=board)


def settings(facts: Facts) -> Iterator[Finding]:
    """Judge the settings."""
    if facts.settings.is_captured:
        yield warn(
            Area.SETTINGS,
            Message("nothing is really sent: mail is kept in a folder"),
            Message(
                "set PDCA_SMTP_URL to your mail server when people are to get their mail, and to sign in by it"
            ),
        )
    if facts.settings.secret is not None:
        yield error(
            Area.SETTINGS,
            facts.settings.secret,
            Message("make one, for example with: openssl rand -hex 32"),
        )
    if facts.settings.elsewhere is not None:
        yield error(
            Area.SETTINGS,
            facts.settings.elsewhere,
            Message("until then nobody signs in with the account of the school; the link by mail works"),
        )
    if facts.settings.is_base_url_local and not facts.settings.is_captured:
        yield warn(
            Area.SETTINGS,
            Message("the links in mail point to this machine only"),
            Message("set PDCA_BASE_URL to the address under which people reach it"),
        )


def database(facts: Facts) -> Iterator[Finding]:
    """Judge the database."""
    found, upgrade = facts.database, Message("run: pdca db upgrade")
    if found.fault is not None:
        check = Message("check PDCA_DATABASE_URL and whether the database runs")
        replace = Message("put that file aside, and put a backup in place with: pdca restore FILE")
        yield error(Area.DATABASE, found.fault, replace if found.is_damaged else check)
    elif found.revision is None:
        yield error(Area.DATABASE, Message("the database has no tables yet"), upgrade)
    elif not found.is_known:
        what = Message("the database was made by a newer version ({text})", {"text": found.revision})
        yield error(Area.DATABASE, what, Message("install the newer version again, or restore a backup"))
    elif found.revision != found.head:
        yield error(Area.DATABASE, Message("the database is of an older version"), upgrade)
    if found.is_risky:
        yield error(
            Area.DATABASE,
            Message(
                "SQLite {text} can damage a database with write-ahead logging (WAL)", {"text": found.version}
            ),
            Message("install the package pysqlite3, or SQLite 3.51.3 or newer"),
        )


def calendar(facts: Facts) -> Iterator[Finding]:
    """Judge how far school holidays are known."""
    add = Message("install a version with newer school holidays, or add a file in config/calendars")
    if facts.horizon is None:
        yield error(Area.CALENDAR, Message("no school holidays are known at all"), add)
        return
    horizon: dict[str, Param] = {"day": facts.horizon.last}
    today = facts.now.date()
    if today not in facts.horizon:
        what = Message(
            "today lies outside the known school holidays (up to {day}): holidays count as school", horizon
        )
        yield error(Area.CALENDAR, what, add)
    elif facts.horizon.last - today < SOON:
        yield warn(Area.CALENDAR, Message("school holidays are known up to {day}", horizon), add)
    for board in facts.boards:
        if board.beyond_horizon:
            what = Message(
                "due after {day}, where no school holidays are known: {count} ({items})",
                {**horizon, **_items(board.beyond_horizon)},
            )
            yield warn(Area.CALENDAR, what, add, board.slug)


def clock(facts: Facts) -> Iterator[Finding]:
    """Judge the machine's clock by what was recorded before."""
    moments = [board.last_event for board in facts.boards]
    runs = [run for several in facts.runs.values() for run in several]
    moments += [moment for run in runs for moment in (run.started, run.ended)]
    last = max((one for one in moments if one is not None), default=None)
    if last is None or last <= facts.now + SKEW:
        return
    if facts.settings.clock_ahead is not None:
        what = Message(
            "the clock of this demo is behind what already happened in it ({day} at {time})",
            facts.local(last),
        )
        count = facts.settings.clock_ahead + ceil((last - facts.now).total_seconds())
        todo = Message("let it catch up with: export PDCA_CLOCK_AHEAD={count}", {"count": count})
        yield warn(Area.CLOCK, what, todo)
    else:
        what = Message("the clock is behind: something was recorded on {day} at {time}", facts.local(last))
        yield error(
            Area.CLOCK, what, Message("set the clock of this machine right; it should follow a time server")
        )


def boards(facts: Facts) -> Iterator[Finding]:
    """Judge what hangs in the boards themselves."""
    if facts.database.is_ready and not facts.boards:
        yield warn(Area.BOARD, Message("there is no board yet"), Message("load one with: pdca load FOLDER"))
    for board in facts.boards:
        yield from _people(board)
        if board.undeliverable:
            what = Message(
                "items that nobody can be told about: {count} ({items})", _items(board.undeliverable)
            )
            todo = Message(
                "see for each why with: pdca why ITEM; give the role to somebody, or name a deputy"
            )
            yield warn(Area.BOARD, what, todo, board.slug)
        yield from _unowned(board)
        yield from _vacant(board)
        if board.without_region:
            yield warn(Area.BOARD, regions.told(board.without_region), regions.TODO, board.slug)


def _unowned(board: BoardFacts) -> Iterator[Finding]:
    for kind, items in board.unowned.items():
        what = Message("items that wait for nobody who works here: {count} ({items})", _items(items))
        yield warn(Area.BOARD, what, Message(HAND_OVER[kind].template, {"item": items[0]}), board.slug)


def _vacant(board: BoardFacts) -> Iterator[Finding]:
    """Judge the roles that nobody holds; of what reaches nobody at all `_people` tells."""
    for vacancy in board.vacancies:
        if vacancy.role != QUALITY_MANAGER and vacancy.instead is not None:
            yield warn(Area.BOARD, told(vacancy), VACANT, board.slug)


def _people(board: BoardFacts) -> Iterator[Finding]:
    todo = Message("give the role to somebody in the table of people and load the board again")
    if not board.has_quality_manager and not board.has_board_member:
        what = Message("nobody is quality manager and nobody is board member: escalations may reach nobody")
        yield error(Area.BOARD, what, todo, board.slug)
    elif not board.has_quality_manager:
        what = Message("nobody is quality manager: what nobody owns goes to the board members")
        yield warn(Area.BOARD, what, todo, board.slug)


def _items(items: tuple[str, ...]) -> dict[str, Param]:
    named = ", ".join(items[:NAMED])
    return {"count": len(items), "items": named + (", ..." if len(items) > NAMED else "")}
