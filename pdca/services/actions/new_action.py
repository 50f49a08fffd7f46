"""Somebody adds an action: checked as a row of actions.csv is, and under way from the first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdca.domain.actions.action import Action, Phase, Size
from pdca.domain.actions.setting import not_before
from pdca.domain.errors import BadInput, Refused
from pdca.domain.folder import ActionRow
from pdca.domain.people.naming import named
from pdca.domain.people.sight import may_add
from pdca.services.boards.rows import action_of_row
from pdca.services.bookkeeping import keep_action
from pdca.services.cycles.keeping import settle_cycle_of
from pdca.services.ports import BoardSession, Shipped
from pdca.services.reading import ActionQuery
from pdca.services.situation import Situation

NEW = "action_new"
LETTERS, A_LETTER, AT_ONCE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 999, 50


def new_action(
    session: BoardSession,
    shipped: Shipped,
    row: ActionRow,
    actor: str,
    now: datetime,
    *,
    cycle: str | None = None,
) -> Action:
    """Add an action that somebody thought of; a small one starts in do, a large one in plan.

    `row` has been checked against the board. Without `cycle` it joins the current cycle that takes its source.
    Raises BadInput, or Refused when it is not the actor's to add; then nothing has changed.
    """
    situation = Situation(session, shipped, now)
    for email in (actor, row.owner):
        _require_active(situation, email)
    if not may_add(situation.organisation, actor, row.unit, row.owner, situation.today):
        raise Refused(
            "{actor} may not add an action to {unit}",
            actor=named(situation.organisation, actor),
            unit=situation.organisation.unit(row.unit).name,
        )
    _require_there(situation, row.unit)
    if session.actions_of([row.ref]):
        raise Refused("there already is an action {item}", item=row.ref)
    if row.due is None:
        raise BadInput("{event} needs: {missing}", event="new", missing="due")
    not_before(row.due, situation.today, "due")
    size = row.size or shipped.grades[row.grade].size
    phase = Phase.DO if size is Size.SMALL else Phase.PLAN
    added = action_of_row(situation, replace(row, phase=phase))
    if cycle is not None:
        added = replace(added, cycle=_open_cycle(session, cycle))
    session.record(NEW, added, actor=actor, at=now)
    keep_action(situation, None, added)
    settle_cycle_of(situation, added.cycle)
    return added


def next_ref(session: BoardSession) -> str:
    """Return a reference that no action of the board has yet; it stays free while the transaction lasts."""
    number = sum(session.count_actions(ActionQuery(), ()).values()) + 1
    while True:
        refs = [numbered(one) for one in range(number, number + AT_ONCE)]
        taken = session.actions_of(refs)
        free = next((ref for ref in refs if ref not in taken), None)
        if free is not None:
            return free
        number += AT_ONCE


def numbered(number: int) -> str:
    """Return the reference of the n-th action of a board, whichever school it is of; later ones sort later.

    After A-999 comes B-001, and after Z-999 ZA-001.
    """
    letter, rest = divmod(number - 1, A_LETTER)
    full, last = divmod(letter, len(LETTERS))
    return f"{LETTERS[-1] * full}{LETTERS[last]}-{rest + 1:03}"


def _require_active(situation: Situation, email: str) -> None:
    situation.organisation.person(email)
    if not situation.organisation.is_active(email, situation.today):
        raise BadInput(
            "'{email}' is nobody who works here now; use an address from the table of people", email=email
        )


def _require_there(situation: Situation, code: str) -> None:
    organisation = situation.organisation
    if organisation.has_ended(code, situation.today):
        raise Refused(
            "the last day of {unit} was {day}: choose another unit",
            unit=organisation.unit(code).name,
            day=organisation.last_day(code),
        )


def _open_cycle(session: BoardSession, id: str) -> str:
    found = session.cycle(id)
    if not found.state.is_open:
        raise Refused("{item} is {state}: no action can join it", item=id, state=found.state)
    return id
