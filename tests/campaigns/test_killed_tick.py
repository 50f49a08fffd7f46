"""A tick that is killed with -9, wherever, and run again leaves the ledger and the events of one that was not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import pytest

from pdca.services.engine.tick import tick
from tests.campaigns.jobs import tick_by_command, tick_days
from tests.campaigns.processes import Child, Job, Moment, When
from tests.campaigns.world import (
    AFTER_A_MONTH,
    SHIPPED,
    Account,
    Databases,
    Template,
    account,
    at,
    differences,
    lived,
    opened,
    waterlijn,
)

DAYS = (AFTER_A_MONTH, date(2026, 12, 1))
LONG = [pytest.mark.full, pytest.mark.timeout(1800)]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a run is when nobody disturbs it."""

    seconds: float
    counts: dict[When, int]
    exact: Account
    timeless: Account


def moments(minutes: int = 0) -> list[datetime]:
    return [at(waterlijn(), day, minutes) for day in DAYS]


def undisturbed(template: Template, job: Job = tick_days) -> Undisturbed:
    """Run three times without disturbance; the fastest is how long it takes."""
    runs = [_one_undisturbed(template, job) for _ in range(3)]
    assert differences(runs[0].timeless, runs[1].timeless) == []
    return min(runs, key=lambda one: one.seconds)


def _one_undisturbed(template: Template, job: Job) -> Undisturbed:
    with template.copy() as url:
        with Child(job, url, moments()) as child:
            assert not child.run()
        with opened(url) as store:
            assert store.verify("waterlijn") == []
            return Undisturbed(
                child.seconds, child.counts, account(store), account(store, with_instants=False)
            )


def kill_and_run_again(
    template: Template, usual: Undisturbed, deaths: Sequence[Moment], minutes: int, job: Job = tick_days
) -> int:
    """Run until killed, as often as there are deaths, then to the end; return how often it really was killed."""
    kills = done = 0
    with template.copy() as url:
        for moment in deaths:
            left = [*moments()[done:]] if kills == 0 else moments(minutes)[done:]
            with Child(job, url, left, moment=moment) as child:
                died = child.run()
                done += sum(isinstance(one, datetime) for one in child.said)
            kills += died
            if not died:
                break
        with opened(url) as store:
            for now in moments(minutes)[done:]:
                tick(store, SHIPPED, now)
            is_exact = job is tick_days and not minutes
            found = account(store, with_instants=is_exact)
            assert differences(usual.exact if is_exact else usual.timeless, found) == [], (deaths, minutes)
            assert store.verify("waterlijn") == []
    return kills


def some_moment(chance: Random, usual: Undisturbed) -> Moment:
    """Return a moment anywhere in a run, by the clock as often as by what the database is asked."""
    if chance.random() < 0.5:
        return Moment(When.CLOCK, chance.uniform(0.0, usual.seconds))
    when = chance.choice([When.STATEMENT, When.STATEMENT, When.COMMIT, When.COMMITTED])
    return Moment(when, chance.randint(1, usual.counts[when]))


@pytest.mark.parametrize(
    ("job", "kills"),
    [
        pytest.param(tick_days, 8, id="use-case-8"),
        pytest.param(tick_by_command, 4, id="command-4"),
        pytest.param(tick_days, 50, marks=LONG, id="use-case-50"),
        pytest.param(tick_by_command, 200, marks=LONG, id="command-200"),
    ],
)
def test_a_killed_tick_run_again_leaves_what_an_undisturbed_one_leaves(
    databases_of_a_kind: Databases, job: Job, kills: int, campaign: Callable[..., None]
) -> None:
    chance = Random(f"kill {job.__name__} on {databases_of_a_kind.kind}")
    with databases_of_a_kind.like(lived()) as template:
        usual = undisturbed(template, job)
        killed = rounds = 0
        while killed < kills:
            deaths = [some_moment(chance, usual) for _ in range(2 if chance.random() < 0.2 else 1)]
            killed += kill_and_run_again(template, usual, deaths, chance.choice([0, 1]), job)
            rounds += 1
            assert rounds < 3 * kills, f"only {killed} kills in {rounds} rounds"
    name = "pdca tick" if job is tick_by_command else "tick"
    campaign(
        f"{name}, kill -9, {databases_of_a_kind.kind}", kills=killed, rounds=rounds, lost=0, duplicates=0
    )


@pytest.mark.parametrize("every", [16, pytest.param(1, marks=LONG)])
def test_every_commit_of_a_tick_is_a_safe_place_to_die(
    databases_of_a_kind: Databases, every: int, campaign: Callable[..., None]
) -> None:
    killed = 0
    with databases_of_a_kind.like(lived()) as template:
        usual = undisturbed(template)
        for when in (When.COMMIT, When.COMMITTED):
            for number in range(1 + killed % every, usual.counts[when] + 1, every):
                killed += kill_and_run_again(template, usual, [Moment(when, number)], 0)
    assert killed >= sum(usual.counts[when] // every for when in (When.COMMIT, When.COMMITTED))
    campaign(f"tick, killed at commits, {databases_of_a_kind.kind}", kills=killed, lost=0, duplicates=0)
