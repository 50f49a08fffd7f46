"""Mail to look at, and mail that waits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import new_app
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, line, table, warn

app = new_app(no_args_is_help=True)
outbox_app = new_app(no_args_is_help=True)


@app.callback()
def mail() -> None:
    """Look at every kind of mail."""


@dataclass(frozen=True, kw_only=True)
class Previewing(Printed):
    """In which language, and which part."""

    lang: Annotated[str, typer.Option("--lang", metavar="nl|en", help="the language of the mail")] = "nl"
    as_html: Annotated[bool, typer.Option("--html", help="the HTML part instead of the text")] = False


@app.command("preview", help="show one kind of mail as text, or as HTML")
@command
def preview_kind(
    desk: Desk,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="which mail, such as reminder or digest")],
    given: Previewing,
) -> None:
    """Show the sample of one kind of mail."""
    from pdca.mail.gallery import preview

    parts = preview(kind, given.lang)
    if desk.is_json:
        document({"subject": parts.subject, "text": parts.text, "html": parts.html})
    elif given.as_html:
        line(parts.html)
    else:
        line(parts.subject, bold=True)
        line()
        line(parts.text)


@app.command("gallery", help="write every mail as text, page and pictures into a folder")
@command
def write_gallery(
    desk: Desk,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="where they go")],
    _given: Printed,
) -> None:
    """Write every kind of mail in every language."""
    from pdca.mail.gallery import gallery

    made = gallery(folder)
    if desk.is_json:
        document({"files": [str(file) for file in made.files], "missing": made.missing})
        return
    line(desk.say("{count} files stand in {folder}.", count=len(made.files), folder=str(folder)))
    if made.missing:
        warn(made.missing)


@outbox_app.callback()
def outbox() -> None:
    """See what waits to be sent, and release what is held."""


@outbox_app.command("show", help="how many mails are in which state, and those with trouble")
@command
def show_outbox(desk: Desk, _given: Printed) -> None:
    """Count the mails by state and list those somebody should know about."""
    box = desk.store.outbox()
    counts, troubles = box.counts(), box.troubles()
    if desk.is_json:
        rows = [
            {"id": one.id, "board": one.board, "day": one.day, "recipient": one.recipient, "state": one.state}
            | {"attempts": one.attempts, "reply": one.reply}
            for one in troubles
        ]
        document({"counts": counts, "troubles": rows})
        return
    word = desk.language.word
    table(
        [desk.say("state"), desk.say("mails")],
        [[word("message_state", state), count] for state, count in counts.items()],
        {1},
    )
    headers = [desk.say(one) for one in ("day", "to whom", "state", "attempts", "reply")]
    if troubles:
        line()
        table(
            headers,
            [
                [desk.day(one.day), one.recipient, word("message_state", one.state), one.attempts, one.reply]
                for one in troubles
            ],
            {3},
        )


@outbox_app.command("release", help="let the mail go that was held after a restore")
@command
def release_outbox(desk: Desk, _given: Printed) -> None:
    """Let the mail go that was held after a restore."""
    count = desk.store.outbox().release()
    if desk.is_json:
        document({"released": count})
    else:
        line(desk.say("Mails released: {count}; the next pdca deliver sends them.", count=count))
