"""What hangs, item by item, in the words of a list: what it is, with whom, since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.actions.action import Action, Phase
from pdca.domain.calendar.days import Period
from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.notices.notice import Deadline, ItemKind
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation
from pdca.services.mailing.items import CYCLE_PARTS
from pdca.services.reading import ActionOrder, ActionQuery, CycleOrder, CycleQuery, StandsOut
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangs:
    """One item that somebody should look at; `about` is the action or cycle whose page it is on.

    `days` is how many counting days it is late: none yet when only days went by that do not count.
    """

    item: str
    kind: ItemKind
    about: str
    title: str
    unit: str
    owner: str
    due: date
    is_late: bool
    days: int
    is_unowned: bool
    reaches_nobody: bool


def hanging(situation: Situation, found: Iterable[StandsOut], locale: str) -> tuple[Hangs, ...]:
    """Return deadlines with the titles of their items, in the order given; read in two statements for all."""
    rows = list(found)
    deadlines = [one.planned.deadline for one in rows]
    titles = titles_of(situation, deadlines, locale)
    return tuple(
        _hangs(situation, one, titles[deadline.item]) for one, deadline in zip(rows, deadlines, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An action or cycle that ended; `is_in_time` None: it was cancelled."""

    item: str
    kind: ItemKind
    title: str
    unit: str
    owner: str
    ended: date | None
    is_in_time: bool | None


def ended_in(
    situation: Situation,
    units: frozenset[str],
    what: str,
    window: Period,
    offset: int,
    limit: int,
    locale: str,
) -> tuple[list[Ended], int]:
    """Return some of the actions (`closed`, `cancelled`) or cycles (`closed_cycles`) that ended in a window."""
    session, organisation = situation.session, situation.organisation
    if what == "closed_cycles":
        cycles = session.find_cycles(
            CycleQuery(
                within=units,
                states=frozenset({CycleState.CLOSED.value}),
                closed_from=window.first,
                closed_until=window.last,
                order=CycleOrder.CLOSED,
                is_backwards=True,
                offset=offset,
                limit=limit,
            )
        )
        return [_ended_cycle(organisation, one, locale) for one in cycles.rows], cycles.total
    actions = session.find_actions(
        ActionQuery(
            within=units,
            phases=frozenset({what}),
            closed_from=window.first,
            closed_until=window.last,
            order=ActionOrder.CLOSED,
            is_backwards=True,
            offset=offset,
            limit=limit,
        )
    )
    return [_ended_action(organisation, one) for one in actions.rows], actions.total


def _ended_action(organisation: Organisation, one: Action) -> Ended:
    is_closed = one.phase is Phase.CLOSED
    is_in_time = one.closed_on is not None and one.ended_due is not None and one.closed_on <= one.ended_due
    return Ended(
        item=one.ref,
        kind=ItemKind.ACTION,
        title=one.title,
        unit=organisation.unit(one.unit).name,
        owner=named(organisation, one.owner),
        ended=one.closed_on,
        is_in_time=is_in_time if is_closed else None,
    )


def _ended_cycle(organisation: Organisation, one: Cycle, locale: str) -> Ended:
    return Ended(
        item=one.id,
        kind=ItemKind.CYCLE,
        title=f"{one.title.in_language(locale)} {one.period}",
        unit=organisation.unit(one.unit).name,
        owner=named(organisation, one.owner) if one.owner else "",
        ended=one.closed_on,
        is_in_time=one.closed_on is not None and one.closed_on <= one.phases[-1].due,
    )


def titles_of(situation: Situation, deadlines: Sequence[Deadline], locale: str) -> dict[str, str]:
    """Return what items are called, by item."""
    session = situation.session
    of_actions = {about(one): one for one in deadlines if one.kind in (ItemKind.ACTION, ItemKind.REQUEST)}
    of_cycles = {about(one): one for one in deadlines if one.kind in (ItemKind.CYCLE, ItemKind.TASK)}
    actions = session.actions_of(sorted(of_actions)) if of_actions else {}
    cycles = session.cycles_of(sorted(of_cycles)) if of_cycles else {}
    return {
        one.item: actions[about(one)].title
        if about(one) in actions
        else _of_cycle(cycles[about(one)], one, locale)
        for one in deadlines
    }


def about(deadline: Deadline) -> str:
    """Return the action or cycle that an item belongs to."""
    if deadline.kind in (ItemKind.ACTION, ItemKind.REQUEST):
        return deadline.item.partition("/")[0]
    return "/".join(deadline.item.split("/")[:CYCLE_PARTS])


def _of_cycle(cycle: Cycle, deadline: Deadline, locale: str) -> str:
    title = f"{cycle.title.in_language(locale)} {cycle.period}"
    if deadline.kind is ItemKind.CYCLE:
        return title
    task = cycle.task(deadline.item.rpartition("/")[2])
    return f"{task.title.in_language(locale)} ({title})"


def _hangs(situation: Situation, found: StandsOut, title: str) -> Hangs:
    one, today = found.planned.deadline, situation.today
    days = situation.days(one.unit, one.grade)
    return Hangs(
        item=one.item,
        kind=one.kind,
        about=about(one),
        title=title,
        unit=situation.organisation.unit(one.unit).name,
        owner=named(situation.organisation, one.owner) if one.owner else "",
        due=one.due,
        is_late=one.due < today,
        days=days.between(one.due + timedelta(days=1), today) if one.due < today else 0,
        is_unowned=one.owner is None,
        reaches_nobody=found.reaches_nobody,
    )
