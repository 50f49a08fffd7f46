"""`pdca demo`: a school board with a year behind it, built anew each time, and what to try with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.colors

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, line, progress, table, warn
from pdca.domain.notices.notice import Notice

if TYPE_CHECKING:
    from pdca.demo.build import Demo
    from pdca.demo.look import DayLook, MailOfDay

MOST_DAYS = 250
NAMED = 4
"""So many names are said; of more only the number."""


@dataclass(frozen=True, kw_only=True)
class Showing(Printed):
    """How the demo is shown."""

    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="stop after building it and print a summary")
    ] = False
    days: Annotated[
        int,
        typer.Option(
            "--days", metavar="N", min=0, max=MOST_DAYS, help="let the engine run on so many days first"
        ),
    ] = 0
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="FOLDER", help="where to build it, instead of a temporary folder"),
    ] = None
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=1,
            max=65535,
            help="the port for the pages, on this machine only; otherwise 8000, or any that is free",
        ),
    ] = None


@command
def demo(desk: Desk, given: Showing) -> None:
    """Build the demo, say what there is to see, and let it run on."""
    from pdca.demo.build import occupied
    from pdca.web.serving import PORT, claimed_port, free_port

    port = free_port(PORT) if given.port is None else claimed_port(given.port)
    with occupied(given.folder):
        _demo(desk, given, port)


def _demo(desk: Desk, given: Showing, port: int) -> None:
    from pdca.demo.build import FIRST, TODAY, build
    from pdca.web.serving import HOST

    began = perf_counter()
    total = (TODAY - FIRST).days + 1
    with progress(desk.say("Half a school year goes by"), total, is_quiet=desk.is_json) as bar:
        built = build(given.folder, days=given.days, progress=bar.step, base_url=f"http://{HOST}:{port}")
    if desk.is_json:
        document(_document(built))
        return
    _show(desk, built, f"{perf_counter() - began:.0f}")
    if not given.no_serve:
        _serve(desk, built, port)


def _serve(desk: Desk, built: Demo, port: int) -> None:
    from pdca.demo.build import alive
    from pdca.demo.stage import DemoStage
    from pdca.scheduler.serve import serve
    from pdca.web.app import Web
    from pdca.web.serving import served

    runtime = alive(built)
    line()
    address = runtime.settings.base_url
    line(desk.say("Open {address} in a browser: step into somebody's shoes and see.", address=address))
    line(desk.say("The engine now runs on the clock of the demo; stop it with Ctrl-C."))
    serve(runtime, beside=served(Web(runtime, DemoStage(built, runtime)), port))


def _show(desk: Desk, built: Demo, seconds: str) -> None:
    from pdca.demo.look import look_at_day, standing_out

    say = desk.say
    line(
        say("{board}: a demo, built in {seconds} seconds", board=built.board.board.name, seconds=seconds),
        bold=True,
    )
    line(say("Board, people and schools are invented. It is now {day}, 07:30.", day=built.today))
    warn(
        say("Nothing is really sent: mail is kept in the folder {folder}.", folder=str(built.mail)),
        colour=typer.colors.RED,
    )
    _heading(desk, "What happened since {day}", day=built.story.first)
    _numbers(desk, built)
    if built.days_after():
        _heading(desk, "What the engine did after {day}, while nobody acted", day=built.story.last)
        for day in built.days_after():
            _day(desk, look_at_day(built, day))
    _heading(desk, "What stands out today")
    for message in standing_out(built):
        line(f"  {desk.language.say(message)}")
    _mails(desk, look_at_day(built, built.today))
    _tries(desk, built)


def _heading(desk: Desk, template: str, **facts: date) -> None:
    line()
    line(desk.say(template, **facts), bold=True)


def _numbers(desk: Desk, built: Demo) -> None:
    from pdca.demo.look import BOARD_LEVEL, look_back

    say, seen = desk.say, look_back(built, built.today)
    refused = sum(bool(step.refused) for steps in built.story.steps.values() for step in steps)
    helped = sum(seen.escalations.values())
    minutes = f"{seen.minutes_median:.1f}"
    facts = (
        say(
            "{count} cycles opened by themselves; {closed} closed",
            count=seen.cycles_opened,
            closed=seen.cycles_closed,
        ),
        say(
            "{count} actions were secured; {open} are open",
            count=seen.actions_secured,
            open=seen.actions_open,
        ),
        say(
            "{mails} mails went to {people} people, never more than one a day",
            mails=seen.mails,
            people=len(seen.people),
        ),
        say(
            "reading them and doing what they ask took half of the people at most {minutes} minutes a month",
            minutes=minutes.replace(".", ",") if desk.locale == "nl" else minutes,
        ),
        say(
            "somebody was asked to help {count} times; {board} of these reached the board",
            count=helped,
            board=seen.escalations.get(BOARD_LEVEL, 0),
        ),
        say(
            "what was not right was refused {count} times, such as closing by the wrong person", count=refused
        ),
    )
    for fact in facts:
        line(f"  {fact}")


def _day(desk: Desk, seen: DayLook) -> None:
    if not seen.mails and not seen.opened:
        line(f"  {desk.day(seen.day)}  {desk.say('no mail')}")
        return
    names = ", ".join(mail.name for mail in seen.mails[:NAMED])
    more = len(seen.mails) - NAMED
    if more > 0:
        names = desk.say("{names} and {count} more", names=names, count=more)
    line(f"  {desk.day(seen.day)}  {desk.say('{count} mails: {names}', count=len(seen.mails), names=names)}")
    for name, notice in seen.escalations:
        line(f"{'':14}{desk.say('{person} is asked to help with {item}', person=name, item=notice.item)}")
    for opened in seen.opened:
        line(f"{'':14}{desk.say('opened: {item}', item=opened)}")


def _mails(desk: Desk, seen: DayLook) -> None:
    _heading(desk, "The mail of today")
    if not seen.mails:
        line(f"  {desk.say('no mail')}")
        return
    headers = [desk.say(header) for header in ("to whom", "subject", "what it says")]
    rows = [(mail.name, mail.subject, ", ".join(_said(desk, mail))) for mail in seen.mails]
    table(headers, rows)


def _said(desk: Desk, mail: MailOfDay) -> list[str]:
    return [f"{notice.item} ({_kind(desk, notice)})" for notice in mail.notices]


def _kind(desk: Desk, notice: Notice) -> str:
    return desk.language.word("notice", notice.kind)


def _tries(desk: Desk, built: Demo) -> None:
    from pdca.demo.look import next_day, until_next_day

    at = built.board.board.mail_from.partition("@")[2]
    ready, following = "results-final/PSL/2026-2027", next_day(built)
    ahead = round(until_next_day(built).total_seconds())
    klaar = "klaar" if desk.locale == "nl" else "report-done"
    ground, done = desk.say("all teams have discussed it"), desk.say("the new schedule hangs in the yard")
    tries = (
        ("first point this terminal at the demo", f". {quote(str(built.environment))}"),
        ("why somebody gets a mail, and what comes next", "pdca why A-004"),
        (
            "the owner reports an action done",
            f'pdca action {klaar} A-004 --as b.uitgeester@{at} --done "{done}"',
        ),
        ("a manager gives more time", f"pdca action grant A-030 --as t.aertsveld@{at}"),
        ("a cycle that is ready to close, and its gates", f"pdca cycle show {ready}"),
        (
            "the wrong person tries to close it: refused",
            f'pdca cycle close {ready} --as y.nijkampf@{at} --ground "{ground}"',
        ),
        ("the right person closes it", f'pdca cycle close {ready} --as c.bosmade@{at} --ground "{ground}"'),
        (
            "the next school day: the clock of the demo goes forward, and the engine does what is due by then",
            f"export PDCA_CLOCK_AHEAD=$((PDCA_CLOCK_AHEAD + {ahead})) && pdca tick && pdca deliver",
        ),
        (
            "the rest of the year, if everybody is as usual",
            f"pdca simulate {built.slug} --from {following} --to 2027-07-31 --people as-usual",
        ),
        ("everything that is stored holds together", "pdca verify"),
    )
    _heading(desk, "To try next")
    for what, how in tries:
        line(f"  # {desk.say(what)}")
        line(f"  {how}")


def _document(built: Demo) -> dict[str, Any]:
    from pdca.demo.look import look_at_day, look_back, standing_out

    days = built.days_after() or [built.today]
    english = built.runtime.shipped.language("en")
    return {
        "board": built.slug,
        "folder": str(built.folder),
        "environment": str(built.environment),
        "starts": built.starts,
        "summary": look_back(built, built.today),
        "standing_out": [english.say(message) for message in standing_out(built)],
        "days": [_day_document(look_at_day(built, day)) for day in days],
    }


def _day_document(seen: DayLook) -> dict[str, Any]:
    return {"date": seen.day, "opened": seen.opened, "mails": seen.mails}
