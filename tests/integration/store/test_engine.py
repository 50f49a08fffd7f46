"""How databases are opened: durable, strict, and by the index."""

import ast
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, event, insert, select, text

from pdca.domain.errors import Damaged, Misconfigured, Refused
from pdca.store import SqlStore, open_store
from pdca.store import engine as engines
from pdca.store.engine import make_engine, sqlite_connection, write
from pdca.store.schema import tables
from pdca.store.schema.columns import UtcDateTime
from tests.contract.builders import NOW, TODAY, found, planned, seeded


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_sqlite_is_durable_and_strict(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    is_safe = tuple(map(int, version.split("."))) >= (3, 51, 3)
    assert pragma(engine, "journal_mode") == ("wal" if is_safe else "delete")
    expected = {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000, "trusted_schema": 0}
    assert {name: pragma(engine, name) for name in expected} == expected
    engine.dispose()


def test_an_older_sqlite_gets_no_write_ahead_log(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SAFE_WAL", (99, 0, 0))
    engine = make_engine(sqlite_url)
    assert pragma(engine, "journal_mode") == "delete"
    engine.dispose()


def test_postgresql_commits_durably_and_speaks_utc(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url.replace("+psycopg", ""))
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar() == "UTC"
        assert connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar() == "5min"
    engine.dispose()


def test_a_database_that_stays_busy_is_a_refusal_not_a_crash(sqlite_url: str) -> None:
    busy, waiting = make_engine(sqlite_url), make_engine(sqlite_url)
    with waiting.connect() as connection:
        sqlite_connection(connection).execute("PRAGMA busy_timeout=1")

    def try_it() -> None:
        with write(waiting):
            pass

    with write(busy), pytest.raises(Refused, match="busy"):
        try_it()
    try_it()
    busy.dispose()
    waiting.dispose()


def test_other_databases_are_refused() -> None:
    with pytest.raises(Misconfigured, match="mysql"):
        make_engine("mysql://localhost/pdca")


def test_making_an_engine_opens_nothing(tmp_path: Path) -> None:
    make_engine(f"sqlite:///{tmp_path / 'pdca.db'}").dispose()
    assert list(tmp_path.iterdir()) == []


def test_an_instant_without_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(Exception, match="without zone"):
        store.begin("nightly", datetime(2026, 11, 20))  # noqa: DTZ001 - that is what is refused


def test_instants_come_back_in_utc_to_the_microsecond(store: SqlStore) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123_456, tzinfo=UTC)
    store.begin("nightly", moment)
    (run,) = store.runs()
    assert run.started == moment
    assert run.started.tzinfo is UTC


def test_asking_for_the_store_does_not_load_alembic() -> None:
    code = "import sys; import pdca.store.opening; print([m for m in sys.modules if m.startswith('alembic')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ast.literal_eval(done.stdout) == []


def test_a_statement_without_its_board_is_refused(store: SqlStore) -> None:
    with store.board("kade") as session:
        with pytest.raises(Damaged):
            session.scope.rows(select(tables.actions))
        with pytest.raises(Damaged):
            session.scope.change(tables.actions.delete())


def statements_of(store: SqlStore) -> list[tuple[str, object]]:
    """Note the statements that a store runs from now on."""
    seen: list[tuple[str, object]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _note(*call: object) -> None:
        seen.append((str(call[2]), call[3]))

    return seen


def test_what_is_looked_up_all_day_goes_by_an_index(sqlite_url: str) -> None:
    store = found(open_store(sqlite_url, entropy=seeded()))
    seen = statements_of(store)
    with store.board("kade") as session:
        session.plan(planned(), known_at=NOW)
        session.due(TODAY, NOW, 10)
        session.stale(10)
        session.unposted(TODAY)
        session.lines(["a"])
        session.open_request("A-001")
        session.ledger(item="A-001")
        session.ledger_digest(TODAY)
    store.outbox().claim(NOW, "one", NOW, 10)
    store.outbox().rescue(NOW)
    with store.engine.connect() as connection:
        plans = {
            statement: " / ".join(
                str(row[3])
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            )
            for statement, given in seen
            if statement.startswith(("SELECT", "UPDATE")) and isinstance(given, tuple)
        }
    scans = [statement for statement, plan in plans.items() if plan.startswith("SCAN")]
    assert not scans
    due = next(plan for statement, plan in plans.items() if "known_at <=" in statement)
    assert "ix_deadlines_next" in due
    claim = next(plan for statement, plan in plans.items() if "not_before <=" in statement)
    assert "ix_messages_waiting" in claim
    unposted = next(plan for statement, plan in plans.items() if "notices.day <= " in statement)
    assert "ix_notices_unposted" in unposted
    store.close()


def test_dates_compare_as_instants_whatever_their_zone(store: SqlStore) -> None:
    runs = tables.runs
    with store.engine.begin() as connection:
        row = {"name": "x", "started": NOW, "counts": "{}", "error": ""}
        connection.execute(insert(runs), row)
        query = select(runs.c.id).where(runs.c.started == bindparam("at", type_=UtcDateTime()))
        assert connection.execute(query, {"at": NOW.astimezone()}).scalar() is not None
