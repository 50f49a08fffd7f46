"""What the commands take with which people act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from pdca.cli.terminal.options import BySomebody
from pdca.cli.terminal.words import address, day


@dataclass(frozen=True, kw_only=True)
class Deciding(BySomebody):
    """What every act can have: a reason, and to whom or what something goes."""

    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="why")] = ""
    to: Annotated[
        str | None, typer.Option("--to", metavar="EMAIL|REF", help="to whom; merge: into which action")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Doing(Deciding):
    """What an act on an action can have; each event uses its own."""

    due: Annotated[date | None, typer.Option("--due", parser=day, metavar="DAY", help="done by")] = None
    check_due: Annotated[
        date | None, typer.Option("--check-due", parser=day, metavar="DAY", help="checked by")
    ] = None
    effect_from: Annotated[
        date | None,
        typer.Option("--effect-from", parser=day, metavar="DAY", help="the effect shows from this day"),
    ] = None
    until: Annotated[
        date | None,
        typer.Option("--until", parser=day, metavar="DAY", help="more time, block or quiet until"),
    ] = None
    goal: Annotated[str, typer.Option("--goal", metavar="TEXT", help="what it is for")] = ""
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="CODE", help="how you will know: measurable, noticeable or felt"),
    ] = None
    done: Annotated[str, typer.Option("--done", metavar="TEXT", help="what was done")] = ""
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="TEXT", help="where the evidence is; may be repeated"),
    ] = None
    verdict: Annotated[
        str | None, typer.Option("--verdict", metavar="CODE", help="did it help: effective, partly or not")
    ] = None
    observed: Annotated[str, typer.Option("--observed", metavar="TEXT", help="what can be seen of it")] = ""
    secured_in: Annotated[
        str, typer.Option("--secured-in", metavar="TEXT", help="the process (code or name) or document that holds it")
    ] = ""
    secured_owner: Annotated[
        str | None,
        typer.Option(
            "--secured-owner",
            parser=address,
            metavar="EMAIL",
            help="who looks after it there; of a process its owner by default",
        ),
    ] = None
    review_on: Annotated[
        date | None,
        typer.Option(
            "--review-on", parser=day, metavar="DAY", help="when to look at it again; in a year by default"
        ),
    ] = None
    outside_word: Annotated[
        str, typer.Option("--outside-word", metavar="TEXT", help="what the outside party said")
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Steering(Deciding):
    """What an act on a cycle can have; each event uses its own."""

    post: Annotated[str, typer.Option("--post", metavar="owner|closer", help="whose place is taken")] = (
        "owner"
    )
    report: Annotated[str, typer.Option("--report", metavar="TEXT", help="where the report is")] = ""
    reflection: Annotated[
        str | None,
        typer.Option("--reflection", metavar="CODE", help="did it help: helped, partly or expected"),
    ] = None
    words: Annotated[str, typer.Option("--words", metavar="TEXT", help="a word why")] = ""
    feedback: Annotated[
        str, typer.Option("--feedback", metavar="TEXT", help="how those who took part were told")
    ] = ""
    ground: Annotated[str, typer.Option("--ground", metavar="TEXT", help="on what ground it is closed")] = ""


@dataclass(frozen=True, kw_only=True)
class Finishing(Deciding):
    """What an act on a task can have."""

    choice: Annotated[
        str | None,
        typer.Option("--choice", metavar="CODE", help="about the earlier cycle: carry, close or run_both"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Adding(BySomebody):
    """What a new action is made of."""

    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="what is to be improved, in one line")]
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help="which unit")]
    owner: Annotated[str, typer.Option("--owner", parser=address, metavar="EMAIL", help="who does it")]
    source: Annotated[str, typer.Option("--source", metavar="CODE", help="where it comes from")]
    grade: Annotated[str, typer.Option("--grade", metavar="CODE", help="how heavy it weighs")]
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="done by")]
    start: Annotated[str, typer.Option("--start", metavar="DAY", help="from when; today by default")] = ""
    norms: Annotated[str, typer.Option("--norms", metavar="CODES", help="such as ISO:9.2;OK:OP2")] = ""
    checker: Annotated[str, typer.Option("--checker", metavar="EMAIL", help="who checks it")] = ""
    priority: Annotated[str, typer.Option("--priority", metavar="CODE", help="high, normal or low")] = ""
    process: Annotated[str, typer.Option("--process", metavar="CODE", help="which process")] = ""
    size: Annotated[
        str, typer.Option("--size", metavar="CODE", help="small or large; by grade by default")
    ] = ""
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="ID", help="in which cycle; the current one by default")
    ] = None
