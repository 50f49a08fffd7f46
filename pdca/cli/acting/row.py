"""A new action from the shell, read as a row of actions.csv is, so that both refuse the same for the same reasons."""

from __future__ import annotations

from pdca.catalog.board.actions import COLUMNS, Surroundings, read_actions
from pdca.catalog.files.problems import Problems
from pdca.catalog.files.tables import Row, Table
from pdca.catalog.shipped import Shipped
from pdca.cli.acting.options import Adding
from pdca.domain.actions.action import Phase
from pdca.domain.folder import ActionRow
from pdca.services.ports import BoardSession


def row_of(session: BoardSession, shipped: Shipped, ref: str, given: Adding) -> ActionRow:
    """Return the row that the options describe. Raises BadFolder with everything that is wrong with it."""
    problems = Problems()
    written = {name: getattr(given, name, "") for name in COLUMNS.all}
    cells = {**written, "ref": ref, "phase": str(Phase.PLAN)}
    headers = {name: f"--{name}" for name in COLUMNS.all} | {"ref": "REF"}
    table = Table([Row("", 0, cells, headers, problems)], headers)
    around = Surroundings(
        shipped,
        frozenset(unit.code for unit in session.units()),
        frozenset(person.email for person in session.people()),
        frozenset(process.code for process in session.processes()),
    )
    rows = read_actions(table, around)
    problems.stop()
    return rows[0]
