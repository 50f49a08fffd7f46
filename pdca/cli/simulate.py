"""`pdca simulate`: a year before it happens, on a scratch database, with a summary that anyone understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from pdca.catalog.folder import read_folder
from pdca.cli.looking import as_line, in_order
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import columns, document, json_lines, line, plain, progress, table
from pdca.cli.terminal.words import day, nearest
from pdca.domain.errors import BadInput
from pdca.domain.folder import BoardFolder
from pdca.domain.notices.notice import NoticeState
from pdca.services.boards.export import folder_of
from pdca.services.ports import BoardSession
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate
from pdca.services.simulation.summary import Summary, summarise

FILED = (NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNDELIVERABLE)
WIDEST, SHOWN = 106, 10
MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@dataclass(frozen=True, kw_only=True)
class Simulating(Printed):
    """Which stretch of time, and how people behave in it."""

    first: Annotated[date, typer.Option("--from", parser=day, metavar="DAY", help="the first day")]
    last: Annotated[date, typer.Option("--to", parser=day, metavar="DAY", help="the last day")]
    people: Annotated[
        str, typer.Option("--people", metavar="HOW", help="nobody-acts, on-time or as-usual")
    ] = Behaviour.NOBODY_ACTS.value
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="the same seed is the same year")] = 0
    notices: Annotated[
        Path | None, typer.Option("--notices", metavar="FILE", help="write every notice as JSON Lines")
    ] = None
    cycles: Annotated[
        Path | None, typer.Option("--cycles", metavar="FILE", help="write every cycle as JSON Lines")
    ] = None

    def scenario(self) -> Scenario:
        """Return what is to be simulated. Raises BadInput."""
        if self.people not in frozenset(Behaviour):
            raise BadInput(
                "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
                value=self.people,
                near=nearest(self.people, list(Behaviour)),
                known=", ".join(Behaviour),
            )
        if self.last < self.first:
            raise BadInput("{last} lies before the first day {first}", last=self.last, first=self.first)
        return Scenario(first=self.first, last=self.last, behaviour=Behaviour(self.people), seed=self.seed)


@command
def simulate_year(
    desk: Desk,
    board: Annotated[
        str, typer.Argument(metavar="FOLDER|BOARD", help="a board folder, or the name of a loaded board")
    ],
    given: Simulating,
) -> None:
    """Run a stretch of time on a virtual clock and sum it up."""
    scenario = given.scenario()
    folder = _folder(desk, board)
    seeded = Random(given.seed).randbytes  # noqa: S311 - a year that repeats exactly, and no secret in it
    runtime = replace(desk.runtime, entropy=seeded)
    store = runtime.scratch_store()
    with progress(desk.say("Simulating"), len(list(scenario.days())), is_quiet=desk.is_json) as bar:
        simulate(store, runtime.shipped, runtime.words, folder, scenario, bar.step)
    with store.reading(folder.board.slug) as session:
        _write(session, given)
        summary = summarise(session, given.first, given.last)
        names = {person.email: person.name for person in session.people()}
    store.close()
    if desk.is_json:
        document(
            {"board": folder.board.slug, "behaviour": given.people, "seed": given.seed, **_plain(summary)}
        )
    else:
        _show(desk, folder, given, summary, names)


def _folder(desk: Desk, named: str) -> BoardFolder:
    """Return the folder that is named, or a board of the store as one."""
    if Path(named).is_dir():
        return read_folder(Path(named), desk.runtime.shipped)
    if "/" in named or "\\" in named or named.startswith("."):
        raise BadInput("there is no folder '{folder}'", folder=named)
    slug = desk.board(named)
    with desk.store.reading(slug) as session:
        return folder_of(session)


def _write(session: BoardSession, given: Simulating) -> None:
    if given.notices is not None:
        rows = [
            row for row in session.ledger(first=given.first, last=given.last) if row.notice.state in FILED
        ]
        _write_lines(given.notices, [as_line(row) for row in sorted(rows, key=in_order)])
    if given.cycles is not None:
        cycles = [one for one in session.cycles() if given.first <= one.opened <= given.last]
        cycles.sort(key=lambda one: (one.opened, one.id))
        _write_lines(
            given.cycles,
            [
                {"date": one.opened, "programme": one.programme, "unit": one.unit, "period": one.period}
                for one in cycles
            ],
        )


def _write_lines(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    try:
        file.write_text(json_lines(rows), encoding="utf-8", newline="\n")
    except OSError as error:
        fault = error.strerror or str(error)
        raise BadInput("{file} cannot be written: {fault}", file=str(file), fault=fault) from error


def _plain(summary: Summary) -> dict[str, Any]:
    shown: dict[str, Any] = plain(summary)
    for name in ("weeks", "peaks"):
        shown[name] = [{"week": week, "mails": mails} for week, mails in shown[name]]
    return shown


def _show(
    desk: Desk, folder: BoardFolder, given: Simulating, summary: Summary, names: dict[str, str]
) -> None:
    say = desk.say
    span = {"first": given.first, "last": given.last}
    line(say("{board}, from {first} to {last}", board=folder.board.name, **span), bold=True)
    line(say(HOW[Behaviour(given.people)]))
    line()
    weeks = max(1, len(summary.weeks))
    per_week = f"{summary.mails / weeks / max(1, len(summary.people)):.1f}"
    line(
        say(
            "Mails: {mails} to {people} people; for each of them {average} a week on average",
            mails=summary.mails,
            people=len(summary.people),
            average=per_week.replace(".", ",") if desk.locale == "nl" else per_week,
        )
    )
    _chart(desk, summary.weeks)
    for week, mails in summary.peaks:
        line(say("Busy week: that of {week}, with {mails} mails", week=week, mails=mails))
    line(
        say(
            "Minutes asked of each person a month: {minutes} (the middle one)", minutes=_number(desk, summary)
        )
    )
    _show_people(desk, summary, names)
    _show_ends(desk, summary)


HOW = {
    Behaviour.NOBODY_ACTS: "Nobody does anything: this is what follow-up looks like at its worst.",
    Behaviour.ON_TIME: "Everybody does what is asked on time.",
    Behaviour.AS_USUAL: "People act as they usually do: some at once, some later, some after a reminder.",
}


def _number(desk: Desk, summary: Summary) -> str:
    text = f"{summary.minutes_median:.1f}"
    return text.replace(".", ",") if desk.locale == "nl" else text


def _chart(desk: Desk, weeks: Sequence[tuple[date, int]]) -> None:
    """Draw the mails of each week as a column; very long stretches show their last weeks."""
    shown = weeks[-WIDEST:]
    if not shown:
        return
    top = max(mails for _, mails in shown)
    line()
    line(desk.say("Mails a week (the highest is {top})", top=top))
    for row in columns([mails for _, mails in shown]):
        line(f"  {row}".rstrip())
    line("  " + _axis(shown, MONTHS[desk.locale]))
    line()


def _axis(weeks: Sequence[tuple[date, int]], months: Sequence[str]) -> str:
    """Return the names of the months, each below its first week and where there is room."""
    starts = [0, *(n for n in range(1, len(weeks)) if weeks[n][0].month != weeks[n - 1][0].month)]
    axis = ""
    for start, following in zip(starts, [*starts[1:], len(weeks)], strict=True):
        name = months[weeks[start][0].month - 1]
        if following - start > len(name) or following == len(weeks):
            axis = axis.ljust(start) + name
    return axis


def _show_people(desk: Desk, summary: Summary, names: dict[str, str]) -> None:
    if not summary.people:
        return
    line()
    headers = [desk.say(one) for one in ("who", "mails", "busiest week", "minutes a month")]
    rows = [
        [names.get(one.email, one.email), one.mails, one.busiest_week, round(one.minutes_a_month)]
        for one in summary.people[:SHOWN]
    ]
    table(headers, rows, {1, 2, 3})


def _show_ends(desk: Desk, summary: Summary) -> None:
    say = desk.say
    line()
    for step, count in summary.escalations.items():
        line(say("Escalations to level {level}: {count}", level=step.rpartition("-")[2], count=count))
    if summary.undeliverable:
        line(say("Notices for which nobody was found: {count}", count=summary.undeliverable))
    line(
        say(
            "Actions secured: {secured}; still open: {open}",
            secured=summary.actions_secured,
            open=summary.actions_open,
        )
    )
    open_cycles = summary.cycles_open
    line(
        say(
            "Cycles opened: {opened}, closed: {closed}; not closed: {open}",
            opened=summary.cycles_opened,
            closed=summary.cycles_closed,
            open=len(open_cycles),
        )
    )
    for id in open_cycles[:SHOWN]:
        line(f"  {id}")
    if len(open_cycles) > SHOWN:
        line("  " + say("and {count} more", count=len(open_cycles) - SHOWN))
