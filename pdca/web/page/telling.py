"""What happened, in a sentence of the past: for pages that say what somebody did, and what was said after a step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action
from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import DayMode
from pdca.domain.cycles.programme import Words as InWords
from pdca.domain.errors import Message, Param
from pdca.domain.people.naming import named
from pdca.domain.privacy import TODO, pupils_named
from pdca.services.calendar.due_days import FreeDay, free_day
from pdca.services.people.details import Leaving, Missed, leaving_before, missed_by
from pdca.services.seeing.breaks import BreakKind
from pdca.services.situation import Situation
from pdca.web.page.forms import Filled
from pdca.web.page.words import Words

DID: Mapping[str, str] = {
    "commit": "{who} agreed to do it",
    "report_done": "{who} reported it done",
    "assess": "{who} assessed it",
    "agree": "{who} gave agreement",
    "secure": "{who} secured it",
    "adjust": "{who} adjusted it",
    "hand_back": "{who} asked for somebody else",
    "ask_more_time": "{who} asked for more time",
    "ask_to_block": "{who} asked to let it wait",
    "grant": "{who} granted the request",
    "granted": "{who} granted the request",
    "refuse": "{who} refused the request",
    "refused": "{who} refused the request",
    "withdraw": "{who} took the question back",
    "withdrawn": "{who} took the question back",
    "lapsed": "the question lapsed, because the action moved on",
    "reassign": "{who} gave it to somebody else",
    "extend": "{who} changed the date",
    "block": "{who} let it wait",
    "unblock": "{who} took it up again",
    "snooze": "{who} asked for no reminders for a while",
    "take_back": "{who} took the last step back",
    "grow": "{who} made it a large action",
    "carry_over": "{who} carried it over",
    "merge": "{who} merged it into another",
    "drop": "{who} dropped it",
    "action_carry_over": "{who} carried an action over",
    "action_merge": "{who} merged an action into another",
    "action_drop": "{who} dropped an action",
    "cancel": "{who} let it lapse",
    "reopen": "{who} opened it again",
    "new": "{who} added it",
    "loaded": "{who} loaded it from the list",
    "linked": "it joined a cycle",
    "done": "{who} did a task",
    "waived": "{who} skipped a task",
    "waive": "{who} skipped a task",
    "advance": "{who} moved it to the next phase",
    "close": "{who} closed it",
    "opened": "it opened by itself",
    "settled": "its gates were looked at again",
    "appoint_lead": "{who} named who leads",
    "record_report": "{who} said where the report is",
    "reflect": "{who} looked back",
    "record_feedback": "{who} said how people were told",
    "no_actions": "{who} said why no action follows",
    "open": "{who} asked something",
    "evidence": "{who} added a file",
    "handover": "it went to a successor",
    "filled": "what nobody had went to whoever has the role now",
    "again": "{who} let a mail leave once more",
    "created": "{who} made the board",
    "planned": "{who} planned other rules",
    "sealed": "what was decided that day was sealed",
    "deputy": "{who} named a deputy",
    "language": "{who} chose a language",
    "added": "{who} added it",
    "ended": "{who} ended it",
    "removed": "{who} took it away",
    "ends": "{who} gave it a last day",
    "goes_on": "{who} let it go on",
    "called_off": "{who} called the change off",
    "in_place": "the rules that were planned hold now",
}
"""What an event is called afterwards; `who` is a name."""

SATURDAY = 5
SOMETHING = "{who} changed it"


def did(kind: str, who: str) -> Message:
    """Return a sentence about what somebody did; `kind` is the name of the event, without what it was about."""
    return Message(DID.get(kind, SOMETHING), {"who": who})


NOW: Mapping[str, str] = {
    "commit": "Agreed: done by {due}.",
    "report_done": "Thank you. {person} now looks whether it helps.",
    "assess": "Noted. {person} takes the next step, by {due}.",
    "agree": "Agreed. {person} now secures it.",
    "secure": "Secured and closed. The circle is round.",
    "adjust": "Adjusted. {person} makes a new plan, by {due}.",
    "hand_back": "Asked. Until somebody else is found it stays with you.",
    "ask_more_time": "Asked. Until there is an answer the date stays {due}.",
    "ask_to_block": "It waits now, up to and including {until}. The agreed date moves along, to {due}.",
    "grant": "Granted. {person} hears about it.",
    "refuse": "Refused. Whoever asked hears why.",
    "withdraw": "Taken back. What was agreed stays, for {due}.",
    "reassign": "It is with {person} now.",
    "extend": "The date is {due} now.",
    "block": "It waits now, up to and including {until}. The agreed date moves along, to {due}.",
    "unblock": "It goes on. It is to be done by {due}.",
    "snooze": "No reminders for a while. The date stays {due}.",
    "take_back": "Taken back. It is with {person} again.",
    "grow": "It is a large action now. {person} adds goal and dates.",
    "cancel": "It lapsed. Nobody gets mail about it any more.",
    "reopen": "It is open again. {person} makes a plan, by {due}.",
}
"""What somebody reads who just took a step."""

NOW_YOURS: Mapping[str, str] = {
    "report_done": "Thank you. Now you look yourself whether it helps.",
    "assess": "Noted. You take the next step, by {due}.",
    "agree": "Agreed. You now secure it.",
    "adjust": "Adjusted. You make a new plan, by {due}.",
    "reassign": "It is with you now.",
    "take_back": "Taken back. It is with you again.",
    "grow": "It is a large action now. You add goal and dates.",
    "reopen": "It is open again. You make a plan, by {due}.",
}
"""What they read instead when the next turn is their own."""


def now_so(event: str, action: Action, situation: Situation, reader: str) -> Message:
    """Return what is said to somebody who just took a step with an action."""
    if event == Event.ASK_TO_BLOCK and situation.session.open_request(action.ref) is not None:
        event = Event.ASK_MORE_TIME  # not the first wait in a row: nothing moved yet
    if action.responsible == reader and event in NOW_YOURS:
        return Message(NOW_YOURS[event], {"due": action.due})
    person = named(situation.organisation, action.responsible) if action.responsible else "–"
    facts: dict[str, Param] = {"person": person, "due": action.due}
    if action.blocked is not None:
        facts["until"] = action.blocked.last
    return Message(NOW[event], facts)


def said(words: Words, message: Message) -> str:
    """Say a sentence with a capital at its beginning."""
    text = words.tell(message)
    return text[:1].upper() + text[1:]


def did_said(words: Words, kind: str, who: str, task: InWords | None = None) -> str:
    """Say what somebody did, and with which task when it was one."""
    about = f": {task.in_language(words.locale)}" if task is not None else ""
    return f"{said(words, did(kind, who))}{about}"


def full_stop(text: str) -> str:
    """Return a text that stands by itself with a full stop at its end, unless it has an end already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def free_day_said(words: Words, free: FreeDay) -> str:
    """Say that a day which was named for work is one on which nobody is there, and when somebody is again."""
    say, facts = words.say, {"day": words.weekday(free.day), "holiday": free.name}
    if free.name and free.kind is BreakKind.SCHOOL_HOLIDAY:
        told = say("{day} falls in the {holiday}.", **facts)
    elif free.name and free.kind is BreakKind.PUBLIC_HOLIDAY:
        told = say("{day} is {holiday}.", **facts)
    elif free.name:
        told = say("{day} is a day off: {text}.", day=facts["day"], text=free.name)
    elif free.day.weekday() >= SATURDAY:
        told = say("{day} falls in the weekend.", day=facts["day"])
    else:
        told = say("{day} is a day off.", day=facts["day"])
    following = words.weekday(free.following)
    if free.mode is DayMode.SCHOOL:
        after = say("The first school day after it is {day}.", day=following)
    else:
        after = say("The first working day after it is {day}.", day=following)
    return f"{told[:1].upper()}{told[1:]} {after}"


