"""units.csv: one tree from the board down, without loops."""

from __future__ import annotations

from pdca.catalog.board.cells import Known, Once, choice, key, needed, unit
from pdca.catalog.board.codes import above
from pdca.catalog.files.tables import Columns, Row, Table
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.people.organisation import Unit, UnitKind

COLUMNS = Columns("units", ("code", "name", "kind", "parent", "region"))
REGIONS = ("noord", "midden", "zuid")


def read_units(table: Table, words: Vocabulary) -> tuple[Unit, ...]:
    """Read the units of a board; problems are noted in the rows."""
    known, once = table.keys("code"), Once()
    units: list[Unit] = []
    for row in table.rows:
        once.check(row, "code", row["code"])
        units.append(_unit(row, known, words))
    if known is not None and "parent" in table.headers:
        _check_tree(table)
    return tuple(units)


def _unit(row: Row, known: Known, words: Vocabulary) -> Unit:
    return Unit(
        code=key(row, "code"),
        name=needed(row, "name"),
        kind=choice(row, "kind", UnitKind, "unit_kind", words) or UnitKind.TEAM,
        parent=unit(row, "parent", known) if row["parent"] else None,
        region=_region(row, words),
    )


def _region(row: Row, words: Vocabulary) -> str:
    value = row["region"]
    region = words.code("region", value) or value
    if region and region not in REGIONS:
        row.wrong(
            "region",
            "'{value}' is no holiday region; did you mean '{near}'? Use one of: {known}, or leave it empty",
            value=value,
            near=row.problems.nearest(value, REGIONS),
            known=", ".join(REGIONS),
        )
    return region


def _check_tree(table: Table) -> None:
    """Note roots too many or too few, and every unit that is above itself."""
    parents = {row["code"]: row["parent"] for row in reversed(table.rows)}  # of a code given twice, the first
    roots = [row for row in table.rows if not row["parent"]]
    for row in roots[1:]:
        row.wrong(
            "parent",
            "'{value}' has no unit above it, and neither has '{root}' on line {line}; a board has one root",
            value=row["code"],
            root=roots[0]["code"],
            line=roots[0].line,
        )
    looping = [row for row in table.rows if row["code"] in above(row["code"], parents)]
    for row in looping:
        row.wrong(
            "parent",
            "'{value}' stands above itself: {loop}; give one of them a parent outside the loop",
            value=row["code"],
            loop=" > ".join([row["code"], *above(row["code"], parents)]),
        )
    if table.rows and not roots:
        table.rows[0].wrong("parent", "no unit is the root; leave the parent of the board's own unit empty")
