"""What somebody sets: the language of the mail, who stands in, and when somebody is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Absence, Person
from pdca.services.people.leave import person_to_change
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

LANGUAGES = ("nl", "en")


def change_language(
    session: BoardSession, shipped: Shipped, email: str, locale: str, actor: str, now: datetime
) -> Person:
    """Set in which language somebody reads; empty is that of the board."""
    person = person_to_change(Situation(session, shipped, now), actor, email)
    if locale not in ("", *LANGUAGES):
        raise BadInput("'{value}' is not known here; use one of: {known}", value=locale, known="nl, en")
    changed = replace(person, locale=locale)
    session.record("person_language", changed, actor=actor, at=now)
    return changed


def change_deputy(
    session: BoardSession, shipped: Shipped, email: str, deputy: str | None, actor: str, now: datetime
) -> Person:
    """Set who stands in for somebody; None is nobody."""
    situation = Situation(session, shipped, now)
    person = person_to_change(situation, actor, email)
    if deputy is not None:
        if deputy == email:
            raise BadInput("nobody stands in for themselves: name somebody else", missing="deputy")
        if not situation.organisation.is_active(deputy, situation.today):
            raise BadInput(
                "'{email}' is nobody who works here now; use an address from the table of people",
                email=deputy,
            )
    changed = replace(person, deputy=deputy)
    session.record("person_deputy", changed, actor=actor, at=now)
    return changed


def add_absence(
    session: BoardSession,
    shipped: Shipped,
    email: str,
    first: date,
    last: date | None,
    actor: str,
    now: datetime,
) -> Absence:
    """Note that somebody is away; without a last day until further notice. Twice the same is once."""
    situation = Situation(session, shipped, now)
    person_to_change(situation, actor, email)
    absence = Absence(email=email, first=first, last=last)
    _require_order(absence)
    for other in _absences_of(situation, email):
        if other != absence and _overlaps(other, absence):
            raise _overlapping(situation, other)
    session.record("absence_added", absence, actor=actor, at=now)
    return absence


def end_absence(
    session: BoardSession, shipped: Shipped, email: str, first: date, last: date, actor: str, now: datetime
) -> Absence:
    """Set the last day of an absence, earlier or later than was thought."""
    situation = Situation(session, shipped, now)
    person_to_change(situation, actor, email)
    ended = replace(_absence(situation, email, first), last=last)
    _require_order(ended)
    for other in _absences_of(situation, email):
        if other.first != first and _overlaps(other, ended):
            raise _overlapping(situation, other)
    session.record("absence_ended", ended, actor=actor, at=now)
    return ended


def remove_absence(
    session: BoardSession, shipped: Shipped, email: str, first: date, actor: str, now: datetime
) -> None:
    """Take away an absence that will not be; what is over stays, because it explains what happened."""
    situation = Situation(session, shipped, now)
    person_to_change(situation, actor, email)
    absence = _absence(situation, email, first)
    if absence.last is not None and absence.last < situation.today:
        raise Refused(
            "that absence is over since {day}; it stays, because it explains who was told", day=absence.last
        )
    session.remove("absence_removed", absence, actor=actor, at=now)


def call_off_absence(
    session: BoardSession, shipped: Shipped, email: str, first: date, actor: str, now: datetime
) -> None:
    """Note that somebody is there after all: an absence that runs ended yesterday, one to come will not be."""
    situation = Situation(session, shipped, now)
    person_to_change(situation, actor, email)
    absence, yesterday = _absence(situation, email, first), situation.today - timedelta(days=1)
    if absence.covers(situation.today) and absence.first <= yesterday:
        end_absence(session, shipped, email, first, yesterday, actor, now)
    else:
        remove_absence(session, shipped, email, first, actor, now)


def _absences_of(situation: Situation, email: str) -> list[Absence]:
    return [one for one in situation.session.absences() if one.email == email]


def _absence(situation: Situation, email: str, first: date) -> Absence:
    found = next((one for one in _absences_of(situation, email) if one.first == first), None)
    if found is None:
        raise NotFound("no absence of '{email}' begins on {day}", email=email, day=first)
    return found


def _require_order(absence: Absence) -> None:
    if absence.last is not None and absence.last < absence.first:
        raise BadInput("{last} comes before {first}", first=absence.first, last=absence.last)


def _overlaps(one: Absence, other: Absence) -> bool:
    is_before = one.last is not None and one.last < other.first
    is_after = other.last is not None and other.last < one.first
    return not is_before and not is_after


def _overlapping(situation: Situation, other: Absence) -> Refused:
    name = named(situation.organisation, other.email)
    if other.last is None:
        return Refused("{person} is away from {first} already", person=name, first=other.first)
    return Refused(
        "{person} is away from {first} to {last} already", person=name, first=other.first, last=other.last
    )
