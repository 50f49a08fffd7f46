"""The list of actions: filtered, in order, kept as a view, taken along as a sheet, and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.responses import Response

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase, Priority, Source
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Message, Refused
from pdca.domain.people.sight import led_units
from pdca.services.actions.listing import Row, State, every, some, units_to_choose
from pdca.services.actions.many import FOR_MANY, NotAll, act_on_many
from pdca.services.cycles.meanwhile import meanwhile_with
from pdca.services.reading import ActionOrder, SavedView
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.acting import somebody, watch_day
from pdca.web.page.forms import MISSING
from pdca.web.page.paging import pages_of
from pdca.web.page.people import colleagues, units_to_ask
from pdca.web.page.telling import did, new_owner_said
from pdca.web.places.actions.asking import address, parts_of, sorts, wanted_of
from pdca.web.sheets import csv_file

router = APIRouter(prefix="/b/{board}/actions")

A_PAGE = 25
LONGEST_NAME = 60
ORDERS: Mapping[str, ActionOrder] = {
    "title": ActionOrder.REF,
    "unit": ActionOrder.UNIT,
    "owner": ActionOrder.OWNER,
    "phase": ActionOrder.PHASE,
    "due": ActionOrder.DUE,
}
NONE_TICKED = Message("Tick at least one action first.")
CHOOSE_WHAT = Message("Choose what is to happen with them.")
TOO_LONG_A_NAME = Message("Use a shorter name.")


@router.get("")
def actions(visit: SignedIn) -> Response:
    """Show the actions that somebody asks for."""
    return _list(visit, visit.request.query_params)


@router.get("/export.csv")
def export(visit: SignedIn) -> Response:
    """Hand out the same list as a sheet."""
    words = visit.words
    heads = [
        *(
            "ref",
            words.say("What"),
            words.say("Unit"),
            words.say("Owner"),
            words.say("With"),
            words.say("Phase"),
        ),
        *(
            words.say("Grade"),
            words.say("Source"),
            words.say("Priority"),
            words.say("Date"),
            words.say("State"),
        ),
        words.say("Cycle"),
    ]
    with visit.reading() as situation:
        wanted = wanted_of(visit.request.query_params, situation)
        rows = [_cells(visit, row) for row in every(situation, wanted, visit.email)]
    return csv_file(f"actions-{visit.board}", heads, rows, words.locale)


@router.post("/views")
def save_view(visit: SignedIn) -> Response:
    """Keep the present list under a name."""
    query = QueryParams(visit.filled.raw("query"))
    name = visit.filled.text("name", is_needed=True)
    if len(name) > LONGEST_NAME:
        visit.filled.fault("name", TOO_LONG_A_NAME)
    if not visit.filled.is_right:
        return _list(visit, query, status=422)
    kept = address(parts_of(query))
    with visit.writing() as session:
        session.save_view(visit.email, SavedView(name=name, query=kept))
    return visit.go(_place(visit, kept), visit.words.say("This list is kept as “{name}”.", name=name))


@router.post("/views/remove")
def remove_view(visit: SignedIn) -> Response:
    """Forget a list that was kept."""
    name = visit.filled.text("name")
    with visit.writing() as session:
        session.remove_view(visit.email, name)
    return visit.go(_place(visit, ""), visit.words.say("“{name}” is no longer kept.", name=name))


@router.post("/many")
def many(visit: SignedIn) -> Response:
    """Give the ticked actions to somebody else, or another date: all of them or none."""
    return visit.once(lambda: _many(visit))


def _many(visit: Visit) -> Response:
    filled, query = visit.filled, QueryParams(visit.filled.raw("query"))
    refs = filled.many("ref")
    if not refs:
        filled.fault("", NONE_TICKED)
    with visit.reading() as situation:
        act = _act(visit, situation)
    if act is None or not filled.is_right:
        return _list(visit, query, status=422)
    try:
        with visit.writing() as session:
            situation = Situation(session, visit.site.runtime.shipped, visit.now)
            seen = filled.number("version")
            overtaken = meanwhile_with(situation, refs, seen, visit.email) if seen else ()
            if overtaken:
                told = [(one.ref, did(one.kind, one.who)) for one in overtaken]
                return _list(visit, query, status=409, refusals=told)
            number = act_on_many(session, visit.site.runtime.shipped, refs, act, visit.now)
            aside = _aside(visit, situation, refs, act)
    except NotAll as error:
        return _list(visit, query, status=409, refusals=error.refusals)
    except (BadInput, Refused) as error:
        filled.fault("", error.message)
        return _list(visit, query, status=409)
    return visit.go(
        _place(visit, address(parts_of(query))),
        visit.words.count("One action was changed.", "{count} actions were changed.", number),
        *aside,
    )


def _aside(visit: Visit, situation: Situation, refs: Sequence[str], act: Act) -> list[str]:
    """Say of whoever has them from now on that they are away or leave, as for one action."""
    if act.to is None or act.to == visit.email:
        return []
    actions = situation.session.actions_of(refs).values()
    units = dict.fromkeys(one.unit for one in actions)
    due = max((one.due for one in actions if one.due is not None), default=None)
    return list(new_owner_said(visit.words, situation, act.to, units, due))


def _act(visit: Visit, situation: Situation) -> Act | None:
    """Return what is to be done with the ticked actions; what lacks is noted in the form."""
    filled, event = visit.filled, visit.filled.raw("event")
    if event not in FOR_MANY:
        filled.fault("event", CHOOSE_WHAT)
        return None
    to = somebody(filled, "to", situation) if event == Event.REASSIGN else None
    due = filled.day("due")
    if due is not None:
        watch_day(filled, "due", due, situation.today, situation.today)
    wanted = "to" if event == Event.REASSIGN else "due"
    if not filled.raw(wanted).strip():
        filled.fault(wanted, MISSING)
    reason = filled.text("reason", is_needed=True)
    return Act(event=Event(event), actor=visit.email, reason=reason, to=to, due=due)


def _list(
    visit: Visit, query: QueryParams, *, status: int = 200, refusals: Sequence[tuple[str, Message]] = ()
) -> Response:
    parts, at = parts_of(query), f"/b/{visit.board}/actions"
    with visit.reading() as situation:
        wanted = wanted_of(query, situation)
        page = max(1, _number(query.get("page", "")))
        rows, total = some(situation, wanted, visit.email, (page - 1) * A_PAGE, A_PAGE)
        shown = pages_of(total, page, A_PAGE)
        if shown.page != page:
            rows, total = some(situation, wanted, visit.email, shown.first, A_PAGE)
        choices = choices_of(visit, situation)
        views = situation.session.saved_views(visit.email)
        version, _ = situation.session.head()
        leads = bool(led_units(situation.organisation, visit.email, situation.today))
        people = colleagues(situation, visit.someone.person.unit) if leads else []
    ticked = visit.filled.many("ref")
    return visit.page(
        "actions/list.html.j2",
        title=visit.words.say("Actions"),
        status=status,
        here="actions",
        help="actions",
        parts=parts,
        rows=[{**row_values(visit.board, row), "is_chosen": row.ref in ticked} for row in rows],
        total=total,
        shown=shown,
        base=f"{at}?{address(parts, page='PAGE')}".replace("PAGE", "{page}"),
        sorts=sorts(at, parts, ORDERS),
        query=address(parts),
        choices=choices,
        views=[(one.name, f"{at}?{one.query}") for one in views],
        is_filtered=bool(set(parts) - {"sort", "way", "who"}),
        may_many=leads,
        version=version,
        people=people,
        refusals=refusals,
    )


def choices_of(visit: Visit, situation: Situation) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen in the filters, as (code, word)."""
    words = visit.words

    def named(group: str, codes: Sequence[str]) -> list[tuple[str, str]]:
        return [(code, _capital(words.word(group, code))) for code in codes]

    return {
        "unit": units_to_ask(words, situation, units_to_choose(situation, visit.email).items()),
        "phase": named("phase", [one for one in Phase if one.is_open]),
        "grade": named("grade", list(situation.shipped.grades)),
        "source": sorted(named("source", list(Source)), key=lambda one: one[1]),
        "priority": named("priority", list(Priority)),
        "state": [
            (State.OPEN, words.say("Open")),
            (State.LATE, words.say("Late")),
            (State.CLOSED, words.say("Closed")),
            (State.CANCELLED, words.say("Cancelled")),
            (State.ALL, words.say("All")),
        ],
    }


def row_values(board: str, row: Row) -> dict[str, Any]:
    """Return a row as the parts of a page take it."""
    return {
        "ref": row.ref,
        "key": row.ref,
        "title": row.title,
        "href": f"/b/{board}/actions/{row.ref}",
        "unit": row.unit,
        "owner": row.person,
        "phase": row.phase,
        "due": row.day,
        "state": row.state,
        "grade": row.grade,
        "source": row.source,
        "priority": row.priority,
        "carried": row.carried,
        "waits_until": row.waits_until,
    }


def _cells(visit: Visit, row: Row) -> list[str | int | date | None]:
    word = visit.words.word
    return [
        *(row.ref, row.title, row.unit, row.owner, row.person, word("phase", row.phase)),
        *(word("grade", row.grade), word("source", row.source), word("priority", row.priority), row.day),
        *(visit.words.say(_STATES.get(row.state, "Open")), row.cycle),
    ]


_STATES = {
    "open": "Open",
    "late": "Late",
    "today": "Today",
    "waiting": "Waiting",
    "closed": "Closed",
    "cancelled": "Cancelled",
}


def _place(visit: Visit, query: str) -> str:
    return f"/b/{visit.board}/actions" + (f"?{query}" if query else "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
