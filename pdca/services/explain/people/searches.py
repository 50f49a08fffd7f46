"""The search for people told unit by unit: who holds the role there, and why somebody was passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import Deadline
from pdca.domain.notices.recipients import Look, Passed, Seeker
from pdca.domain.people.organisation import RoleAt
from pdca.services.explain.scene import Scene
from pdca.services.explain.trace import Search, Visit


def search(
    scene: Scene, deadline: Deadline, on: date, roles: Iterable[str], told: frozenset[str] = frozenset()
) -> Search:
    """Replay the search for people of a day, by what is known now."""
    seeker = Seeker.of(scene.organisation, on, deadline.unit, deadline.owner)
    looks: list[Look] = []
    found = seeker.find(roles, told, looks)
    if found is None:
        say = Message("nobody was found at any unit above {unit}", {"unit": scene.unit(seeker.start)})
    else:
        say = Message(
            "found as {role} at {unit}: {people}",
            {"role": found.role, "unit": scene.unit(found.unit), "people": scene.people(found.people)},
        )
    return Search(
        on=on,
        start=seeker.start,
        found=found.people if found is not None else (),
        say=(say,),
        visits=tuple(_visit(scene, look, on) for look in looks),
    )


def start_of_search(scene: Scene, deadline: Deadline) -> Message:
    """Say where the search for people starts, and why there."""
    start = scene.organisation.start_unit(deadline.unit, deadline.owner)
    facts: dict[str, Param] = {"unit": scene.unit(start), "person": scene.person(deadline.owner)}
    owner = scene.organisation.people.get(deadline.owner or "")
    if owner is not None and owner.unit == start:
        return Message("people are looked for from {unit} upward, because {person} works there", facts)
    return Message("people are looked for from {unit} upward, because the item belongs there", facts)


def _visit(scene: Scene, look: Look, on: date) -> Visit:
    told = {person for _, person in look.holders if not isinstance(person, Passed)}
    return Visit(
        unit=look.unit,
        role=look.role,
        people=tuple(sorted(told)),
        say=tuple(_said(scene, look, on)),
    )


def _said(scene: Scene, look: Look, on: date) -> Iterator[Message]:
    place: dict[str, Param] = {"role": look.role, "unit": scene.unit(look.unit)}
    held = RoleAt(look.role, look.unit)
    people = scene.organisation.people.values()
    left = [one.email for one in people if not one.is_active(on) and held in one.roles]
    if not look.holders and not left:
        yield Message("{unit}: nobody is {role}", place)
        return
    for holder, person in look.holders:
        who: dict[str, Param] = {**place, "person": scene.person(holder)}
        if not isinstance(person, Passed):
            yield _told(scene, holder, person, who)
        else:
            why = (_passed(scene, holder, person, on),)
            yield Message("{unit}: {person} is {role}, and is passed over: {why}", {**who, "why": why})
    for email in left:
        why = (scene.away(email, on),)
        yield Message(
            "{unit}: {person} was {role}: {why}", {**place, "person": scene.person(email), "why": why}
        )


def _told(scene: Scene, holder: str, person: str, who: dict[str, Param]) -> Message:
    if holder == person:
        return Message("{unit}: {person} is {role}", who)
    return Message(
        "{unit}: {person} is {role} and is away; {deputy} stands in", {**who, "deputy": scene.person(person)}
    )


def _passed(scene: Scene, holder: str, why: Passed, on: date) -> Message:
    if why is Passed.IS_OWNER:
        return Message("it is this person's own item")
    if why is Passed.ALREADY_TOLD:
        return Message("an earlier level told this person, or who stands in, already")
    if why is Passed.OWNER_STANDS_IN:
        return Message("who stands in is the person whose item it is")
    return nobody_stands_in(scene, holder, on)


def nobody_stands_in(scene: Scene, email: str, on: date) -> Message:
    """Say why neither somebody nor the deputy is there on a day."""
    away: dict[str, Param] = {"why": (scene.away(email, on),)}
    known = scene.organisation.people.get(email)
    if known is None or not known.is_active(on):
        return Message("{why}", away)
    if known.deputy is None:
        return Message("{why}; there is no deputy", away)
    deputy = (scene.away(known.deputy, on),)
    return Message("{why}; the deputy is not there either: {deputy}", {**away, "deputy": deputy})
