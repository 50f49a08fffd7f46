"""What somebody means who asks why: an item, a person or a mail, as people type them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from pdca.domain.calendar.days import Period
from pdca.domain.calendar.recurrence import occurrences
from pdca.domain.cycles.programme import Programme
from pdca.domain.errors import BadInput, NotFound
from pdca.domain.people.organisation import Person, Unit
from pdca.services.boards.approach import taking_since
from pdca.services.explain.subjects import known_ids, subject_of
from pdca.services.explain.trace import Subject
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.situation import Situation

NEAREST = 3
YEARS = timedelta(days=10 * 366)
"""So far back and ahead it is looked up when a period opens."""


@dataclass(frozen=True, slots=True)
class Found:
    """An item by its id."""

    id: str
    subject: Subject


def locate(
    store: Store, shipped: Shipped, text: str, slugs: Sequence[str], now: datetime
) -> tuple[str, Found | Person]:
    """Return the board and the item or person that a text names. Raises NotFound, BadInput."""
    found: list[tuple[str, Found | Person]] = []
    for slug in slugs:
        with store.reading(slug) as session:
            found += [(slug, one) for one in _named(session, text)]
    boards = list(dict.fromkeys(slug for slug, _ in found))
    if len(boards) > 1:
        raise BadInput(
            "{item} stands in more than one board: {boards}; name the one you mean",
            item=text,
            boards=", ".join(boards),
        )
    if len(found) > 1:
        people = ", ".join(one.email for _, one in found if isinstance(one, Person))
        raise BadInput("{item} is the name of several people: {near}", item=text, near=people)
    if not found:
        raise _not_found(store, shipped, text, slugs, now)
    return found[0]


def _named(session: BoardSession, text: str) -> Iterator[Found | Person]:
    """Yield what a board has under a text; capitals make no difference."""
    subject = subject_of(session, text)
    if subject is not None:
        yield Found(text, subject)
        return
    meant = text.casefold()
    for id in known_ids(session):
        subject = subject_of(session, id) if id.casefold() == meant else None
        if subject is not None:
            yield Found(id, subject)
            return
    yield from (one for one in session.people() if meant in (one.email.casefold(), one.name.casefold()))


def _not_found(store: Store, shipped: Shipped, text: str, slugs: Sequence[str], now: datetime) -> NotFound:
    known: dict[str, str] = {}
    for slug in slugs:
        with store.reading(slug) as session:
            if (unopened := _unopened(Situation(session, shipped, now), text)) is not None:
                return unopened
            for unit in session.units():
                if text.casefold() in (unit.code.casefold(), unit.name.casefold()):
                    return NotFound("{item} is a unit: ask about one item or one person", item=text)
            names = [name for person in session.people() for name in (person.name, person.email)]
            known |= {one.casefold(): one for one in (*known_ids(session), *names)}
    near = get_close_matches(text.casefold(), known, n=NEAREST, cutoff=0.6)
    if not near:
        return NotFound("nothing here is called '{item}': name an item, a person or a mail", item=text)
    nearest = ", ".join(known[one] for one in near)
    return NotFound("nothing here is called '{item}'; did you mean: {near}?", item=text, near=nearest)


def _unopened(situation: Situation, text: str) -> NotFound | None:
    """Return why a programme opens no cycle for a unit of its kind; None when it does or nothing is known of it."""
    code, unit, period, *_ = [*text.casefold().split("/"), "", "", ""]
    for programme in situation.session.programmes():
        for one in situation.organisation.units.values():
            is_meant = (programme.code.casefold(), one.code.casefold()) == (code, unit)
            if is_meant and one.kind is programme.scope:
                return _reason(situation, text, programme, one, period)
    return None


def _reason(
    situation: Situation, text: str, programme: Programme, unit: Unit, period: str
) -> NotFound | None:
    taking = taking_since(situation)
    if period in programme.schedule.skip:
        return NotFound("{item} does not open: its programme is off in {period}", item=text, period=period)
    if not taking.takes_part(unit.code):
        return NotFound(
            "{item} does not open: {unit} does not take part, by the plan of approach",
            item=text,
            unit=unit.name,
        )
    if unit not in taking.units_of(programme, date.min):
        return NotFound(
            "{item} does not open: its programme is limited to {units}",
            item=text,
            units=", ".join(taking.organisation.unit(each).name for each in programme.units),
        )
    began, last = taking.began(unit.code), taking.organisation.last_day(unit.code)
    day = _day_of(situation, programme, unit, period)
    if day is None:
        return None
    if day < began:
        return NotFound(
            "{item} does not open: {unit} takes part since {day} only", item=text, unit=unit.name, day=began
        )
    if programme.since is not None and day < programme.since:
        return NotFound(
            "{item} does not open: its programme is here since {day} only", item=text, day=programme.since
        )
    if last < max(day, situation.today):
        return NotFound(
            "{item} does not open: the last day of {unit} is {day}", item=text, unit=unit.name, day=last
        )
    return None


def _day_of(situation: Situation, programme: Programme, unit: Unit, period: str) -> date | None:
    """Return the day on which a period opens, or would have; None when it does not come round these years."""
    window = Period(situation.today - YEARS, situation.today + YEARS)
    planned = (one.planned for one in occurrences(programme.schedule, window) if one.period == period)
    first = next(planned, None)
    return None if first is None else situation.clocks.of(unit.code).first_on_or_after(first)
