"""From a form to an act: the fields of a step as somebody filled them in, people by name or address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Measure, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Message, Param
from pdca.domain.people.organisation import Organisation
from pdca.domain.searching import folded
from pdca.services.actions.offering import Offered, Step
from pdca.services.calendar.due_days import last_due_day
from pdca.services.situation import Situation
from pdca.web.page.forms import MISSING, Filled
from pdca.web.page.people import colleagues

NOBODY = Message("Nobody here is called that. Choose somebody from the list, or use a mail address.")
MEANT = (
    Message("Do you mean {first}?"),
    Message("Do you mean {first} or {second}?"),
    Message("Do you mean {first}, {second} or {third}?"),
)
SEVERAL = Message("More than one person is called that: {people}. Use the mail address.")
TOO_EARLY = Message("{day} is too early. Choose {least} or later.")
TOO_FAR = Message("{day} is too far ahead. Choose {last} or earlier: then the next school year ends.")
MOST_NAMED = 5


def act_of(filled: Filled, offered: Offered, actor: str, situation: Situation, unit: str) -> Act:
    """Return the act that a form describes, for an action of a unit; what is wrong with it is noted in the form."""
    event = _event(filled, offered.event)
    wanted = set(_asked(offered, event))

    def text(name: str) -> str:
        return filled.text(name) if name in wanted else ""

    def person(name: str) -> str | None:
        return somebody(filled, name, situation, unit) if name in wanted else None

    act = Act(
        event=event,
        actor=actor,
        reason=text("reason"),
        due=filled.day("due") if "due" in wanted else None,
        check_due=filled.day("check_due") if "check_due" in wanted else None,
        effect_from=filled.day("effect_from") if "effect_from" in wanted else None,
        until=filled.day("until") if "until" in wanted else None,
        to=person("to"),
        goal=text("goal"),
        measure=filled.code("measure", Measure) if "measure" in wanted else None,
        done=text("done"),
        evidence=tuple(line.strip() for line in text("evidence").splitlines() if line.strip()),
        verdict=filled.code("verdict", Verdict) if "verdict" in wanted else None,
        observed=text("observed"),
        secured_in=text("secured_in"),
        secured_owner=person("secured_owner"),
        review_on=filled.day("review_on") if "review_on" in wanted else None,
        outside_word=text("outside_word"),
    )
    for name in _asked(offered, event):
        if name not in _optional(offered, event) and not filled.raw(name).strip():
            filled.fault(name, MISSING)
    return act


def watch_days(filled: Filled, act: Act, action: Action, today: date) -> None:
    """Note at their fields the days of an act that lie too early or too far ahead; what was agreed may stay."""
    least = today
    if act.event is Event.ASK_MORE_TIME and action.due is not None:
        least = max(today, action.due + timedelta(days=1))
    for name, day in (("due", act.due), ("until", act.until), ("check_due", act.check_due)):
        if day is not None and day not in (action.due, action.check_due):
            watch_day(filled, name, day, today, least)


def watch_day(filled: Filled, name: str, day: date, today: date, least: date) -> None:
    """Note at its field that a day for work lies too early or too far ahead."""
    last = last_due_day(today)
    if day < least:
        filled.fault(name, Message(TOO_EARLY.template, {"day": day, "least": least}))
    elif day > last:
        filled.fault(name, Message(TOO_FAR.template, {"day": day, "last": last}))


def somebody(filled: Filled, name: str, situation: Situation, unit: str = "") -> str | None:
    """Return the address of somebody who works here, named in a field by name or address.

    A part of a name is asked back: with the colleagues of a unit if that is given, else with everybody here.
    """
    text = filled.text(name)
    if not text:
        return None
    found = people_called(situation.organisation, text)
    found = [one for one in found if situation.organisation.is_active(one, situation.today)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = colleagues(situation, unit) if unit else _everybody(situation)
        filled.fault(name, meant_by(text, [called for _, called in near]))
    else:
        filled.fault(name, Message(SEVERAL.template, {"people": ", ".join(found[:MOST_NAMED])}))
    return None


def meant_by(text: str, names: Iterable[str]) -> Message:
    """Return the question whether a few are meant whose names hold every word of a text; else that it is nobody."""
    words = set(folded(text.replace(",", " ")).split())
    fitting = sorted({name for name in names if words and words <= set(folded(name).split())})
    if not 0 < len(fitting) <= len(MEANT):
        return NOBODY
    facts: dict[str, Param] = dict(zip(("first", "second", "third"), fitting, strict=False))
    return Message(MEANT[len(fitting) - 1].template, facts)


def _everybody(situation: Situation) -> list[tuple[str, str]]:
    people = situation.organisation.people.values()
    return [(one.email, one.name) for one in people if one.is_active(situation.today)]


def people_called(organisation: Organisation, text: str) -> list[str]:
    """Return the addresses of those who are meant by a name, an address, or `name (address)`."""
    address = text.strip().rpartition("(")[2].rstrip(")").strip().lower()
    if address in organisation.people:
        return [address]
    wanted = folded(text)
    return [one.email for one in organisation.people.values() if folded(one.name) == wanted]


def _event(filled: Filled, event: str) -> Event:
    """Return the event of a step; settling secures what helped and adjusts what did not."""
    if event != Step.SETTLE:
        return Event(event)
    return Event.ADJUST if filled.raw("verdict") in (Verdict.PARTLY, Verdict.NOT) else Event.SECURE


def _asked(offered: Offered, event: Event) -> tuple[str, ...]:
    if offered.event != Step.SETTLE:
        return offered.fields
    kept = (
        ("goal", "due")
        if event is Event.ADJUST
        else tuple(name for name in offered.fields if name not in ("goal", "due"))
    )
    return ("verdict", "observed", *(name for name in kept if name not in ("verdict", "observed")))


def _optional(offered: Offered, event: Event) -> frozenset[str]:
    if offered.event != Step.SETTLE:
        return offered.optional
    return (
        frozenset({"goal", "review_on", "secured_owner", "outside_word"})
        if event is Event.SECURE
        else frozenset({"goal"})
    )
