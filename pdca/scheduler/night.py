"""When the nightly work is due: read from our own history of runs, never from a trigger's date.

So a machine that was off at night does it in the morning, and two clocks do it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pdca.services.records import Run

ZONE = ZoneInfo("Europe/Amsterdam")
NIGHT = time(4, 30)
"""Local time from which the nightly work of a day is due; outside the hours that summer time skips or doubles."""

AGAIN_AFTER = timedelta(hours=1)
"""How long after a nightly run that failed or broke off it is tried again."""


def is_night_work_due(nightly: Sequence[Run], now: datetime) -> bool:
    """Tell whether tonight's work is still to be done; `nightly` are its last runs, in any order."""
    night = last_night(now)
    if any(run.started >= night and run.ended is not None and not run.error for run in nightly):
        return False
    return all(run.started <= now - AGAIN_AFTER for run in nightly if run.started >= night)


def last_night(now: datetime) -> datetime:
    """Return the instant (UTC) at which the last nightly work became due."""
    today = now.astimezone(ZONE).date()
    for day in (today, today - timedelta(days=1)):
        due = datetime.combine(day, NIGHT, tzinfo=ZONE).astimezone(ZoneInfo("UTC"))
        if due <= now:
            return due
    raise AssertionError("yesterday's night lies behind us")
