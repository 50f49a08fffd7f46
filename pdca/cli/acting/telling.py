"""What somebody hears who just did something to an action: in a sentence or two what happened and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pdca.cli.acting.showing import name_of
from pdca.cli.terminal.desk import Desk
from pdca.domain.actions.action import Action, Request, RequestKind, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Message, Param
from pdca.services.ports import BoardSession

NOBODY = Message("Nobody was found for the next step yet; somebody is asked to find one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event of an action: the action before and after, the request that waited before and after.

    `into` is the action that a merged one went up in.
    """

    event: Event
    before: Action
    after: Action
    asked: Request | None = None
    asks: Request | None = None
    into: str = ""


def tell_happened(desk: Desk, session: BoardSession, happened: Happened) -> str:
    """Return what is said about an event."""
    return " ".join(desk.language.say(one) for one in _Telling(session, happened).sentences())


class _Telling:
    """The sentences about one event; each way of going on is a method."""

    def __init__(self, session: BoardSession, happened: Happened) -> None:
        self.session = session
        self.event, self.before, self.after = happened.event, happened.before, happened.after
        self.asked, self.asks, self.into = happened.asked, happened.asks, happened.into

    def sentences(self) -> list[Message]:
        """Return what happened and what comes next."""
        told = _TOLD[self.event](self)
        if self.asks is None and self.after.is_open and self.after.responsible is None:
            return [told[0], NOBODY]
        return told

    def name(self, email: str | None) -> str:
        """Return somebody's name."""
        return "-" if email is None else name_of(self.session, email)

    def say(self, template: str, **facts: Param) -> Message:
        """Build a sentence about the action as it is now, with whose turn it is."""
        turn = self.name(self.after.responsible)
        common: dict[str, Param] = {"item": self.after.ref, "person": turn, "due": self.after.due}
        return Message(template, {**common, **facts})

    def agreed(self) -> list[Message]:
        return [
            self.say("{item} is agreed: done by {due}."),
            Message("After that somebody else looks whether it works."),
        ]

    def reported(self) -> list[Message]:
        first = self.say("{item} is reported done.")
        if self.after.is_small and self.after.phase == "check":
            return [first, self.say("{person} now looks whether it helps and secures it, by {due}.")]
        if self.after.phase == "check":
            return [first, self.say("{person} now looks whether it works, by {due}.")]
        return [first, self.say("{person} now secures it, by {due}.")]

    def assessed(self) -> list[Message]:
        if self.after.verdict is not Verdict.EFFECTIVE:
            return [
                self.say("{item} does not work well enough yet."),
                self.say("{person} now adjusts it, by {due}."),
            ]
        first = self.say("{item} works.")
        if self.after.waits_for_agreement:
            return [first, self.say("{person} now gives agreement, by {due}.")]
        return [first, self.say("{person} now secures it, by {due}.")]

    def approved(self) -> list[Message]:
        return [self.say("{item} has been agreed to."), self.say("{person} now secures it, by {due}.")]

    def secured(self) -> list[Message]:
        told = [self.say("{item} is secured in '{place}' and closed.", place=self.after.secured_in)]
        if self.after.secured_owner is not None and self.after.review_on is not None:
            who = self.name(self.after.secured_owner)
            again = self.after.review_on
            told.append(self.say("{person} looks after it, and looks at it again on {day}.", person=who, day=again))
        return [*told, self.say("{person} gets a word of thanks.", person=self.name(self.after.owner))]

    def adjusted(self) -> list[Message]:
        round_ = self.say("{item} goes round once more: this is round {count}.", count=self.after.iteration)
        return [round_, self.say("{person} makes a plan for it, by {due}.")]

    def asked_for(self) -> list[Message]:
        if self.asks is None:  # a first wait in a row is granted at once
            return self.waiting()
        until = self.asks.until
        first = {
            RequestKind.HAND_BACK: self.say("You asked for somebody else to take {item} over."),
            RequestKind.MORE_TIME: self.say("You asked for more time for {item}, until {until}.", until=until),
            RequestKind.BLOCK: self.say("You asked to let {item} wait until {until}.", until=until),
        }[self.asks.kind]
        return [first, self.decides()]

    def decides(self) -> Message:
        if self.asks is None or self.asks.responsible is None:
            return NOBODY
        who, by = self.name(self.asks.responsible), self.asks.due
        return self.say("{person} decides by {due}; until then nothing changes.", person=who, due=by)

    def granted(self) -> list[Message]:
        kind = self.asked.kind if self.asked is not None else RequestKind.MORE_TIME
        told = {
            RequestKind.HAND_BACK: self.handed,
            RequestKind.MORE_TIME: self.moved,
            RequestKind.BLOCK: self.waiting,
            RequestKind.CARRY_OVER: self.carried,
        }
        return told[kind]()

    def refused(self) -> list[Message]:
        asker = self.name(self.asked.by if self.asked is not None else None)
        return [
            self.say("The request about {item} is refused; what was agreed stays, for {due}."),
            self.say("{person} hears why.", person=asker),
        ]

    def taken_back(self) -> list[Message]:
        return [self.say("{item} is taken back."), self.say("It is with {person} again, until {due}.")]

    def withdrawn(self) -> list[Message]:
        return [self.say("The request about {item} is taken back; what was agreed stays, for {due}.")]

    def handed(self) -> list[Message]:
        return [self.say("{item} is with {person} now, until {due}."), self.say("{person} gets a message.")]

    def moved(self) -> list[Message]:
        is_later = self.before.due is None or (self.after.due is not None and self.after.due > self.before.due)
        later, earlier = "{item} has time until {due} now.", "{item} is to be done by {due} now."
        return [self.say(later if is_later else earlier), self.say("{person} gets a message.")]

    def waiting(self) -> list[Message]:
        last = self.after.blocked.last if self.after.blocked is not None else None
        return [
            self.say("{item} waits up to and including {day}; no reminders until then.", day=last),
            self.say("Its date moves along, to {due}."),
        ]

    def running(self) -> list[Message]:
        return [self.say("{item} goes on: {person} is to do it by {due}.")]

    def quiet(self) -> list[Message]:
        until = self.after.snoozed_until
        return [self.say("{item}: no reminders until {until}. Its date stays {due}.", until=until)]

    def grown(self) -> list[Message]:
        return [
            self.say("{item} is a large action now."),
            self.say("{person} adds goal, measure and dates, by {due}."),
        ]

    def carried(self) -> list[Message]:
        if self.asks is not None:
            return [self.say("{item} was carried over before: this time the board decides."), self.decides()]
        if self.after.cycle is None:
            return [self.say("{item} goes on without a cycle; {person} does it by {due}.")]
        return [self.say("{item} goes along to {cycle}; {person} does it by {due}.", cycle=self.after.cycle)]

    def merged(self) -> list[Message]:
        return [self.say("{item} went up in {into} and is cancelled itself.", into=self.into)]

    def ended(self) -> list[Message]:
        return [self.say("{item} is cancelled."), Message("There will be no more messages about it.")]

    def reopened(self) -> list[Message]:
        return [self.say("{item} is open again."), self.say("{person} makes a plan for it, by {due}.")]


