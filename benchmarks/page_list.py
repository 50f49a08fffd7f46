"""Which pages are opened, and by whom: one of every kind, on any board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pdca.services.ports import BoardSession
from pdca.services.reading import ActionQuery, CycleQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who looks at a board: somebody of a team, who leads it, who heads the school, who guards it all."""

    board: str
    root: str
    team: str
    school: str
    teacher: str
    leader: str
    head: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page: what it is called in the report, whose it is, and its address within the board."""

    what: str
    who: str
    path: str


def pages(cast: Cast, session: BoardSession) -> Iterator[Opened]:
    """Return one page of every kind."""
    own = ActionQuery(owners=frozenset({cast.teacher}), phases=frozenset({"do"}), limit=1)
    ref = session.find_actions(own).rows[0].ref
    cycle = session.find_cycles(CycleQuery(within=frozenset({cast.school}), is_open=True, limit=1)).rows[0]
    mail = session.messages_page(limit=1).rows[0]
    for role, who in (("teacher", cast.teacher), ("team leader", cast.leader), ("head", cast.head)):
        yield Opened(what=f"my work, {role}", who=who, path="/work")
    yield from _of_actions(cast, ref)
    for what, path in (("cycle", ""), ("closing", "/closing"), ("record", "/record")):
        yield Opened(what=what, who=cast.head, path=f"/cycles/{cycle.id}{path}")
    yield from _of_units(cast)
    yield from _of_the_whole(cast, mail.id)


def _of_actions(cast: Cast, ref: str) -> Iterator[Opened]:
    for role, who in (("teacher", cast.teacher), ("head", cast.head), ("quality", cast.quality)):
        yield Opened(what=f"actions, {role}", who=who, path="/actions")
        yield Opened(what=f"actions with a word, {role}", who=who, path="/actions?q=rekenen")
        yield Opened(what=f"search, {role}", who=who, path="/search?q=rekenen")
        yield Opened(what=f"actions on the wheel, {role}", who=who, path="/actions/board")
    late = "/actions?state=late&phase=do&sort=owner"
    yield Opened(what="late actions by owner, quality", who=cast.quality, path=late)
    yield Opened(what="far into all actions, quality", who=cast.quality, path="/actions?state=all&page=300")
    yield Opened(what="action, owner", who=cast.teacher, path=f"/actions/{ref}")
    yield Opened(what="action, head", who=cast.head, path=f"/actions/{ref}")
    yield Opened(what="step of an action", who=cast.teacher, path=f"/actions/{ref}/do/report_done")
    yield Opened(what="why of an action", who=cast.head, path=f"/why/{ref}")
    yield Opened(what="new action", who=cast.leader, path="/actions/new")
    yield Opened(what="handing over", who=cast.leader, path="/handover")


def _of_units(cast: Cast) -> Iterator[Opened]:
    for role, unit in (("team", cast.team), ("school", cast.school), ("board", cast.root)):
        yield Opened(what=f"overview, {role}", who=cast.quality, path=f"/overview/{unit}")
        yield Opened(what=f"year plan, {role}", who=cast.quality, path=f"/year/{unit}")
    yield Opened(what="overview of the school, head", who=cast.head, path=f"/overview/{cast.school}")
    yield Opened(what="what is late, board", who=cast.quality, path=f"/overview/{cast.root}/list?what=late")
    yield Opened(what="cycles, head", who=cast.head, path="/cycles")
    yield Opened(what="cycles, quality", who=cast.quality, path="/cycles")


def _of_the_whole(cast: Cast, mail: str) -> Iterator[Opened]:
    for what, path in (
        ("set-up", "/setup"),
        ("people", "/setup/people"),
        ("people with a name", "/setup/people?q=directeur"),
        ("policy", "/policy"),
        ("engine room", "/trust"),
        ("runs", "/trust/runs"),
        ("mail log", "/trust/mail"),
        ("one mail", f"/trust/mail/{mail}"),
        ("history", "/trust/events"),
        ("calendars", "/calendars"),
    ):
        yield Opened(what=what, who=cast.quality, path=path)
