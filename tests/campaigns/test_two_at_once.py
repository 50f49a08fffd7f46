"""Two processes that tick the same day, or deliver the same outbox, do the work of one between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

import pytest

from pdca.services.engine.tick import escalate, open_cycles, send_reminders, tick
from tests.campaigns.audit import audit
from tests.campaigns.jobs import race_days, send_mail
from tests.campaigns.mail_server import MailServer, Plan
from tests.campaigns.processes import CONTEXT, Child, Moment, When
from tests.campaigns.test_ticking_again import assert_one_mail_per_person_per_day, ledger
from tests.campaigns.world import (
    AFTER_A_MONTH,
    SHIPPED,
    STOOD_STILL_AFTER,
    Databases,
    account,
    at,
    crowded,
    differences,
    full_outbox,
    lived,
    opened,
    waterlijn,
)

LONG = [pytest.mark.full, pytest.mark.timeout(1800)]
WORK = ("opened", "items", "notices", "lines", "messages")
APART = timedelta(milliseconds=700)
MANY, CONNECTIONS, AFTER_THE_LEASE = 60, 5, 16


def moments(days: int) -> list[datetime]:
    """Return the moments of sending of the days after the board stood still, the first a Monday after a holiday."""
    first = STOOD_STILL_AFTER + timedelta(days=10)
    return [at(waterlijn(), first + timedelta(days=number)) for number in range(days)]


def race(url: str, sides: Sequence[Sequence[datetime]]) -> list[list[Counter[str]]]:
    """Let processes tick in step; return how much of each kind of work each did, day by day."""
    barrier = CONTEXT.Barrier(len(sides))
    children = [Child(race_days, url, side, barrier) for side in sides]
    try:
        for child in children:
            child.go()
        for child in children:
            assert not child.end()
        return [[work_of(one) for one in child.said[:-1]] for child in children]
    finally:
        for child in children:
            child.__exit__(None, None, None)


def work_of(counts: dict[str, dict[str, int]]) -> Counter[str]:
    return Counter({name: sum(run.get(name, 0) for run in counts.values()) for name in WORK})


@pytest.mark.parametrize("apart", [timedelta(0), APART], ids=["one clock", "two clocks"])
@pytest.mark.parametrize("days", [30, pytest.param(200, marks=LONG)])
def test_two_processes_behind_a_barrier_leave_the_ledger_of_one(
    databases_of_a_kind: Databases, days: int, apart: timedelta, campaign: Callable[..., None]
) -> None:
    with databases_of_a_kind.like(lived()) as template:
        with template.copy() as url, opened(url) as store:
            alone = sum((work_of(tick(store, SHIPPED, now).counts) for now in moments(days)), Counter())
            expected = account(store, with_instants=not apart)
        with template.copy() as url:
            ours, theirs = race(url, [moments(days), [now + apart for now in moments(days)]])
            with opened(url) as store:
                assert differences(expected, account(store, with_instants=not apart)) == []
                assert store.verify("waterlijn") == []
                assert_one_mail_per_person_per_day(ledger(store, first=moments(1)[0].date()))
    together = sum((*ours, *theirs), Counter())
    assert together == alone
    shares = [sum(any(day.values()) for day in side) for side in (ours, theirs)]
    worked = sum(any(one.values()) or any(other.values()) for one, other in zip(ours, theirs, strict=True))
    assert min(shares) >= (worked // 10 if days >= 100 else 1), shares
    campaign(
        f"two processes tick together, {databases_of_a_kind.kind}, {'two clocks' if apart else 'one clock'}",
        days=days,
        days_with_work=worked,
        days_of_one=shares[0],
        days_of_the_other=shares[1],
        duplicates=0,
    )


def test_what_one_machine_opened_is_told_today_by_another_whose_clock_is_a_little_behind(
    databases_of_a_kind: Databases,
) -> None:
    now = at(waterlijn(), AFTER_A_MONTH)
    with databases_of_a_kind.like(lived()) as template, template.copy() as one, template.copy() as two:
        with opened(one) as store:
            assert tick(store, SHIPPED, now).total("opened") > 0
            expected = account(store, with_instants=False)
        with opened(two) as store:
            open_cycles(store, "waterlijn", SHIPPED, now + APART)
            tick(store, SHIPPED, now)
            for step in (escalate, send_reminders):
                step(store, "waterlijn", SHIPPED, now + APART)
            assert differences(expected, account(store, with_instants=False)) == []


def deliver_together(url: str, server: MailServer) -> list[int]:
    """Let two processes deliver one outbox; return how many mails each sent."""
    barrier = CONTEXT.Barrier(2)
    with (
        Child(send_mail, url, server.url, at_the_hour(), barrier) as one,
        Child(send_mail, url, server.url, at_the_hour(), barrier) as other,
    ):
        one.go()
        other.go()
        assert not one.end()
        assert not other.end()
        return [child.said[0].get("sent", 0) for child in (one, other)]


def at_the_hour(minutes: int = 0) -> datetime:
    return at(crowded(MANY), date(2026, 11, 20), minutes)


@pytest.mark.parametrize("rounds", [3, pytest.param(60, marks=LONG)])
def test_two_deliverers_never_send_a_mail_twice(
    databases_of_a_kind: Databases, mail_server: MailServer, rounds: int, campaign: Callable[..., None]
) -> None:
    mail_server.behave(Plan(linger=0.002))
    sent, mails = [0, 0], 0
    with databases_of_a_kind.like(full_outbox(MANY)) as template:
        for _ in range(rounds):
            mail_server.forget()
            with template.copy() as url:
                sent = [sum(both) for both in zip(sent, deliver_together(url, mail_server), strict=True)]
                with opened(url) as store:
                    found = audit(store, "kade", mail_server.received())
            assert found.faults == []
            assert found.states() == {"sent": len(found.mails)}
            assert found.duplicates == found.doubts == 0
            mails += len(found.mails)
    assert sum(sent) == mails
    assert min(sent) > 0
    campaign(
        f"two deliverers, {databases_of_a_kind.kind}",
        rounds=rounds,
        mails_of_one=sent[0],
        mails_of_the_other=sent[1],
        duplicates=0,
    )


@pytest.mark.parametrize("rounds", [3, pytest.param(40, marks=LONG)])
def test_a_deliverer_that_stood_still_past_its_lease_sends_nothing_that_another_took_over(
    databases_of_a_kind: Databases, mail_server: MailServer, rounds: int, campaign: Callable[..., None]
) -> None:
    """What had got its mark when it stood still is in doubt and may go twice; all else goes once."""
    chance = Random(f"stop a deliverer on {databases_of_a_kind.kind}")
    doubts = duplicates = stops = 0
    with databases_of_a_kind.like(full_outbox(MANY)) as template:
        for _ in range(rounds):
            mail_server.forget()
            with template.copy() as url:
                stop = Moment(When.COMMITTED, chance.randint(2, 12), is_stop=True)
                with Child(send_mail, url, mail_server.url, at_the_hour(), moment=stop) as slow:
                    slow.go()
                    stops += slow.stopped()
                    with Child(send_mail, url, mail_server.url, at_the_hour(AFTER_THE_LEASE)) as quick:
                        assert not quick.run()
                    slow.go_on()
                    assert not slow.end()
                with opened(url) as store:
                    found = audit(store, "kade", mail_server.received())
            assert found.faults == []
            assert found.states() == {"sent": len(found.mails)}
            assert found.duplicates <= found.doubts <= CONNECTIONS
            doubts, duplicates = doubts + found.doubts, duplicates + found.duplicates
    assert stops == rounds
    campaign(
        f"a deliverer that stood still, {databases_of_a_kind.kind}",
        stops=stops,
        lost=0,
        in_doubt=doubts,
        duplicates=duplicates,
    )
