"""A row of actions.csv as an action, and an action that was there as its row says now.

Of an action that people work on, due date, phase and people are only taken from the file when the file itself changed
since it was last loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pdca.domain.actions.action import Action, Phase, Size
from pdca.domain.folder import ActionRow
from pdca.services.cycles.link import current_cycle_for
from pdca.services.situation import Situation


def action_of_row(situation: Situation, row: ActionRow, quiet_until: date | None = None) -> Action:
    """Return the action that a row becomes: with its people, in the cycle that takes it."""
    today = situation.today
    started = row.start or today
    since = max(started, today)
    if quiet_until is not None and row.due is not None and row.due < today:
        since = max(since, quiet_until)
    phase = row.phase
    is_closed = not phase.is_open
    action = Action(
        ref=row.ref,
        title=row.title,
        unit=row.unit,
        owner=row.owner,
        source=row.source,
        grade=row.grade,
        norms=row.norms,
        priority=row.priority,
        process=row.process,
        started=started,
        since=since,
        due=None if is_closed else row.due,
        phase=phase,
        size=_size(situation, row),
        chosen_checker=row.checker,
        closed_on=min(row.due or today, today) if is_closed else None,
        loaded=_fingerprint(row),
    )
    return _with_people(situation, replace(action, cycle=current_cycle_for(situation, action)))


def updated_action(situation: Situation, before: Action, row: ActionRow) -> Action:
    """Return an action as its row says now, without what people moved on in the meantime."""
    described = replace(
        before,
        title=row.title,
        unit=row.unit,
        source=row.source,
        grade=row.grade,
        norms=row.norms,
        priority=row.priority,
        process=row.process,
    )
    if before.loaded == _fingerprint(row):
        return described
    fresh = _changed_in_file(before.loaded, row)
    takes_phase = "phase" in fresh and _loaded_phase(before.loaded) == before.phase
    phase = row.phase if takes_phase else before.phase
    # A date in the file is that of the file's phase; an action that people moved on keeps its own.
    takes_due = "due" in fresh and phase is row.phase
    due = row.due if takes_due or takes_phase else before.due
    moved = replace(
        described,
        owner=row.owner if "owner" in fresh else before.owner,
        due=due if phase.is_open else None,
        phase=phase,
        size=_size(situation, row) if "size" in fresh else before.size,
        chosen_checker=row.checker if "checker" in fresh else before.chosen_checker,
        loaded=_fingerprint(row),
    )
    if replace(moved, loaded=before.loaded) == described:
        return moved
    moved = replace(
        moved,
        version=before.version + 1,
        continues=None,
        since=situation.today,
        snoozed_until=None,
        blocked=None,
        closed_on=None if phase.is_open else before.closed_on or situation.today,
    )
    return _with_people(situation, moved)


def _with_people(situation: Situation, action: Action) -> Action:
    """Find checker and closer for an action that is already past its doing."""
    setting = situation.setting(action, action.owner)
    if action.phase is Phase.CHECK:
        checker = setting.bench.find_checker(action, setting.grade, setting.checks)
        closer = setting.bench.find_closer(action, setting.grade, setting.load)
        return replace(action, checker=checker, closer=closer)
    if action.phase is Phase.ACT:
        return replace(action, closer=setting.bench.find_closer(action, setting.grade, setting.load))
    return action


def _size(situation: Situation, row: ActionRow) -> Size:
    return row.size or situation.shipped.grades[row.grade].size


_PARTS = ("owner", "start", "due", "phase", "checker", "size")
_PHASE = _PARTS.index("phase")


def _fingerprint(row: ActionRow) -> str:
    """What of a row is the system's once people act on it."""
    return "|".join("" if part is None else str(part) for part in _parts(row).values())


def _parts(row: ActionRow) -> Mapping[str, object]:
    return {name: getattr(row, name) for name in _PARTS}


def _loaded_phase(loaded: str) -> str | None:
    """Return the phase in which an action was last loaded; None when it never was.

    Where people moved it on since, it is theirs: a spreadsheet that lags behind opens nothing that was closed.
    """
    parts = loaded.split("|")
    return parts[_PHASE] if len(parts) > _PHASE else None


def _changed_in_file(loaded: str, row: ActionRow) -> frozenset[str]:
    """Return what the file says otherwise than when it was last loaded; all of it when it never was."""
    parts = _parts(row)
    now, then = _fingerprint(row).split("|"), loaded.split("|")
    if len(then) != len(now):
        return frozenset(parts)
    return frozenset(name for name, new, old in zip(parts, now, then, strict=True) if new != old)
