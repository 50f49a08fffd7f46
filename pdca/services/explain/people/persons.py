"""Why somebody gets mail or none: what waits for this person, what was told last, and what keeps today quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pdca.domain.errors import Message, Param
from pdca.domain.people.organisation import Person
from pdca.services.explain.closures import why_no_mail
from pdca.services.explain.people.searches import nobody_stands_in
from pdca.services.explain.scene import Item, Scene
from pdca.services.explain.steps import TELLS, engine_says
from pdca.services.explain.subjects import read_item, subject_of
from pdca.services.explain.trace import Said, Subject, Trace
from pdca.services.records import LedgerRow
from pdca.services.situation import Situation

LOOK_BACK = timedelta(days=120)
"""How far back the last mail to somebody is looked for."""


def explain_person(situation: Situation, person: Person, ahead: date | None = None) -> Trace:
    """Explain what mail somebody gets and why there is none today; of a day ahead what it would bring."""
    scene = Scene.of(situation)
    items = _items(situation, scene, person.email)
    rows = [
        row
        for row in situation.session.ledger(first=scene.today - LOOK_BACK, last=scene.today)
        if row.notice.recipient == person.email and row.notice.state in TELLS
    ]
    return Trace(
        id=person.email,
        subject=Subject.PERSON,
        board=scene.board.slug,
        today=scene.today,
        about=tuple(_about(scene, person)),
        answer=(*_on_day_ahead(items, person.email, ahead), *_answer(situation, scene, person, items, rows)),
        items=tuple(_line(item, person.email) for item in items),
    )


def _items(situation: Situation, scene: Scene, email: str) -> list[Item]:
    """Return what waits for somebody, the first due first."""
    mine = [one.deadline for one in situation.session.deadlines() if one.deadline.owner == email]
    mine.sort(key=lambda one: (one.due, one.item))
    found = [(one.item, subject_of(situation.session, one.item)) for one in mine]
    return [read_item(situation, scene, id, subject) for id, subject in found if subject is not None]


def _about(scene: Scene, person: Person) -> Iterator[Message]:
    facts: dict[str, Param] = {"person": person.name, "unit": scene.unit(person.unit)}
    yield Message("{person} of {unit}", facts)
    if scene.organisation.is_present(person.email, scene.today):
        return
    deputy = scene.organisation.stand_in(person.email, scene.today)
    if deputy is None:
        yield nobody_stands_in(scene, person.email, scene.today)
    else:
        away = (scene.away(person.email, scene.today),)
        yield Message("{why}; {deputy} gets the mail instead", {"why": away, "deputy": scene.person(deputy)})


def _answer(
    situation: Situation, scene: Scene, person: Person, items: Sequence[Item], rows: Sequence[LedgerRow]
) -> Iterator[Message]:
    today = [row for row in rows if row.day == scene.today]
    if today:
        yield Message("gets mail today about: {items}", {"items": _named(situation, scene, today)})
    else:
        yield Message("gets no mail today: {why}", {"why": (_why_none(scene, person, items),)})
    last = max((row.day for row in rows if row.day < scene.today), default=None)
    if last is not None:
        told = _named(situation, scene, [row for row in rows if row.day == last])
        yield Message("got mail last on {day}, about: {items}", {"day": last, "items": told})
    elif not today:
        yield Message("got no mail in the last {count} days", {"count": LOOK_BACK.days})


def _on_day_ahead(items: Sequence[Item], email: str, day: date | None) -> Said:
    if day is None:
        return ()
    told = [
        item.about[0]
        for item in items
        if any(one.recipient == email for on, notices in item.coming if on == day for one in notices)
    ]
    if not told:
        return (
            Message("on {day}, when nothing changes, no mail about what waits for this person", {"day": day}),
        )
    return (
        Message("on {day}, when nothing changes, mail about: {items}", {"day": day, "items": tuple(told)}),
    )


def _why_none(scene: Scene, person: Person, items: Sequence[Item]) -> Message:
    if not scene.organisation.is_present(person.email, scene.today):
        return scene.away(person.email, scene.today)
    said = why_no_mail(scene, person.unit, None, scene.today) or engine_says(scene)
    if said is not None:
        return said
    if not items:
        return Message("nothing waits for this person")
    return Message("nothing that waits for this person comes up today")


def _named(situation: Situation, scene: Scene, rows: Sequence[LedgerRow]) -> Said:
    ids = dict.fromkeys(row.notice.item for row in rows)
    found = [(id, subject_of(situation.session, id)) for id in ids]
    return tuple(
        read_item(situation, scene, id, subject).about[0] for id, subject in found if subject is not None
    )


def _line(item: Item, email: str) -> Message:
    deadline = item.deadline
    assert deadline is not None  # it waits for somebody
    coming = (day for day, told in item.coming if any(one.recipient == email for one in told))
    following = next(coming, None)
    facts: dict[str, Param] = {"what": item.about[:1], "day": deadline.due, "next": following}
    if following is None:
        return Message("{what}; due {day}", facts)
    return Message("{what}; due {day}; next mail on {next}", facts)
