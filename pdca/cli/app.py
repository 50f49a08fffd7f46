"""All commands of `pdca` by name; each lives in a module of its own that is imported when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from pdca.cli.terminal.desk import LANGUAGES
from pdca.cli.terminal.groups import Root, new_app
from pdca.domain.errors import BadInput

YEAR, WORK, POST, HOUSE = "The year", "The work", "The mail", "The house"

COMMANDS = (
    ("demo", "pdca.cli.demo:demo", "a board with half a year behind it, to look at and to try", YEAR),
    ("load", "pdca.cli.board:load", "load or update a board from its folder", YEAR),
    (
        "simulate",
        "pdca.cli.simulate:simulate_year",
        "see a year before it happens; nothing real is touched",
        YEAR,
    ),
    (
        "tick",
        "pdca.cli.engine:tick_once",
        "one pass of the engine: open cycles, decide notices, fill the outbox",
        YEAR,
    ),
    ("serve", "pdca.cli.engine:serve", "serve the pages, tick and deliver, until told to stop", YEAR),
    (
        "action",
        "pdca.cli.acting.action:app",
        "actions: commit, done, assess, secure and all other steps",
        WORK,
    ),
    ("cycle", "pdca.cli.acting.cycle:app", "cycles: move on, report, reflect, close", WORK),
    ("task", "pdca.cli.acting.task:app", "tasks of a cycle: done, waive, hand over", WORK),
    ("deliver", "pdca.cli.engine:deliver_once", "send what is in the outbox and due", POST),
    ("notices", "pdca.cli.looking:notices", "who was told what, and who was not", POST),
    ("why", "pdca.cli.looking:explain", "why somebody got a mail, or nobody did", POST),
    ("mail", "pdca.cli.mail:app", "look at every kind of mail", POST),
    (
        "outbox",
        "pdca.cli.mail:outbox_app",
        "what waits to be sent; release what is held after a restore",
        POST,
    ),
    ("db", "pdca.cli.house:db_app", "create or migrate the database", HOUSE),
    (
        "doctor",
        "pdca.cli.house:doctor",
        "what is wrong with the installation, and what to do about it",
        HOUSE,
    ),
    (
        "unlock",
        "pdca.cli.letting_in:unlock",
        "let somebody in by mail again who lost phone and paper",
        HOUSE,
    ),
    ("verify", "pdca.cli.looking:verify", "check that everything stored holds together", HOUSE),
    ("export", "pdca.cli.board:export", "write a board as a folder again, with its history", HOUSE),
    ("backup", "pdca.cli.house:back_up", "write a checked backup", HOUSE),
    ("restore", "pdca.cli.house:put_back", "put a backup in place; all mail is held until released", HOUSE),
    ("bench", "pdca.cli.house:bench", "the benchmarks, as ratios", HOUSE),
)


class Pdca(Root):
    """The root with its commands."""

    elsewhere = COMMANDS


app = new_app(Pdca, name="pdca", no_args_is_help=True)


@app.callback()
def options(
    lang: Annotated[
        str, typer.Option("--lang", metavar="nl|en", help="the language of what is printed")
    ] = "nl",
    _debug: Annotated[
        bool, typer.Option("--debug", help="show more when something unexpected happens")
    ] = False,
) -> None:
    """PDCA improvement cycles that close: a year that runs itself."""
    if lang not in LANGUAGES:
        raise BadInput("'{value}' is not a language of the product; use nl or en", value=lang)
