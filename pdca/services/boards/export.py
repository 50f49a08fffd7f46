"""A board as the folder that would load it, as it is now, and what happened on it as plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pdca.domain.folder import ActionRow, BoardFolder
from pdca.services.ports import BoardSession


def folder_of(session: BoardSession) -> BoardFolder:
    """Return a board as a folder: its tables, its own policy, programmes and plan, its actions where they are now."""
    approach = session.approach()
    return BoardFolder(
        board=session.board(),
        units=tuple(session.units()),
        people=tuple(session.people()),
        absences=tuple(session.absences()),
        days_off=tuple(session.days_off()),
        processes=tuple(session.processes()),
        actions=tuple(map(ActionRow.of, session.actions())),
        policy=session.policy(),
        programmes=tuple(session.programmes()),
        approach=None if approach is None else replace(approach, version=0),
    )


def history_of(session: BoardSession) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return by name what a folder has no table for: events, notices, cycles, requests and whole actions."""
    return {
        "events": [asdict(event) for event in session.events()],
        "notices": [
            {"date": row.day, **asdict(row.notice), "message": row.message, "sent": row.sent}
            for row in session.ledger()
        ],
        "cycles": [{"id": cycle.id, **asdict(cycle)} for cycle in session.cycles()],
        "requests": [asdict(request) for request in session.requests()],
        "actions": [asdict(action) for action in session.actions()],
    }
