"""What is set for somebody, on the own page and on that of whoever one leads: the same parts, the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.services.cycles.meanwhile import Meanwhile
from pdca.services.people.details import Away, Cover, Details, details_of
from pdca.services.people.meanwhile import absences_meanwhile, person_meanwhile
from pdca.services.people.own import (
    LANGUAGES,
    add_absence,
    call_off_absence,
    change_deputy,
    change_language,
)
from pdca.services.ports import BoardSession
from pdca.services.situation import Situation
from pdca.web.door.entrance import LANGUAGE
from pdca.web.door.visit import Visit
from pdca.web.page.forms import NOT_AMONG
from pdca.web.page.words import Words

SPOKEN = (("nl", "Nederlands"), ("en", "English"))
"""Each language by its own name."""

ALL_OVER = Message("These days are over already.")
NOT_SO = Message("This is no longer so: look below at how it is now.")


def show(visit: Visit, email: str, status: int = 200, overtaken: Sequence[Meanwhile] = ()) -> Response:
    """Show what is set for somebody, and what others set meanwhile."""
    with visit.reading() as situation:
        details = details_of(situation, visit.email, email)
        version, _ = situation.session.head()
    words = visit.words
    return visit.page(
        "working/me.html.j2",
        title=words.say("My details") if details.is_own else details.name,
        status=status,
        help="absence",
        details=details,
        place=place_of_person(visit, email),
        away=[(one, span_said(words, one), cover_said(words, details, one)) for one in details.away],
        languages=SPOKEN,
        version=version,
        overtaken=overtaken,
    )


def place_of_person(visit: Visit, email: str) -> str:
    """Return where somebody is shown: the own page for oneself."""
    return f"/b/{visit.board}/me" if email == visit.email else f"/b/{visit.board}/people/{email}"


def set_language(visit: Visit, email: str) -> Response:
    """Set in which language somebody reads."""
    details, filled = _known(visit, email), visit.filled
    locale = filled.text("language", is_needed=True)
    if locale and locale not in LANGUAGES:
        filled.fault("language", NOT_AMONG)
    if not filled.is_right:
        return show(visit, email, status=422)
    with visit.writing() as session:
        passed = _set_by_others(visit, session, email, "locale")
        if passed:
            return show(visit, email, 409, passed)
        change_language(session, visit.site.runtime.shipped, email, locale, visit.email, visit.now)
    if not details.is_own:
        return _back(visit, email, _language_said(visit.words, details.name, locale))
    spoken = visit.site.runtime.shipped.language(locale)
    words = Words(spoken, visit.words.formal, visit.words.zone)
    answer = _back(visit, email, _language_said(words, "", locale))
    answer.delete_cookie(LANGUAGE, path="/")
    return answer


def set_deputy(visit: Visit, email: str) -> Response:
    """Set who stands in for somebody; an empty choice is nobody."""
    details, filled = _known(visit, email), visit.filled
    deputy = filled.text("deputy")
    if deputy and deputy not in dict(details.deputies):
        filled.fault("deputy", NOT_AMONG)
    if not filled.is_right:
        return show(visit, email, status=422)
    with visit.writing() as session:
        shipped = visit.site.runtime.shipped
        passed = _set_by_others(visit, session, email, "deputy")
        if passed:
            return show(visit, email, 409, passed)
        change_deputy(session, shipped, email, deputy or None, visit.email, visit.now)
    return _back(visit, email, _deputy_said(visit.words, _known(visit, email)))


def note_absence(visit: Visit, email: str) -> Response:
    """Note that somebody is away."""
    with visit.reading() as situation:
        details_of(situation, visit.email, email)
        today = situation.today
    filled, status = visit.filled, 422
    first, last = filled.day("first", is_needed=True), filled.day("last")
    if first is not None and last is not None and first <= last < today:
        filled.fault("last", ALL_OVER)  # no reminder changes any more, and no list would show it
    if filled.is_right and first is not None:
        try:
            with visit.writing() as session:
                shipped = visit.site.runtime.shipped
                passed = _noted_by_others(visit, session, email)
                if passed:
                    return show(visit, email, 409, passed)
                add_absence(session, shipped, email, first, last, visit.email, visit.now)
        except BadInput as error:
            filled.fault("last", error.message)
        except Refused as error:
            filled.fault("first", error.message)
            status = 409
    if not filled.is_right or first is None:
        return show(visit, email, status=status)
    details = _known(visit, email)
    noted = details.away_from(first)
    if noted is None:  # ended meanwhile, by somebody else
        return _back(visit, email, visit.words.tell(NOT_SO))
    return _back(visit, email, f"{span_said(visit.words, noted)} {cover_said(visit.words, details, noted)}")


def forget_absence(visit: Visit, email: str) -> Response:
    """Note that somebody is there after all."""
    details, first = _known(visit, email), visit.filled.day("first") or date.min
    try:
        with visit.writing() as session:
            passed = _noted_by_others(visit, session, email)
            if passed:
                return show(visit, email, 409, passed)
            call_off_absence(session, visit.site.runtime.shipped, email, first, visit.email, visit.now)
    except (NotFound, Refused):
        visit.filled.errors.clear()
        visit.filled.fault("", NOT_SO)
        return show(visit, email, status=409)
    own = visit.words.say("Noted: you are there. Your reminders come to you again.")
    others = visit.words.say("Noted: {person} is there, and gets the reminders again.", person=details.name)
    return _back(visit, email, own if details.is_own else others)


def span_said(words: Words, away: Away) -> str:
    """Say from when to when somebody is away."""
    if away.last is None:
        return words.say("Away from {first}, until further notice.", first=away.first)
    if away.last == away.first:
        return words.say("Away on {first}.", first=away.first)
    return words.say("Away from {first} up to and including {last}.", first=away.first, last=away.last)


def cover_said(words: Words, details: Details, away: Away) -> str:
    """Say who hears of the work meanwhile."""
    person, deputy, say = details.name, details.deputy_name, words.say
    if details.is_own:
        return {
            Cover.WHOLE: say("{deputy} gets your reminders then.", deputy=deputy),
            Cover.PARTLY: say(
                "{deputy} gets your reminders then. When {deputy} is away too, they wait.", deputy=deputy
            ),
            Cover.NEVER: say(
                "{deputy} is away too: your reminders wait until one of you is back.", deputy=deputy
            ),
            Cover.NOBODY: say("Nobody stands in: your reminders wait until you are back."),
        }[away.cover]
    return {
        Cover.WHOLE: say("{deputy} gets the reminders of {person} then.", deputy=deputy, person=person),
        Cover.PARTLY: say(
            "{deputy} gets the reminders of {person} then. When {deputy} is away too, they wait.",
            deputy=deputy,
            person=person,
        ),
        Cover.NEVER: say(
            "{deputy} is away too: the reminders wait until one of them is back.", deputy=deputy
        ),
        Cover.NOBODY: say("Nobody stands in: the reminders wait until {person} is back.", person=person),
    }[away.cover]


def _set_by_others(visit: Visit, session: BoardSession, email: str, field: str) -> list[Meanwhile]:
    situation = Situation(session, visit.site.runtime.shipped, visit.now)
    return person_meanwhile(situation, visit.email, visit.filled.number("version"), email, field)


def _noted_by_others(visit: Visit, session: BoardSession, email: str) -> list[Meanwhile]:
    situation = Situation(session, visit.site.runtime.shipped, visit.now)
    return absences_meanwhile(situation, visit.email, visit.filled.number("version"), email)


def _known(visit: Visit, email: str) -> Details:
    """Return what is set for somebody; whoever may not change it finds nothing."""
    with visit.reading() as situation:
        return details_of(situation, visit.email, email)


def _back(visit: Visit, email: str, said: str) -> Response:
    return visit.go(place_of_person(visit, email), said)


def _language_said(words: Words, person: str, locale: str) -> str:
    say = words.say
    if not person:
        return {
            "nl": say("Your mail and the pages are in Dutch from now on."),
            "en": say("Your mail and the pages are in English from now on."),
        }[locale]
    return {
        "nl": say("The mail for {person} is in Dutch from now on.", person=person),
        "en": say("The mail for {person} is in English from now on.", person=person),
    }[locale]


def _deputy_said(words: Words, details: Details) -> str:
    person, deputy, say = details.name, details.deputy_name, words.say
    if not deputy:
        return say("Nobody stands in now.")
    now = details.away_now
    if now is not None:
        return f"{say('{deputy} stands in from now on.', deputy=deputy)} {cover_said(words, details, now)}"
    if details.is_own:
        return say("When you are away, {deputy} gets your reminders.", deputy=deputy)
    return say("When {person} is away, {deputy} gets the reminders.", person=person, deputy=deputy)
