"""One board's engine at a glance, for its own people: few questions to the database, the rules of `pdca doctor`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pdca.domain.calendar.days import DayMode
from pdca.services.engine.tick import ESCALATE, NIGHTLY
from pdca.services.health.facts import BoardFacts, DatabaseFacts, Facts, MailFacts, SettingsFacts
from pdca.services.health.findings import Finding, calendar
from pdca.services.health.gather import LATELY, LOOK_BACK, RUNS_READ
from pdca.services.health.running import engine, mail
from pdca.services.ports import Store
from pdca.services.reading import MOST_ROWS
from pdca.services.records import MessageState, Run
from pdca.services.situation import Situation, local_moment

RECENT = 60
GIVEN_UP = frozenset({MessageState.FAILED, MessageState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How a board's engine is doing; `head` is the number and the digest of its last event.

    `horizon` is the last day of which school holidays are known; `mail` counts the board's own mails.
    """

    findings: tuple[Finding, ...]
    last_tick: datetime | None
    last_night: datetime | None
    last_decided: date | None
    waiting_since: datetime | None
    horizon: date | None
    mail: Mapping[MessageState, int]
    head: tuple[int, str]


def glance(store: Store, situation: Situation, now: datetime) -> Glance:
    """Return how a board's engine is doing."""
    session, horizon = situation.session, situation.shipped.school_holidays.horizon
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in store.runs(RECENT):
        runs[run.name].append(run)
    for name in (ESCALATE, NIGHTLY):
        runs[name] = list(store.runs(RUNS_READ, name=name))
    counts = {MessageState(state): found for state, found in session.message_counts().items()}
    facts = Facts(
        now=now,
        settings=SettingsFacts(),
        database=DatabaseFacts(),
        horizon=horizon,
        boards=(_board(situation),),
        runs={name: tuple(found[:RUNS_READ]) for name, found in runs.items()},
        mail=MailFacts(
            counts=counts,
            given_up=_given_up(situation, counts, now - LATELY),
            waiting_since=store.outbox().waiting_since(),
        ),
        zone=situation.board.time_zone,
    )
    ticked, night = facts.last_run(ESCALATE), facts.last_run(NIGHTLY)
    return Glance(
        findings=(*engine(facts), *mail(facts), *calendar(facts)),
        last_tick=ticked.ended if ticked is not None else None,
        last_night=night.ended if night is not None else None,
        last_decided=facts.boards[0].last_decided,
        waiting_since=facts.mail.waiting_since,
        horizon=horizon.last if horizon is not None else None,
        mail=counts,
        head=session.head(),
    )


def _board(situation: Situation) -> BoardFacts:
    today, board = situation.today, situation.board
    decided = situation.session.days_run(today - LOOK_BACK, today)
    days = situation.clocks.of(situation.organisation.root, DayMode.WORKING)
    return BoardFacts(
        slug=board.slug,
        today=today,
        since=board.since,
        send_at=local_moment(today, board, situation.policy),
        is_mail_day=days.may_mail(today),
        is_decided=today in decided,
        last_decided=max(decided, default=None),
    )


def _given_up(situation: Situation, counts: Mapping[MessageState, int], since: datetime) -> int:
    """Count the mails of the board that were given up lately; two weeks hold fewer than a page."""
    if not any(state in counts for state in GIVEN_UP):
        return 0
    found = situation.session.messages_page(states=GIVEN_UP, limit=MOST_ROWS).rows
    return sum(one.day >= since.date() for one in found)
