"""How things are shown: tidy tables and sentences for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

PIPE_WIDTH = 200
"""Columns in a pipe, where nobody's window is too narrow."""

EIGHTHS = " ▁▂▃▄▅▆▇█"


def console(*, stderr: bool = False) -> Console:
    """Return what prints now; no colours in a pipe, and no lines broken there."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def line(text: str = "", *, bold: bool = False) -> None:
    """Print a sentence."""
    typer.secho(text, bold=bold or None)


def warn(text: str, *, colour: str | None = None) -> None:
    """Print a sentence for people beside the result, on stderr."""
    typer.secho(text, fg=colour, err=True)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[int] = ()) -> None:
    """Print a table; columns in `right` hold numbers."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, header in enumerate(headers):
        shown.add_column(Text(header), justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    _print_trimmed(shown)


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names with their values, one to a line; what has no value is left out."""
    from rich.table import Table
    from rich.text import Text

    shown = Table.grid(padding=(0, 2))
    for name, value in pairs:
        if value not in (None, "", ()):
            shown.add_row(Text(name, "dim"), Text(str(value)))
    _print_trimmed(shown)


def _print_trimmed(shown: object) -> None:
    """Print something of Rich's without the spaces that fill up its lines."""
    printer = console()
    with printer.capture() as captured:
        printer.print(shown)
    typer.echo("\n".join(one.rstrip() for one in captured.get().splitlines()))


def document(value: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def rows_document(rows: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON document that is a list, one row to a line."""
    written = ",\n".join(json.dumps(plain(row), ensure_ascii=False) for row in rows)
    sys.stdout.write(f"[\n{written}\n]\n" if written else "[]\n")


def json_lines(rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in rows)


def plain(value: object) -> Any:
    """Return a value as JSON knows it: days and instants as ISO, values as objects, codes as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    return value


def columns(counts: Sequence[int], height: int = 6) -> list[str]:
    """Return a chart of columns as lines of text, the highest at the top."""
    top = max(counts, default=0) or 1
    eighths = [round(count / top * height * 8) or (1 if count else 0) for count in counts]
    return [
        "".join(EIGHTHS[min(8, max(0, one - row * 8))] for one in eighths) for row in reversed(range(height))
    ]


class Bar:
    """Progress on a terminal; says nothing in a pipe."""

    def __init__(self, progress: Progress | None, text: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(text, total=total) if progress is not None else None

    def step(self, _done: object = None) -> None:
        """Tell that one more is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def progress(text: str, total: int | None = None, *, is_quiet: bool = False) -> Iterator[Bar]:
    """Show on a terminal that work is going on."""
    if is_quiet or not sys.stderr.isatty():
        yield Bar(None, text, total)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as shown:
        yield Bar(shown, text, total)
