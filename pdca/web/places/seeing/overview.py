"""The dashboard: what hangs and since when, whether things get closed, and the list behind every number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from pdca.domain.approach import Approach
from pdca.domain.calendar.terms import school_year_of
from pdca.domain.errors import NotFound
from pdca.domain.notices.notice import ItemKind
from pdca.domain.people.organisation import Unit
from pdca.domain.people.sight import Right, has_right
from pdca.services.engine.tick import ESCALATE
from pdca.services.reading import Pile, StandsOut, Trait
from pdca.services.seeing.elsewhere import Elsewhere, elsewhere_of
from pdca.services.seeing.overview import Overview, PartOf, overview_of, path_to, seen_below, tops_of
from pdca.services.seeing.telling import Ended, Hangs, ended_in, hanging
from pdca.services.seeing.windows import window_of_year
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.paging import Shown, pages_of

router = APIRouter(prefix="/b/{board}/overview")

A_PAGE = 25

ENDED = ("closed", "cancelled", "closed_cycles")
Columns = Mapping[str, Callable[[PartOf], Any]]
SORTS: Columns = {
    "name": lambda one: one.unit.name,
    "open": lambda one: one.standing.open_actions,
    "late": lambda one: one.standing.late_actions,
    "since": lambda one: one.standing.since.toordinal() if one.standing.since else 10**9,
    "cycles": lambda one: one.standing.open_cycles,
    "behind": lambda one: one.standing.late_cycles,
    "closed": lambda one: one.this_year.actions.whole,
}
DOWN_FIRST = frozenset({"open", "late", "cycles", "behind", "closed"})
"""Columns of which the largest number comes first."""

LISTS: Mapping[str, tuple[Trait, ItemKind | None]] = {
    "late": (Trait.LATE, None),
    "requests": (Trait.LATE, ItemKind.REQUEST),
    "ladder": (Trait.PAST_LADDER, None),
    "unowned": (Trait.UNOWNED, None),
    "unreached": (Trait.UNREACHED, None),
}
ELSEWHERE: Mapping[str, Callable[[Elsewhere], Sequence[StandsOut]]] = {
    "elsewhere": lambda one: one.open,
    "late_elsewhere": lambda one: one.late,
}


@router.get("")
def overview(visit: SignedIn) -> Response:
    """Go to the highest unit that the visitor sees."""
    with visit.reading() as situation:
        tops = tops_of(situation.organisation, visit.email, situation.today)
    if not tops:
        raise NotFound("there is nothing here")
    return RedirectResponse(f"/b/{visit.board}/overview/{tops[0].code}", status_code=303)


@router.get("/{unit}")
def overview_page(visit: SignedIn, unit: str, sort: str = "name", down: str = "") -> Response:
    """Show how a unit stands."""
    last = next(iter(visit.site.runtime.store.runs(1, name=ESCALATE)), None)
    with visit.reading() as situation:
        view = overview_of(situation, unit, visit.email, last, visit.words.locale)
        sets_up = has_right(situation.organisation, visit.email, Right.SET_UP, situation.today)
        approach = situation.session.approach() or Approach() if sets_up and not view.path else None
    at = f"/b/{visit.board}"
    sort = sort if sort in SORTS else "name"
    is_down = down == "1"
    return visit.page(
        "seeing/overview.html.j2",
        title=visit.words.say("How {unit} is doing", unit=name_of(visit, view.unit)),
        here="overview",
        help="dashboard",
        view=view,
        path=[_step(visit, one) for one in view.path],
        tops=[_tab(visit, one, unit) for one in view.tops] if len(view.tops) > 1 else [],
        late=[row_of(visit, one) for one in view.late],
        lost=[row_of(visit, one) for one in view.lost],
        late_elsewhere=[row_of(visit, one) for one in view.late_elsewhere],
        parts=sorted(view.parts, key=SORTS[sort], reverse=is_down),
        sorts={name: _sort(f"{at}/overview/{unit}", name, sort, is_down) for name in SORTS},
        links=_links(visit, view),
        approach=approach if approach is not None and approach.left else None,
    )


@router.get("/{unit}/list")
def list_behind(visit: SignedIn, unit: str, what: str = "late", page: int = 1) -> Response:
    """Show the items behind a number of the dashboard, the longest waiting first."""
    if what not in {*LISTS, *ELSEWHERE}:
        raise NotFound("there is nothing here")
    with visit.reading() as situation:
        found, units = seen_below(situation, unit, visit.email)
        out, shown = _behind(situation, found, units, visit.email, what, page)
        told = hanging(situation, out, visit.words.locale)
        path = [*path_to(situation.organisation, unit, visit.email, situation.today), found]
    return visit.page(
        "seeing/list.html.j2",
        title=_title(visit, what),
        here="overview",
        help="dashboard",
        what=what,
        rows=[row_of(visit, one) for one in told],
        shown=shown,
        base=f"/b/{visit.board}/overview/{unit}/list?what={what}&page={{page}}",
        path=[_step(visit, one) for one in path],
    )


def _behind(
    situation: Situation, unit: Unit, units: frozenset[str], viewer: str, what: str, page: int
) -> tuple[Sequence[StandsOut], Shown]:
    """Return a page of the items behind a number."""
    session, today = situation.session, situation.today
    if what in ELSEWHERE:
        every = ELSEWHERE[what](elsewhere_of(situation, unit, viewer))
        shown = pages_of(len(every), page, A_PAGE)
        return every[shown.first : shown.last], shown
    trait, kind = LISTS[what]
    shown = pages_of(_total(session.piles(units, today), trait, kind), page, A_PAGE)
    return session.standing_out(units, today, trait, kind=kind, offset=shown.first, limit=A_PAGE), shown


@router.get("/{unit}/ended")
def ended_list(
    visit: SignedIn, unit: str, what: str = "closed", year: str = "", page: int = 1, alone: str = ""
) -> Response:
    """Show what ended in a school year, the latest first; alone: without what is below the unit."""
    if what not in ENDED:
        raise NotFound("there is nothing here")
    with visit.reading() as situation:
        found, units = seen_below(situation, unit, visit.email)
        units = units & {unit} if alone else units
        period = window_of_year(year or school_year_of(situation.today))
        asked = max(page, 1)
        ended, total = ended_in(
            situation, units, what, period.days, (asked - 1) * A_PAGE, A_PAGE, visit.words.locale
        )
        path = [*path_to(situation.organisation, unit, visit.email, situation.today), found]
    asking = f"what={what}&year={period.year}{'&alone=1' if alone else ''}"
    return visit.page(
        "seeing/list.html.j2",
        title=_ended_title(visit, what, period.year),
        here="overview",
        help="dashboard",
        what=what,
        rows=[_ended_row(visit, one) for one in ended],
        shown=pages_of(total, asked, A_PAGE),
        base=f"/b/{visit.board}/overview/{unit}/ended?{asking}&page={{page}}",
        path=[_step(visit, one) for one in path],
    )


def _ended_title(visit: Visit, what: str, year: str) -> str:
    say = visit.words.say
    return {
        "closed": say("Actions closed in {year}", year=year),
        "cancelled": say("Actions cancelled in {year}", year=year),
        "closed_cycles": say("Cycles closed in {year}", year=year),
    }[what]


def _ended_row(visit: Visit, one: Ended) -> dict[str, Any]:
    say, is_action = visit.words.say, one.kind is ItemKind.ACTION
    state = "cancelled" if one.is_in_time is None else "done" if one.is_in_time else "open"
    return {
        "title": one.title,
        "href": f"/b/{visit.board}/{'actions' if is_action else 'cycles'}/{one.item}",
        "ref": one.item if is_action else "",
        "unit": one.unit,
        "owner": one.owner,
        "due": one.ended,
        "state": state,
        "state_text": {"done": say("in time"), "open": say("later")}.get(state, ""),
    }


def row_of(visit: Visit, one: Hangs) -> dict[str, Any]:
    """Return an item as a row of a list."""
    words, is_action = visit.words, one.kind in (ItemKind.ACTION, ItemKind.REQUEST)
    lost = words.say("Nobody’s") if one.is_unowned else words.say("Reaches nobody")
    late = words.count("one school day late", "{count} school days late", one.days) if one.is_late else ""
    return {
        "title": one.title,
        "href": f"/b/{visit.board}/{'actions' if is_action else 'cycles'}/{one.about}",
        "ref": one.about if is_action else "",
        "note": "" if one.kind is ItemKind.ACTION else words.word("item", one.kind),
        "unit": one.unit,
        "owner": one.owner,
        "due": one.due,
        "state": "help" if one.is_unowned or one.reaches_nobody else "late" if one.is_late else "open",
        "state_text": lost if one.is_unowned or one.reaches_nobody else late,
    }


def _title(visit: Visit, what: str) -> str:
    say = visit.words.say
    return {
        "late": say("What is late"),
        "requests": say("Requests that wait too long"),
        "ladder": say("Still open after everybody was told"),
        "unowned": say("What is nobody’s"),
        "unreached": say("What reaches nobody"),
        "elsewhere": say("Elsewhere, of people who work here"),
        "late_elsewhere": say("Late elsewhere, of people who work here"),
    }[what]


def _total(piles: Sequence[Pile], trait: Trait, kind: ItemKind | None) -> int:
    return sum(int(getattr(one, trait)) for one in piles if kind in (None, one.kind))


def _links(visit: Visit, view: Overview) -> dict[str, str]:
    at, unit = f"/b/{visit.board}", view.unit.code
    here = f"{at}/overview/{unit}/list?what="
    return {
        "open": f"{at}/actions?unit={unit}&state=open",
        "late": f"{at}/actions?unit={unit}&state=late",
        "cycles": f"{at}/cycles?unit={unit}&state=open",
        "behind": f"{at}/cycles?unit={unit}&state=late",
        "ready": f"{at}/cycles?unit={unit}&state=ready",
        **{what: f"{at}/overview/{unit}/ended?what={what}&year=" for what in ENDED},
        "phase": f"{at}/actions?unit={unit}&state=open&phase=",
        "source": f"{at}/actions?unit={unit}&state=open&source=",
        **{f"list_{what}": f"{here}{what}" for what in (*LISTS, *ELSEWHERE)},
    }


def _sort(place: str, name: str, current: str, is_down: bool) -> dict[str, Any]:
    is_current = name == current
    next_down = not is_down if is_current else name in DOWN_FIRST
    return {
        "href": f"{place}?sort={name}{'&down=1' if next_down else ''}#parts",
        "is_current": is_current,
        "is_down": is_down,
    }


def name_of(visit: Visit, unit: Unit) -> str:
    """Return the name of a unit; the whole of a board is named after the board."""
    return visit.someone.board_name if unit.parent is None else unit.name


def _step(visit: Visit, unit: Unit) -> dict[str, str]:
    return {"label": name_of(visit, unit), "href": f"/b/{visit.board}/overview/{unit.code}"}


def _tab(visit: Visit, unit: Unit, current: str) -> dict[str, Any]:
    return {**_step(visit, unit), "is_current": unit.code == current}
