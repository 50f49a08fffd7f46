"""The flows on a real Prefect server: what a plain tick does, also when a worker dies or two do the same."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest
from prefect.client.schemas.schedules import CronSchedule
from sqlalchemy import text

from pdca.clock import SystemClock
from pdca.services.engine.tick import (
    DELIVER_MAIL,
    ESCALATE,
    NIGHTLY,
    OPEN_CYCLES,
    SEND_REMINDERS,
    STEPS,
    TRACK_ACTIONS,
)
from tests.builders import installation
from tests.builders.installation import MONDAY, SECRET
from tests.builders.installed import Installation
from tests.servers.prefect import PrefectServer
from tests.servers.waiting import until

pytestmark = pytest.mark.prefect

NAMES = {OPEN_CYCLES, TRACK_ACTIONS, ESCALATE, SEND_REMINDERS, DELIVER_MAIL, NIGHTLY}
AT = {"at": MONDAY.isoformat()}


def settings(on: Installation) -> dict[str, str]:
    return {
        "PDCA_DATABASE_URL": on.url,
        "PDCA_SMTP_URL": f"maildir:{on.mail}",
        "PDCA_SECRET_KEY": SECRET,
    }


def ended_as(server: PrefectServer, id: UUID) -> str:
    state = server.finished(id).state
    assert state is not None
    return str(state.name)


def is_undisturbed(on: Installation) -> bool:
    assert installation.faults(on.url) == []
    assert installation.ledger(on.url) == on.expected
    assert on.states() == {"sent"}
    return True


def test_the_deployments_are_the_six_jobs_and_one_that_orders_them(prefect_server: PrefectServer) -> None:
    with prefect_server.client() as client:
        found = client.read_deployments()
    assert {one.name for one in found} == {*NAMES, "tick"}
    assert {one.name for one in found if one.schedules} == {"tick", "nightly"}
    for one in found:
        assert one.global_concurrency_limit is None
        assert one.job_variables["env"]["DO_NOT_TRACK"] == "1"
        assert one.job_variables["env"]["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_nothing_is_scheduled_in_the_hours_that_summer_time_skips_or_doubles(
    prefect_server: PrefectServer,
) -> None:
    with prefect_server.client() as client:
        schedules = [one.schedule for found in client.read_deployments() for one in found.schedules]
    for schedule in schedules:
        assert isinstance(schedule, CronSchedule)
        assert schedule.timezone == "Europe/Amsterdam"
        spans = [part.split("-") for part in schedule.cron.split()[1].split(",")]
        hours = {hour for span in spans for hour in range(int(span[0]), int(span[-1]) + 1)}
        assert not hours & {1, 2, 3}


def test_a_tick_by_flows_gives_the_ledger_of_a_plain_tick_also_by_runs_that_share_and_double_boards(
    prefect_server: PrefectServer, on_sqlite: Installation, on_postgres: Installation
) -> None:
    begun = [
        prefect_server.begin("tick/tick", AT, settings(on_sqlite)),
        prefect_server.begin("tick/tick", {**AT, "only": [0, 1, 2, 3, 4]}, settings(on_postgres)),
        prefect_server.begin("tick/tick", {**AT, "only": [3, 4, 5, 6, 7]}, settings(on_postgres)),
    ]
    assert {ended_as(prefect_server, id) for id in begun} == {"Completed"}
    for on, times in ((on_sqlite, 1), (on_postgres, 2)):
        assert is_undisturbed(on)
        runs = on.runs()
        assert {run.name for run in runs} == {*(name for name, _ in STEPS), DELIVER_MAIL}
        assert len(on.runs(ESCALATE)) == times
        assert all(run.ended is not None and not run.error for run in runs)


def test_a_worker_killed_in_the_middle_is_made_good_by_the_next_run(
    prefect_server: PrefectServer, installed: Installation
) -> None:
    killed = prefect_server.begin("tick/tick", AT, settings(installed))
    until(installed.has_notices, "a first notice", every=0.001)
    assert prefect_server.kill_worker() >= 1
    assert installation.boards_by_progress(installed.url)[1], "it was too quick to be killed in the middle"
    done = {run.name for run in installed.runs() if run.ended is not None}
    assert done < {*(name for name, _ in STEPS), DELIVER_MAIL}  # killed within a step, or between two of them
    again = prefect_server.begin("tick/tick", AT, settings(installed))
    assert ended_as(prefect_server, again) == "Completed"
    assert is_undisturbed(installed)
    left = prefect_server.run(killed).state
    assert left is not None
    assert left.is_running()  # Prefect never learns; nobody waits for it


def test_a_board_that_fails_makes_its_run_fail_and_does_not_stop_the_others(
    prefect_server: PrefectServer, on_sqlite: Installation
) -> None:
    with on_sqlite.seen.engine.begin() as connection:
        connection.execute(text("UPDATE boards SET body = 'nonsense' WHERE slug = 'waterlijn-03'"))
    run = prefect_server.finished(prefect_server.begin("tick/tick", AT, settings(on_sqlite)))
    assert run.state is not None
    assert run.state.is_failed()
    assert run.state.message == "failed: open_cycles, track_actions, escalate, send_reminders"
    assert {run.error.partition(":")[0] for run in on_sqlite.runs(ESCALATE)} == {"waterlijn-03"}
    assert on_sqlite.states() == {"sent"}


def test_a_run_that_a_later_one_overtook_does_nothing(
    prefect_server: PrefectServer, on_sqlite: Installation
) -> None:
    missed = prefect_server.begin("tick/tick", {}, settings(on_sqlite))
    now = SystemClock().now()
    store = on_sqlite.seen
    store.end(store.begin(SEND_REMINDERS, now), now, {})
    night = prefect_server.begin("nightly/nightly", {}, settings(on_sqlite))
    assert ended_as(prefect_server, missed) == "Superseded"
    assert ended_as(prefect_server, night) == "Completed"
    assert [run.name for run in on_sqlite.runs()] == [NIGHTLY, SEND_REMINDERS]


def test_prefect_is_told_nothing_about_anybody_and_no_heartbeat_runs(prefect_server: PrefectServer) -> None:
    with prefect_server.client() as client:
        runs = client.read_flow_runs()
        tasks = client.read_task_runs()
    assert runs
    assert tasks
    told = [one.name + str(one.parameters) + str(one.state) for one in runs]
    told += [one.name + str(one.task_inputs) + str(one.state) for one in tasks]
    assert not [line for line in told if ".example" in line]
    asked = {"filter": {"event": {"prefix": ["prefect.flow-run.heartbeat"]}}}
    answer = httpx.post(f"{prefect_server.api}/events/filter", json=asked)
    assert answer.json()["total"] == 0
