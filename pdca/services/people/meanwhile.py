"""What others set for people, units, days off, programmes and rules since a page was opened, which overtakes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import takewhile
from typing import Any

from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Absence, DayOff, Person
from pdca.services.cycles.meanwhile import Meanwhile
from pdca.services.records import Event
from pdca.services.situation import Situation

MOST = 200
"""So many of the last changes are looked through."""

PERSON, ABSENCE, DAY_OFF, PROGRAMME, UNIT = "person", "absence", "day_off", "programme", "unit"
RULES = ("policy", "planned_policy")
CARRIED_OUT = "policy_carried_out"
"""The end of a plan for other rules, which says no more than that they hold."""


def person_meanwhile(situation: Situation, reader: str, seen: int, email: str, field: str) -> list[Meanwhile]:
    """Return how others set a field of somebody after the event with the number `seen`, newest first."""
    found = []
    for event, after in _since(situation, reader, seen, (PERSON,)):
        if after.get("email") == email:
            before = situation.session.value_at(Person, event.key, event.seq - 1)
            value = after.get(field) or ""
            if before is None or (getattr(before, field) or "") != value:
                named_one = named(situation.organisation, value) if field == "deputy" and value else ""
                found.append(_told(situation, event, named_one))
    return found


def absences_meanwhile(situation: Situation, reader: str, seen: int, email: str) -> list[Meanwhile]:
    """Return what others noted of somebody's absence after the event with the number `seen`, newest first."""

    def is_theirs(event: Event, after: Mapping[str, Any]) -> bool:
        if after:
            return bool(after["email"] == email)
        gone = situation.session.value_at(Absence, event.key, event.seq - 1)
        return gone is not None and gone.email == email

    return _which(situation, reader, seen, (ABSENCE,), is_theirs)


def days_off_meanwhile(
    situation: Situation, reader: str, seen: int, unit: str, first: date | None
) -> list[Meanwhile]:
    """Return what others did with the days off of a unit that begin on a day, newest first."""

    def is_this(event: Event, after: Mapping[str, Any]) -> bool:
        if after:
            return first is not None and (after["unit"], after["first"]) == (unit, first.isoformat())
        gone = situation.session.value_at(DayOff, event.key, event.seq - 1)
        return gone is not None and (gone.unit, gone.first) == (unit, first)

    return _which(situation, reader, seen, (DAY_OFF,), is_this)


def programme_meanwhile(situation: Situation, reader: str, seen: int, code: str) -> list[Meanwhile]:
    """Return what others changed in a programme after the event with the number `seen`, newest first."""
    return _which(situation, reader, seen, (PROGRAMME,), lambda event, _: event.key == code)


def unit_meanwhile(situation: Situation, reader: str, seen: int, code: str) -> list[Meanwhile]:
    """Return what others changed in a unit after the event with the number `seen`, newest first."""
    return _which(situation, reader, seen, (UNIT,), lambda event, _: event.key == code)


def rules_meanwhile(situation: Situation, reader: str, seen: int) -> list[Meanwhile]:
    """Return which other rules were planned, called off or came into force after an event, newest first."""
    return _which(situation, reader, seen, RULES, lambda event, _: event.kind != CARRIED_OUT)


def _which(
    situation: Situation,
    reader: str,
    seen: int,
    entities: Collection[str],
    is_about: Callable[[Event, Mapping[str, Any]], bool],
) -> list[Meanwhile]:
    since = _since(situation, reader, seen, entities)
    return [_told(situation, event, event.reason) for event, after in since if is_about(event, after)]


def _since(
    situation: Situation, reader: str, seen: int, entities: Collection[str]
) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    """Yield what others changed since, newest first; a form that does not say what it knew is never overtaken."""
    if not seen:
        return
    page = situation.session.events_page(limit=MOST, entities=entities)
    for event in takewhile(lambda one: one.seq > seen, page):
        if event.actor != reader:
            yield event, event.after or {}


def _told(situation: Situation, event: Event, words: str) -> Meanwhile:
    start = next((one for one in (f"{event.entity}_", "policy_") if event.kind.startswith(one)), "")
    who = named(situation.organisation, event.actor)
    return Meanwhile(at=event.at, who=who, kind=event.kind.removeprefix(start), words=words)
