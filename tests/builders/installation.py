"""An installation with several boards, copies of the example board, and what its ledger says afterwards."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.situation import local_moment
from pdca.store import SqlStore, open_store

SHIPPED = Shipped()
EXAMPLE = Path(__file__).resolve().parents[2] / "config" / "examples" / "waterlijn"
LOADED_ON = date(2026, 11, 20)  # a Friday; nothing is decided on it
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # after the hour at which notices are decided
SECRET = "f1nd-me-1n-n0-l0g-but-l0ng-en0ugh-t0-s1gn"

Ledger = dict[str, list[tuple[str, ...]]]


def fill(url: str, boards: int) -> None:
    """Load copies of the example board into an empty database."""
    folder = read_folder(EXAMPLE, SHIPPED)
    store = open_store(url, entropy=os.urandom)
    for number in range(boards):
        copy = replace(folder, board=replace(folder.board, slug=f"waterlijn-{number:02}"))
        load_folder(store, SHIPPED, copy, local_moment(LOADED_ON, copy.board, SHIPPED.policy))
    store.close()


def plain_tick(url: str, now: datetime = MONDAY) -> None:
    """Run the engine once, undisturbed and without any clock around it."""
    store = open_store(url, entropy=os.urandom)
    tick(store, SHIPPED, now)
    store.close()


def ledger(url: str) -> Ledger:
    """Return what each board's ledger and cycles say; whether a mail has left yet is not part of it."""
    store = open_store(url, entropy=os.urandom)
    try:
        return {slug: _board(store, slug) for slug in store.boards()}
    finally:
        store.close()


def _board(store: SqlStore, slug: str) -> list[tuple[str, ...]]:
    with store.reading(slug) as session:
        notices = [
            (
                row.day.isoformat(),
                row.notice.item,
                str(row.notice.version),
                row.notice.step,
                str(row.notice.kind),
                row.notice.recipient or "",
                row.message or "",
            )
            for row in session.ledger()
        ]
        return sorted(notices) + sorted((id,) for id in session.cycle_ids())


def faults(url: str) -> list[str]:
    """Return what does not hold together in any board."""
    store = open_store(url, entropy=os.urandom)
    try:
        return [str(fault) for slug in store.boards() for fault in store.verify(slug)]
    finally:
        store.close()


def messages(url: str) -> Counter[str]:
    """Return how many mails there are, by state."""
    store = open_store(url, entropy=os.urandom)
    try:
        return Counter({str(state): count for state, count in store.outbox().counts().items() if count})
    finally:
        store.close()


def boards_by_progress(url: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the boards that have notices of the Monday, and those whose Monday is not closed yet."""
    day = MONDAY.date()
    store = open_store(url, entropy=os.urandom)
    touched, unfinished = [], []
    try:
        for slug in store.boards():
            with store.reading(slug) as session:
                if session.ledger(first=day, last=day):
                    touched.append(slug)
                if day not in session.days_run(day, day):
                    unfinished.append(slug)
        return touched, unfinished
    finally:
        store.close()
