"""The engine's jobs as Prefect flows: split the boards, run the same steps, record the same runs.

A run that dies leaves its work undone and nothing else: every step begins with what is still to be done and one
writer at a time holds a board, so the next run, or one beside it, simply finishes. Hence no claims and no locks.
Parameters are an instant and numbers, never anything about people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from prefect import State, flow, task
from prefect.context import SettingsContext, get_settings_context
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.parts import split
from pdca.bootstrap import Runtime, open_runtime
from pdca.scheduler.jobs import TICK, Jobs, Outcome
from pdca.services.engine.tick import (
    DELIVER_MAIL,
    ESCALATE,
    NIGHTLY,
    OPEN_CYCLES,
    SEND_REMINDERS,
    TRACK_ACTIONS,
)
from pdca.services.situation import require_aware
from pdca.settings import read_settings

PARTS = 8
THREADS: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=4)

# The heartbeat of a flow run is a thread that a plain flow waits for at its end, a second each time. No variable can
# switch it off, only a setting of None inside the process. Our own runs say whether the engine lives.
_told = get_settings_context()
SettingsContext(
    profile=_told.profile,
    settings=_told.settings.copy_with_update({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
).__enter__()


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock that stands at the instant a run was asked for."""

    at: datetime

    def now(self) -> datetime:
        """Return that instant."""
        return self.at


@cache
def jobs_at(at: str | None) -> Jobs:
    """Return the jobs of this installation, now or at an ISO instant."""
    if at is None:
        return Jobs(open_runtime())
    return Jobs(Runtime(read_settings(), clock=Moment(require_aware(datetime.fromisoformat(at)))))


@task
def do_part(name: str, slugs: Sequence[str], at: str | None) -> Outcome:
    """Run a step for the boards of one part."""
    return jobs_at(at).boards_step(name, slugs)


def do_step(name: str, at: str | None, parts: int, only: Sequence[int] | None) -> State[Any]:
    """Run a step for all its parts, some at the same time, recorded as one run."""
    jobs = jobs_at(at)
    wanted = split(jobs.runtime.store.boards(), parts, only)

    def work() -> Outcome:
        futures = [
            do_part.with_options(task_run_name=f"{name}-{part}").submit(name, slugs, at)
            for part, slugs in wanted.items()
        ]
        outcomes = [future.result() for future in futures]
        counts: Counter[str] = Counter()
        for outcome in outcomes:
            counts.update(outcome.counts)
        return Outcome(counts=counts, faults=[fault for outcome in outcomes for fault in outcome.faults])

    return _state(jobs.recorded(name, work))


@flow(name=OPEN_CYCLES, task_runner=THREADS)
def open_cycles(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Open the cycles that are due."""
    return do_step(OPEN_CYCLES, at, parts, only)


@flow(name=TRACK_ACTIONS, task_runner=THREADS)
def track_actions(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Bring deadlines in line with calendar and policy."""
    return do_step(TRACK_ACTIONS, at, parts, only)


@flow(name=ESCALATE, task_runner=THREADS)
def escalate(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Decide the notices of the day."""
    return do_step(ESCALATE, at, parts, only)


@flow(name=SEND_REMINDERS, task_runner=THREADS)
def send_reminders(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Put the notices of the day into one message per person."""
    return do_step(SEND_REMINDERS, at, parts, only)


@flow(name=DELIVER_MAIL)
def deliver_mail(at: str | None = None) -> State[Any]:
    """Send what is due."""
    return _state(jobs_at(at).deliver_mail())


@flow(name=NIGHTLY, task_runner=THREADS)
def nightly(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Do the work of the night, unless it has been done."""
    if only is None and not jobs_at(at).is_night_work_due():
        return Completed(name="Superseded", message="tonight's work has been done")
    return do_step(NIGHTLY, at, parts, only)


@flow(name="tick")
def tick(at: str | None = None, parts: int = PARTS, only: list[int] | None = None) -> State[Any]:
    """Run the four steps in their order, then deliver; a run that a later one has overtaken does nothing."""
    if at is None and only is None and _is_overtaken():
        return Completed(name="Superseded", message="a later run has done this one's work")
    steps: dict[str, Callable[..., State[Any]]] = {
        OPEN_CYCLES: open_cycles,
        TRACK_ACTIONS: track_actions,
        ESCALATE: escalate,
        SEND_REMINDERS: send_reminders,
    }
    states = {name: steps[name](at, parts, only, return_state=True) for name in TICK}
    states[DELIVER_MAIL] = deliver_mail(at, return_state=True)
    failed = [name for name, state in states.items() if not state.is_completed()]
    return Failed(message=f"failed: {', '.join(failed)}") if failed else Completed()


def _is_overtaken() -> bool:
    """Tell whether a tick began and ended well after the moment at which this one was to begin.

    Prefect runs each of the runs that were missed while no worker was there; one of them does all the work.
    """
    due = flow_run.scheduled_start_time
    runs = jobs_at(None).runtime.store.runs(10, name=SEND_REMINDERS)
    return any(run.started >= due and run.ended is not None and not run.error for run in runs)


def _state(outcome: Outcome) -> State[Any]:
    if outcome.faults:
        return Failed(message=f"{len(outcome.faults)} failed: {'; '.join(outcome.faults)}")
    said = ", ".join(f"{name} {count}" for name, count in sorted(outcome.counts.items()) if count)
    return Completed(message=said or "nothing to do")
