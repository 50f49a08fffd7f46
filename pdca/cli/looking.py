"""Looking without changing anything: who was told what and why, and whether what is stored holds together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer
import typer.colors

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import AtMoment, OnBoard, command
from pdca.cli.terminal.printing import document, line, rows_document, table, warn
from pdca.cli.terminal.words import day
from pdca.services.explain.short import in_short
from pdca.services.explain.trace import Subject, sentences
from pdca.services.explain.trace import plain as as_document
from pdca.services.explain.why import why
from pdca.services.records import LedgerRow


@dataclass(frozen=True, kw_only=True)
class Span(OnBoard):
    """From which day to which, and about what."""

    first: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="DAY", help="from this day on")
    ] = None
    last: Annotated[date | None, typer.Option("--to", parser=day, metavar="DAY", help="up to this day")] = (
        None
    )
    item: Annotated[str | None, typer.Option("--item", metavar="ID", help="about this item only")] = None


@command
def notices(desk: Desk, given: Span) -> None:
    """Show the ledger: who was told what and when, and who was not."""
    slug = desk.board(given.board)
    with desk.store.reading(slug) as session:
        rows = session.ledger(item=given.item, first=given.first, last=given.last)
    listed = sorted(rows, key=in_order)
    if desk.is_json:
        rows_document({**as_line(row), "state": row.notice.state} for row in listed)
        return
    if not listed:
        line(desk.say("No notices."))
        return
    headers = [desk.say(one) for one in ("day", "item", "step", "notice", "to whom", "state")]
    table(headers, [_cells(desk, row) for row in listed])


def in_order(row: LedgerRow) -> tuple[date, str, str, str]:
    """Order notices by day, item, step and recipient."""
    return row.day, row.notice.item, row.notice.step, row.notice.recipient or ""


def as_line(row: LedgerRow) -> dict[str, Any]:
    """Return a notice under the names of the outer interface."""
    notice = row.notice
    return {
        "date": row.day,
        "item": notice.item,
        "step": notice.step,
        "kind": notice.kind,
        "recipient": notice.recipient,
    }


def _cells(desk: Desk, row: LedgerRow) -> list[object]:
    notice, word = row.notice, desk.language.word
    recipient = notice.recipient or "-"
    kind, state = word("notice", notice.kind), word("notice_state", notice.state)
    return [desk.day(row.day), notice.item, notice.step, kind, recipient, state]


@dataclass(frozen=True, kw_only=True)
class Asking(AtMoment):
    """About which moment, and how much of it."""

    details: Annotated[
        bool, typer.Option("--details", help="also how people were looked for and what became of each mail")
    ] = False


@command
def explain(
    desk: Desk,
    id: Annotated[
        str,
        typer.Argument(
            metavar="ITEM|PERSON|MESSAGE",
            help="an item such as A-004, somebody's address, or the id of a mail",
        ),
    ],
    given: Asking,
) -> None:
    """Say why somebody got a mail, and why nobody did."""
    board = desk.board(given.board) if given.board is not None else None
    now = desk.latest(given.as_of)
    trace = why(desk.store, desk.runtime.shipped, id, now, board, desk.runtime.clock.now())
    if desk.is_json:
        document(as_document(trace, desk.language.say))
        return
    for depth, sentence in sentences(trace) if given.details else in_short(trace):
        line("  " * depth + desk.language.say(sentence))
    if not given.details and trace.steps and trace.subject is not Subject.MAIL:
        line()
        line(desk.say("With --details: how people were looked for, and what became of each mail."))


@command
def verify(desk: Desk, given: OnBoard) -> None:
    """Check chain, state and references of one board or all; exit 1 when anything is wrong."""
    boards = [desk.board(given.board)] if given.board is not None else list(desk.store.boards())
    faults = {slug: list(desk.store.verify(slug)) for slug in boards}
    if desk.is_json:
        said = {slug: [desk.language.say(one) for one in found] for slug, found in faults.items()}
        document({"boards": said})
    else:
        for slug, found in faults.items():
            if not found:
                line(desk.say("{board}: everything holds together.", board=slug))
            for fault in found:
                warn(f"{slug}: {desk.language.say(fault)}", colour=typer.colors.RED)
    if any(faults.values()):
        raise typer.Exit(1)
