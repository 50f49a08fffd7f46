"""What a change of the rules would do: the same weeks lived twice in copies, by today's rules and by the new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pdca.domain.notices.policy import Policy
from pdca.domain.people.naming import named
from pdca.services.mailing.items import Lexicon
from pdca.services.ports import Shipped, Store
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate_on
from pdca.services.simulation.summary import Summary, summarise
from pdca.services.situation import Situation

WEEKS = 8
SEED = 1
MOST_NAMED = 10

Copies = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody whose mail changes: how many by today's rules, how many by the new ones."""

    email: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same weeks under two policies: both in numbers, and whose mail changes the most.

    Everybody who gets mail is one of `shifts`, `less_changed` or `unchanged`.
    """

    first: date
    last: date
    before: Summary
    after: Summary
    shifts: Sequence[Shift]
    less_changed: int
    unchanged: int

    @property
    def everybody(self) -> int:
        """Return how many people get mail, by one of the policies or by both."""
        return len(self.shifts) + self.less_changed + self.unchanged

    def weeks(self) -> list[tuple[date, int, int]]:
        """Return each week with the mails before and after."""
        later = dict(self.after.weeks)
        return [(week, mails, later.get(week, 0)) for week, mails in self.before.weeks]

    def escalations(self) -> list[tuple[str, int, int]]:
        """Return each level that was reached, with how often before and after."""
        every = sorted({*self.before.escalations, *self.after.escalations})
        return [
            (one, self.before.escalations.get(one, 0), self.after.escalations.get(one, 0)) for one in every
        ]


def compare(
    copies: Copies,
    shipped: Shipped,
    lexicon: Lexicon,
    slug: str,
    policy: Policy,
    now: datetime,
    behaviour: Behaviour = Behaviour.AS_USUAL,
) -> Comparison:
    """Live the coming weeks by today's rules and by others, each in a copy of its own; nothing real is touched."""
    lived: list[Summary] = []
    names: dict[str, str] = {}
    for rules in (None, policy):
        with copies() as store:
            if rules is not None:
                with store.board(slug) as session:
                    session.record("policy_tried", rules, actor="engine", at=now)
            with store.reading(slug) as session:
                situation = Situation(session, shipped, now)
                first = situation.today + timedelta(days=1)
                names = {one: named(situation.organisation, one) for one in situation.organisation.people}
            last = first + timedelta(weeks=WEEKS) - timedelta(days=1)
            scenario = Scenario(first=first, last=last, behaviour=behaviour, seed=SEED)
            simulate_on(store, shipped, lexicon, slug, scenario)
            with store.reading(slug) as session:
                lived.append(summarise(session, first, last))
    return _compared(lived[0], lived[1], names)


def _compared(before: Summary, after: Summary, names: Mapping[str, str]) -> Comparison:
    earlier = Counter({one.email: one.mails for one in before.people})
    later = Counter({one.email: one.mails for one in after.people})
    changed = [
        Shift(email=email, name=names.get(email, email), before=earlier[email], after=later[email])
        for email in sorted({*earlier, *later})
        if earlier[email] != later[email]
    ]
    changed.sort(key=lambda one: (-abs(one.after - one.before), one.name))
    return Comparison(
        first=before.first,
        last=before.last,
        before=before,
        after=after,
        shifts=changed[:MOST_NAMED],
        less_changed=len(changed[MOST_NAMED:]),
        unchanged=len({*earlier, *later}) - len(changed),
    )
