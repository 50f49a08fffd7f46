"""The search of the top bar: actions, cycles and people, only what the visitor may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.people.sight import visible_units
from pdca.domain.searching import folded, wanted
from pdca.services.actions.listing import row_of
from pdca.services.reading import ActionOrder, ActionQuery, CycleOrder, CycleQuery
from pdca.services.situation import Situation
from pdca.services.work.seen import only_seen, only_seen_cycles
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.places.actions.lists import row_values

router = APIRouter(prefix="/b/{board}/search")

MOST, FEW, LEAST_SIGNS, LONGEST = 25, 5, 2, 100


@router.get("")
def search(visit: SignedIn) -> Response:
    """Show what is found: a page, or a few lines under the box while somebody types."""
    text = visit.request.query_params.get("q", "").strip()[:LONGEST]
    is_box = visit.is_partial and visit.request.headers.get("hx-target") == "top-found"
    most = FEW if is_box else MOST
    found: Mapping[str, Any] = {"actions": [], "cycles": [], "people": [], "total": 0}
    is_long_enough = len(text) >= LEAST_SIGNS
    if is_long_enough:
        with visit.reading() as situation:
            found = _found(visit, situation, text, most)
    values: dict[str, Any] = {
        "q": text,
        "is_long_enough": is_long_enough,
        "found": found,
        "all_actions": f"/b/{visit.board}/actions?state=all&q={quote(text)}",
    }
    if is_box:
        return visit.part("actions/_found.html.j2", is_box=True, **values)
    title = visit.words.say("Search for “{text}”", text=text) if text else visit.words.say("Search")
    return visit.page("actions/search.html.j2", title=title, help="actions", is_box=False, **values)


def _found(visit: Visit, situation: Situation, text: str, most: int) -> dict[str, Any]:
    session, locale, email = situation.session, visit.words.locale, visit.email
    asked = ActionQuery(text=text, order=ActionOrder.DUE, is_backwards=True, limit=most)
    actions = session.find_actions(only_seen(situation, asked, email))
    asked_cycles = CycleQuery(text=text, order=CycleOrder.OPENED, is_backwards=True, limit=most)
    cycles = session.find_cycles(only_seen_cycles(situation, asked_cycles, email))
    people = _people(visit, situation, text)
    return {
        "actions": [row_values(visit.board, row_of(situation, one)) for one in actions.rows],
        "cycles": [
            {
                "title": f"{one.title.in_language(locale)} {one.period}",
                "href": f"/b/{visit.board}/cycles/{one.id}",
                "unit": situation.organisation.unit(one.unit).name,
                "phase": str(one.state),
            }
            for one in cycles.rows
        ],
        "people": people[:most],
        "more_actions": actions.total - len(actions.rows),
        "total": actions.total + cycles.total + len(people),
    }


def _people(visit: Visit, situation: Situation, text: str) -> Sequence[Mapping[str, str]]:
    """Return the people whose name is looked for: of the own school, of what the visitor sees, and of the board."""
    organisation, today = situation.organisation, situation.today
    seen = visible_units(organisation, visit.email, today)
    own = {organisation.school_of(visit.someone.person.unit), organisation.root}
    words = wanted(text)
    found = [
        one
        for one in organisation.people.values()
        if one.is_active(today) and (one.unit in seen or organisation.school_of(one.unit) in own)
        if all(word in folded(one.name) for word in words)
    ]
    return [
        {
            "name": one.name,
            "unit": organisation.unit(one.unit).name,
            "href": f"/b/{visit.board}/actions?person={quote(one.name)}",
        }
        for one in sorted(found, key=lambda one: one.name)
    ]
