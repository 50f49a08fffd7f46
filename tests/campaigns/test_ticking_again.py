"""Ticking a day twice changes nothing; a month of standing still brings no flood of mail and skips nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from pdca.domain.notices.notice import NoticeState
from pdca.services.engine.tick import tick
from pdca.services.records import LedgerRow
from pdca.store import SqlStore
from tests.campaigns.world import (
    AFTER_A_MONTH,
    SHIPPED,
    STOOD_STILL_AFTER,
    Databases,
    account,
    at,
    differences,
    lived,
    opened,
    waterlijn,
)
from tests.integration.explain import boards

OPEN = (NoticeState.QUEUED, NoticeState.SENT)
SLUG = "waterlijn"


def ledger(store: SqlStore, slug: str = SLUG, first: date | None = None) -> list[LedgerRow]:
    with store.reading(slug) as session:
        return list(session.ledger(first=first))


def assert_one_mail_per_person_per_day(rows: list[LedgerRow]) -> None:
    """Each notice that reaches somebody is in one message, and that message is the only one of its reader's day."""
    told = [row for row in rows if row.notice.state in OPEN]
    assert all(row.message is not None for row in told)
    messages: defaultdict[tuple[str | None, date], set[str | None]] = defaultdict(set)
    for row in told:
        messages[row.notice.recipient, row.day].add(row.message)
    assert {len(ids) for ids in messages.values()} == {1}
    per_item = Counter((row.notice.item, row.notice.version, row.notice.recipient, row.day) for row in told)
    assert set(per_item.values()) == {1}


def test_ticking_a_day_twice_leaves_what_ticking_it_once_leaves(databases_of_a_kind: Databases) -> None:
    days = [AFTER_A_MONTH, AFTER_A_MONTH + timedelta(days=1), date(2026, 12, 1), date(2026, 12, 2)]
    with databases_of_a_kind.like(lived()) as template, template.copy() as once, template.copy() as twice:
        with opened(once) as store:
            for day in days:
                tick(store, SHIPPED, at(waterlijn(), day))
            expected = account(store)
            assert_one_mail_per_person_per_day(ledger(store, first=AFTER_A_MONTH))
        with opened(twice) as store:
            for day in days:
                for minutes in (0, 0, 1, 600):
                    tick(store, SHIPPED, at(waterlijn(), day, minutes))
            assert differences(expected, account(store)) == []
            assert store.verify(SLUG) == []


def test_before_the_hour_of_sending_nothing_is_decided(databases_of_a_kind: Databases) -> None:
    with databases_of_a_kind.like(lived()) as template, template.copy() as url, opened(url) as store:
        tick(store, SHIPPED, at(waterlijn(), AFTER_A_MONTH, -1))
        assert ledger(store, first=AFTER_A_MONTH) == []


def test_after_a_month_everybody_gets_one_mail_that_holds_all_that_was_missed(
    databases_of_a_kind: Databases, campaign: Callable[..., None]
) -> None:
    assert (AFTER_A_MONTH - STOOD_STILL_AFTER).days > 30
    with databases_of_a_kind.like(lived()) as template, template.copy() as url, opened(url) as store:
        tick(store, SHIPPED, at(waterlijn(), AFTER_A_MONTH))
        rows = ledger(store, first=AFTER_A_MONTH)
        told = [row for row in rows if row.notice.state in OPEN]
        assert_one_mail_per_person_per_day(rows)
        assert {row.day for row in rows} == {AFTER_A_MONTH}
        assert len(rows) > len(told) > 40
        assert opened_on(store, AFTER_A_MONTH) > set()
        assert opened_on(store, AFTER_A_MONTH) <= {"/".join(row.notice.item.split("/")[:3]) for row in told}
        campaign(
            f"a month of standing still, {databases_of_a_kind.kind}",
            notices=len(told),
            superseded=len(rows) - len(told),
            mails=len({row.message for row in told}),
        )


def opened_on(store: SqlStore, day: date) -> set[str]:
    """Return the cycles that were opened on a day."""
    with store.reading(SLUG) as session:
        return {cycle.id for cycle in session.cycles() if cycle.opened == day}


def test_each_level_that_was_missed_still_reaches_its_own_people(
    databases_of_a_kind: Databases, tmp_path: Path
) -> None:
    """The worked example of the rules, standing still from its due date for a month (steps 5 to 20 come due)."""
    with databases_of_a_kind.like(lived()) as template, template.copy() as url, opened(url) as store:
        boards.load(store, boards.write_board(tmp_path))
        boards.run(store, boards.BEGIN, boards.DUE)
        back = date(2026, 12, 14)
        tick(store, SHIPPED, boards.at(store, back), [boards.SLUG])
        everything = ledger(store, boards.SLUG, back)
        rows = [row for row in everything if row.notice.item == boards.ACTION["ref"]]
        told = {(row.notice.step, row.notice.recipient) for row in rows if row.notice.state in OPEN}
        assert told == {
            ("20", boards.OWNER),
            ("escalation-1", boards.TL),
            ("escalation-2", boards.QC),
            ("escalation-3", boards.SL),
        }
        gave_way = {row.notice.step for row in rows if row.notice.state is NoticeState.SUPERSEDED}
        assert gave_way == {"5", "10", "15"}
        assert len({row.message for row in rows if row.notice.state in OPEN}) == len(told)
        assert_one_mail_per_person_per_day(everything)
