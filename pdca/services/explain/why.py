"""`pdca why`: the one way in, for the id of an item or of a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from pdca.domain.errors import Message, Param
from pdca.domain.people.organisation import Person
from pdca.services.explain.answer import answer, on_day_ahead
from pdca.services.explain.closures import days_that_count
from pdca.services.explain.people.lookup import locate
from pdca.services.explain.people.persons import explain_person
from pdca.services.explain.people.searches import start_of_search
from pdca.services.explain.posted import mail_says, told
from pdca.services.explain.rungs import ladder
from pdca.services.explain.scene import Item, Scene
from pdca.services.explain.steps import outcome_of, past_step, recipients, steps_of
from pdca.services.explain.subjects import read_item, subject_of
from pdca.services.explain.trace import Step, Subject, Trace, Version
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.records import LedgerRow
from pdca.services.records import Message as Mail
from pdca.services.situation import Situation, local_moment


def why(
    store: Store,
    shipped: Shipped,
    id: str,
    now: datetime,
    board: str | None = None,
    clock: datetime | None = None,
) -> Trace:
    """Explain an item, a person or a mail. Raises NotFound with the nearest known ids.

    Without a board all boards are searched; BadInput when more than one knows the id. When the clock says that
    `now` is still to come, what is known by now is told, and what it would bring.
    """
    id = id.strip().removeprefix("<").removesuffix(">")
    if "@" in id and store.outbox().find([id]):
        return _why_mail(store, shipped, id, now)
    slug, found = locate(store, shipped, id, [board] if board is not None else store.boards(), now)
    with store.reading(slug) as session:
        known = known_by(session, now, clock)
        situation = Situation(session, shipped, known)
        ahead = Situation(session, shipped, now).today if known < now else None
        if isinstance(found, Person):
            return explain_person(situation, found, ahead)
        item = read_item(situation, Scene.of(situation), found.id, found.subject)
    return explain(replace(item, mail=_mail_of(store, item.rows)), ahead)


def explain_item(store: Store, situation: Situation, id: str, subject: Subject) -> Trace:
    """Explain an item that is known to be there, in the moment of a board that is open."""
    item = read_item(situation, Scene.of(situation), id, subject)
    return explain(replace(item, mail=_mail_of(store, item.rows)))


def known_by(session: BoardSession, now: datetime, clock: datetime | None) -> datetime:
    """Return until when is known what happened: now, or the clock and the last decisions when now is yet to come."""
    if clock is None or now <= clock:
        return now
    board, policy = session.board(), session.policy()
    days = session.days_run(board.since or clock.date(), now.date())
    decided = [local_moment(day, board, policy) for day in days]
    return min(now, max([clock, *decided]))


def explain(item: Item, ahead: date | None = None) -> Trace:
    """Explain an item that was read, and what a day still to come would bring."""
    deadline = item.deadline
    steps = steps_of(item)
    trace = Trace(
        id=item.id,
        subject=item.subject,
        board=item.scene.board.slug,
        today=item.scene.today,
        about=item.about,
        answer=(*on_day_ahead(item, ahead), *answer(item, steps)),
        began=_began(item),
        steps=steps,
        versions=_earlier(item),
    )
    if deadline is None:
        return trace
    last = max([item.scene.today, *(step.on for step in steps if step.on is not None)])
    return replace(
        trace,
        days=days_that_count(item.scene, deadline.unit, deadline.grade, deadline.since, last),
        ladder=ladder(item, deadline),
        start=start_of_search(item.scene, deadline),
    )


def _mail_of(store: Store, rows: Sequence[LedgerRow]) -> dict[str, Mail]:
    ids = sorted({row.message for row in rows if row.message is not None})
    return dict(store.outbox().find(ids)) if ids else {}


def _began(item: Item) -> Message | None:
    current = item.deadline.version if item.deadline is not None else None
    return next((one.say for one in item.versions if one.version == current), None)


def _earlier(item: Item) -> tuple[Version, ...]:
    """Return what was told in the runs of the ladder that are over."""
    if item.deadline is None and not item.versions:
        return ()
    current = item.deadline.ladder if item.deadline is not None else None
    known = {one.version: one for one in item.versions if one.ladder != current}
    for row in item.rows:
        number = row.notice.version
        if row.notice.ladder != current and number not in known:
            known[number] = Version(version=number, since=None, due=None, say=Message("earlier reminders"))
    return tuple(replace(one, steps=_past(item, one.version)) for _, one in sorted(known.items()))


def _past(item: Item, version: int) -> tuple[Step, ...]:
    rows = [row for row in item.rows if row.notice.version == version]
    names = dict.fromkeys(row.notice.step for row in rows)
    return tuple(past_step(item, [row for row in rows if row.notice.step == name]) for name in names)


def _why_mail(store: Store, shipped: Shipped, id: str, now: datetime) -> Trace:
    mail = store.outbox().find([id])[id]
    with store.reading(mail.board) as session:
        situation = Situation(session, shipped, now)
        scene = Scene.of(situation)
        rows = session.lines([id])[id]
        items = {item.id: item for item in _items(situation, scene, rows)}
    steps = tuple(_line(replace(items[row.notice.item], mail={id: mail}), row) for row in rows)
    facts: dict[str, Param] = {
        "person": scene.person(mail.recipient),
        "day": mail.day,
        "count": len(rows),
    }
    about = Message("mail to {person} of {day}; notices in it: {count}", facts)
    return Trace(
        id=id,
        subject=Subject.MAIL,
        board=mail.board,
        today=scene.today,
        about=(about,),
        answer=mail_says(scene, mail),
        steps=steps,
    )


def _items(situation: Situation, scene: Scene, rows: Sequence[LedgerRow]) -> Iterator[Item]:
    for id in dict.fromkeys(row.notice.item for row in rows):
        subject = subject_of(situation.session, id)
        assert subject is not None  # what somebody was told about is never removed
        yield read_item(situation, scene, id, subject)


def _line(item: Item, row: LedgerRow) -> Step:
    """Return the step that one line of a mail is about, with its rule; of a run that is over only the ledger."""
    is_running = item.deadline is not None and item.deadline.ladder == row.notice.ladder
    steps = steps_of(item) if is_running else ()
    of_this = next((step for step in steps if step.step == row.notice.step), None)
    if of_this is None:
        return replace(past_step(item, [row]), say=item.about[:1])
    mine = tuple(told(item.scene, one, item.mail.get(one.message or "")) for one in [row])
    return replace(
        of_this,
        outcome=outcome_of([row]),
        people=recipients([row.notice]),
        who=item.scene.people(recipients([row.notice])),
        told=mine,
        say=(*item.about[:1], *of_this.say),
    )
