"""The line of an improvement: from what was found to what it brought, also over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pdca.domain.actions.action import Phase
from pdca.services.actions.viewing import Change
from pdca.services.situation import Situation

TOLD = frozenset(
    {
        *("new", "loaded", "linked", "commit", "report_done", "assess", "agree", "secure", "adjust"),
        *("grow", "carry_over", "merge", "drop", "cancel", "reopen"),
    }
)
"""What turns the wheel of an improvement; a date that moved or somebody else who does it is told elsewhere."""

TAKEN_BACK = "take_back"
CAN_BE_TAKEN_BACK = frozenset({"commit", "report_done"})
"""Steps that their owner can take back; what was taken back is no step of the line."""

MERGED, HEIR = "merged", "heir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step of the line: what, on which day, in which round; the verdict, and the cycle that it went into."""

    kind: str
    day: date
    round: int
    verdict: str = ""
    cycle: str = ""
    cycle_title: str = ""


def lineage_of(changes: Sequence[Change], titles: Mapping[str, str]) -> list[Turn]:
    """Return the line of an action, oldest first; `changes` are those of its page, newest first."""
    line: list[Turn] = []
    turn = 1
    for at, one in enumerate(reversed(changes)):
        if one.kind == TAKEN_BACK:
            _take_back(line)
        if one.kind not in TOLD or (one.kind == "loaded" and at):
            continue
        values = {name: after for name, _, after in one.changed}
        turn = int(values.get("iteration") or turn)
        cycle = values.get("cycle", "") if one.kind in ("linked", "carry_over") else ""
        line.append(
            Turn(
                kind=_kind(one.kind, values.get("phase", "")),
                day=one.day,
                round=turn,
                verdict=values.get("verdict", ""),
                cycle=cycle,
                cycle_title=titles.get(cycle, ""),
            )
        )
    return line


def _take_back(line: list[Turn]) -> None:
    """Leave out the last step that can be taken back."""
    del line[max(at for at, one in enumerate(line) if one.kind in CAN_BE_TAKEN_BACK)]


def _kind(kind: str, phase: str) -> str:
    """Tell an action that went into another from the one that took it in."""
    if kind != "merge":
        return kind
    return MERGED if phase == Phase.CANCELLED else HEIR


def cycle_titles(situation: Situation, changes: Sequence[Change], locale: str) -> Mapping[str, str]:
    """Return the titles of the cycles that an action was in, by their ids."""
    moves = [(before, after) for one in changes for name, before, after in one.changed if name == "cycle"]
    ids = {id for move in moves for id in move if id}
    found = situation.session.cycles_of(sorted(ids)) if ids else {}
    return {id: f"{one.title.in_language(locale)} {one.period}" for id, one in found.items()}
