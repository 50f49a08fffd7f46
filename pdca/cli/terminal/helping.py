"""The help of commands in the reader's language: our own texts, and what Typer puts around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from typer.core import TyperArgument

from pdca.cli.terminal.desk import Desk
from pdca.domain.errors import Message

TYPERS = (
    "Usage:",
    "Options:",
    "Arguments:",
    "Commands:",
    "Show this message and exit.",
    "[required]",
    "[default:",
    "[OPTIONS]",
    "COMMAND [ARGS]...",
)

_RANGE = re.compile(r"(\d+)<=x<=(\d+)")


def translate(command: Any, desk: Desk) -> None:
    """Put the help of a command and of all below it into the reader's language."""
    for name in ("help", "short_help", "epilog", "rich_help_panel"):
        text = getattr(command, name, None)
        if text:
            setattr(command, name, in_words(text, desk))
    for parameter in command.params:
        for name in ("help", "metavar"):
            text = getattr(parameter, name, None)
            if text:
                setattr(parameter, name, in_words(text, desk))
        if isinstance(parameter, TyperArgument):
            parameter.display_type_rich = _untyped  # type: ignore[method-assign]  # `FOLDER <str>` helps nobody
    for below in getattr(command, "commands", {}).values():
        translate(below, desk)


def translate_pages(command: Any, desk: Desk) -> None:
    """Put the whole pages of help of a command and of all below it into the reader's language."""
    translate(command, desk)
    waiting = [command]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "commands", {}).values()
        one.get_help = partial(_page, one.get_help, desk)


def _page(written: Callable[[Any], str], desk: Desk, context: Any) -> str:
    return said(written(context), desk)


def _untyped(ctx: Any) -> None:  # noqa: ARG001 - the name by which Typer gives it
    return None


def said(page: str, desk: Desk) -> str:
    """Return a page of help with Typer's own words in the reader's language."""
    for words in TYPERS:
        page = page.replace(words, in_words(words, desk))
    return _RANGE.sub(lambda found: desk.say("from {low} to {high}", low=found[1], high=found[2]), page)


def in_words(text: str, desk: Desk) -> str:
    """Return a text without facts in the reader's language."""
    return desk.language.say(Message(text.replace("{", "{{").replace("}", "}}")))
