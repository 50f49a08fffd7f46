"""Days as a file that every calendar program reads: iCalendar, RFC 5545, whole days only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//PDCA//improvement cycles//NL"
ASKED_AGAIN = timedelta(hours=6)
"""How often a program is to ask for the calendar again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEvent:
    """Something on one day; `uid` stays the same when the day moves, so that a program moves it too."""

    uid: str
    day: date
    title: str
    place: str = ""


def calendar_file(name: str, events: Iterable[DayEvent], now: datetime) -> bytes:
    """Return a calendar; lines are folded and signs escaped as the standard asks."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for one in events:
        calendar.add_component(_event(one, now))
    return bytes(calendar.to_ical())


def _event(one: DayEvent, now: datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", now)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.title)
    event.add("transp", "TRANSPARENT")
    if one.place:
        event.add("url", one.place)
    return event
