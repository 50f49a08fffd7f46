"""Time opens cycles, and does nothing else to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.opening import Opening, due_openings, open_cycle, unclosed_before
from pdca.services.boards.approach import taking_since
from pdca.services.cycles.keeping import ENGINE, keep_cycle
from pdca.services.cycles.link import belongs
from pdca.services.ports import Shipped, Store
from pdca.services.situation import Situation

BATCH = 50
"""Cycles opened in one transaction."""


def open_due_cycles(store: Store, slug: str, shipped: Shipped, now: datetime) -> Mapping[str, int]:
    """Open every cycle that is due, late ones too, each exactly once."""
    counts = {"opened": 0, "late": 0}
    while True:
        with store.board(slug) as session:
            situation = Situation(session, shipped, now)
            due = _due(situation)[:BATCH]
            if not due:
                return counts
            for opening in due:
                cycle = _open(situation, opening)
                counts["opened"] += 1
                counts["late"] += cycle.is_late


def _due(situation: Situation) -> list[Opening]:
    board, known, taking = situation.board, situation.session.cycle_ids(), taking_since(situation)
    found = [
        opening
        for programme in situation.session.programmes()
        for opening in due_openings(
            programme,
            taking,
            situation.clocks,
            board.since or situation.today,
            known,
            situation.today,
        )
    ]
    return sorted(found, key=lambda one: (one.day, one.planned, one.programme.code, one.unit))


def _open(situation: Situation, opening: Opening) -> Cycle:
    session = situation.session
    cycle = open_cycle(
        opening,
        situation.organisation,
        situation.clocks.of(opening.unit),
        session.open_items_of,
        situation.today,
        unclosed_before(session.cycles(is_open=True), opening),
    )
    session.record("cycle_opened", cycle, actor=ENGINE, at=situation.now)
    for action in session.actions(is_open=True):
        if _is_waiting(situation, opening, cycle, action):
            linked = replace(action, cycle=cycle.id)
            session.record("action_linked", linked, actor=ENGINE, at=situation.now, reason=cycle.id)
    return keep_cycle(situation, cycle, cycle, event="cycle_settled")


def _is_waiting(situation: Situation, opening: Opening, cycle: Cycle, action: Action) -> bool:
    is_free = action.cycle is None and opening.programme.takes(action.source)
    return is_free and belongs(situation, action, cycle)
