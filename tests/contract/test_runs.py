"""The history of runs: what happened stays, quiet minutes of an hour are one row."""

from datetime import timedelta

from pdca.services.records import Run
from pdca.store import SqlStore
from tests.contract.builders import NOW

MINUTE = timedelta(minutes=1)
O_CLOCK = NOW.replace(minute=0)


def quiet_run(store: SqlStore, minute: int, name: str = "escalate") -> None:
    started = O_CLOCK + minute * MINUTE
    store.end(store.begin(name, started), started, {"items": 0})


def test_the_quiet_minutes_of_an_hour_are_one_row_that_shows_the_last(store: SqlStore) -> None:
    for minute in range(120):
        quiet_run(store, minute)
        quiet_run(store, minute, "deliver_mail")
    last_of_each_hour = [O_CLOCK + 119 * MINUTE, O_CLOCK + 59 * MINUTE]
    assert [run.started for run in store.runs(name="escalate")] == last_of_each_hour
    assert [run.started for run in store.runs(name="deliver_mail")] == last_of_each_hour


def test_a_run_that_did_something_failed_or_broke_off_stays(store: SqlStore) -> None:
    store.end(store.begin("escalate", O_CLOCK), O_CLOCK, {"items": 3})
    store.end(store.begin("escalate", O_CLOCK), O_CLOCK, {"items": 0}, error="kade: Refused")
    store.begin("escalate", O_CLOCK)
    for minute in range(5):
        quiet_run(store, minute)
    quiet, broke_off, failed, busy = store.runs()
    assert quiet.started == O_CLOCK + 4 * MINUTE
    assert broke_off == Run(name="escalate", started=O_CLOCK)
    assert failed.error == "kade: Refused"
    assert busy.counts == {"items": 3}


def test_runs_can_be_asked_for_by_name(store: SqlStore) -> None:
    for name in ("nightly", "escalate", "nightly"):
        store.begin(name, NOW)
    assert [run.name for run in store.runs(name="nightly")] == ["nightly", "nightly"]
    assert len(store.runs(1, name="nightly")) == 1
    assert store.runs(name="deliver_mail") == []
