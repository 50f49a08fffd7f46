"""What an installation needs now and then: its database, its backups, and somebody who looks whether it is well."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.colors

import pdca
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import new_app
from pdca.cli.terminal.options import Printed, command
from pdca.cli.terminal.printing import document, line, plain
from pdca.domain.errors import BadInput, NotFound
from pdca.services.health.examine import check_installation, heartbeat, is_well
from pdca.services.health.findings import Finding, Level
from pdca.services.records import MessageState
from pdca.store import backup, current, free_place, head, restore, upgrade

MARKS = {
    Level.ERROR: ("✗", typer.colors.RED),
    Level.WARN: ("!", typer.colors.YELLOW),
    Level.OK: ("✓", typer.colors.GREEN),
}

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


@dataclass(frozen=True, kw_only=True)
class Keeping(Printed):
    """How a backup is written."""

    force: Annotated[bool, typer.Option("--force", help="replace a file that is there already")] = False


@command
def back_up(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where the backup goes")],
    given: Keeping,
) -> None:
    """Write a backup of everything, proven to be whole."""
    if file.exists() and not given.force:
        raise BadInput(
            "'{file}' is there already; name a new file, or add --force to replace it", file=str(file)
        )
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
    """Put a backup in place of everything, which is kept; all mail is held until it is released."""
    url, now = desk.runtime.settings.database_url, desk.runtime.clock.now()
    keep = free_place(url, f"before-restore-{now:%Y-%m-%d-%H%M%S}")
    manifest = restore(url, file, keep=keep)
    is_kept = keep.exists()
    held = desk.store.outbox().counts().get(MessageState.HELD, 0)
    if desk.is_json:
        kept = str(keep) if is_kept else None
        document({"file": str(file), "boards": manifest.heads, "held": held, "kept": kept})
        return
    line(desk.say("The backup {file} is in place.", file=str(file)))
    if is_kept:
        line(desk.say("What was there before stands in {file}.", file=str(keep)))
    line(desk.say("All mail is held ({count} waiting): nobody knows what left since the backup.", count=held))
    line(desk.say("Look with pdca outbox show, then let it go with pdca outbox release."))


@dataclass(frozen=True, kw_only=True)
class Examining(Printed):
    """How thoroughly the installation is examined."""

    no_smtp: Annotated[bool, typer.Option("--no-smtp", help="do not knock at the mail server")] = False


@command
def doctor(desk: Desk, given: Examining) -> None:
    """Say what is wrong with the installation and what to do about it; exit 1 when something must be done."""
    facts = desk.runtime.examine(ask_smtp=not given.no_smtp)
    findings = check_installation(facts)
    if desk.is_json:
        found = [_finding(desk, one) for one in findings]
        document({**plain(heartbeat(facts, findings)), "findings": found})
    else:
        for one, following in zip_longest(findings, findings[1:]):
            _show_finding(desk, one, is_todo_next=following is not None and following.todo == one.todo)
        desk.warn_captured()
    if not is_well(findings):
        raise typer.Exit(1)


def _finding(desk: Desk, one: Finding) -> dict[str, Any]:
    say = desk.language.say
    todo = None if one.todo is None else say(one.todo)
    place = {"board": one.board, "level": str(one.level), "area": str(one.area)}
    return {**place, "what": say(one.what), "todo": todo}


def _show_finding(desk: Desk, one: Finding, *, is_todo_next: bool) -> None:
    """Print a finding; what is to be done about several in a row stands below the last."""
    mark, colour = MARKS[one.level]
    board = f"{one.board}: " if one.board else ""
    typer.secho(f"{mark} {board}{desk.language.say(one.what)}", fg=colour)
    if one.todo is not None and not is_todo_next:
        line(f"  → {desk.language.say(one.todo)}")


@command
def bench(desk: Desk, _given: Printed) -> None:
    """Run the benchmarks, which come with the source code only."""
    root = Path(pdca.__file__).parents[1]
    if not (root / "benchmarks" / "__main__.py").is_file():
        raise NotFound("the benchmarks come with the source code: run make bench there")
    words = [sys.executable, "-m", "benchmarks", *(["--json"] if desk.is_json else [])]
    ended = subprocess.run(words, cwd=root, check=False)  # noqa: S603 - our own module, no word of anybody else's
    if ended.returncode:
        raise typer.Exit(1)
