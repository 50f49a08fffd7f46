"""The six named jobs of the engine, each recorded as one run, whichever clock holds the timetable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pdca.bootstrap import Runtime
from pdca.mail.smtp import run as run_async
from pdca.scheduler.night import is_night_work_due
from pdca.services.engine.nightly import nightly
from pdca.services.engine.tick import DELIVER_MAIL, NIGHTLY, STEPS, Step, step_boards
from pdca.services.mailing.deliver import deliver

STEP_OF: Mapping[str, Step] = {**dict(STEPS), NIGHTLY: nightly}
TICK = tuple(name for name, _ in STEPS)
NIGHTS_READ = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job did: counts, and what went wrong by board (a class of error, never a text about somebody)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    faults: Sequence[str] = ()


class Jobs:
    """The jobs of one installation, on its own clock."""

    def __init__(self, runtime: Runtime, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.runtime = runtime
        self._is_stopping = is_stopping

    def step(self, name: str) -> Outcome:
        """Run one step for all boards and record it."""
        return self.recorded(name, lambda: self.boards_step(name, self.runtime.store.boards()))

    def boards_step(self, name: str, slugs: Sequence[str]) -> Outcome:
        """Run one step for some boards without recording it."""
        runtime = self.runtime
        counts, faults = step_boards(
            runtime.store, runtime.shipped, runtime.clock.now(), name, STEP_OF[name], slugs
        )
        return Outcome(counts=counts, faults=faults)

    def deliver_mail(self) -> Outcome:
        """Send what is due and record it."""
        return self.recorded(DELIVER_MAIL, self._deliver)

    def is_night_work_due(self) -> bool:
        """Tell whether tonight's work is still to be done."""
        runs = self.runtime.store.runs(NIGHTS_READ, name=NIGHTLY)
        return is_night_work_due(runs, self.runtime.clock.now())

    def recorded(self, name: str, work: Callable[[], Outcome]) -> Outcome:
        """Do something as a named run; a failure is logged and recorded, and never travels on."""
        store, clock = self.runtime.store, self.runtime.clock
        run = store.begin(name, clock.now())
        try:
            outcome = work()
        except Exception as error:  # the next run tries again; this one shows what stopped it
            log.exception("%s failed", name)
            outcome = Outcome(faults=[type(error).__name__])
        store.end(run, clock.now(), outcome.counts, error="; ".join(outcome.faults))
        return outcome

    def _deliver(self) -> Outcome:
        post = replace(self.runtime.post(), is_stopping=self._is_stopping)
        return Outcome(counts=run_async(deliver(self.runtime.store, post)))
