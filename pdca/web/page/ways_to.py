"""Where an item has its page."""

from __future__ import annotations

from pdca.domain.notices.digest import Asked
from pdca.domain.notices.notice import ItemKind
from pdca.services.mailing.items import CYCLE_PARTS
from pdca.services.work.waiting import Waiting


def place_of_item(board: str, item: str) -> str:
    """Return the page of an action, request, cycle or task, by its id."""
    parts = item.split("/")
    if len(parts) < CYCLE_PARTS:
        return f"/b/{board}/actions/{parts[0]}"
    cycle = f"/b/{board}/cycles/{'/'.join(parts[:CYCLE_PARTS])}"
    return f"{cycle}#task-{parts[-1]}" if len(parts) > CYCLE_PARTS else cycle


def place_of(board: str, one: Waiting) -> str:
    """Return where something that waits is done: a cycle that waits to be closed has a page for that."""
    if one.kind is ItemKind.CYCLE and one.asked in (Asked.CLOSE, Asked.COMPLETE):
        return f"{place_of_item(board, one.item)}/closing"
    if one.kind is ItemKind.TASK:
        cycle, _, code = one.item.rpartition("/")
        return f"{place_of_item(board, cycle)}?phase={one.phase}#task-{code}"
    return place_of_item(board, one.item)
