"""Improvement actions with everything filled in, and acts on them."""

from dataclasses import replace
from datetime import date
from typing import Any

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Measure, Phase, Size, Source
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.machine import Event
from pdca.domain.actions.moves import perform
from pdca.domain.actions.setting import Setting
from pdca.domain.actions.standing import Bench
from pdca.domain.machine import Who
from pdca.domain.people.search import Load
from tests.builders.board import ANNA, TODAY, a_bench, days_of, nobody_has_work

IMPROVEMENT = Grade(
    code="improvement",
    nl="verbeterpunt",
    en="improvement",
    size=Size.SMALL,
    closes="quality_coordinator",
    checks="team_leader",
)
STRENGTH = Grade(
    code="strength", nl="sterk punt", en="strength", size=Size.SMALL, closes="quality_coordinator"
)
MAJOR = Grade(
    code="major",
    nl="tekortkoming",
    en="major",
    size=Size.LARGE,
    closes="school_leader",
    checks="auditor",
    agrees="quality_manager",
    evidence=True,
)
OUTSIDE = Grade(
    code="inspection_order",
    nl="herstelopdracht",
    en="inspection order",
    size=Size.LARGE,
    closes="quality_manager",
    checks="school_leader",
    outside="inspectorate",
)


def an_action(**changes: Any) -> Action:
    """Build a large action in do: Anna's, of De Brug, due Friday 13 November 2026."""
    action = Action(
        ref="A-004",
        title="Leesrooster vaststellen",
        unit="BRUG",
        owner=ANNA,
        source=Source.INTERNAL_AUDIT,
        grade="improvement",
        started=date(2026, 9, 21),
        since=date(2026, 9, 21),
        due=date(2026, 11, 13),
        phase=Phase.DO,
        size=Size.LARGE,
    )
    return replace(action, **changes)


def a_setting(
    *who: Who,
    grade: Grade = IMPROVEMENT,
    today: date = TODAY,
    bench: Bench | None = None,
    load: Load = nobody_has_work,
    checks: Load = nobody_has_work,
) -> Setting:
    """Build a setting in which somebody acts in these capacities."""
    return Setting(
        today=today,
        days=days_of(),
        grade=grade,
        bench=bench or a_bench(today=today),
        checks=checks,
        load=load,
        standing=frozenset(who),
    )


def act(action: Action, event: Event, setting: Setting, *, actor: str = ANNA, **fields: Any) -> Action:
    """Perform an act with every field it asks for; `fields` change or empty them."""
    full = {**FILLED.get(event, {}), **fields}
    return perform(action, Act(event=event, actor=actor, **full), setting)


FILLED: dict[Event, dict[str, Any]] = {
    Event.COMMIT: {
        "goal": "Alle groepen lezen elke dag",
        "measure": Measure.NOTICEABLE,
        "due": date(2026, 12, 11),
        "check_due": date(2027, 2, 5),
    },
    Event.REPORT_DONE: {"done": "Rooster ligt er", "evidence": ("map kwaliteit",)},
    Event.HAND_BACK: {"reason": "andere taak"},
    Event.ASK_MORE_TIME: {"reason": "rooster schuift", "until": date(2026, 12, 4)},
    Event.ASK_TO_BLOCK: {"reason": "wacht op ICT", "until": date(2026, 12, 4)},
    Event.REFUSE: {"reason": "het kan niet langer wachten"},
    Event.EXTEND: {"reason": "ziekte", "due": date(2026, 12, 18)},
    Event.BLOCK: {"reason": "wacht op ICT", "until": date(2026, 11, 6)},
    Event.UNBLOCK: {"reason": "ICT is klaar"},
    Event.SNOOZE: {"until": date(2026, 11, 9)},
    Event.DROP: {"reason": "achterhaald"},
    Event.CANCEL: {"reason": "dubbel"},
    Event.REOPEN: {"reason": "toch niet geborgd"},
    Event.MERGE: {"reason": "zelfde doel", "to": "A-005"},
}
