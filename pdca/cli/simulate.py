"""`pdca simulate`: a year before it happens, on a scratch database, with a summary that anyone understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from pdca.catalog.folder import read_folder
from pdca.cli.foreseen.hanging import as_rows, counts, show_cycles
from pdca.cli.foreseen.numbers import roles_by_step, show_escalations, show_mails, show_minutes
from pdca.cli.looking import as_line, in_order
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, json_lines, line, plain, progress
from pdca.cli.terminal.words import day, nearest
from pdca.domain.errors import BadInput
from pdca.domain.folder import BoardFolder
from pdca.domain.notices.notice import NoticeState
from pdca.domain.notices.policy import Policy
from pdca.services.boards.export import folder_of
from pdca.services.ports import BoardSession, Shipped
from pdca.services.simulation.hanging import Hanging, hanging_cycles
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate
from pdca.services.simulation.summary import Summary, summarise
from pdca.services.situation import local_moment

FILED = (NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNDELIVERABLE)


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


HOW = {
    Behaviour.NOBODY_ACTS: "Nobody does anything: this is what follow-up looks like at its worst.",
    Behaviour.ON_TIME: "Everybody does what is asked on time.",
    Behaviour.AS_USUAL: "People act as they usually do: some at once, some later, some after a reminder.",
}


@dataclass(frozen=True, kw_only=True)
class Year:
    """What a scratch board shows at the end of a scenario."""

    summary: Summary
    hanging: Sequence[Hanging]
    policy: Policy
    names: Mapping[str, str]

    @classmethod
    def of(cls, session: BoardSession, shipped: Shipped, scenario: Scenario) -> Year:
        """Read it."""
        policy = session.policy()
        end = local_moment(scenario.last, session.board(), policy)
        return cls(
            summary=summarise(session, scenario.first, scenario.last),
            hanging=hanging_cycles(session, shipped, end),
            policy=policy,
            names={person.email: person.name for person in session.people()},
        )


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
        year = Year.of(session, runtime.shipped, scenario)
    store.close()
    if desk.is_json:
        head = {"board": folder.board.slug, "behaviour": given.people, "seed": given.seed}
        document({**head, **_document(desk, year)})
    else:
        _show(desk, folder, given, year)


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


def _show(desk: Desk, folder: BoardFolder, given: Simulating, year: Year) -> None:
    say, summary = desk.say, year.summary
    span = {"first": given.first, "last": given.last}
    line(say("{board}, from {first} to {last}", board=folder.board.name, **span), bold=True)
    line(say(HOW[Behaviour(given.people)]))
    line()
    show_mails(desk, summary)
    show_minutes(desk, summary, year.names)
    show_escalations(desk, summary, year.policy)
    line(
        say(
            "Actions secured: {secured}; still open: {open}",
            secured=summary.actions_secured,
            open=summary.actions_open,
        )
    )
    show_cycles(desk, summary, year.hanging, year.names)


def _document(desk: Desk, year: Year) -> dict[str, Any]:
    shown: dict[str, Any] = plain(year.summary)
    for name in ("weeks", "peaks"):
        shown[name] = [{"week": week, "mails": mails} for week, mails in shown[name]]
    return {
        **shown,
        "escalation_roles": roles_by_step(year.policy),
        "cycles_not_closed": counts(year.hanging),
        "cycles_waiting": as_rows(desk, year.hanging, year.names),
    }
