"""What simulated people are like "as usual": our own estimate, not a measurement of any school.

One sitting answers one mail: who sits down for it deals with most of what it holds. The more pressing the mail,
the likelier that sitting; a mail about something new is mostly read and left until later.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from pdca.domain.notices.notice import NoticeKind

SITS_DOWN = {
    NoticeKind.ASSIGNED: 0.15,
    NoticeKind.REMINDER: 0.40,
    NoticeKind.DUE: 0.55,
    NoticeKind.OVERDUE: 0.45,
    NoticeKind.ESCALATION: 0.65,
    NoticeKind.REASSIGN: 0.65,
    NoticeKind.OVERVIEW: 0.50,
}
"""How often somebody sits down for a mail on the day it comes, by the most pressing line in it."""

DEALS_WITH = 0.80
DEALS_WITH_NEW = 0.30
"""How many of the lines of a mail are dealt with in one sitting; of what is new far fewer, it has time."""

WANTS_MORE_TIME = 0.12
"""How often an owner asks for a later date instead of doing what is due."""

MOVES_THE_DATE = 0.30
"""How often a manager answers an escalation or an overview with a later date; else it gets done after a talk."""

IS_EFFECTIVE = 0.85
"""How often a check finds that an action worked."""


def sits_down(kinds: Iterable[NoticeKind], chance: Random) -> bool:
    """Tell whether somebody sits down today for a mail with lines of these kinds."""
    return chance.random() < max((SITS_DOWN.get(kind, 0.0) for kind in kinds), default=0.0)


def deals_with(kind: NoticeKind, chance: Random) -> bool:
    """Tell whether somebody who sat down for a mail deals with a line of this kind in it."""
    return chance.random() < (DEALS_WITH_NEW if kind is NoticeKind.ASSIGNED else DEALS_WITH)