_TOLD: Mapping[Event, Callable[[_Telling], list[Message]]] = {
    Event.COMMIT: _Telling.agreed,
    Event.REPORT_DONE: _Telling.reported,
    Event.ASSESS: _Telling.assessed,
    Event.AGREE: _Telling.approved,
    Event.SECURE: _Telling.secured,
    Event.ADJUST: _Telling.adjusted,
    Event.TAKE_BACK: _Telling.taken_back,
    Event.WITHDRAW: _Telling.withdrawn,
    Event.HAND_BACK: _Telling.asked_for,
    Event.ASK_MORE_TIME: _Telling.asked_for,
    Event.ASK_TO_BLOCK: _Telling.asked_for,
    Event.GRANT: _Telling.granted,
    Event.REFUSE: _Telling.refused,
    Event.REASSIGN: _Telling.handed,
    Event.EXTEND: _Telling.moved,
    Event.BLOCK: _Telling.waiting,
    Event.UNBLOCK: _Telling.running,
    Event.SNOOZE: _Telling.quiet,
    Event.GROW: _Telling.grown,
    Event.CARRY_OVER: _Telling.carried,
    Event.MERGE: _Telling.merged,
    Event.DROP: _Telling.ended,
    Event.CANCEL: _Telling.ended,
    Event.REOPEN: _Telling.reopened,
}
