"""The clock's own work from the shell: one tick, one delivery, or both until told to stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import AtMoment, command
from pdca.cli.terminal.printing import document, line, progress, warn
from pdca.services.engine.tick import DELIVER_MAIL, FAILED, TickReport, tick
from pdca.services.mailing.deliver import Post, deliver
from pdca.services.records import MessageState

UNDONE = (MessageState.RETRY, MessageState.IN_DOUBT, MessageState.FAILED, MessageState.EXPIRED)
"""What is not as it should be after a delivery."""


@command
def tick_once(desk: Desk, given: AtMoment) -> None:
    """Run the engine once for all boards, or for one."""
    _ = desk.runtime.links  # a missing or weak key is refused now, not at the first mail
    boards = [desk.board(given.board)] if given.board is not None else list(desk.store.boards())
    report = TickReport()
    shipped = desk.runtime.shipped
    with progress(desk.say("The engine runs"), len(boards), is_quiet=desk.is_json) as bar:
        for moment, slugs in _by_moment(desk, boards, given.as_of).items():
            _add(report, tick(desk.store, shipped, moment, slugs))
            bar.step()
    failed = max((counts.get(FAILED, 0) for counts in report.counts.values()), default=0)
    if desk.is_json:
        document({"boards": boards, "counts": report.counts, "failed": failed})
    else:
        _show_tick(desk, boards, report)
        desk.warn_captured()
    if failed:
        warn(desk.say("boards on which something failed: {count}; see the lines above", count=failed))
        raise typer.Exit(1)


def _by_moment(desk: Desk, boards: Iterable[str], as_of: date | None) -> Mapping[datetime, list[str]]:
    """Return the boards by the instant at which they are ticked: a bare day is each board's own hour."""
    found: dict[datetime, list[str]] = {}
    now = desk.runtime.clock.now()
    for slug in boards:
        found.setdefault(desk.moment(slug, as_of) if as_of is not None else now, []).append(slug)
    return found


def _add(report: TickReport, more: TickReport) -> None:
    for name, counts in more.counts.items():
        report.counts[name] = dict(Counter(report.counts.get(name, {})) + Counter(counts))


def _show_tick(desk: Desk, boards: list[str], report: TickReport) -> None:
    if not boards:
        line(desk.say("There is no board yet: load one with pdca load FOLDER."))
        return
    opened, late = report.total("opened"), report.total("late")
    line(desk.say("Boards: {boards}", boards=", ".join(boards)))
    line(desk.say("Cycles opened: {count}, of which late: {late}", count=opened, late=late))
    notices = report.total("notices") + report.total("lines")
    line(desk.say("Notices decided: {count}", count=notices))
    line(desk.say("Mails put in the outbox: {count}", count=report.total("messages")))
    if report.total("set_aside"):
        line(desk.say("Items set aside because of a fault: {count}", count=report.total("set_aside")))


@command
def deliver_once(desk: Desk, given: AtMoment) -> None:
    """Send what is in the outbox and due by now, or by some moment."""
    runtime = desk.runtime
    _ = runtime.links
    now = desk.latest(given.as_of)
    post = runtime.post(None if given.as_of is None else lambda: now)
    run = desk.store.begin(DELIVER_MAIL, now)
    with progress(desk.say("Mail is being sent"), is_quiet=desk.is_json):
        counts = _sent(desk, post)
    desk.store.end(run, now if given.as_of is not None else runtime.clock.now(), counts)
    if desk.is_json:
        document({"counts": counts})
    else:
        _show_delivery(desk, counts)
        desk.warn_captured()
    if any(counts.get(state) for state in UNDONE):
        raise typer.Exit(1)


def _sent(desk: Desk, post: Post) -> Mapping[str, int]:
    from pdca.mail.smtp import run

    return run(deliver(desk.store, post))


def _show_delivery(desk: Desk, counts: Mapping[str, int]) -> None:
    told = {state: counts[state] for state in MessageState if counts.get(state)}
    if not told:
        line(desk.say("Nothing was due."))
    for state, count in told.items():
        line(f"{desk.language.word('message_state', state)}: {count}")
    held = desk.store.outbox().counts().get(MessageState.HELD, 0)
    if held:
        warn(
            desk.say("Mails held since a restore: {count}; release them with pdca outbox release", count=held)
        )


@dataclass(frozen=True, kw_only=True)
class Serving:
    """Where the pages are served."""

    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="N", min=1, max=65535, help="the port for the pages, on this machine only"
        ),
    ] = 8000


@command
def serve(desk: Desk, given: Serving) -> None:
    """Serve the pages, tick and deliver, until told to stop."""
    from pdca.scheduler.serve import serve as serve_until_stopped
    from pdca.store.engine import Unreachable
    from pdca.web.app import Web
    from pdca.web.serving import HOST, claimed_port, served

    _ = desk.runtime.links, desk.runtime.relay  # what cannot work is refused before anything is said
    with suppress(Unreachable):  # a database that is away now may be back in a minute
        _ = desk.store
    claimed_port(given.port)
    desk.warn_captured()
    line(desk.say("The pages are at {address}.", address=f"http://{HOST}:{given.port}"))
    line(desk.say("The engine runs; stop it with Ctrl-C."))
    serve_until_stopped(desk.runtime, beside=served(Web(desk.runtime), given.port))
