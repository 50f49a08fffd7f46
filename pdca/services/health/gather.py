"""Gathers the facts of an installation; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from pdca.domain.calendar.days import LATEST, DayMode
from pdca.domain.notices.notice import ItemKind
from pdca.domain.notices.recipients import BOARD_MEMBER, QUALITY_MANAGER
from pdca.services.boards.regions import without_region
from pdca.services.boards.vacancies import vacancies_of
from pdca.services.engine.tick import (
    DELIVER_MAIL,
    ESCALATE,
    NIGHTLY,
    OPEN_CYCLES,
    SEND_REMINDERS,
    TRACK_ACTIONS,
)
from pdca.services.health.facts import BoardFacts, DatabaseFacts, Facts, MailFacts, SettingsFacts
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.records import MessageState
from pdca.services.situation import Situation, local_moment

NAMES = (OPEN_CYCLES, TRACK_ACTIONS, ESCALATE, SEND_REMINDERS, DELIVER_MAIL, NIGHTLY)
RUNS_READ = 5
EVERYTHING = 1_000_000
TROUBLES_READ = 500
LATELY = timedelta(days=14)
"""How long a mail that was given up is reported."""

LOOK_BACK = timedelta(days=400)


def gather(
    open_store: Callable[[], Store],
    shipped: Shipped,
    now: datetime,
    settings: SettingsFacts,
    database: DatabaseFacts,
) -> Facts:
    """Return the facts of an installation; the store is opened only when the database can be asked."""
    horizon = shipped.school_holidays.horizon
    if not database.is_ready:
        return Facts(now=now, settings=settings, database=database, horizon=horizon)
    store = open_store()
    runs = {name: tuple(store.runs(RUNS_READ, name=name)) for name in NAMES}
    boards, zones = [], []
    for slug in store.boards():
        with store.reading(slug) as session:
            boards.append(_board(session, shipped, now))
            zones.append(session.board().time_zone)
    facts = Facts(
        now=now,
        settings=settings,
        database=database,
        horizon=horizon,
        boards=tuple(boards),
        runs=runs,
        mail=_mail(store, now),
    )
    return replace(facts, zone=zones[0]) if zones else facts


def _mail(store: Store, now: datetime) -> MailFacts:
    outbox = store.outbox()
    given_up = [
        one
        for one in outbox.troubles(TROUBLES_READ)
        if one.state in (MessageState.FAILED, MessageState.EXPIRED) and one.day >= (now - LATELY).date()
    ]
    return MailFacts(counts=outbox.counts(), given_up=len(given_up), waiting_since=outbox.waiting_since())


def _board(session: BoardSession, shipped: Shipped, now: datetime) -> BoardFacts:
    situation = Situation(session, shipped, now)
    today, organisation = situation.today, situation.organisation
    decided = session.days_run(today - LOOK_BACK, today)
    roles = {
        held.role
        for person in organisation.people.values()
        if person.is_active(today)
        for held in person.roles
    }
    due = session.due(LATEST, now, EVERYTHING)
    return BoardFacts(
        slug=situation.board.slug,
        today=today,
        since=situation.board.since,
        send_at=local_moment(today, situation.board, situation.policy),
        is_mail_day=situation.clocks.of(organisation.root, DayMode.WORKING).may_mail(today),
        is_decided=today in decided,
        last_decided=max(decided, default=None),
        last_event=session.last_event_at(),
        undeliverable=tuple(one.deadline.item for one in due if one.history.undeliverable),
        unowned=_unowned(situation),
        beyond_horizon=_beyond(situation, shipped.school_holidays.horizon.last)
        if shipped.school_holidays.horizon is not None
        else (),
        has_quality_manager=QUALITY_MANAGER in roles,
        has_board_member=BOARD_MEMBER in roles,
        vacancies=vacancies_of(situation),
        without_region=_without_region(situation),
    )


def _unowned(situation: Situation) -> Mapping[ItemKind, tuple[str, ...]]:
    deadlines = (one.deadline for one in situation.session.deadlines())
    found: dict[ItemKind, list[str]] = defaultdict(list)
    for one in deadlines:
        if one.owner is None or not situation.organisation.is_active(one.owner, situation.today):
            found[one.kind].append(one.item)
    return {kind: tuple(found[kind]) for kind in ItemKind if kind in found}


def _without_region(situation: Situation) -> tuple[str, ...]:
    working = (one.deadline.unit for one in situation.session.deadlines())
    return tuple(unit.name for unit in without_region(situation.organisation, working, situation.today))


def _beyond(situation: Situation, last: date) -> tuple[str, ...]:
    deadlines = (one.deadline for one in situation.session.deadlines())
    return tuple(
        one.item
        for one in deadlines
        if one.due > last and situation.policy.day_mode(one.grade) is DayMode.SCHOOL
    )
