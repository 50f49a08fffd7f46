"""A board comes in from its folder, and goes out as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
import typer.colors

from pdca.catalog.export import write_folder, write_history
from pdca.catalog.folder import read_folder
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, line, plain, progress, table
from pdca.cli.terminal.words import day, day_or_instant
from pdca.domain.folder import BoardFolder
from pdca.services.boards.export import folder_of, history_of
from pdca.services.boards.load import LoadReport, load_folder
from pdca.services.boards.remarks import Remark, remarks
from pdca.services.boards.vacancies import Vacancy, vacancies_of
from pdca.services.ports import Shipped
from pdca.services.situation import Situation, local_moment


@dataclass(frozen=True, kw_only=True)
class Loading(Printed):
    """What loading a folder takes."""

    as_of: Annotated[
        date | None,
        typer.Option("--as-of", parser=day_or_instant, metavar="DAY", help="load as if it were this day"),
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would change")] = False
    quiet_until: Annotated[
        date | None,
        typer.Option(
            "--quiet-until",
            parser=day,
            metavar="DAY",
            help="no mail before this day about what is overdue already",
        ),
    ] = None


@command
def load(
    desk: Desk,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="the board folder")],
    given: Loading,
) -> None:
    """Load or update a board from its folder."""
    shipped = desk.runtime.shipped
    with progress(desk.say("Loading {folder}", folder=folder.name), is_quiet=desk.is_json):
        read = read_folder(folder, shipped)
        now = moment_in(read, given.as_of, shipped) or desk.runtime.clock.now()
        vacant: list[Sequence[Vacancy]] = []
        report = load_folder(
            desk.store,
            shipped,
            read,
            now,
            quiet_until=given.quiet_until,
            dry_run=given.dry_run,
            look=lambda session: vacant.append(vacancies_of(Situation(session, shipped, now))),
        )
    found = remarks(read, report, shipped, now, *vacant)
    warnings = list(_warnings(desk, read, found))
    if desk.is_json:
        told = {"board": read.board.slug, "as_of": now, "dry_run": given.dry_run, **plain(report)}
        document({**told, "warnings": [{"what": what, "todo": todo} for what, todo in warnings]})
        return
    _show(desk, read, report, is_dry=given.dry_run)
    for what, todo in warnings:
        typer.secho(f"! {what}", fg=typer.colors.YELLOW)
        if todo is not None:
            line(f"  → {todo}")


def _warnings(desk: Desk, folder: BoardFolder, found: Iterable[Remark]) -> Iterator[tuple[str, str | None]]:
    """Yield what stops nobody and is worth knowing, each with what can be done about it."""
    say = desk.language.say
    for note in folder.notes:
        yield f"{note.file}: {say(note.message)}", None
    for one in found:
        todo = None if one.todo is None else ": ".join(filter(None, [say(one.todo), ", ".join(one.commands)]))
        yield say(one.what), todo


def moment_in(folder: BoardFolder, as_of: date | None, shipped: Shipped) -> datetime | None:
    """Return the instant that is meant on the board of a folder: a bare day is that day at its `send_at`."""
    if as_of is None or isinstance(as_of, datetime):
        return as_of
    policy = folder.policy if folder.policy is not None else shipped.policy
    return local_moment(as_of, folder.board, policy)


def _show(desk: Desk, folder: BoardFolder, report: LoadReport, *, is_dry: bool) -> None:
    name = folder.board.name
    if report.is_empty:
        line(desk.say("{board}: everything is already as the folder says.", board=name))
        return
    if is_dry:
        line(desk.say("{board}: this would change; nothing is changed yet.", board=name))
    else:
        line(desk.say("{board} is loaded.", board=name))
    headers = [desk.say("what"), desk.say("new"), desk.say("changed"), desk.say("removed")]
    names = dict.fromkeys([*report.added, *report.changed, *report.removed])
    table(headers, [[desk.language.word("table", one), *_counts(report, one)] for one in names], {1, 2, 3})


def _counts(report: LoadReport, name: str) -> Iterator[object]:
    parts: tuple[Mapping[str, int], ...] = (report.added, report.changed, report.removed)
    return (part.get(name) or "" for part in parts)


@command
def export(
    desk: Desk,
    board: Annotated[str, typer.Argument(metavar="BOARD", help="the short name of the board")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="a new or empty folder")],
    _given: Printed,
) -> None:
    """Write a board as a folder again, and its history beside it."""
    slug = desk.board(board)
    with desk.store.reading(slug) as session:
        write_folder(folder_of(session), to)
        history = history_of(session)
    for name, rows in history.items():
        write_history(to, name, map(plain, rows))
    counts = {name: len(rows) for name, rows in history.items()}
    if desk.is_json:
        document({"board": slug, "folder": str(to), "history": counts})
        return
    line(desk.say("{board} stands in {folder}.", board=slug, folder=str(to)))
    listed = [[desk.language.word("table", name), count] for name, count in counts.items()]
    table([desk.say("history"), desk.say("rows")], listed, {1})
