"""What there is to see in a demo: the days as they went, the mail of a day, and what stands out now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from pdca.demo.build import Demo
from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.errors import Message, Param
from pdca.domain.notices.ladder import ESCALATION_PREFIX
from pdca.domain.notices.notice import Notice, NoticeState
from pdca.mail.maildir import file_name
from pdca.services.cycles.act_on_cycle import gates_of
from pdca.services.ports import BoardSession
from pdca.services.simulation.summary import Summary, summarise
from pdca.services.situation import Situation, local_moment

BOARD_LEVEL = f"{ESCALATION_PREFIX}4"


@dataclass(frozen=True, slots=True)
class MailOfDay:
    """One person's mail of a day."""

    name: str
    email: str
    subject: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class DayLook:
    """What the engine did on a day."""

    day: date
    mails: tuple[MailOfDay, ...]
    opened: tuple[str, ...]
    titles: dict[str, str]

    @property
    def notices(self) -> list[Notice]:
        """Return everything that was told that day."""
        return [notice for mail in self.mails for notice in mail.notices]

    @property
    def escalations(self) -> list[tuple[str, Notice]]:
        """Return who was asked to help, by name, and with what."""
        return [
            (mail.name, notice)
            for mail in self.mails
            for notice in mail.notices
            if notice.step.startswith(ESCALATION_PREFIX)
        ]


def look_at_day(demo: Demo, day: date) -> DayLook:
    """Return what the engine did on a day."""
    with demo.runtime.store.reading(demo.slug) as session:
        names = {person.email: person.name for person in session.people()}
        opened = tuple(sorted(cycle.id for cycle in session.cycles() if cycle.opened == day))
        titles = {action.ref: action.title for action in session.actions()}
        by_mail: dict[str, list[Notice]] = defaultdict(list)
        for row in session.ledger(first=day, last=day):
            if row.message is not None and row.notice.state is NoticeState.SENT:
                by_mail[row.message].append(row.notice)
    mails = [_mail(demo.mail, message, notices, names) for message, notices in by_mail.items()]
    return DayLook(day, tuple(sorted(mails, key=lambda one: one.name)), opened, titles)


def look_back(demo: Demo, last: date) -> Summary:
    """Return the whole story in numbers."""
    with demo.runtime.store.reading(demo.slug) as session:
        return summarise(session, demo.story.first, last)


def next_day(demo: Demo) -> date:
    """Return the next day that counts at the board's own office."""
    with demo.runtime.store.reading(demo.slug) as session:
        situation = Situation(session, demo.runtime.shipped, demo.starts)
        return situation.days(situation.organisation.root).after(demo.today, 1)


def until_next_day(demo: Demo) -> timedelta:
    """Return how far the demo's clock goes forward to the hour of the mail on the next day that counts."""
    with demo.runtime.store.reading(demo.slug) as session:
        return local_moment(next_day(demo), session.board(), session.policy()) - demo.starts


def standing_out(demo: Demo) -> list[Message]:
    """Return what somebody who opens the board this morning should see first."""
    with demo.runtime.store.reading(demo.slug) as session:
        names = {person.email: person.name for person in session.people()}
        actions = session.actions()
        return [
            *_late(actions, demo.today),
            *_at_the_board(session, demo, names),
            *_asked(session, actions, names),
            *_unusual(actions, demo.today),
            *_cycles(session, demo, names),
        ]


def _mail(mail: Path, message: str, notices: list[Notice], names: Mapping[str, str]) -> MailOfDay:
    headers = BytesHeaderParser(policy=policy.default)
    with (mail / "new" / file_name(message)).open("rb") as file:
        subject = str(headers.parse(file)["Subject"])
    email = notices[0].recipient or ""
    return MailOfDay(names[email], email, subject, tuple(sorted(notices, key=lambda one: one.item)))


def _late(actions: Sequence[Action], today: date) -> Iterator[Message]:
    for action in actions:
        if action.due is not None and action.due < today:
            yield Message(
                "{item} was due on {day}: {title}",
                {"item": action.ref, "title": action.title, "day": action.due},
            )


def _at_the_board(session: BoardSession, demo: Demo, names: Mapping[str, str]) -> Iterator[Message]:
    for row in session.ledger(first=demo.story.first, last=demo.today):
        person = row.notice.recipient
        if row.notice.step == BOARD_LEVEL and row.notice.state is NoticeState.SENT and person is not None:
            yield Message(
                "{item} went up to the board: {person} was asked to help on {day}",
                {"item": row.notice.item, "day": row.day, "person": names[person]},
            )


def _asked(session: BoardSession, actions: Sequence[Action], names: Mapping[str, str]) -> Iterator[Message]:
    for action in actions:
        request = session.open_request(action.ref)
        if request is not None:
            yield Message(
                "{item}: {person} still has to decide about more time until {day}",
                {"item": action.ref, "day": request.until, "person": names[request.responsible or ""]},
            )


def _unusual(actions: Sequence[Action], today: date) -> Iterator[Message]:
    for action in actions:
        item: Param = action.ref
        if action.iteration > 1:
            yield Message(
                "{item} did not help enough and was adjusted; this is round {count}",
                {"item": item, "count": action.iteration},
            )
        if action.blocked is not None and today <= action.blocked.last:
            yield Message(
                "{item} waits for somebody else until {day}", {"item": item, "day": action.blocked.last}
            )
        if action.snoozed_until is not None and today < action.snoozed_until:
            yield Message(
                "{item}: no reminders until {day}, as the owner asked",
                {"item": item, "day": action.snoozed_until},
            )
        if action.carried:
            yield Message("{item} was carried over to the next cycle", {"item": item})


def _cycles(session: BoardSession, demo: Demo, names: Mapping[str, str]) -> Iterator[Message]:
    for cycle in session.cycles():
        if cycle.state is CycleState.CLOSED:
            yield Message(
                "{item} was closed on {day} by {person}",
                {"item": cycle.id, "day": cycle.closed_on, "person": names[cycle.closed_by or ""]},
            )
        if cycle.state is not CycleState.ACT:
            continue
        gates = gates_of(session, demo.runtime.shipped, cycle.id, demo.starts)
        missing = tuple(gate.missing for gate in gates if gate.missing is not None)
        if missing:
            yield Message("{item} cannot close yet: {missing}", {"item": cycle.id, "missing": missing})
        else:
            yield Message(
                "{item} is ready; {person} can close it",
                {"item": cycle.id, "person": names[cycle.closer or ""]},
            )
