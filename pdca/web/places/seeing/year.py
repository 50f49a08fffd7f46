"""The year plan: what runs and what comes, with the holidays of each school, as a drawing and as a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from pdca.domain.calendar.terms import school_year_of
from pdca.domain.errors import BadInput, NotFound
from pdca.services.seeing.agenda import agenda
from pdca.services.seeing.windows import Window, Zoom, window_around, window_of_year
from pdca.services.seeing.year_plan import SCHOOLS_A_PAGE, Asked, YearPlan, home_of, year_plan
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.paging import pages_of
from pdca.web.places.seeing.drawing import break_name, drawing_of
from pdca.web.places.seeing.overview import name_of

router = APIRouter(prefix="/b/{board}/year")


@router.get("")
def year(visit: SignedIn) -> Response:
    """Go to the year plan that the visitor sees first."""
    with visit.reading() as situation:
        home = home_of(situation.organisation, visit.email, situation.today)
    if home is None:
        raise NotFound("there is nothing here")
    asked = f"?{visit.request.url.query}" if visit.request.url.query else ""
    return RedirectResponse(f"/b/{visit.board}/year/{home}{asked}", status_code=303)


@router.get("/{unit}")
def year_page(
    visit: SignedIn,
    unit: str,
    year: str = "",
    zoom: str = "",
    at: str = "",
    kind: str = "",
    page: int = 1,
) -> Response:
    """Show a school year, a term or a month of a unit."""
    with visit.reading() as situation:
        today = situation.today
        window = _window(year, zoom, at, today)
        asked = Asked(unit=unit, year=window.year, window=window.days, kind=kind, page=page)
        plan = year_plan(situation, asked, visit.email)
        names = {code: one.name for code, one in situation.organisation.units.items()}
    months = agenda(plan.groups, window.days, window.months(), today)
    here = f"/b/{visit.board}/year/{unit}"
    return visit.page(
        "seeing/year.html.j2",
        title=visit.words.say("Year plan of {unit}", unit=name_of(visit, plan.unit)),
        here="year",
        help="year",
        plan=plan,
        window=window,
        groups=[(one, drawing_of(visit, one, window, today, names)) for one in plan.groups],
        months=months,
        names=names,
        today=today,
        path=[
            {"label": name_of(visit, one), "href": f"/b/{visit.board}/year/{one.code}"} for one in plan.path
        ],
        zooms=_zooms(visit, here, window, kind, today),
        steps=_steps(visit, here, window, kind, page),
        kind=kind,
        kinds=[(one, _capital(visit.words.word("programme_kind", one))) for one in _kinds(plan, kind)],
        kept=_facts(window),
        here_path=here,
        called=called(visit, window),
        month_names={
            one: _capital(visit.words.language.day_in_words(one).split(" ", 1)[1]) for one in window.months()
        },
        month_at=_months_at(here, window, kind, page),
        shown=pages_of(plan.groups_in_all, page, SCHOOLS_A_PAGE),
        base=_address(here, window, kind) + "&page={page}",
        breaks={
            one.name: _capital(break_name(visit, one.name)) for each in plan.groups for one in each.breaks
        },
    )


def _window(year: str, zoom: str, at: str, today: date) -> Window:
    """Return what is asked for: a month of the calendar is named, or a school year, or it is the present one."""
    size = Zoom(zoom) if zoom in list(Zoom) else Zoom.YEAR
    if at:
        try:
            return window_around(date.fromisoformat(f"{at}-01"), size)
        except ValueError:
            raise BadInput("'{period}' is no month; use one such as 2026-11", period=at) from None
    whole = window_of_year(year or school_year_of(today))
    return (
        whole
        if size is Zoom.YEAR
        else window_around(today if today in whole.days else whole.days.first, size)
    )


def _kinds(plan: YearPlan, kind: str) -> list[str]:
    return sorted({*plan.kinds, kind} - {""})


def _facts(window: Window) -> dict[str, str]:
    """Return what names a window in an address."""
    if window.zoom is Zoom.YEAR:
        return {"year": window.year}
    return {"zoom": window.zoom, "at": f"{window.days.first:%Y-%m}"}


def _address(here: str, window: Window, kind: str) -> str:
    return f"{here}?{urlencode({**_facts(window), **({'kind': kind} if kind else {})})}"


def _zooms(visit: Visit, here: str, window: Window, kind: str, today: date) -> list[dict[str, Any]]:
    say = visit.words.say
    day = today if today in window.days else window.days.first
    labels = {Zoom.YEAR: say("Year"), Zoom.TERM: say("Three months"), Zoom.MONTH: say("Month")}
    return [
        {
            "label": label,
            "href": _address(here, window_around(day, zoom), kind),
            "is_current": zoom is window.zoom,
        }
        for zoom, label in labels.items()
    ]


def _steps(visit: Visit, here: str, window: Window, kind: str, page: int) -> list[dict[str, str]]:
    """Return the ways to the window before this one and the one after it."""
    more = f"&page={page}" if page > 1 else ""
    around = (
        (window.before, window.is_first, "arrow-left"),
        (window.after, window.is_last, "arrow-right"),
    )
    return [
        {
            "label": called(visit, other),
            "href": _address(here, other, kind) + more,
            "sign": sign,
        }
        for day, is_end, sign in around
        if not is_end
        for other in [window_around(day, window.zoom)]
    ]


def _months_at(here: str, window: Window, kind: str, page: int) -> dict[date, str]:
    """Return where each month of a window stands by itself."""
    more = f"&page={page}" if page > 1 else ""
    return {one: _address(here, window_around(one, Zoom.MONTH), kind) + more for one in window.months()}


def called(visit: Visit, window: Window) -> str:
    """Return what a window is called."""
    if window.zoom is Zoom.YEAR:
        return window.year
    months = [visit.words.language.day_in_words(one).split(" ", 1)[1] for one in window.months()]
    return months[0] if len(months) == 1 else f"{months[0].split(' ')[0]} – {months[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
