"""What will be told about an item from a day on when nobody does anything: the same decisions, day after day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pdca.domain.notices.decide import Rules, decide, next_notice_on
from pdca.domain.notices.notice import Deadline, History, Notice


def forecast(
    deadline: Deadline, history: History, first: date, last: date, rules: Rules
) -> Iterator[tuple[date, list[Notice]]]:
    """Yield each day from first to last on which something would be decided, with what, by what is known now."""
    day = next_notice_on(deadline, history, first, rules)
    while day is not None and day <= last:
        decided = decide(deadline, history, day, rules)
        if decided:
            yield day, decided
        history = history.adding(decided)
        day = next_notice_on(deadline, history, day + timedelta(days=1), rules)
