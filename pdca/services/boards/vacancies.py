"""Roles that a board's rules need and nobody holds: no mistake, but somebody should know what happens instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pdca.domain.approach import Taking
from pdca.domain.cycles.programme import Programme, Words
from pdca.domain.errors import Message
from pdca.domain.notices.policy import Policy
from pdca.domain.notices.recipients import BOARD_MEMBER, QUALITY_MANAGER
from pdca.domain.people.organisation import Organisation
from pdca.services.situation import Situation

NAMED = 5
"""So many programmes are named."""

TODO = Message(
    "give such a role to somebody in the table of people and load the folder again; hand over what waits by then"
)
COMMANDS = ("pdca task reassign", "pdca cycle reassign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A role without people, and the role told instead; without `programmes`, by title, it is one of the ladder."""

    role: str
    instead: str | None
    programmes: tuple[Words, ...] = ()


def vacancies_of(situation: Situation) -> tuple[Vacancy, ...]:
    """Return every role that a board needs and nobody holds, with all that was changed on pages."""
    organisation, today = situation.organisation, situation.today
    on_ladder = on_the_ladder(organisation, situation.policy, today)
    return (*on_ladder, *work_without_people(situation.taking, situation.session.programmes(), today))


def on_the_ladder(organisation: Organisation, policy: Policy, today: date) -> list[Vacancy]:
    """Return the roles that are asked for help and that nobody holds, in the order in which they are asked."""
    held = _held(organisation, today)
    asked = list(dict.fromkeys([*(level.to for level in policy.ladder), policy.fallback]))
    return [
        Vacancy(role=role, instead=_first(held, *asked[place + 1 :], policy.fallback, BOARD_MEMBER))
        for place, role in enumerate(asked)
        if role not in held
    ]


def work_without_people(taking: Taking, programmes: Iterable[Programme], today: date) -> list[Vacancy]:
    """Return the roles that own, do or close the work of programmes that open somewhere, and that nobody holds."""
    held = _held(taking.organisation, today)
    found: dict[str, dict[str, Words]] = defaultdict(dict)
    for programme in programmes:
        for role in _roles(programme) if taking.units_of(programme, today) else ():
            if role not in held:
                found[role][programme.code] = programme.title
    instead = _first(held, QUALITY_MANAGER, BOARD_MEMBER)
    return [
        Vacancy(
            role=role, instead=instead, programmes=tuple(title for _, title in sorted(found[role].items()))
        )
        for role in sorted(found)
    ]


def told(vacancy: Vacancy) -> Message:
    """Say what a vacancy means."""
    role, who = vacancy.role, vacancy.instead
    if not vacancy.programmes:
        if who is None:
            return Message("nobody is {role}: nobody is asked for help then", {"role": role})
        return Message("nobody is {role}: help is asked of {who} instead", {"role": role, "who": who})
    named = (Message("{title}", {"title": title}) for title in vacancy.programmes[:NAMED])
    items = (*named, Message("...")) if len(vacancy.programmes) > NAMED else tuple(named)
    if who is None:
        return Message(
            "nobody is {role}: work for this role ({items}) gets nobody's name, and nobody hears of it",
            {"role": role, "items": items},
        )
    return Message(
        "nobody is {role}: work for this role ({items}) gets nobody's name, and {who} is asked to find somebody",
        {"role": role, "items": items, "who": who},
    )


def _held(organisation: Organisation, today: date) -> frozenset[str]:
    people = organisation.people.values()
    return frozenset(held.role for person in people if person.is_active(today) for held in person.roles)


def _first(held: frozenset[str], *roles: str) -> str | None:
    return next((role for role in roles if role in held), None)


def _roles(programme: Programme) -> Iterator[str]:
    yield programme.owner
    yield programme.closes
    yield from (task.role for phase in programme.phases for task in phase.tasks)
