"""How the board is set up: its units, its people, the days on which it is closed, and what comes round every year."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import DayOff
from pdca.domain.people.sight import Right, has_right
from pdca.services.boards.approach import chosen_of, left_out, rounds_of
from pdca.services.boards.standing import people_rows, standing_of
from pdca.services.cycles.meanwhile import Meanwhile
from pdca.services.cycles.next_year import next_year, next_year_of, opening_then, set_next_year
from pdca.services.people.days_off import add_day_off, remove_day_off
from pdca.services.people.last_day import ending_of, set_last_day
from pdca.services.people.meanwhile import days_off_meanwhile, programme_meanwhile, unit_meanwhile
from pdca.services.ports import BoardSession
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.navigation import may_set_up
from pdca.web.page.paging import pages_of
from pdca.web.places.keeping.plan_form import opens_in_words

router = APIRouter(prefix="/b/{board}/setup")

PEOPLE_A_PAGE = 50
CLOSED = Message("Noted: closed then. What counts school days takes it along from now on.")
OPEN = Message("Taken away: it is an ordinary day again.")
NEXT_YEAR = Message("Kept: {title}. The year plan shows what opens.")
ENDS = Message("Kept: after {day} nothing new opens there. What is open goes on.")
GOES_ON = Message("Kept: it goes on. The year plan shows what opens.")
OFF = "off"
"""What a form sends for a programme that is not to open, and for a unit that has no last day."""

ENDS_EARLY = "{last} comes before {first}"
BY_FIELD = {ENDS_EARLY: "last"}


@router.get("")
def setup_page(visit: SignedIn) -> Response:
    """Show how the board is set up."""
    with visit.reading() as situation:
        return _page(visit, situation)


@router.get("/people")
def people_page(visit: SignedIn, q: str = "", unit: str = "", page: int = 1) -> Response:
    """Show who works here, looked up by name and by unit."""
    with visit.reading() as situation:
        if not has_right(situation.organisation, visit.email, Right.PEOPLE, situation.today):
            raise NotFound("there is nothing here")
        found = people_rows(situation, q[:100], unit)
        shown = pages_of(len(found), page, PEOPLE_A_PAGE)
        return visit.page(
            "keeping/people.html.j2",
            title=visit.words.say("People"),
            here="setup",
            help="people",
            people=found[shown.first : shown.last],
            shown=shown,
            wanted=q[:100],
            unit=unit,
            units=[(one.code, one.name) for one in situation.organisation.units.values()],
            unit_names={one.code: one.name for one in situation.organisation.units.values()},
            may_import=has_right(situation.organisation, visit.email, Right.SET_UP, situation.today),
        )


@router.get("/programmes")
def programmes_page(visit: SignedIn) -> Response:
    """Show what comes round: for which units, when it opens, who leads and closes it; and the processes."""
    with visit.reading() as situation:
        organisation, today = situation.organisation, situation.today
        if not may_set_up(organisation, visit.email, today):
            raise NotFound("there is nothing here")
        rounds = rounds_of(situation)
        processes = sorted(situation.session.processes(), key=lambda one: (one.name.casefold(), one.code))
        return visit.page(
            "keeping/programmes.html.j2",
            title=visit.words.say("Programmes and processes"),
            here="setup",
            help="programmes",
            rounds=[
                (
                    one,
                    opens_in_words(visit.words, one.programme.schedule),
                    next_year_of(one.programme, today),
                )
                for one in rounds
            ],
            taking_part=chosen_of(situation) if left_out(situation) else (),
            processes=[
                (one, organisation.unit(one.unit).name, named(organisation, one.owner)) for one in processes
            ],
            may_import=has_right(organisation, visit.email, Right.SET_UP, today),
        )


@router.get("/programmes/{code}")
def programme_page(visit: SignedIn, code: str, opens: str = "") -> Response:
    """Show how a programme comes round in the next school year, and what opens when it is chosen otherwise."""
    with visit.reading() as situation:
        return _programme(visit, situation, code, opens)


@router.post("/programmes/{code}/next-year")
def change_next_year(visit: SignedIn, code: str) -> Response:
    """Let a programme open on another day in the next school year, or not at all."""
    filled = visit.filled
    opens = filled.raw("opens")
    with visit.reading() as situation:
        _require_set_up(visit, situation)
        title = next_year(situation, code).programme.title.in_language(visit.words.locale)
    passed: list[Meanwhile] = []
    wanted = None if opens == OFF else filled.day("opens", is_needed=True)
    try:
        with visit.writing() as session:
            shipped = visit.site.runtime.shipped
            now = Situation(session, shipped, visit.now)
            passed = programme_meanwhile(now, visit.email, filled.number("version"), code)
            if filled.is_right and not passed:
                set_next_year(session, shipped, code, wanted, visit.email, visit.now)
    except BadInput as error:
        filled.take(error, ("opens",))
    if filled.is_right and not passed:
        return visit.go(f"/b/{visit.board}/setup/programmes", Message(NEXT_YEAR.template, {"title": title}))
    with visit.reading() as situation:
        more = {"overtaken": passed} if passed else {}
        return _programme(visit, situation, code, opens, status=409 if passed else 422, **more)


def _programme(
    visit: Visit, situation: Situation, code: str, opens: str, status: int = 200, **values: Any
) -> Response:
    _require_set_up(visit, situation)
    coming = next_year(situation, code)
    chosen = next((one for one in coming.choices if one.isoformat() == opens), coming.day)
    wanted = None if opens == OFF else chosen
    return visit.page(
        "keeping/programme.html.j2",
        title=coming.programme.title.in_language(visit.words.locale),
        status=status,
        here="setup",
        help="programmes",
        coming=coming,
        wanted=wanted,
        off=OFF,
        opens=opens_in_words(visit.words, coming.programme.schedule),
        openings=[
            (situation.organisation.unit(one.unit).name, visit.words.day(one.day))
            for one in (opening_then(situation, coming, wanted) if wanted is not None else ())
        ],
        version=situation.session.head()[0],
        **values,
    )


@router.get("/units/{code}")
def unit_page(visit: SignedIn, code: str) -> Response:
    """Show what is still open at a unit, and its last day."""
    with visit.reading() as situation:
        return _unit(visit, situation, code)


@router.post("/units/{code}/last-day")
def change_last_day(visit: SignedIn, code: str) -> Response:
    """Give a unit its last day, or let it go on."""
    filled = visit.filled
    last = None if filled.raw("last") == OFF else filled.day("last", is_needed=True)
    passed: list[Meanwhile] = []
    with visit.reading() as situation:
        _require_set_up(visit, situation)
    try:
        with visit.writing() as session:
            shipped = visit.site.runtime.shipped
            now = Situation(session, shipped, visit.now)
            passed = unit_meanwhile(now, visit.email, filled.number("version"), code)
            if filled.is_right and not passed:
                set_last_day(session, shipped, code, last, visit.email, visit.now)
    except BadInput as error:
        filled.take(error, ("last",))
    if filled.is_right and not passed:
        told = GOES_ON if last is None else Message(ENDS.template, {"day": last})
        return visit.go(f"/b/{visit.board}/setup/units/{code}", told)
    with visit.reading() as situation:
        more = {"overtaken": passed} if passed else {}
        return _unit(visit, situation, code, status=409 if passed else 422, **more)


def _unit(visit: Visit, situation: Situation, code: str, status: int = 200, **values: Any) -> Response:
    _require_set_up(visit, situation)
    ending = ending_of(situation, code)
    return visit.page(
        "keeping/unit.html.j2",
        title=ending.unit.name,
        status=status,
        here="setup",
        help="units",
        ending=ending,
        off=OFF,
        version=situation.session.head()[0],
        **values,
    )


def _require_set_up(visit: Visit, situation: Situation) -> None:
    if not has_right(situation.organisation, visit.email, Right.SET_UP, situation.today):
        raise NotFound("there is nothing here")


@router.post("/days-off")
def close_days(visit: SignedIn) -> Response:
    """Note that a unit is closed on a day or a row of days."""
    return visit.once(lambda: _close_days(visit))


def _close_days(visit: Visit) -> Response:
    filled = visit.filled
    unit, name = filled.text("unit", is_needed=True), filled.text("name", longest=120)
    first, last = filled.day("first", is_needed=True), filled.day("last")
    if filled.is_right and first is not None:
        try:
            with visit.writing() as session:
                passed = _passed(visit, session, unit, first)
                if passed:
                    return _overtaken(visit, passed)
                off = DayOff(unit=unit, first=first, last=last or first, name=name)
                add_day_off(session, visit.site.runtime.shipped, off, visit.email, visit.now)
        except (BadInput, NotFound) as error:
            filled.fault(BY_FIELD.get(error.message.template, "unit"), error.message)
        except Refused as error:
            filled.fault("unit", error.message)
    if filled.is_right:
        return visit.go(f"/b/{visit.board}/setup#days-off", CLOSED)
    with visit.reading() as situation:
        return _page(visit, situation, status=422)


@router.post("/days-off/end")
def open_days(visit: SignedIn) -> Response:
    """Take away days on which a unit would have been closed."""
    unit, first = visit.filled.text("unit"), visit.filled.day("first") or date.min
    place = f"/b/{visit.board}/setup#days-off"
    try:
        with visit.writing() as session:
            passed = _passed(visit, session, unit, first)
            if passed:
                return _overtaken(visit, passed)
            remove_day_off(session, visit.site.runtime.shipped, unit, first, visit.email, visit.now)
    except (Refused, NotFound) as error:
        answer = visit.go(place)
        visit.tell(answer, visit.words.tell(error.message), tone="late")
        return answer
    return visit.go(place, OPEN)


def _passed(visit: Visit, session: BoardSession, unit: str, first: date) -> list[Meanwhile]:
    situation = Situation(session, visit.site.runtime.shipped, visit.now)
    return days_off_meanwhile(situation, visit.email, visit.filled.number("version"), unit, first)


def _overtaken(visit: Visit, passed: list[Meanwhile]) -> Response:
    with visit.reading() as situation:
        return _page(visit, situation, status=409, overtaken=passed)


def _page(visit: Visit, situation: Situation, status: int = 200, **values: Any) -> Response:
    organisation, today = situation.organisation, situation.today
    if not may_set_up(organisation, visit.email, today):
        raise NotFound("there is nothing here")
    standing = standing_of(situation, visit.email)
    may_import = has_right(organisation, visit.email, Right.SET_UP, today)
    return visit.page(
        "keeping/setup.html.j2",
        title=visit.words.say("Set-up"),
        status=status,
        here="setup",
        help="setup",
        standing=standing,
        version=situation.session.head()[0],
        approach=situation.approach,
        closable=[
            (row.unit.code, row.unit.name) for row in standing.units if row.may_close and not row.has_ended
        ],
        may_import=may_import,
        choosable={one.code for one in standing.programmes if may_import and next_year_of(one, today)},
        may_see_people=has_right(organisation, visit.email, Right.PEOPLE, today),
        may_see_policy=has_right(organisation, visit.email, Right.POLICY, today),
        **values,
    )
