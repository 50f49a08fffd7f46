"""The history of the engine's named runs, as pages and `pdca doctor` show it.

A clock ticks every minute and mostly finds nothing to do. Such a quiet run takes the place of the quiet run
of the same name before it in the same hour, so the newest one is a sign of life and the table stays small.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from pdca.services.records import Run
from pdca.store.codec import canonical
from pdca.store.engine import write
from pdca.store.schema import tables
from pdca.store.scope import AnyRow

_RUNS = tables.runs


_BEGIN = insert(_RUNS)
_END = (
    update(_RUNS)
    .where(_RUNS.c.id == bindparam("b_id"))
    .values({name: bindparam(f"b_{name}") for name in ("ended", "counts", "error")})
)
_THIS = select(_RUNS.c.name, _RUNS.c.started).where(_RUNS.c.id == bindparam("run"))
_QUIET = (
    delete(_RUNS)
    .where(_RUNS.c.name == bindparam("name"), _RUNS.c.id < bindparam("run"))
    .where(_RUNS.c.started >= bindparam("hour"), _RUNS.c.ended.is_not(None))
    .where(_RUNS.c.error == "", _RUNS.c.counts == bindparam("counts"))
)


class SqlRuns:
    """The part of `Store` that keeps runs; each call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, name: str, now: datetime) -> int:
        """Record that a named run began; return its number."""
        row = {"name": name, "started": now, "counts": "{}", "error": ""}
        with write(self._engine) as connection:
            key = connection.execute(_BEGIN, row).inserted_primary_key
            assert key is not None
            return int(key[0])

    def end(self, run: int, now: datetime, counts: Mapping[str, int], error: str = "") -> None:
        """Record how a run ended."""
        how = {"ended": now, "counts": canonical(dict(counts)), "error": error}
        with write(self._engine) as connection:
            connection.execute(_END, {"b_id": run, **{f"b_{name}": value for name, value in how.items()}})
            if not error and not any(counts.values()):
                _replace_quiet(connection, run, how["counts"])

    def latest(self, limit: int, name: str | None) -> Sequence[Run]:
        """Return the last runs, newest first; only those of a name when one is given."""
        query = select(_RUNS).order_by(_RUNS.c.id.desc()).limit(limit)
        if name is not None:
            query = query.where(_RUNS.c.name == name)
        with self._engine.begin() as connection:
            return [_run(row) for row in connection.execute(query)]


def _replace_quiet(connection: Connection, run: int, counts: object) -> None:
    this = connection.execute(_THIS, {"run": run}).one()
    hour = this.started.replace(minute=0, second=0, microsecond=0)
    connection.execute(_QUIET, {"run": run, "name": this.name, "hour": hour, "counts": counts})


def _run(row: AnyRow) -> Run:
    return Run(
        name=row.name, started=row.started, ended=row.ended, counts=json.loads(row.counts), error=row.error
    )
