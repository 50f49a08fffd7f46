"""Finding the one person for a job by role: nearest unit first, then who has least to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from pdca.domain.people.organisation import Organisation

Load = Callable[[str], int]


def least_loaded(people: Iterable[str], load: Load) -> str | None:
    """Return the person with the fewest open items, ties by address; nothing is counted of one alone."""
    found = list(people)
    if len(found) == 1:
        return found[0]
    return min(found, key=lambda email: (load(email), email), default=None)


def holder_upward(
    organisation: Organisation,
    today: date,
    start: str,
    roles: Iterable[str],
    load: Load,
    excluded: Callable[[str, str], bool] = lambda _email, _role: False,
) -> str | None:
    """Return who holds the first of these roles that anyone holds, walking from the start unit upward."""
    for role in roles:
        for unit in organisation.upward(start):
            holders = [one for one in organisation.holders(role, unit, today) if not excluded(one, role)]
            if holders:
                return least_loaded(holders, load)
    return None
