"""What an installation needs now and then: its database, its backups, and putting one back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import new_app
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, line
from pdca.services.ports import MessageState
from pdca.store import backup, current, head, restore, upgrade

db_app = new_app(no_args_is_help=True)


@db_app.callback()
def db() -> None:
    """Create or migrate the database."""


@db_app.command("upgrade", help="create the schema, or migrate it after a backup")
@command
def upgrade_database(desk: Desk, _given: Printed) -> None:
    """Create the schema, or migrate it after a backup."""
    url = desk.runtime.settings.database_url
    before = current(url)
    saved = upgrade(url)
    if desk.is_json:
        document({"from": before, "to": head(), "backup": None if saved is None else str(saved)})
    elif before == head():
        line(desk.say("The database is up to date ({revision}).", revision=before))
    elif before is None:
        line(desk.say("The database is ready ({revision}).", revision=head()))
    else:
        line(desk.say("The database went from {before} to {after}.", before=before, after=head()))
    if saved is not None and not desk.is_json:
        line(desk.say("What it held stands in {file}.", file=str(saved)))


@command
def back_up(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where the backup goes")],
    _given: Printed,
) -> None:
    """Write a backup of everything, proven to be whole."""
    manifest = backup(desk.runtime.settings.database_url, file)
    if desk.is_json:
        document({"file": str(file), "sha256": manifest.sha256, "boards": manifest.heads})
        return
    line(desk.say("Everything stands in {file}, and it was checked.", file=str(file)))
    for slug, tip in manifest.heads.items():
        line(desk.say("{board}: its chain ends in {head}", board=slug, head=tip))


@command
def put_back(
    desk: Desk, file: Annotated[Path, typer.Argument(metavar="FILE", help="a backup")], _given: Printed
) -> None:
    """Put a backup in place of everything; all mail is held until it is released."""
    manifest = restore(desk.runtime.settings.database_url, file)
    held = desk.store.outbox().counts().get(MessageState.HELD, 0)
    if desk.is_json:
        document({"file": str(file), "boards": manifest.heads, "held": held})
        return
    line(desk.say("The backup {file} is in place.", file=str(file)))
    line(desk.say("All mail is held ({count} waiting): nobody knows what left since the backup.", count=held))
    line(desk.say("Look with pdca outbox show, then let it go with pdca outbox release."))
