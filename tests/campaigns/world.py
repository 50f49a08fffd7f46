"""The boards that the campaigns are fought on, and all that is stored about them in one comparable picture."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pdca.bootstrap import CatalogueWords
from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.domain.folder import BoardFolder
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate
from pdca.services.situation import local_moment
from pdca.store import SqlStore, open_store
from pdca.store.engine import make_engine, write
from pdca.store.safekeeping.copying import copy_rows
from pdca.store.schema import tables
from pdca.store.schema.columns import UtcDateTime
from pdca.store.schema.spelling import metadata
from tests.builders.board import PEOPLE, UNITS, a_person
from tests.integration.services.desk import a_folder, a_row
from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = Shipped()
BEGAN, STOOD_STILL_AFTER = date(2026, 8, 31), date(2026, 10, 16)
AFTER_A_MONTH = date(2026, 11, 16)
"""The first day on which the engine runs again, thirty-one days after the last."""

NUMBERED = {tables.boards.c.id, tables.notices.c.id}
CHAINED = {"hash", "prev", "head", "commitment", "salt"}
PASSING = {"token", "lease_until"}


@cache
def waterlijn() -> BoardFolder:
    """Return the folder of the example board, as it is shipped."""
    return read_folder(ROOT / "config" / "examples" / "waterlijn", SHIPPED)


def crowded(people: int) -> BoardFolder:
    """Return De Kade's folder with this many teachers more, each with an action due on Friday 13 November 2026."""
    names = [f"p{number:03}" for number in range(people)]
    folder = a_folder(*(a_row(f"K-{name}", owner=f"{name}@kade.example") for name in names))
    teachers = tuple(a_person(name, "ONB", "staff@ONB") for name in names)
    return BoardFolder(
        board=folder.board,
        units=UNITS,
        people=(*PEOPLE, *teachers),
        actions=folder.actions,
        policy=folder.policy,
        programmes=(),
    )


def at(folder: BoardFolder, day: date, minutes: float = 0) -> datetime:
    """Return the moment at which a board's notices of a day are decided, or some minutes later."""
    policy = folder.policy if folder.policy is not None else SHIPPED.policy
    return local_moment(day, folder.board, policy) + timedelta(minutes=minutes)


@cache
def lived() -> SqlStore:
    """Return the example board after seven weeks of ticks, mail and people who act, in memory."""
    store = open_store("sqlite://", entropy=bytes)
    scenario = Scenario(first=BEGAN, last=STOOD_STILL_AFTER, behaviour=Behaviour.AS_USUAL, seed=1)
    simulate(store, SHIPPED, CatalogueWords(SHIPPED), waterlijn(), scenario)
    return store


@cache
def full_outbox(people: int) -> SqlStore:
    """Return a crowded board whose mail of Friday 20 November 2026 waits in the outbox, in memory.

    Each teacher is told of the fifth day, and Tess of all of them.
    """
    folder = crowded(people)
    store = open_store("sqlite://", entropy=bytes)
    load_folder(store, SHIPPED, folder, at(folder, date(2026, 11, 2)))
    tick(store, SHIPPED, at(folder, date(2026, 11, 20)))
    return store


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes databases of one kind that begin as a copy of a store in memory."""

    kind: str
    empty_file: Path
    server: PostgresServer | None
    empty_database: str
    folder: Path
    numbers: Iterator[int]

    @contextmanager
    def like(self, store: SqlStore) -> Iterator[Template]:
        """Make a database with the rows of a store, to be copied as often as is wanted."""
        if self.server is None:
            file = self.folder / f"template-{next(self.numbers)}.db"
            shutil.copy(self.empty_file, file)
            _fill(f"sqlite:///{file}", store)
            yield Template(self, str(file))
        else:
            name = self.server.create(self.empty_database)
            _fill(self.server.url(name), store)
            yield Template(self, name)
            self.server.drop(name)


@dataclass(frozen=True, slots=True)
class Template:
    """A database that is only copied."""

    databases: Databases
    name: str

    @contextmanager
    def copy(self) -> Iterator[str]:
        """Make a copy and give its address; the copy is gone afterwards."""
        if self.databases.server is None:
            file = self.databases.folder / f"copy-{next(self.databases.numbers)}.db"
            shutil.copy(self.name, file)
            yield f"sqlite:///{file}"
            for one in file.parent.glob(f"{file.name}*"):
                one.unlink()
        else:
            server = self.databases.server
            name = server.create(self.name)
            yield server.url(name)
            server.drop(name)


def databases(
    kind: str, empty_file: Path, server: PostgresServer | None, empty_database: str, folder: Path
) -> Databases:
    """Make the source of databases of one kind."""
    return Databases(kind, empty_file, server, empty_database, folder, count())


def _fill(url: str, store: SqlStore) -> None:
    engine = make_engine(url)
    with store.engine.connect() as source, write(engine) as target:
        copy_rows(source, target)
    engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    """Open a store for a moment; its salts are all the same, so that equal histories have equal chains."""
    store = open_store(url, entropy=bytes)
    try:
        yield store
    finally:
        store.close()


Account = dict[str, list[tuple[Any, ...]]]


def account(store: SqlStore, *, with_instants: bool = True) -> Account:
    """Return every row that is stored, but for numbers that only a database gives and the history of runs.

    Without instants, what only says when something was done is left out, with chance and what is hashed from both.
    """
    found: Account = {}
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "runs":
                continue
            wanted = [
                column
                for column in table.c
                if column not in NUMBERED and column.name not in PASSING
                if with_instants or not (isinstance(column.type, UtcDateTime) or column.name in CHAINED)
            ]
            rows = [tuple(row) for row in connection.execute(select(*wanted))]
            found[table.name] = sorted(rows, key=repr)
    return found


def differences(one: Account, other: Account) -> list[str]:
    """Return the rows that only one of two accounts has, in words."""
    return [
        f"{table}: only the {whose} has {row}"
        for table in one
        for whose, rows, against in (("first", one, other), ("second", other, one))
        for row in rows[table]
        if row not in against[table]
    ]
