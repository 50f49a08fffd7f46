"""When the nightly work is due, from the runs that were recorded."""

from datetime import UTC, datetime, timedelta

import pytest

from pdca.scheduler.night import is_night_work_due, last_night
from pdca.services.engine.tick import NIGHTLY
from pdca.services.records import Run

NIGHT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # 04:30 in the Netherlands
HOUR = timedelta(hours=1)


def a_run(started: datetime, *, lasted: timedelta | None = timedelta(minutes=2), error: str = "") -> Run:
    return Run(name=NIGHTLY, started=started, ended=started + lasted if lasted else None, error=error)


def test_a_new_installation_does_it_at_once() -> None:
    assert is_night_work_due([], NIGHT + 8 * HOUR)


def test_it_is_due_from_half_past_four_on_and_once() -> None:
    yesterday = a_run(NIGHT - 24 * HOUR)
    assert not is_night_work_due([yesterday], NIGHT - timedelta(seconds=1))
    assert is_night_work_due([yesterday], NIGHT)
    assert not is_night_work_due([yesterday, a_run(NIGHT)], NIGHT + timedelta(minutes=3))
    assert not is_night_work_due([a_run(NIGHT)], NIGHT + 23 * HOUR)


def test_a_machine_that_was_off_does_it_when_it_is_back() -> None:
    assert is_night_work_due([a_run(NIGHT - 24 * HOUR)], NIGHT + 5 * HOUR)
    assert is_night_work_due([a_run(NIGHT - 400 * 24 * HOUR)], NIGHT - HOUR)


@pytest.mark.parametrize("lasted", [timedelta(minutes=2), None], ids=["failed", "broke off"])
def test_after_a_failure_it_is_tried_again_an_hour_later(lasted: timedelta | None) -> None:
    failed = a_run(NIGHT, lasted=lasted, error="kade: Refused" if lasted else "")
    assert not is_night_work_due([failed], NIGHT + HOUR - timedelta(seconds=1))
    assert is_night_work_due([failed], NIGHT + HOUR)
    assert not is_night_work_due([failed, a_run(NIGHT + HOUR)], NIGHT + 3 * HOUR)


@pytest.mark.parametrize("day", [datetime(2026, 10, 25), datetime(2027, 3, 28)], ids=["autumn", "spring"])  # noqa: DTZ001 - local
def test_it_is_due_once_in_the_nights_in_which_the_clock_changes(day: datetime) -> None:
    start = day.replace(tzinfo=UTC) - 6 * HOUR
    nights = {last_night(start + minute * timedelta(minutes=1)) for minute in range(24 * 60)}
    assert len(nights) == 2  # the one before, and this one
    offset = 1 if day.month == 10 else 2
    assert max(nights) == day.replace(hour=4, minute=30, tzinfo=UTC) - offset * HOUR
