"""Groups of commands: known by Dutch and English names, said in the reader's language, and imported when called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from pdca.catalog.files.text import folded
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.errors import report, report_usage, set_up_logs, unusable_file
from pdca.cli.terminal.helping import said, translate, translate_pages
from pdca.cli.terminal.words import nearest
from pdca.domain.errors import BadInput, PdcaError

NAME = "pdca"
ASKS_HELP = frozenset({"--help"})


class Commands(TyperGroup):
    """A group whose commands may be called by their Dutch words, and that names the nearest for an unknown one."""

    word_groups: Sequence[str] = ()

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that the first word names."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [self._meant(ctx.obj, args[0]), *args[1:]]
        return super().resolve_command(ctx, args)

    def _meant(self, desk: Desk, text: str) -> str:
        names = {folded(name): name for name in self.commands}
        language = desk.language if desk.locale == "nl" else Desk("nl").language
        spoken: dict[str, str] = {}
        for group in self.word_groups:
            code = language.vocabulary.code(group, text)
            codes = [code] if code else []
            codes += [
                one for one, word in language.words.get(group, {}).items() if folded(word) == folded(text)
            ]
            for one in codes:
                if one.replace("_", "-") in self.commands:
                    return one.replace("_", "-")
            spoken |= {
                language.word(group, one.replace("-", "_")): one
                for one in self.commands
                if language.vocabulary.has(group, one.replace("-", "_"))
            }
        if folded(text) in names:
            return names[folded(text)]
        words = {one: word for word, one in spoken.items()} if desk.locale == "nl" else {}
        listed = [
            f"{words[one]} ({one})" if one in words and words[one] != one else one for one in self.commands
        ]
        near, known = nearest(text, [*self.commands, *spoken]), ", ".join(listed)
        if not near:
            raise BadInput("there is no command '{command}'; use one of: {known}", command=text, known=known)
        raise BadInput(
            "there is no command '{command}'; did you mean '{near}'? Use one of: {known}",
            command=text,
            near=near,
            known=known,
        )

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands below the headings of their panels."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            panels.setdefault(getattr(command, "rich_help_panel", None) or "Commands", []).append(
                (name, command.help or "")
            )
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


class Elsewhere(TyperCommand):
    """A command that is listed here and lives in a module of its own."""

    def __init__(self, name: str, place: str, text: str, panel: str) -> None:
        super().__init__(name, help=text, rich_help_panel=panel)
        self._module, _, self._attribute = place.partition(":")

    def found(self) -> Any:
        """Import the command itself: a function, or a group."""
        there = getattr(import_module(self._module), self._attribute)
        if not isinstance(there, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(self.name, help=self.help)(there)
            there = alone
        real = typer.main.get_command(there)
        real.name, real.help = self.name, self.help
        return real


class Root(Commands):
    """The `pdca` command: imports what is called, and turns every error into a text and an exit code."""

    elsewhere: Sequence[tuple[str, str, str, str]] = ()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, place, text, panel in self.elsewhere:
            self.commands[name] = Elsewhere(name, place, text, panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the command that the first word names."""
        name, found, rest = super().resolve_command(ctx, args)
        if isinstance(found, Elsewhere):
            found = found.found()
            if ASKS_HELP & set(rest) or (isinstance(found, TyperGroup) and len(rest) == 0):
                translate_pages(found, ctx.obj)
        return name, found, rest

    def get_help(self, ctx: Any) -> str:
        """Show all commands in the reader's language."""
        translate(self, ctx.obj)
        return said(super().get_help(ctx), ctx.obj)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and exit with what the outer interface promises."""
        words = list(sys.argv[1:] if args is None else args)
        desk = Desk.for_words(words)
        set_up_logs(desk)
        try:
            code = super().main(
                words, prog_name or NAME, complete_var, False, windows_expand_args, obj=desk, **extra
            )
        except PdcaError as error:
            code = report(error, desk)
        except typer.TyperException as error:
            code = report_usage(error, desk)
        except OSError as error:
            if error.filename is None:
                raise
            code = report(unusable_file(error), desk)
        finally:
            desk.close()
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code


def new_app(cls: type[TyperGroup] = Commands, **settings: Any) -> typer.Typer:
    """Return an empty group of commands, set up as all of ours are."""
    plain = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None}
    return typer.Typer(cls=cls, **{**plain, **settings})
