"""What somebody does to an action: the command, and what each event asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pdca.domain.actions.action import Measure, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act on an action; fields that an event does not use stay empty."""

    event: Event
    actor: str
    reason: str = ""
    due: date | None = None
    check_due: date | None = None
    effect_from: date | None = None
    until: date | None = None
    to: str | None = None
    goal: str = ""
    measure: Measure | None = None
    done: str = ""
    evidence: tuple[str, ...] = ()
    verdict: Verdict | None = None
    observed: str = ""
    secured_in: str = ""
    secured_owner: str | None = None
    review_on: date | None = None
    outside_word: str = ""


NEEDS: Mapping[Event, tuple[str, ...]] = {
    Event.REPORT_DONE: ("done",),
    Event.ASSESS: ("verdict", "observed"),
    Event.HAND_BACK: ("reason",),
    Event.ASK_MORE_TIME: ("reason", "until"),
    Event.ASK_TO_BLOCK: ("reason", "until"),
    Event.REFUSE: ("reason",),
    Event.REASSIGN: ("reason", "to"),
    Event.EXTEND: ("reason", "due"),
    Event.BLOCK: ("reason", "until"),
    Event.UNBLOCK: ("reason",),
    Event.SNOOZE: ("until",),
    Event.MERGE: ("reason", "to"),
    Event.DROP: ("reason",),
    Event.CANCEL: ("reason",),
    Event.REOPEN: ("reason",),
}
NEEDS_OF_LARGE: Mapping[Event, tuple[str, ...]] = {
    Event.COMMIT: ("goal", "measure", "due", "check_due"),
}


def require(act: Act, fields: tuple[str, ...]) -> None:
    """Raise BadInput naming every field that is missing."""
    missing = [name for name in fields if not getattr(act, name)]
    if missing:
        raise lacking(act, missing)


def lacking(act: Act, missing: Iterable[str]) -> BadInput:
    """Return the error that names the fields that an act lacks."""
    return BadInput("{event} needs: {missing}", event=act.event, missing=", ".join(missing))
