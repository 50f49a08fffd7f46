"""The embedded clock: APScheduler says *now* every minute, and the database says what is due.

It keeps no dates, so a fire that it misses costs nothing: the next one does all that is due by then.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from pdca.bootstrap import Runtime
from pdca.clock import SystemClock
from pdca.scheduler.jobs import TICK, Jobs
from pdca.services.engine.tick import NIGHTLY

EVERY = timedelta(minutes=1)
ROUND = "round"
DELIVERY = "delivery"

log = logging.getLogger(__name__)


class FromNow(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Fires again so long after now: a clock that jumps forward leaves no row of missed fires behind."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire next."""
        return now + self._every


class Ticker:
    """Ticks from `start` to `close`, beside whatever else the process does.

    A round is the four steps and, once a night, the nightly work; delivery follows in a thread of its own,
    because a slow mail server must not hold up the engine.
    """

    def __init__(self, runtime: Runtime, every: timedelta = EVERY) -> None:
        self._stop = threading.Event()
        self._jobs = Jobs(runtime, self._stop.is_set)
        self._every = every
        self._under_way = {ROUND: threading.Lock(), DELIVERY: threading.Lock()}
        self._watch = threading.Thread(target=self._keep_watch, name="pdca-watch", daemon=True)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start ticking, the first time at once."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round that takes long is no warning
        now = SystemClock().now()
        self._scheduler.add_job(self._round, FromNow(self._every), id=ROUND, next_run_time=now)
        self._scheduler.add_job(
            self._delivery, FromNow(self._every), id=DELIVERY, next_run_time=now + self._every
        )
        self._scheduler.start()
        self._watch.start()

    def close(self) -> None:
        """Stop ticking; the step and the batch of mail that are under way are finished first."""
        self._stop.set()
        self._scheduler.shutdown(wait=False)  # it would wait while holding the lock that a round may need
        for job in self._under_way.values():
            with job:
                pass
        self._watch.join()

    def wake(self) -> None:
        """Fire soon whatever waits longer than it should, because the machine's clock was set back."""
        now = SystemClock().now()
        for job in self._scheduler.get_jobs():
            if job.next_run_time > now + 2 * self._every:
                self._fire(job.id)

    def _fire(self, job: str) -> None:
        with suppress(JobLookupError):  # closed in the meantime
            self._scheduler.modify_job(job, next_run_time=SystemClock().now())

    def _keep_watch(self) -> None:
        while not self._stop.wait(self._every.total_seconds()):
            self.wake()

    def _round(self) -> None:
        with self._under_way[ROUND]:
            try:
                self._tick()
            except Exception:  # a database that cannot be reached; the next round tries again
                log.exception("this round of the engine broke off")

    def _tick(self) -> None:
        for name in TICK:
            if self._stop.is_set():
                return
            self._jobs.step(name)
        self._fire(DELIVERY)
        if not self._stop.is_set() and self._jobs.is_night_work_due():
            self._jobs.step(NIGHTLY)

    def _delivery(self) -> None:
        with self._under_way[DELIVERY]:
            try:
                if not self._stop.is_set():
                    self._jobs.deliver_mail()
            except Exception:  # as above; what was not sent waits in the outbox
                log.exception("this delivery broke off")
