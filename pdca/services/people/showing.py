"""Handovers as somebody sees them, and what would go along with one before it is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Words
from pdca.domain.notices.notice import ItemKind
from pdca.domain.people.handover import Handover
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation, RoleAt
from pdca.domain.people.sight import Right, has_right, led_units
from pdca.services.mailing.items import Lexicon
from pdca.services.people.carrying_out import ENGINE
from pdca.services.people.foreseeing import Foreseen, Ground, left_by
from pdca.services.people.handing_over import number_of
from pdca.services.people.leave import leads, may_give_away
from pdca.services.reading import MOST_ROWS, ActionQuery, CycleQuery
from pdca.services.situation import Situation
from pdca.services.work.waiting import told

SHOWN_FOR = timedelta(days=60)
"""How long a handover that took place, or was called off, still stands in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role at a unit, by code and by the unit's name; `key` as forms send it."""

    key: str
    role: str
    unit: str
    may_go: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Who was chosen to lead the audit of a cycle, by names."""

    title: Words
    period: str
    unit: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """One handover, by names, with what its reader may do.

    `called_off_by` is empty when the engine did. `is_to_be_found`: its reader planned it and has to find another.
    """

    handover: Handover
    leaver: str
    successor: str
    by: str
    roles: Sequence[Role]
    may_accept: bool
    may_withdraw: bool
    called_off_by: str = ""
    is_to_be_found: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """One item that would go along: where it is, what it is, and when it is due."""

    item: str
    kind: str
    title: str
    unit: str
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would go along with a handover; `more` items beyond those named."""

    roles: Sequence[Role]
    items: Sequence[Along]
    more: int


def handovers_for(situation: Situation, viewer: str) -> list[HandoverView]:
    """Return the handovers that concern somebody: as leaver, successor, planner, or as whoever leads the leaver."""
    since = situation.today - SHOWN_FOR
    found = [
        one
        for one in situation.session.handovers()
        if one.is_open or (one.done_on or one.withdrawn_on or since) > since
        if viewer in (one.leaver, one.successor, one.by) or _leads(situation, viewer, one.leaver)
    ]
    found.sort(key=lambda one: (not one.is_open, one.day, one.id))
    latest = {one.leaver: one.id for one in sorted(found, key=lambda one: number_of(one.id))}
    return [_view(situation, one, viewer, is_latest=latest[one.leaver] == one.id) for one in found]


def left_by_each(situation: Situation, handovers: Sequence[Handover]) -> Mapping[str, Sequence[Foreseen]]:
    """Return what those that are still to happen would leave, by handover."""
    planned = [one for one in handovers if one.is_open]
    ground = Ground(situation, [one.leaver for one in planned])
    return {one.id: left_by(ground, one) for one in planned}


def leads_of_each(situation: Situation, handovers: Sequence[Handover]) -> Mapping[str, Sequence[Chosen]]:
    """Return who was chosen to lead an audit, by handover."""
    led = {lead.cycle for one in handovers for lead in one.leads}
    cycles = situation.session.cycles_of(led) if led else {}
    return {
        one.id: [_chosen(situation.organisation, cycles[lead.cycle], lead.email) for lead in one.leads]
        for one in handovers
    }


def may_plan(situation: Situation, viewer: str) -> bool:
    """Tell whether somebody leads anybody, so that a handover is theirs to plan."""
    organisation, today = situation.organisation, situation.today
    return has_right(organisation, viewer, Right.PEOPLE, today) or bool(
        led_units(organisation, viewer, today)
    )


def preview(situation: Situation, lexicon: Lexicon, leaver: str, actor: str, locale: str) -> Preview:
    """Return what would go along if somebody handed over today."""
    session, organisation = situation.session, situation.organisation
    person = organisation.person(leaver)
    asked = ActionQuery(people=frozenset({leaver}), is_open=True, limit=MOST_ROWS)
    actions = session.find_actions(asked)
    cycles = session.find_cycles(CycleQuery(parts=frozenset({leaver}), is_open=True, limit=MOST_ROWS))
    due = [
        one
        for one in session.deadlines_of_people([leaver])
        if one.deadline.kind in (ItemKind.TASK, ItemKind.REQUEST)
    ]
    items = [
        Along(
            item=one.ref, kind="action", title=one.title, unit=organisation.unit(one.unit).name, due=one.due
        )
        for one in actions.rows
    ]
    items += [
        Along(
            item=one.id,
            kind="cycle",
            title=f"{one.title.in_language(locale)} {one.period}",
            unit=organisation.unit(one.unit).name,
            due=None,
        )
        for one in cycles.rows
    ]
    items += [
        Along(item=one.item, kind=str(one.kind), title=one.title, unit=one.unit_name, due=one.due)
        for one in told(situation, lexicon, due, actor, locale)
    ]
    total = actions.total + cycles.total + len(due)
    return Preview(
        roles=[_role(situation, role, actor) for role in person.roles],
        items=items,
        more=total - len(items),
    )


def _leads(situation: Situation, viewer: str, email: str) -> bool:
    person = situation.organisation.people.get(email)
    return person is not None and leads(situation, viewer, person)


def _view(situation: Situation, one: Handover, viewer: str, *, is_latest: bool) -> HandoverView:
    organisation = situation.organisation
    is_theirs = viewer in (one.successor, one.by) or _leads(situation, viewer, one.leaver)
    return HandoverView(
        handover=one,
        leaver=named(organisation, one.leaver),
        successor=named(organisation, one.successor),
        by=named(organisation, one.by),
        roles=[_role(situation, role, viewer) for role in one.roles],
        may_accept=one.is_open and viewer == one.successor and one.accepted_on is None,
        may_withdraw=one.is_open and is_theirs,
        called_off_by=named(organisation, one.withdrawn_by) if one.withdrawn_by != ENGINE else "",
        is_to_be_found=is_latest and viewer == one.by and one.withdrawn_by not in ("", viewer),
    )


def _chosen(organisation: Organisation, cycle: Cycle, email: str) -> Chosen:
    return Chosen(
        title=cycle.title,
        period=cycle.period,
        unit=organisation.unit(cycle.unit).name,
        person=named(organisation, email),
    )


def _role(situation: Situation, role: RoleAt, actor: str) -> Role:
    unit = situation.organisation.unit(role.unit).name
    return Role(key=str(role), role=role.role, unit=unit, may_go=may_give_away(situation, actor, role))
