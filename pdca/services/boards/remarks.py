"""What somebody who loads a folder should know although nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdca.domain.approach import Approach, Taking
from pdca.domain.errors import Message, Param
from pdca.domain.folder import BoardFolder
from pdca.domain.people.organisation import Organisation
from pdca.domain.privacy import TODO, Names
from pdca.services.boards import regions, vacancies
from pdca.services.boards.load import LoadReport
from pdca.services.ports import Shipped

NAMED = 10
"""So many rows are named; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth knowing, and what can be done about it.

    `commands` are what does it in a terminal; in the browser `actions` have a page for it, or else the list of cycles
    when `is_of_cycles`.
    """

    what: Message
    todo: Message | None = None
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    is_of_cycles: bool = False


LEFT: Mapping[str, Remark] = {
    "action": Remark(
        Message("no longer in the folder, and left open as they were: {count} actions ({items})"),
        Message("put their rows back, or let the actions lapse"),
        ("pdca action cancel",),
    ),
    "person": Remark(
        Message("no longer in the folder, and still here with their roles: {count} people ({items})"),
        Message("put their rows back, with the last working day under active_until when they leave"),
    ),
    "unit": Remark(
        Message("no longer in the folder, and still here: {count} units ({items})"),
        Message("put their rows back, with the last day under active_until when they end"),
    ),
}


CLOSED = Remark(
    Message("closed because the folder says so, without anybody's verdict: {count} actions ({items})"),
    Message("ask the checker whether it helped; if not, reopen the action"),
    ("pdca action reopen",),
)


def remarks(
    folder: BoardFolder,
    report: LoadReport,
    shipped: Shipped,
    now: datetime,
    vacant: Iterable[vacancies.Vacancy] | None = None,
) -> list[Remark]:
    """Return what is worth telling about a folder that was loaded.

    `vacant` is what nobody does on the board as it is then, which may be other than the folder says; a board that is
    not there yet is what its folder says.
    """
    today = now.astimezone(ZoneInfo(folder.board.time_zone)).date()
    organisation = Organisation(folder.units, folder.people)
    return [
        *_pupils(folder),
        *_left(report),
        *_regions(folder, organisation, today),
        *_vacant(_vacancies(folder, organisation, shipped, today) if vacant is None else vacant),
    ]


def _pupils(folder: BoardFolder) -> Iterator[Remark]:
    """Warn of titles that look as if they name a pupil, with the rows in which they stand."""
    names = Names.of((one.name for one in folder.people), (one.name for one in folder.units))
    found = [(row, value) for row in folder.actions if (value := names.pupil_in(row.title)) is not None]
    for number, (row, value) in enumerate(found[:NAMED], 1):
        place = f"{row.file}:{row.line}"
        what = Message("{place}: '{value}' looks as if it names a pupil", {"place": place, "value": value})
        yield Remark(what, TODO if number == min(len(found), NAMED) else None)


def _left(report: LoadReport) -> Iterator[Remark]:
    for table, keys in report.left.items():
        yield _about(LEFT[table], keys)
    if report.closed:
        yield _about(CLOSED, report.closed)


def _about(one: Remark, keys: Sequence[str]) -> Remark:
    items = ", ".join(keys[:NAMED]) + (", ..." if len(keys) > NAMED else "")
    facts: dict[str, Param] = {"count": len(keys), "items": items}
    actions = tuple(keys[:NAMED]) if one.commands else ()
    return replace(one, what=Message(one.what.template, facts), actions=actions)


def _regions(folder: BoardFolder, organisation: Organisation, today: date) -> Iterator[Remark]:
    working = (row.unit for row in folder.actions if row.phase.is_open)
    if bare := regions.without_region(organisation, working, today):
        yield Remark(regions.told(unit.name for unit in bare), regions.TODO)


def _vacancies(
    folder: BoardFolder, organisation: Organisation, shipped: Shipped, today: date
) -> list[vacancies.Vacancy]:
    policy = folder.policy if folder.policy is not None else shipped.policy
    programmes = folder.programmes if folder.programmes is not None else shipped.programmes
    taking = Taking(organisation, folder.approach or Approach())
    return [
        *vacancies.on_the_ladder(organisation, policy, today),
        *vacancies.work_without_people(taking, programmes, today),
    ]


def _vacant(found: Iterable[vacancies.Vacancy]) -> Iterator[Remark]:
    every = list(found)
    for number, one in enumerate(every, 1):
        what = vacancies.told(one)
        yield (
            Remark(what)
            if number < len(every)
            else Remark(what, vacancies.TODO, vacancies.COMMANDS, is_of_cycles=True)
        )
