"""processes.csv: the processes of the quality system, each with its owner."""

from __future__ import annotations

from pdca.catalog.board.cells import Known, Once, key, needed, person, unit
from pdca.catalog.files.tables import Columns, Table
from pdca.domain.people.organisation import Process

COLUMNS = Columns("processes", ("code", "name", "unit", "owner"))


def read_processes(table: Table, units: Known, people: Known) -> tuple[Process, ...]:
    """Read the processes of a board; problems are noted in the rows."""
    once = Once()
    processes: list[Process] = []
    for row in table.rows:
        once.check(row, "code", row["code"])
        process = Process(
            code=key(row, "code"),
            name=needed(row, "name"),
            unit=unit(row, "unit", units),
            owner=person(row, "owner", people),
        )
        processes.append(process)
    return tuple(processes)
