"""approach.toml: the plan of approach, so that who takes part goes along with the folder of a board."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from pdca.catalog.board.codes import one_of, some_units
from pdca.catalog.files.text import parsed_day, tidy, unsafe_sign
from pdca.catalog.files.toml_tables import TomlTable, is_whole
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.approach import LONGEST_WHY, Approach, Certification, to_choose
from pdca.domain.people.organisation import Unit

KEYS = ("why", "units", "processes", "start", "certification", "certified_in")


def read_approach(
    table: TomlTable, units: Sequence[Unit] | None, processes: Collection[str] | None, words: Vocabulary
) -> Approach:
    """Read a plan, as far as it was decided; problems are noted. None: the units or processes could not be read."""
    table.only(*KEYS)
    return Approach(
        why=_why(table),
        units=_units(table, units),
        processes=_processes(table, processes),
        start=_start(table),
        certification=_certification(table, words),
        certified_in=_certified_in(table),
    )


def _why(table: TomlTable) -> str:
    """Return a text of several lines."""
    why = table.values.get("why", "")
    if not isinstance(why, str):
        table.wrong("why", "must be text between quotes")
        return ""
    signs = (unsafe_sign(tidy(line)) for line in why.splitlines())
    if (sign := next(filter(None, signs), None)) is not None:
        table.wrong("why", "holds the invisible sign {sign}; type the text again", sign=sign)
    if len(why.strip()) > LONGEST_WHY:
        length = len(why.strip())
        table.wrong("why", "that is {length} characters; use {most} at most", length=length, most=LONGEST_WHY)
    return why.strip()


def _units(table: TomlTable, units: Sequence[Unit] | None) -> tuple[str, ...]:
    known = None if units is None else {one.code for one in units}
    found = some_units(table, "units", known)
    choosable = {one.code for one in to_choose(units or ())}
    for number, code in enumerate(map(str, table.entries("units"))):
        if known is not None and code in known - choosable:
            table.wrong("units", "'{value}' takes part with its school; name the school", number, value=code)
    return tuple(sorted(found))


def _processes(table: TomlTable, processes: Collection[str] | None) -> tuple[str, ...]:
    codes = [str(value) for value in table.entries("processes")]
    for number, code in enumerate(codes):
        if processes is not None and code not in processes:
            near = table.problems.nearest(code, processes)
            template = "there is no process '{value}'; did you mean '{near}'?"
            table.wrong("processes", template, number, value=code, near=near)
    return tuple(sorted(set(codes)))


def _start(table: TomlTable) -> date | None:
    value = table.values.get("start", "")
    day = parsed_day(value) if isinstance(value, str) else value
    if isinstance(day, date) and not isinstance(day, datetime) and day.day == 1:
        return day
    if value != "":
        table.wrong("start", "'{value}' is no first day of a month; write it as 2027-08-01", value=str(value))
    return None


def _certification(table: TomlTable, words: Vocabulary) -> Certification | None:
    value = table.text("certification", default="")
    if not value:
        return None
    found = one_of(table, ("certification",), value, Certification, "certification", words)
    if found is Certification.PHASED and "certified_in" not in table:
        table.wrong("certified_in", "is missing; add it")
    return found


def _certified_in(table: TomlTable) -> int | None:
    year = table.values.get("certified_in")
    if year is None or (is_whole(year) and 2000 <= year <= 2199):
        return year
    table.wrong("certified_in", "'{value}' is no year; write it as 2029", value=str(year))
    return None
