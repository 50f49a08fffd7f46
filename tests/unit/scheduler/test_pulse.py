"""Whether the engine ticks, from the runs that it leaves."""

from datetime import UTC, datetime, timedelta

from pdca.scheduler.pulse import PATIENCE, pulse
from pdca.services.ports import Run

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def a_run(started: datetime, ended: datetime | None = None) -> Run:
    return Run(name="escalate", started=started, ended=ended)


def test_an_engine_that_never_ran_has_no_pulse() -> None:
    found = pulse([], NOW)
    assert found.last is None
    assert not found.is_beating


def test_the_last_beginning_or_end_of_a_run_is_the_last_sign_of_life() -> None:
    long_ago = NOW - timedelta(hours=1)
    ended = NOW - timedelta(seconds=20)
    assert pulse([a_run(long_ago), a_run(long_ago, ended)], NOW).last == ended
    assert pulse([a_run(ended), a_run(long_ago, long_ago)], NOW).last == ended


def test_three_silent_minutes_are_too_many() -> None:
    assert pulse([a_run(NOW - PATIENCE)], NOW).is_beating
    assert not pulse([a_run(NOW - PATIENCE - timedelta(seconds=1))], NOW).is_beating


def test_a_sign_from_the_future_is_none() -> None:
    assert not pulse([a_run(NOW + timedelta(hours=1))], NOW).is_beating


def test_a_clock_that_ticks_less_often_is_given_more_patience() -> None:
    quiet = [a_run(NOW - timedelta(minutes=6))]
    assert not pulse(quiet, NOW).is_beating
    assert pulse(quiet, NOW, timedelta(minutes=10)).is_beating
