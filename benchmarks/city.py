"""A big board: sixty schools where things are late, due, checked and still far away, with cycles of every kind."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.boards import runtime_on, town, weekday_from
from pdca.domain.actions.action import Phase
from pdca.domain.folder import ActionRow, BoardFolder
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.mailing.deliver import deliver
from pdca.services.simulation.run import virtual_post
from pdca.services.situation import local_moment
from pdca.store.safekeeping.copying import copy_pages

ACTIONS_OF_AN_OWNER = 7
LATE, AHEAD = 20, 180
"""On so many weekdays before and after the measured day something is due."""

PHASES = (Phase.DO, Phase.DO, Phase.DO, Phase.CHECK, Phase.PLAN)


def city(owners: int, day: date) -> BoardFolder:
    """Return a board on which something is due on every weekday around a day, with the shipped programmes."""
    folder = town(owners, (day,) * ACTIONS_OF_AN_OWNER, day)
    dues = [weekday_from(day, place) for place in range(-LATE, AHEAD)]
    rows = tuple(_placed(row, number, dues) for number, row in enumerate(folder.actions))
    return replace(folder, actions=rows, programmes=None)


def built(file: Path, folder: BoardFolder, first: date, until: date) -> None:
    """Let a board live in memory from its first day to the day before `until`, and then write it down."""
    with runtime_on(file) as runtime:
        store, shipped = runtime.scratch_copy(), runtime.shipped
        policy = folder.policy or shipped.policy
        load_folder(store, shipped, folder, local_moment(first, folder.board, policy))
        day = first
        while day < until:
            now = local_moment(day, folder.board, policy)
            tick(store, shipped, now)
            asyncio.run(deliver(store, virtual_post(shipped, runtime.words, now)))
            day += timedelta(days=1)
        copy_pages(store.engine, runtime.store.engine)
        store.close()


def _placed(row: ActionRow, number: int, dues: list[date]) -> ActionRow:
    """Spread actions over days and phases; the steps have no divisor in common with the numbers of both."""
    due = dues[number * 37 % len(dues)]
    return replace(row, due=due, start=due - timedelta(days=60), phase=PHASES[number * 3 % len(PHASES)])
