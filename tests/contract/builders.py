"""Small boards and values for tests of the store; every builder has a keyword for what a test is about."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pdca.domain.actions.action import Action, Phase, Request, RequestKind, Size, Source
from pdca.domain.board import Board
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun, Task
from pdca.domain.cycles.programme import Gate, PhasePlan, Programme, ProgrammeKind, TaskPlan, Words
from pdca.domain.notices.notice import Deadline, ItemKind, Notice, NoticeKind, NoticeState
from pdca.domain.people.organisation import Person, RoleAt, Unit, UnitKind
from pdca.services.records import Courtesy, Message, MessageState, Planned
from pdca.store import SqlStore

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ANNA, KARIM, NOOR = "anna@kade.example", "karim@kade.example", "noor@kade.example"


def seeded(seed: int = 7) -> Callable[[int], bytes]:
    """Return a source of bytes that is the same for every run."""
    return random.Random(seed).randbytes


def board(slug: str = "kade", **changes: Any) -> Board:
    return Board(**{"slug": slug, "name": "De Kade", "mail_from": "kwaliteit@kade.example", **changes})


def unit(code: str = "BRUG", parent: str | None = "KADE", **changes: Any) -> Unit:
    kind = UnitKind.SCHOOL if parent else UnitKind.BOARD
    return Unit(**{"code": code, "name": code.title(), "kind": kind, "parent": parent, **changes})


def person(email: str = ANNA, unit: str = "BRUG", **changes: Any) -> Person:
    roles = (RoleAt("staff", unit),)
    return Person(
        **{"email": email, "name": email.split("@")[0].title(), "unit": unit, "roles": roles, **changes}
    )


def action(ref: str = "A-001", **changes: Any) -> Action:
    facts: dict[str, Any] = {
        "ref": ref,
        "title": "Leesrooster vaststellen",
        "unit": "BRUG",
        "owner": ANNA,
        "source": Source.GOAL,
        "grade": "improvement",
        "started": date(2026, 9, 1),
        "since": date(2026, 9, 1),
        "due": date(2026, 11, 13),
        "phase": Phase.DO,
        "size": Size.SMALL,
    }
    return Action(**{**facts, **changes})


def request(id: str = "A-001/request/1", **changes: Any) -> Request:
    facts: dict[str, Any] = {
        "id": id,
        "action": "A-001",
        "kind": RequestKind.MORE_TIME,
        "by": ANNA,
        "reason": "ziek geweest",
        "asked_on": TODAY,
        "due": TODAY + timedelta(days=7),
        "responsible": KARIM,
    }
    return Request(**{**facts, **changes})


def programme(code: str = "internal-audit", **changes: Any) -> Programme:
    plan = PhasePlan(
        name="plan",
        length=20,
        gates=(Gate.TASKS_DONE,),
        tasks=(TaskPlan(code="team", role="quality_manager", title=Words("Team", "Team")),),
    )
    facts: dict[str, Any] = {
        "code": code,
        "kind": ProgrammeKind.INTERNAL_AUDIT,
        "title": Words("Interne audit", "Internal audit"),
        "scope": UnitKind.SCHOOL,
        "owner": "quality_coordinator",
        "closes": "school_leader",
        "schedule": Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2026-2027"),
        "phases": (plan,),
    }
    return Programme(**{**facts, **changes})


def cycle(period: str = "2026-2027", **changes: Any) -> Cycle:
    words = Words("Team aanwijzen", "Appoint the team")
    facts: dict[str, Any] = {
        "programme": "internal-audit",
        "unit": "BRUG",
        "period": period,
        "kind": "internal_audit",
        "title": Words("Interne audit", "Internal audit"),
        "planned": date(2026, 10, 1),
        "opened": date(2026, 10, 1),
        "state": CycleState.PLAN,
        "owner": KARIM,
        "closes": "school_leader",
        "closer": NOOR,
        "phases": (PhaseRun(name="plan", due=date(2026, 11, 1), gates=(Gate.TASKS_DONE,)),),
        "tasks": (Task(code="team", phase="plan", role="quality_manager", title=words, owner=NOOR),),
    }
    return Cycle(**{**facts, **changes})


def planned(item: str = "A-001", look: date | None = TODAY, **changes: Any) -> Planned:
    ends = changes.pop("ladder_ends", date(2027, 1, 22))
    facts: dict[str, Any] = {
        "item": item,
        "version": 1,
        "kind": ItemKind.ACTION,
        "unit": "BRUG",
        "owner": ANNA,
        "due": date(2026, 11, 13),
        "since": date(2026, 9, 1),
        "grade": "improvement",
    }
    return Planned(deadline=Deadline(**{**facts, **changes}), next_notice_on=look, ladder_ends=ends)


def notice(item: str = "A-001", step: str = "5", recipient: str | None = ANNA, **changes: Any) -> Notice:
    kind = NoticeKind.ESCALATION if step.startswith("escalation") else NoticeKind.OVERDUE
    facts: dict[str, Any] = {"item": item, "version": 1, "step": step, "kind": kind, "recipient": recipient}
    return Notice(**{**facts, **changes})


def nobody(item: str = "A-001", step: str = "escalation-1", *, superseded: bool = False) -> Notice:
    state = NoticeState.SUPERSEDED if superseded else NoticeState.UNDELIVERABLE
    return notice(item, step, None, state=state)


def courtesy(recipient: str = KARIM, **changes: Any) -> Courtesy:
    facts: dict[str, Any] = {
        "item": "A-001",
        "version": 1,
        "kind": NoticeKind.RESOLVED,
        "recipient": recipient,
        "since": TODAY,
        "own_mail_on": TODAY + timedelta(days=7),
        "unit": "BRUG",
    }
    return Courtesy(**{**facts, **changes})


def message(recipient: str = ANNA, day: date = TODAY, **changes: Any) -> Message:
    facts: dict[str, Any] = {
        "id": f"{day:%Y%m%d}.{recipient.split('@')[0]}@kade.example",
        "board": "kade",
        "recipient": recipient,
        "day": day,
        "composed": NOW,
        "state": MessageState.QUEUED,
        "not_before": NOW,
        "expires": NOW + timedelta(hours=72),
    }
    return Message(**{**facts, **changes})


def found(store: SqlStore, slug: str = "kade") -> SqlStore:
    """Give a store a board with two units, three people and one action."""
    store.create(board(slug), actor="load", at=NOW)
    with store.board(slug) as session:
        for one in (unit("KADE", None), unit(), person(), person(KARIM), person(NOOR, "KADE"), action()):
            session.record("loaded", one, actor="load", at=NOW)
    return store
