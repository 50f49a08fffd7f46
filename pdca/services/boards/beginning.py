"""How far a board is with its beginning: what has to be there before the year runs by itself, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pdca.domain.approach import Approach
from pdca.services.boards.standing import Standing
from pdca.services.ports import BoardSession


class Need(StrEnum):
    """Something that a board needs before its year runs by itself, in the order in which it is arranged."""

    PLAN = "plan"
    UNITS = "units"
    PEOPLE = "people"
    ROLES = "roles"
    PROGRAMMES = "programmes"
    DAYS_OFF = "days_off"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Whether something is there; `count` is how much of it is there, or of roles how many are missing."""

    need: Need
    is_done: bool
    count: int = 0


def beginning_of(session: BoardSession, standing: Standing, *, mail_leaves: bool) -> Sequence[Ready]:
    """Return what a board needs and whether it is there."""
    approach = session.approach() or Approach()
    units, missing = len(standing.units) - 1, len(standing.vacancies)
    days_off = len(session.days_off())
    return [
        Ready(need=Need.PLAN, is_done=not approach.left, count=len(approach.left)),
        Ready(need=Need.UNITS, is_done=units > 0, count=units),
        Ready(need=Need.PEOPLE, is_done=standing.people > 1, count=standing.people),
        Ready(need=Need.ROLES, is_done=not missing, count=missing),
        Ready(need=Need.PROGRAMMES, is_done=bool(standing.programmes), count=len(standing.programmes)),
        Ready(need=Need.DAYS_OFF, is_done=days_off > 0, count=days_off),
        Ready(need=Need.MAIL, is_done=mail_leaves),
    ]
