"""`pdca simulate`: a year before it happens, on a scratch database, with a summary that anyone understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, Any

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
from pdca.domain.notices.notice import NoticeState
from pdca.domain.notices.policy import Policy
from pdca.services.boards.export import folder_of
from pdca.services.ports import BoardSession, Shipped
from pdca.services.simulation.hanging import Hanging, hanging_cycles
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, goes_on, simulate, simulate_on
from pdca.services.simulation.summary import Summary, summarise
from pdca.services.situation import local_moment

if TYPE_CHECKING:
    from pdca.bootstrap import Runtime
    from pdca.store import SqlStore

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
            near, known = nearest(self.people, list(Behaviour)), ", ".join(Behaviour)
            if not near:
                raise BadInput(
                    "'{value}' is not known here; use one of: {known}", value=self.people, known=known
                )
            raise BadInput(
                "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
                value=self.people,
                near=near,
                known=known,
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

    board: str
    summary: Summary
    hanging: Sequence[Hanging]
    policy: Policy
    names: Mapping[str, str]

    @classmethod
    def of(cls, session: BoardSession, shipped: Shipped, scenario: Scenario) -> Year:
        """Read it."""
        board, policy = session.board(), session.policy()
        end = local_moment(scenario.last, board, policy)
        return cls(
            board=board.name,
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
    seeded = Random(given.seed).randbytes  # noqa: S311 - a year that repeats exactly, and no secret in it
    runtime = replace(desk.runtime, entropy=seeded)
    days = (given.last - given.first).days + 1
    with progress(desk.say("Simulating"), days, is_quiet=desk.is_json) as bar:
        store, slug = _lived(desk, runtime, board, scenario, bar.step)
    with store.reading(slug) as session:
        _write(session, given)
        year = Year.of(session, runtime.shipped, scenario)
    store.close()
    if desk.is_json:
        head = {"board": slug, "behaviour": given.people, "seed": given.seed}
        document({**head, **_document(desk, year)})
    else:
        _show(desk, given, year)


def _lived(
    desk: Desk, runtime: Runtime, named: str, scenario: Scenario, progress: Callable[[date], None]
) -> tuple[SqlStore, str]:
    """Return a scratch store in which a scenario was lived, and the board that is in it.

    A board of the store goes on from where it stands; when it is further than the first day already, or is a
    folder, it is loaded on that day.
    """
    shipped, words = runtime.shipped, runtime.words
    if Path(named).is_dir():
        folder = read_folder(Path(named), shipped)
    elif "/" in named or "\\" in named or named.startswith("."):
        raise BadInput("there is no folder '{folder}'", folder=named)
    else:
        slug = desk.board(named)
        with desk.store.reading(slug) as session:
            begin, folder = goes_on(session), folder_of(session)
        if begin <= scenario.first:
            store = runtime.scratch_copy()
            simulate_on(store, shipped, words, slug, scenario, progress)
            return store, slug
    store = runtime.scratch_store()
    simulate(store, shipped, words, folder, scenario, progress)
    return store, folder.board.slug


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
    file.write_text(json_lines(rows), encoding="utf-8", newline="\n")


def _show(desk: Desk, given: Simulating, year: Year) -> None:
    say, summary = desk.say, year.summary
    span = {"first": given.first, "last": given.last}
    line(say("{board}, from {first} to {last}", board=year.board, **span), bold=True)
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
