"""A database that takes no changes: said in words of our own, with what to do, and nothing is half done."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from pdca.store import SqlStore, open_store
from pdca.store.engine import Unreachable, Unwritable, unwritable
from tests.contract.builders import NOW, found, planned, seeded


def told(engine: Engine, statement: str) -> Callable[[], None]:
    """Tell every transaction of an engine something as it begins; return how to stop that."""

    def tell(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", tell)
    return lambda: event.remove(engine, "begin", tell)


def change(store: SqlStore) -> None:
    with store.board("kade") as session:
        for number in range(400):
            session.plan(planned(f"A-{number:03}"), known_at=NOW)


def deadlines(store: SqlStore) -> int:
    with store.reading("kade") as session:
        return len(session.deadlines())


def test_a_database_that_can_only_be_read_says_so_and_is_still_read(shared_url: str) -> None:
    store = found(open_store(shared_url, entropy=seeded()))
    is_sqlite = store.engine.dialect.name == "sqlite"
    stop = told(store.engine, "PRAGMA query_only=ON" if is_sqlite else "SET TRANSACTION READ ONLY")
    with pytest.raises(Unwritable, match="can only be read now, so this was not saved"):
        change(store)
    assert deadlines(store) == 0
    stop()
    store.engine.dispose()
    change(store)
    assert deadlines(store) == 400
    store.close()


def test_a_file_that_is_opened_for_reading_alone_says_so(sqlite_url: str) -> None:
    found(open_store(sqlite_url, entropy=seeded())).close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true", entropy=seeded())
    with pytest.raises(Unwritable, match="can only be read now"):
        change(store)
    assert deadlines(store) == 0
    store.close()


def test_a_full_disk_says_so_and_leaves_nothing_half_done(sqlite_url: str) -> None:
    store = found(open_store(sqlite_url, entropy=seeded()))
    stop = told(store.engine, "PRAGMA max_page_count=1")
    with pytest.raises(Unwritable, match="disk of the database is full, so this was not saved"):
        change(store)
    stop()
    told(store.engine, "PRAGMA max_page_count=100000")
    assert deadlines(store) == 0
    assert store.verify("kade") == []
    change(store)
    assert deadlines(store) == 400
    store.close()


def test_a_full_disk_of_postgresql_is_known_by_its_code_and_other_errors_are_not() -> None:
    refusal = unwritable(psycopg.errors.DiskFull("could not extend file"))
    assert refusal is not None
    assert "full" in str(refusal)
    assert unwritable(psycopg.errors.UniqueViolation("twice")) is None
    assert unwritable(ValueError("x")) is None
    assert not isinstance(refusal, Unreachable)
