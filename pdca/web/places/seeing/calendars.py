"""Calendars to subscribe to: opened and closed by their person, and read by a program that knows the address."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from pdca.documents.calendar import DayEvent, calendar_file
from pdca.domain.actions.action import Phase
from pdca.domain.errors import NotFound
from pdca.domain.notices.notice import ItemKind
from pdca.services.access.ports import Member
from pdca.services.calendar.feeds import close_feed, feed_of, feeds_of, open_feed
from pdca.services.seeing.dates import Marked, days_of_person, days_of_unit
from pdca.services.seeing.year_plan import home_of, units_open_to
from pdca.services.situation import Situation
from pdca.web.door.entrance import Anybody, SignedIn, settle
from pdca.web.door.visit import Visit
from pdca.web.page.words import Words

router = APIRouter()


@router.get("/calendar/{token}.ics")
def calendar(visit: Anybody, token: str) -> Response:
    """Give a calendar to whoever knows its address; it says what is on which day, and nothing else."""
    feed, member = feed_of(visit.site.access, token, visit.now)
    with visit.site.reading(feed.board, visit.now) as situation:
        settle(visit, situation, feed.person)
        locale = visit.words.locale
        if feed.unit is None:
            marked = days_of_person(situation, feed.person, locale)
            name = visit.words.say("My PDCA dates")
        else:
            marked = days_of_unit(situation, feed.unit, feed.person, locale)
            unit = situation.organisation.unit(feed.unit)
            name = visit.words.say("Year plan of {unit}", unit=_name(situation, unit.code))
    name = name if name.endswith(member.board.name) else f"{name} – {member.board.name}"
    base = visit.site.runtime.settings.base_url.rstrip("/")
    events = [_event(visit, base, one) for one in marked]
    return Response(
        calendar_file(name, events, visit.now),
        media_type="text/calendar; charset=utf-8",
        headers={
            "content-disposition": 'inline; filename="pdca.ics"',
            "cache-control": "private, max-age=900",
        },
    )


@router.get("/b/{board}/calendars")
def calendars(visit: SignedIn, unit: str = "") -> Response:
    """Show the calendars that the visitor can open, and those that are open."""
    return _page(visit, chosen=unit)


@router.post("/b/{board}/calendars")
def open_calendar(visit: SignedIn) -> Response:
    """Open a calendar; its address is shown this once, and kept nowhere."""
    filled, site = visit.filled, visit.site
    once, unit = filled.raw("once"), filled.raw("unit")
    if once and site.once.led_to(once):
        return visit.go(
            f"/b/{visit.board}/calendars",
            visit.words.say("This calendar was opened already. Its address was shown once."),
        )
    with visit.reading() as situation:
        if unit and unit not in units_open_to(situation.organisation, visit.email, situation.today):
            raise NotFound("there is no unit '{unit}'", unit=unit)
        member = Member(board=situation.board, person=visit.someone.person)
    token = open_feed(site.access, member, unit or None, visit.now, site.runtime.entropy)
    site.once.remember(once, f"/b/{visit.board}/calendars")
    base = site.runtime.settings.base_url.rstrip("/")
    return _page(visit, chosen=unit, address=f"{base}/calendar/{token}.ics")


@router.post("/b/{board}/calendars/close")
def close_calendar(visit: SignedIn) -> Response:
    """Close a calendar: its address opens nothing from now on."""
    with visit.reading() as situation:
        member = Member(board=situation.board, person=visit.someone.person)
    close_feed(visit.site.access, member, visit.filled.raw("feed"), visit.now)
    return visit.go(
        f"/b/{visit.board}/calendars",
        visit.words.say("The calendar is closed. A program that has its address gets nothing any more."),
    )


def _page(visit: Visit, *, chosen: str, address: str = "") -> Response:
    with visit.reading() as situation:
        organisation, today = situation.organisation, situation.today
        open_to = units_open_to(organisation, visit.email, today)
        member = Member(board=situation.board, person=visit.someone.person)
        units = [(code, _name(situation, code)) for code in organisation.units if code in open_to]
        home = chosen if chosen in open_to else home_of(organisation, visit.email, today)
        names = {code: _name(situation, code) for code in organisation.units}
    feeds = feeds_of(visit.site.access, member)
    return visit.page(
        "seeing/calendars.html.j2",
        title=visit.words.say("In your own calendar"),
        here="year",
        help="year",
        address=address,
        open_feeds=[
            {
                "name": names.get(one.unit, one.unit) if one.unit else "",
                "made": one.made.date(),
                "hash": one.token_hash,
            }
            for one in feeds
        ],
        units=units,
        home=home,
        once=visit.site.runtime.entropy(16).hex(),
    )


def _event(visit: Visit, base: str, one: Marked) -> DayEvent:
    board, is_action = visit.board, one.kind in (ItemKind.ACTION, ItemKind.REQUEST)
    title = _title(visit.words, one)
    place = "" if one.is_coming else f"{base}/b/{board}/{'actions' if is_action else 'cycles'}/{one.about}"
    host = urlsplit(base).hostname or board
    return DayEvent(uid=f"{one.key}@{board}.{host}", day=one.day, title=f"{title} ({one.unit})", place=place)


def _title(words: Words, one: Marked) -> str:
    """Say what is to be done on a day, or by then."""
    say, title = words.say, one.title
    if one.kind is ItemKind.ACTION:
        title = f"{one.about} {title}"
        if one.is_to_agree:
            return say("Agree: {title}", title=title)
        return {
            Phase.PLAN: say("Plan due: {title}", title=title),
            Phase.DO: say("Action due: {title}", title=title),
            Phase.CHECK: say("Check due: {title}", title=title),
        }.get(Phase(one.phase), say("Secure or adjust: {title}", title=title))
    if one.opens:
        return say("{title} begins", title=title)
    if one.phase:
        return {
            "plan": say("Plan due: {title}", title=title),
            "do": say("Work due: {title}", title=title),
            "check": say("Check due: {title}", title=title),
        }.get(one.phase, say("Secure and close: {title}", title=title))
    if one.kind is ItemKind.REQUEST:
        return say("Answer a request: {title}", title=title)
    return say("Move on or close: {title}", title=title) if one.kind is ItemKind.CYCLE else title


def _name(situation: Situation, code: str) -> str:
    return (
        situation.board.name
        if code == situation.organisation.root
        else situation.organisation.unit(code).name
    )
