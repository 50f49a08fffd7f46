"""The list of cycles: those that are open, ready to be closed, late or closed."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from pdca.services.cycles.listing import Stand, Wanted, find, programmes_to_choose, units_to_choose
from pdca.web.door.entrance import SignedIn
from pdca.web.page.paging import pages_of
from pdca.web.page.people import units_to_ask

router = APIRouter(prefix="/b/{board}/cycles")

A_PAGE = 25
FILTERS = ("unit", "programme", "period", "q", "state")


@router.get("")
def cycles(visit: SignedIn) -> Response:
    """Show the cycles that somebody asks for."""
    asked = visit.request.query_params
    parts = {name: asked[name].strip()[:200] for name in FILTERS if asked.get(name, "").strip()}
    stand = Stand(parts["state"]) if parts.get("state") in tuple(Stand) else Stand.OPEN
    page = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 6 else 1
    with visit.reading() as situation:
        wanted = Wanted(
            stand=stand,
            unit=parts.get("unit", ""),
            programme=parts.get("programme", ""),
            period=parts.get("period", ""),
            text=parts.get("q", ""),
        )
        found = find(situation, visit.email, wanted, (max(page, 1) - 1) * A_PAGE, A_PAGE)
        programmes = programmes_to_choose(situation, visit.words.locale)
        units = units_to_ask(visit.words, situation, units_to_choose(situation, visit.email))
    shown = pages_of(found.total, page, A_PAGE)
    return visit.page(
        "cycles/list.html.j2",
        title=visit.words.say("Cycles"),
        here="cycles",
        help="cycles",
        rows=found.rows,
        total=found.total,
        shown=shown,
        parts=parts,
        stand=stand,
        programmes=programmes,
        units=units,
        base=f"/b/{visit.board}/cycles?{urlencode({**parts, 'page': '{page}'}, safe='{}')}",
    )
