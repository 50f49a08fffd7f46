"""What is set for somebody, as whoever may change it sees it: language, deputy, absences, and what each one means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pdca.domain.calendar.days import DayMode
from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Absence, Organisation, Person
from pdca.services.people.leave import leads, may_change
from pdca.services.situation import Situation, local_moment

LONGEST_LOOK = timedelta(days=366)
"""So far ahead an absence without an end is compared with those of the deputy."""


class Cover(StrEnum):
    """Whether somebody stands in while a person is away."""

    NOBODY = "nobody"
    WHOLE = "whole"
    PARTLY = "partly"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence that is not over: whether it runs now, and whether the deputy is there meanwhile."""

    first: date
    last: date | None
    is_now: bool
    cover: Cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is set for somebody; `deputies` are those who may be chosen, as (address, name).

    `leads_others` is about the reader. Somebody who is away is waited for so many days (`wait`, as `counting`
    counts them) before help is asked.
    """

    email: str
    name: str
    unit: str
    is_own: bool
    locale: str
    deputy: str
    deputy_name: str
    is_deputy_there: bool
    deputies: Sequence[tuple[str, str]]
    stands_in_for: Sequence[str]
    leads_others: bool
    away: Sequence[Away]
    wait: int
    counting: DayMode

    @property
    def away_now(self) -> Away | None:
        """Return the absence that runs now."""
        return next((one for one in self.away if one.is_now), None)

    def away_from(self, first: date) -> Away | None:
        """Return the absence that begins on a day."""
        return next((one for one in self.away if one.first == first), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Somebody who is away when the next mail leaves: until when, and who gets it; empty when it waits."""

    name: str
    last: date | None
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody who works here up to a day."""

    name: str
    last: date


def missed_by(situation: Situation, email: str, unit: str, start: date | None = None) -> Missed | None:
    """Return who is away on the day of the next mail about work of a unit; None when they get it themselves.

    `start` is the day from which the work is theirs; without it they have it now.
    """
    organisation, today = situation.organisation, situation.today
    is_decided = situation.now >= local_moment(today, situation.board, situation.policy)
    first = today + timedelta(days=1) if is_decided else today
    day = situation.days(unit).next_mail_day(max(first, start or first))
    away = next((one for one in situation.session.absences() if one.email == email and one.covers(day)), None)
    if away is None or not organisation.is_active(email, day):
        return None
    reader = organisation.stand_in(email, day)
    return Missed(
        name=organisation.person(email).name,
        last=away.last,
        reader=organisation.person(reader).name if reader is not None else "",
    )


def leaving_before(situation: Situation, email: str, due: date | None) -> Leaving | None:
    """Return somebody who leaves before work is to be done; None when they stay, or when no day is known."""
    person = situation.organisation.person(email)
    if due is None or person.active_until is None or person.active_until >= due:
        return None
    return Leaving(name=person.name, last=person.active_until)


def details_of(situation: Situation, reader: str, email: str) -> Details:
    """Return what is set for somebody; NotFound for whoever may not change it."""
    organisation, today = situation.organisation, situation.today
    person = organisation.people.get(email)
    if person is None or not may_change(situation, reader, person):
        raise NotFound("there is nothing here")
    coming = sorted(
        one
        for one in situation.session.absences()
        if one.email == email and (one.last is None or one.last >= today)
    )
    deputy = organisation.people.get(person.deputy or "")
    rules = situation.policy.notices
    return Details(
        email=email,
        name=person.name,
        unit=organisation.unit(person.unit).name,
        is_own=reader == email,
        locale=person.locale or situation.board.locale,
        deputy=deputy.email if deputy is not None else "",
        deputy_name=deputy.name if deputy is not None else "",
        is_deputy_there=deputy is not None and organisation.is_present(deputy.email, today),
        deputies=_deputies(organisation, person, today),
        stands_in_for=_stood_in_for(organisation, email, today),
        leads_others=leads_anybody(situation, reader),
        away=[_away(organisation, person, one, today) for one in coming],
        wait=rules.wait_for_owner,
        counting=rules.days,
    )


def leads_anybody(situation: Situation, reader: str) -> bool:
    """Tell whether there is somebody else whose details are the reader's to change."""
    people = situation.organisation.people.values()
    return any(one.is_active(situation.today) and leads(situation, reader, one) for one in people)


def _deputies(organisation: Organisation, person: Person, today: date) -> list[tuple[str, str]]:
    """Return who may be chosen: whoever works at the schools of somebody's unit and roles, and the deputy of now."""
    schools = {organisation.school_of(unit) for unit in (person.unit, *(role.unit for role in person.roles))}
    found = [
        (one.email, one.name)
        for one in organisation.people.values()
        if one.email != person.email and one.is_active(today)
        if organisation.school_of(one.unit) in schools or one.email == person.deputy
    ]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def _stood_in_for(organisation: Organisation, email: str, today: date) -> list[str]:
    people = organisation.people.values()
    return sorted(one.name for one in people if one.deputy == email and one.is_active(today))


def _away(organisation: Organisation, person: Person, absence: Absence, today: date) -> Away:
    cover = _cover(organisation, person.deputy, absence, today)
    return Away(first=absence.first, last=absence.last, is_now=absence.covers(today), cover=cover)


def _cover(organisation: Organisation, deputy: str | None, absence: Absence, today: date) -> Cover:
    """Tell whether the deputy is there on the days of an absence that are still to come."""
    if deputy is None or not organisation.is_active(deputy, today):
        return Cover.NOBODY
    first = max(absence.first, today).toordinal()
    last = min((absence.last or date.max).toordinal(), first + LONGEST_LOOK.days)
    there = {organisation.is_present(deputy, date.fromordinal(day)) for day in range(first, last + 1)}
    if there == {True}:
        return Cover.WHOLE
    return Cover.PARTLY if True in there else Cover.NEVER
