"""The actions on the wheel: a column for each phase. Moving a card opens the form of the step that moves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from pdca.domain.actions.action import Action, Phase
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Message
from pdca.services.actions.listing import Column, columns
from pdca.services.actions.offering import Offers, Step, offers_for
from pdca.services.actions.viewing import seen_action
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.places.actions.asking import address, parts_of, wanted_of
from pdca.web.places.actions.lists import choices_of, row_values

router = APIRouter(prefix="/b/{board}/actions")

NEXT: Mapping[str, str] = {
    Phase.PLAN: Phase.DO,
    Phase.DO: Phase.CHECK,
    Phase.CHECK: Phase.ACT,
    Phase.ACT: Phase.CLOSED,
}
MOVES: Mapping[tuple[str, str], tuple[str, ...]] = {
    (Phase.PLAN, Phase.DO): (Event.COMMIT,),
    (Phase.DO, Phase.CHECK): (Event.REPORT_DONE,),
    (Phase.DO, Phase.ACT): (Event.REPORT_DONE,),
    (Phase.DO, Phase.PLAN): (Event.TAKE_BACK, Event.GROW),
    (Phase.CHECK, Phase.ACT): (Event.ASSESS, Step.SETTLE),
    (Phase.CHECK, Phase.DO): (Event.TAKE_BACK,),
    (Phase.CHECK, Phase.PLAN): (Step.SETTLE,),
    (Phase.ACT, Phase.CLOSED): (Event.SECURE, Event.AGREE, Event.ADJUST),
    (Phase.ACT, Phase.PLAN): (Event.ADJUST,),
    (Phase.ACT, Phase.DO): (Event.TAKE_BACK,),
}
"""Which steps bring an action from one phase to another; the first that is offered is asked for."""

NOT_YOURS = Message("That step is not possible now, or somebody else takes it. Here you see who.")


@router.get("/board")
def board(visit: SignedIn) -> Response:
    """Show the actions by phase."""
    query = visit.request.query_params
    parts, at = parts_of(query), f"/b/{visit.board}/actions"
    parts.pop("phase", None)
    if parts.get("state") not in ("", "late"):
        parts.pop("state", None)
    with visit.reading() as situation:
        wanted = wanted_of(query.__class__(parts), situation)
        found = columns(situation, wanted, visit.email)
        choices = choices_of(visit, situation)
        choices["state"] = choices["state"][:2]
    return visit.page(
        "actions/board.html.j2",
        title=visit.words.say("Actions on the wheel"),
        here="actions",
        help="board",
        parts=parts,
        query=address(parts),
        columns=[_column(visit, one, f"{at}?{address(parts, phase=one.phase)}") for one in found],
        total=sum(one.total for one in found),
        choices=choices,
    )


@router.get("/{ref}/move")
def move(visit: SignedIn, ref: str) -> Response:
    """Lead to the form of the step that brings an action to a phase; nothing changes by looking."""
    with visit.reading() as situation:
        action = seen_action(situation, ref, visit.email)
        offers = offers_for(situation, action, visit.email)
    event = event_of(action, offers, visit.request.query_params.get("to", ""))
    place = f"/b/{visit.board}/actions/{ref}"
    return visit.go(f"{place}/do/{event}") if event is not None else visit.go(place, NOT_YOURS, tone="soon")


def event_of(action: Action, offers: Offers, to: str) -> str | None:
    """Return the step that somebody may take to bring an action to a phase; None when there is none."""
    events = MOVES.get((action.phase, to), ())
    return next((str(event) for event in events if offers.find(event) is not None), None)


def _column(visit: Visit, column: Column, all_of_it: str) -> dict[str, Any]:
    left = column.total - len(column.rows)
    more = visit.words.count("One more", "{count} more", left)
    return {
        "phase": column.phase,
        "count": column.total,
        "items": [_slip(visit, column.phase, row_values(visit.board, row)) for row in column.rows],
        "more": {"label": more, "href": all_of_it} if left else None,
    }


def _slip(visit: Visit, phase: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return a card with the way to its next step, for whoever does not drag."""
    says = {
        Phase.PLAN: visit.words.say("Move to Do"),
        Phase.DO: visit.words.say("Move to Check"),
        Phase.CHECK: visit.words.say("Move to Act"),
        Phase.ACT: visit.words.say("Close it"),
    }[Phase(phase)]
    act = Markup(
        '<a class="small slip-move" href="{}/move?to={}">{} <span class="unseen">{}</span></a>'
    ).format(values["href"], NEXT[phase], f"{says} →", values["title"])
    if values["state"] == "open":
        values = {**values, "state": ""}
    return {**values, "act": act}