def aside_said(words: Words, situation: Situation, act: Act, before: Action, after: Action) -> Iterator[str]:
    """Say after an act that its new owner is away or leaves, and that the day it names or leads to is a day off."""
    now_with = after.responsible if after.responsible != before.responsible else None
    if now_with and now_with != act.actor:
        yield from new_owner_said(words, situation, now_with, [after.unit], after.due)
    day = act.until if act.event is Event.ASK_MORE_TIME else act.due
    if day is None and after.due != before.due:
        day = after.due
    free = free_day(situation, after.unit, after.grade, day) if day is not None else None
    if free is not None:
        yield free_day_said(words, free)


def pupils_said(words: Words, situation: Situation, filled: Filled) -> Iterator[str]:
    """Say that something that was filled in looks like the name of a pupil; nothing is refused for it."""
    texts = [text for values in filled.values.values() for text in values]
    people, units = situation.organisation.people.values(), situation.organisation.units.values()
    found = pupils_named(texts, (one.name for one in people), (one.name for one in units))
    for one in (*found, TODO) if found else ():
        yield full_stop(said(words, one))


def new_owner_said(
    words: Words, situation: Situation, email: str, units: Collection[str], due: date | None
) -> Iterator[str]:
    """Say of whoever gets work of some units that they are away, or leave before the last of it is to be done."""
    missed = next((found for one in units if (found := missed_by(situation, email, one)) is not None), None)
    if missed is not None:
        yield missed_said(words, missed)
    leaving = leaving_before(situation, email, due)
    if leaving is not None:
        yield f"{leaving_said(words, leaving)} {words.say('That is before the agreed date.')}"


def leaving_said(words: Words, leaving: Leaving) -> str:
    """Say until when somebody works here."""
    return words.say(
        "{person} works here up to and including {last}.", person=leaving.name, last=leaving.last
    )


def missed_said(words: Words, missed: Missed) -> str:
    """Say that somebody is away when the mail about new work leaves, and who reads it instead."""
    say, person = words.say, missed.name
    if missed.last is None:
        away = say("{person} is away until further notice.", person=person)
    else:
        away = say("{person} is away up to and including {last}.", person=person, last=missed.last)
    if missed.reader:
        return f"{away} {say('{deputy} gets the mail.', deputy=missed.reader)}"
    return f"{away} {say('Nobody stands in: the reminders wait until {person} is back.', person=person)}"
