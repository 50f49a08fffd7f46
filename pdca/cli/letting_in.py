"""Letting somebody in again who lost what they come in with."""

from __future__ import annotations

from typing import Annotated

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.options import OnBoard, command
from pdca.cli.terminal.printing import document, line
from pdca.cli.terminal.words import address
from pdca.services.access.second_step import start_over


@command
def unlock(
    desk: Desk,
    email: Annotated[
        str, typer.Argument(parser=address, metavar="EMAIL", help="who it is; make sure of that first")
    ],
    given: OnBoard,
) -> None:
    """Take away a lost second step, and the password: a link by mail lets them in, and nothing else does."""
    board = desk.board(given.board)
    start_over(desk.store.access(), board, email, desk.runtime.clock.now())
    if desk.is_json:
        document({"board": board, "person": email})
    else:
        line(desk.say("{email} comes in with a link by mail now; everywhere else it is over.", email=email))
