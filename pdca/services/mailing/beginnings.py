"""What set off the first notice of a run: only what is new to somebody is told as new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pdca.domain.actions.machine import Event as Deed
from pdca.domain.notices.digest import Began
from pdca.domain.notices.notice import Deadline, ItemKind, Notice, NoticeKind
from pdca.domain.people.naming import named
from pdca.services.records import Event
from pdca.services.situation import Situation

FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Beginning:
    """What set off a run, the name of whoever else did it, and why; for what was handed, whose it was."""

    how: Began = Began.NEW
    by: str = ""
    reason: str = ""
    was_with: str = ""


RUNNING = Beginning(Began.RUNNING)
NEW = Beginning()
FIRST = (NoticeKind.ASSIGNED, NoticeKind.REMINDER, NoticeKind.DUE)
"""What a run can begin with: when little time is left, a reminder takes the place of the first notice."""
TURNS = ("owner", "agreer", "checker", "closer")
"""Who can have the turn."""
_SET_OFF: Mapping[str, Began] = {
    Deed.COMMIT: Began.COMMITTED,
    Deed.REASSIGN: Began.HANDED,
    "handover": Began.HANDED,
    Deed.BLOCK: Began.WAITED,
    Deed.UNBLOCK: Began.RESUMED,
    Deed.ADJUST: Began.ADJUSTED,
    Deed.REOPEN: Began.REOPENED,
    Deed.GROW: Began.GROWN,
}


def is_new_run(situation: Situation, notice: Notice, deadline: Deadline | None) -> bool:
    """Tell whether a notice is the first of a later run of an action; what set that off stands in its events."""
    if notice.kind not in FIRST or notice.ladder == FIRST_VERSION:
        return False
    if deadline is None or deadline.kind is not ItemKind.ACTION:
        return False
    return notice.kind is NoticeKind.ASSIGNED or _is_first(situation, deadline)


def beginning_of(situation: Situation, notice: Notice, reader: str, events: Sequence[Event]) -> Beginning:
    """Return what set off the run that a notice is the first of; `events` are its item's when it is a later run."""
    if events and notice.kind in FIRST and notice.ladder > FIRST_VERSION:
        return _set_off(situation, notice, reader, events)
    return NEW if notice.kind is NoticeKind.ASSIGNED else RUNNING


def _is_first(situation: Situation, deadline: Deadline) -> bool:
    """Tell whether nobody was told anything of this run on an earlier day; runs of long ago are not looked up."""
    today = situation.today
    if today > situation.days(deadline.unit, deadline.grade).after(deadline.since, 1):
        return False
    earlier = situation.session.ledger(item=deadline.item, last=today - timedelta(days=1))
    return not any(row.notice.ladder == deadline.ladder for row in earlier)


def _set_off(situation: Situation, notice: Notice, reader: str, events: Sequence[Event]) -> Beginning:
    events = [one for one in events if one.after is not None]
    number = next(at for at, one in enumerate(events) if _version(one) == notice.ladder)
    event, before = events[number], events[number - 1].after or {}
    how = _how(event, before)
    if how is Began.NEW:
        return NEW
    person = situation.organisation.people.get(event.actor) if event.actor != reader else None
    by = person.name if person is not None else ""
    if how is Began.WAITED:
        return Beginning(how)
    was_with = _had_it(situation, event, before) if how is Began.HANDED else ""
    return Beginning(how, by, event.reason if by else "", was_with)


def _had_it(situation: Situation, event: Event, before: Mapping[str, Any]) -> str:
    """Return the name of whoever had what was handed to somebody else; nothing when nobody had it."""
    after = event.after or {}
    changed = (before.get(name) for name in TURNS if after.get(name) != before.get(name))
    return named(situation.organisation, person) if (person := next(changed, None)) else ""


def _how(event: Event, before: Mapping[str, Any]) -> Began:
    """Tell how a run began: by its event, and for another date by whether that is later."""
    deed, after = event.kind.partition("_")[2], event.after or {}
    if deed in _SET_OFF:
        return _SET_OFF[deed]
    stays = all(after.get(name) == before.get(name) for name in ("owner", "phase"))
    old, new = before.get("due"), after.get("due")
    if deed not in (Deed.EXTEND, "loaded") or not stays or not old or not new or old == new:
        return Began.NEW
    return Began.MORE_TIME if str(new) > str(old) else Began.NEW_DATE


def _version(event: Event) -> object:
    return (event.after or {}).get("version")
