"""units.csv: one tree from the board down, without loops; nothing outlives what it is part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdca.catalog.board.cells import Known, Once, choice, day, key, needed, unit
from pdca.catalog.board.codes import above
from pdca.catalog.files.tables import Columns, Row, Table
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.folder import Place
from pdca.domain.people.organisation import Unit, UnitKind

LAST_DAY = "active_until"
COLUMNS = Columns("units", ("code", "name", "kind", "parent", "region"), (LAST_DAY,))
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
        _check_last_days(table, units)
    return tuple(units)


def places_of_last_days(table: Table) -> Mapping[str, Place]:
    """Return where the last day of each unit stands."""
    return {row["code"]: row.place(LAST_DAY) for row in table.rows}


def _unit(row: Row, known: Known, words: Vocabulary) -> Unit:
    return Unit(
        code=key(row, "code"),
        name=needed(row, "name"),
        kind=choice(row, "kind", UnitKind, "unit_kind", words) or UnitKind.TEAM,
        parent=unit(row, "parent", known) if row["parent"] else None,
        region=_region(row, words),
        active_until=day(row, LAST_DAY),
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


def _check_last_days(table: Table, units: Sequence[Unit]) -> None:
    """Note a last day of the board itself, and every one after that of a unit above it."""
    parents = {one.code: one.parent or "" for one in units}
    ends = {one.code: one.active_until for one in units}
    for row, one in zip(table.rows, units, strict=True):
        if one.active_until is None:
            continue
        if one.parent is None:
            row.wrong(LAST_DAY, "the board itself has no last day; leave it empty")
        for code in above(one.code, parents):
            last = ends.get(code)
            if last is not None and last < one.active_until:
                row.wrong(
                    LAST_DAY,
                    "{day} lies after {last}, the last day of '{unit}' above it; use that day or an earlier one",
                    day=one.active_until,
                    last=last,
                    unit=code,
                )
                break


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
