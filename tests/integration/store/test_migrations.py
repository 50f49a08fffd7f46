"""The steps of the schema's history lead to the tables that the code knows, both ways, and never stop halfway."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect, select, text, update

from pdca.store import backup, current, downgrade, head, open_store, restore, upgrade
from pdca.store.engine import make_engine, write
from pdca.store.migrate import migrate
from pdca.store.safekeeping.copying import copy_rows
from pdca.store.schema.creation import create_schema
from pdca.store.schema.tables import boards
from tests.contract.builders import found, seeded

EMPTY = ("sqlite", "postgresql")


@pytest.fixture(params=EMPTY)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'blank.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


def schema_of(engine: Engine) -> dict[str, object]:
    """Everything about a schema that the database itself can tell."""
    found: dict[str, object] = {}
    with engine.connect() as connection:
        look = inspect(connection)
        for table in look.get_table_names():
            if table != "alembic_version":
                found[table] = {
                    "columns": [
                        (one["name"], str(one["type"]), one["nullable"]) for one in look.get_columns(table)
                    ],
                    "key": look.get_pk_constraint(table)["constrained_columns"],
                    "unique": sorted(str(one["column_names"]) for one in look.get_unique_constraints(table)),
                    "foreign": sorted(
                        (str(one["constrained_columns"]), str(one["referred_table"]), str(one["options"]))
                        for one in look.get_foreign_keys(table)
                    ),
                    "indexes": sorted(
                        (str(one["name"]), str(one["column_names"])) for one in look.get_indexes(table)
                    ),
                }
        query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        if engine.dialect.name == "postgresql":
            query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            query += " UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            query += " AND tablename <> 'alembic_version'"
        found["more"] = sorted(tuple(row) for row in connection.execute(text(query)))
    return found


def rows_of(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables.sorted_tables
        }


def test_the_migrations_lead_to_the_tables(blank_url: str) -> None:
    upgrade(blank_url)
    engine = make_engine(blank_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, boards.metadata) == []
    migrated = schema_of(engine)
    downgrade(engine, "base")
    with write(engine) as connection:
        create_schema(connection)
    assert schema_of(engine) == migrated
    engine.dispose()


def test_up_down_and_up_again_keeps_nothing_and_loses_nothing_else(blank_url: str) -> None:
    assert current(blank_url) is None
    assert upgrade(blank_url) is None
    assert current(blank_url) == head()
    downgrade(blank_url, "base")
    engine = make_engine(blank_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(blank_url)
    found(open_store(blank_url, entropy=seeded())).close()
    engine.dispose()


def test_data_survive_a_way_back_and_up_by_way_of_a_backup(blank_url: str, tmp_path: Path) -> None:
    upgrade(blank_url)
    store = found(open_store(blank_url, entropy=seeded()))
    before = rows_of(store.engine)
    backup(blank_url, tmp_path / "kade.backup")
    downgrade(store.engine, "base")
    store.close()
    restore(blank_url, tmp_path / "kade.backup")
    engine = make_engine(blank_url)
    with write(engine) as connection:
        connection.execute(update(boards).values(mail_held=False))  # all that a restore changes here
    assert rows_of(engine) == before
    engine.dispose()


def test_rows_are_the_same_after_a_visit_to_the_other_database(tmp_path: Path, postgres_url: str) -> None:
    file = f"sqlite:///{tmp_path / 'here.db'}"
    for url in (file, postgres_url):
        upgrade(url)
    store = found(open_store(file, entropy=seeded()))
    before = rows_of(store.engine)
    there = make_engine(postgres_url)
    with store.engine.connect() as source, source.begin(), write(there) as target:
        copy_rows(source, target)
    downgrade(store.engine, "base")
    migrate(store.engine)
    with there.connect() as source, source.begin(), write(store.engine) as target:
        copy_rows(source, target)
    assert rows_of(store.engine) == before
    store.close()
    there.dispose()


def test_upgrading_what_is_up_to_date_does_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pdca.db'}"
    upgrade(url)
    assert upgrade(url) is None
    assert [one.name for one in tmp_path.iterdir()] == ["pdca.db"]


KILLED = """
import os, signal, sys
from sqlalchemy import event
from pdca.store.engine import make_engine
from pdca.store.migrate import migrate
url, last = sys.argv[1], int(sys.argv[2])
engine, count = make_engine(url), 0
@event.listens_for(engine, "before_cursor_execute")
def stop(*_):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
migrate(engine)
"""


def killed_at(url: str, statement: int) -> bool:
    """Upgrade in a process that kills itself at a statement; tell whether it did."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(statement)], check=False, env={**os.environ}
    )
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


def assert_old_or_new(url: str) -> None:
    engine = make_engine(url)
    revision = current(engine)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert tables == (set() if revision is None else set(boards.metadata.tables))
    engine.dispose()


def test_an_upgrade_that_is_killed_leaves_the_old_or_the_new(blank_url: str) -> None:
    for statement in sorted(random.Random(3).sample(range(1, 60), 4)):
        if not killed_at(blank_url, statement):
            downgrade(blank_url, "base")
        assert_old_or_new(blank_url)
    upgrade(blank_url)
    assert_old_or_new(blank_url)


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_an_upgrade_can_be_killed_at_every_statement(blank_url: str) -> None:
    statement = 1
    while killed_at(blank_url, statement):
        assert_old_or_new(blank_url)
        statement += 1
    assert statement > 40
    assert current(blank_url) == head()
