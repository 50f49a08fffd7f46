"""Options as dataclasses: a command names one class instead of twenty parameters, and Typer still sees them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_type_hints

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.words import address, day_or_instant

CONTEXT = "context"


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What every command takes that prints."""

    as_json: Annotated[bool, typer.Option("--json", help="print one JSON document and nothing else")] = False


@dataclass(frozen=True, kw_only=True)
class OnBoard(Printed):
    """What a command about one board takes."""

    board: Annotated[
        str | None, typer.Option("--board", metavar="SLUG", help="which board, when there are several")
    ] = None


@dataclass(frozen=True, kw_only=True)
class AtMoment(OnBoard):
    """What a command takes that happens at some moment."""

    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=day_or_instant,
            metavar="DAY",
            help="as if it were this day (at the hour the board sends), or this instant",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class BySomebody(AtMoment):
    """What a command takes with which somebody acts."""

    actor: Annotated[str, typer.Option("--as", parser=address, metavar="EMAIL", help="who does this")]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a Typer command of a function: its Desk comes from the context, its dataclasses from their options."""
    hints = get_type_hints(function, include_extras=True)
    shown = [Parameter(CONTEXT, Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    built: dict[str, type[Any]] = {}
    for parameter in signature(function).parameters.values():
        kind = hints[parameter.name]
        if kind is Desk:
            built[parameter.name] = kind
        elif isinstance(kind, type) and is_dataclass(kind):
            built[parameter.name] = kind
            shown += _options(kind)
        else:
            shown.append(parameter.replace(annotation=kind, kind=Parameter.KEYWORD_ONLY))

    def call(**values: Any) -> None:
        context: typer.Context = values.pop(CONTEXT)
        for name, kind in built.items():
            names = [] if kind is Desk else [field.name for field in fields(kind)]
            own = {one: values.pop(one) for one in names}
            values[name] = context.obj if kind is Desk else kind(**own)
        function(**values)

    call.__name__, call.__doc__ = function.__name__, function.__doc__
    call.__signature__ = Signature(shown)  # type: ignore[attr-defined]  # what `inspect` reads, and so Typer
    call.__annotations__ = {one.name: one.annotation for one in shown}
    return call


def _options(kind: type[Any]) -> list[Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(kind)
    ]
