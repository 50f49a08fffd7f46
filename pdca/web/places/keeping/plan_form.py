"""The forms of the plan of approach, one for each part: what they ask, and what comes out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pdca.domain.approach import LONGEST_WHY, Approach, Certification, Part
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.calendar.terms import school_year_of
from pdca.domain.errors import Message
from pdca.services.boards.approach import MOST_YEARS
from pdca.web.page.forms import NOT_AMONG, Filled
from pdca.web.page.words import Words

FIELDS = ("why", "units", "processes", "start", "certification", "certified_in")
MONTHS_AHEAD = 30
_LEAP_YEAR = 2024
NOBODY_YET = Message("Choose at least one: the whole board, or a school.")


def approach_of(filled: Filled, part: Part, current: Approach) -> Approach:
    """Return the plan with one part as it was filled in; what is wrong with it is noted at its field."""
    wanted = replace(current, version=filled.number("version"))
    if part is Part.WHY:
        return replace(wanted, why=filled.text("why", is_needed=True, longest=LONGEST_WHY))
    if part is Part.SCOPE:
        units = tuple(sorted(set(filled.many("units"))))
        if not units:
            filled.fault("units", NOBODY_YET)
        return replace(wanted, units=units, processes=tuple(sorted(set(filled.many("processes")))))
    if part is Part.START:
        return replace(wanted, start=filled.day("start", is_needed=True))
    certification = filled.code("certification", Certification, is_needed=True)
    year = filled.text("certified_in")
    if year and certification is not Certification.NO and not (year.isdecimal() and len(year) == 4):
        filled.fault("certified_in", NOT_AMONG)
    if not filled.is_right or certification is Certification.NO:
        return replace(wanted, certification=certification, certified_in=None)
    return replace(wanted, certification=certification, certified_in=int(year) if year else None)


def months(words: Words, today: date, kept: date | None) -> Sequence[tuple[str, str]]:
    """Return the months in which one may start, with the school year of each; the month that was chosen stays."""
    first = min(today, kept or today)
    found = [date(first.year + (first.month + ahead - 1) // 12, (first.month + ahead - 1) % 12 + 1, 1)
             for ahead in range(MONTHS_AHEAD)]  # fmt: skip
    return [(one.isoformat(), month_in_words(words, one)) for one in found]


def month_in_words(words: Words, day: date) -> str:
    """Write a month with its school year, such as `augustus 2027 (schooljaar 2027-2028)`."""
    month = words.day(day).split(" ", 1)[1]
    return words.say("{month} (school year {year})", month=month, year=school_year_of(day))


def opens_in_words(words: Words, schedule: Schedule) -> str:
    """Write when a programme comes round, such as `elk schooljaar, vanaf 1 oktober`."""
    if schedule.every is Every.RRULE or schedule.opens is None:
        return words.say("by its own rule: {rule}", rule=schedule.rrule or "")
    month, day = schedule.opens
    opens = words.day(date(_LEAP_YEAR, month, day)).rsplit(" ", 1)[0]
    if schedule.years > 1:
        return words.say(
            "every {years} years, from {day} on, first in {first}",
            years=schedule.years,
            day=opens,
            first=schedule.first or "",
        )
    is_school_year = schedule.every is Every.SCHOOL_YEAR
    return words.say(
        "every school year, from {day} on" if is_school_year else "every calendar year, from {day} on",
        day=opens,
    )


def years(today: date, approach: Approach) -> Sequence[tuple[str, str]]:
    """Return the years in which everybody may have the certificate."""
    first = (approach.start or today).year
    found = {
        *range(first, first + MOST_YEARS + 1),
        *((approach.certified_in,) if approach.certified_in else ()),
    }
    return [(str(one), str(one)) for one in sorted(found)]
