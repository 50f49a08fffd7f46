"""What stands in the side of every page: the places that somebody may go to, and how much waits there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdca.domain.people.organisation import Organisation
from pdca.domain.people.sight import Right, has_right
from pdca.services.people.days_off import SETS_OWN
from pdca.services.seeing.year_plan import home_of
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A place to go to; `name` is what `here` on its pages is, `says` is said in the reader's language."""

    name: str
    says: str
    href: str
    icon: str
    count: int = 0


def navigation(situation: Situation, email: str) -> list[Way]:
    """Return the ways that are open to somebody."""
    at = f"/b/{situation.board.slug}"
    waiting = situation.session.open_items_of(email)
    ways = [
        Way(name="work", says="My work", href=f"{at}/work", icon="inbox", count=waiting),
        Way(name="actions", says="Actions", href=f"{at}/actions", icon="actions"),
        Way(name="cycles", says="Cycles", href=f"{at}/cycles", icon="cycle"),
    ]
    organisation, today = situation.organisation, situation.today
    if home_of(organisation, email, today) is not None:
        ways.append(Way(name="year", says="Year plan", href=f"{at}/year", icon="calendar"))
    for right, way in (
        (Right.DASHBOARD, Way(name="overview", says="Dashboard", href=f"{at}/overview", icon="dashboard")),
        (Right.POLICY, Way(name="policy", says="Reminders", href=f"{at}/policy", icon="bell")),
        (Right.TRUST, Way(name="trust", says="Engine room", href=f"{at}/trust", icon="engine")),
    ):
        if has_right(organisation, email, right, today):
            ways.append(way)
    if may_set_up(organisation, email, today):
        ways.append(Way(name="setup", says="Set-up", href=f"{at}/setup", icon="settings"))
    return ways


def may_set_up(organisation: Organisation, email: str, day: date) -> bool:
    """Tell whether somebody sees how the board is set up: who keeps its people, or sets when a unit is closed."""
    if has_right(organisation, email, Right.PEOPLE, day):
        return True
    person = organisation.people.get(email)
    return (
        person is not None and person.is_active(day) and any(held.role in SETS_OWN for held in person.roles)
    )
