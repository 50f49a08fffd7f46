"""The history of the board: who did what, and when, newest first."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.people.naming import named
from pdca.services.actions.granting import told_as, words_of_askers
from pdca.services.cycles.meanwhile import tasks_of
from pdca.services.records import Event
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.places.keeping.mail_log import titles_of
from pdca.web.places.keeping.trust import require, tabs

router = APIRouter(prefix="/b/{board}/trust/events")

A_PAGE = 50
SORTS = ("action", "request", "cycle", "person", "policy", "board", "seal")
"""What can be chosen among; everything else is shown with all of it."""


ITEMS = frozenset({"action", "request", "cycle"})


@router.get("")
def events_page(visit: SignedIn) -> Response:
    """Show the events of the board, those before a number when that is asked."""
    asked = visit.request.query_params
    sort, text = asked.get("sort", ""), asked.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 12 else None
    with visit.reading() as situation:
        require(visit, situation)
        entities = [sort] if sort in SORTS else None
        events = situation.session.events_page(before=before, limit=A_PAGE, entities=entities)
        titles = titles_of(situation, filter(None, map(_item, events)), visit.words.locale)
        askers = words_of_askers(situation.session, events)
        tasks = tasks_of(situation.session, events)
        entries = [
            {
                **_entry(situation, one, askers, visit.board),
                "about": titles.get(_item(one) or "") or _name(situation, one, visit.words.locale),
                "task": tasks.get(one.seq),
            }
            for one in events
        ]
        total = situation.session.head()[0]
    return visit.page(
        "trust/events.html.j2",
        title=visit.words.say("History"),
        here="trust",
        help="trust",
        entries=entries,
        total=total,
        older=events[-1].seq if len(events) == A_PAGE else None,
        is_newest=before is None,
        sort=sort,
        sorts=SORTS,
        tabs=tabs(visit, "events"),
    )


def _entry(situation: Situation, event: Event, askers: Mapping[int, str], board: str) -> dict[str, object]:
    """Return an event as its line shows it.

    `who` is empty when the engine did it; `asker` names whose words its reason is in, when not in those of `who`.
    """
    organisation, asker = situation.organisation, askers.get(event.seq)
    return {
        "seq": event.seq,
        "at": event.at,
        "who": named(organisation, event.actor) if "@" in event.actor else "",
        "actor": event.actor,
        "kind": told_as(event),
        "entity": event.entity,
        "why": f"/b/{board}/why/{event.key}" if event.entity in ITEMS else "",
        "reason": event.reason,
        "asker": named(organisation, asker) if asker else "",
    }


def _item(event: Event) -> str | None:
    """Return the action, request or cycle that an event is of, or was said or added about."""
    return event.key if event.entity in ITEMS else (event.after or {}).get("item")


def _name(situation: Situation, event: Event, locale: str) -> str:
    """Return what a value is called, for it is kept under a code; by that code when it is gone or wiped."""
    held, organisation = event.after or {}, situation.organisation
    if email := held.get("email") or held.get("leaver"):
        return named(organisation, email)
    title = held.get("title")
    called = title.get(locale) if isinstance(title, dict) else held.get("name")
    unit = organisation.units.get(held.get("unit", "")) if event.entity == "day_off" else None
    return " · ".join(filter(None, (called, unit.name if unit else ""))) or event.key
