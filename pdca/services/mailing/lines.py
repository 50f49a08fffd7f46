"""What one line of a digest says: the facts of an item as its reader needs them, looked up in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pdca.domain.actions.action import Action, RequestState
from pdca.domain.notices.digest import Asked, DigestLine, ListedItem, NextLevel, Reason
from pdca.domain.notices.ladder import due_levels, step_day
from pdca.domain.notices.notice import EMPTY, OVERVIEW, Deadline, History, ItemKind, Notice, NoticeKind
from pdca.domain.notices.recipients import Found, Seeker, roles_from
from pdca.domain.people.naming import named
from pdca.services.actions.granting import told_in_own_words
from pdca.services.engine.decide_lines import past_the_ladder
from pdca.services.mailing.beginnings import beginning_of, is_new_run
from pdca.services.mailing.items import REQUEST_PARTS, Item, Lexicon, describe
from pdca.services.mailing.links import VALID_FOR, Addresses, Capability
from pdca.services.mailing.reasons import reason_of, stands_for
from pdca.services.records import Event, LedgerRow
from pdca.services.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of some items of a day that the ledger does not hold yet, with the escalations decided on it."""

    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    escalations: Sequence[Notice] | None = None


class Lines:
    """Writes the lines of one board on one day; everything is read once for all of its mails."""

    def __init__(self, situation: Situation, links: Addresses, lexicon: Lexicon) -> None:
        self.situation = situation
        self.links = links
        self.lexicon = lexicon
        self._deadlines: dict[str, Deadline] = {}
        self._actions: dict[str, Action] = {}
        self._events: dict[str, Sequence[Event]] = {}
        self._told: dict[str, list[str]] = defaultdict(list)
        self._histories: Mapping[str, History] = {}
        self._seekers: dict[tuple[str, str | None], tuple[Seeker, int]] = {}
        self._found: dict[tuple[str, str | None, int, frozenset[str]], Found | None] = {}
        self._hanging: dict[tuple[str, str], list[Deadline]] | None = None

    def read(self, rows: Sequence[LedgerRow], known: Known | None = None) -> None:
        """Look up the items of some ledger rows, in a few queries for all; what is known already is not read."""
        session = self.situation.session
        items = {row.notice.item for row in rows}
        if any(row.notice.kind is NoticeKind.OVERVIEW for row in rows):
            self._hanging = past_the_ladder(self.situation, self.situation.today)
            items |= {one.item for hanging in self._hanging.values() for one in hanging}
        # A question is told with what comes of its action meanwhile.
        items |= {item.partition("/")[0] for item in items if len(item.split("/")) == REQUEST_PARTS}
        known = known or Known()
        unread = sorted(items - known.deadlines.keys())
        self._deadlines |= {item: one for item, one in known.deadlines.items() if item in items}
        self._deadlines |= {item: one.deadline for item, one in session.deadlines_of(unread).items()}
        past = [one for one in self._deadlines.values() if self._levels_of(one)]
        unread_past = [one for one in past if one.item not in known.histories]
        self._histories = {**session.histories(unread_past), **known.histories}
        self._actions |= session.actions_of(sorted({item.partition("/")[0] for item in items}))
        begun = {row.notice.item for row in rows if self._is_new_run(row.notice)}
        self._events |= told_in_own_words(session, [self._actions[item] for item in sorted(begun)])
        told = (
            self._escalations_of({row.day for row in rows})
            if known.escalations is None
            else known.escalations
        )
        for notice in told:
            if notice.recipient is not None:
                self._told[notice.item].append(notice.recipient)

    def _escalations_of(self, days: Iterable[date]) -> list[Notice]:
        ledger = self.situation.session.ledger
        return [
            row.notice
            for day in sorted(days)
            for row in ledger(first=day, last=day, kind=NoticeKind.ESCALATION)
        ]

    def _is_new_run(self, notice: Notice) -> bool:
        return is_new_run(self.situation, notice, self._deadlines.get(notice.item))

    def is_still_true(self, notice: Notice) -> bool:
        """Tell whether a notice still says something true: its item waits on the same ladder, or has left it."""
        if notice.kind is NoticeKind.THANKS:
            return True
        if notice.kind is NoticeKind.OVERVIEW:
            return bool(self._listed(notice))
        deadline = self._deadlines.get(notice.item)
        waits = deadline is not None and deadline.ladder == notice.ladder
        return not waits if notice.kind is NoticeKind.RESOLVED else waits

    def line(self, notice: Notice, reader: str, locale: str) -> DigestLine:
        """Return what a notice says to its reader."""
        if notice.kind is NoticeKind.OVERVIEW:
            return self._overview(notice, reader, locale)
        situation = self.situation
        deadline = self._deadlines.get(notice.item)
        item = self._describe(notice, deadline, locale)
        owner = situation.organisation.people.get(item.owner or "")
        due = deadline.due if deadline is not None else None
        told = [one for one in self._told.get(notice.item, ()) if one != reader]
        asked = item.request if item.request is not None and item.request.state is RequestState.OPEN else None
        began = beginning_of(situation, notice, reader, self._events.get(notice.item, ()))
        return DigestLine(
            kind=notice.kind,
            step=notice.step,
            item=notice.item,
            title=item.title,
            unit_name=situation.organisation.unit(item.unit).name,
            owner_name=owner.name if owner is not None else "",
            due=due,
            since=deadline.since if deadline is not None else None,
            days=self._days_late(deadline) if deadline is not None else 0,
            day_mode=situation.policy.day_mode(item.grade),
            phase=item.phase,
            grade=item.grade,
            priority=item.priority,
            asked=Asked.FIND_OWNER if notice.kind is NoticeKind.REASSIGN else item.asked,
            reason=reason_of(situation, notice, deadline, item, reader),
            began=began.how,
            began_by=began.by,
            began_from=began.was_with,
            wish=asked.kind if asked is not None else "",
            asker=named(situation.organisation, asked.by) if asked is not None else "",
            until=asked.until if asked is not None else None,
            stands_for=stands_for(situation, notice, item, reader),
            next_level=self.announced(notice, reader, locale),
            told=tuple(sorted(situation.organisation.people[one].name for one in told)),
            note=item.note or began.reason,
            url=self._url(notice, reader, "act", due),
            why_url=self._url(notice, reader, "why", due),
        )

    def _describe(self, notice: Notice, deadline: Deadline | None, locale: str) -> Item:
        action = self._actions.get(notice.item.partition("/")[0])
        return describe(self.situation, self.lexicon, notice, deadline, action, locale)

    def _days_late(self, deadline: Deadline) -> int:
        """Count the days late (above zero) or left (below zero) in the item's own days."""
        days, today = self.situation.days(deadline.unit, deadline.grade), self.situation.today
        one = timedelta(days=1)
        if today > deadline.due:
            return days.between(deadline.due + one, today)
        return -days.between(today + one, deadline.due)

    def announced(self, notice: Notice, reader: str, locale: str) -> NextLevel | None:
        """Announce who hears of an item next, to everybody but those people and whoever has nothing to do.

        While a question waits, its action climbs as ever: what comes first of the two is announced.
        """
        deadline = self._deadlines.get(notice.item)
        if deadline is None or notice.kind in (NoticeKind.RESOLVED, NoticeKind.THANKS):
            return None
        following = next(self._levels_to_come(deadline, reader, locale), None)
        if deadline.kind is not ItemKind.REQUEST:
            return following
        action = self._deadlines.get(deadline.item.partition("/")[0])
        levels = self._levels_to_come(action, reader, locale) if action is not None else ()
        of_action = next((one for one in levels if one is not None), None)
        both = [one for one in (of_action, following) if one is not None]
        return min(both, key=lambda one: one.on, default=None)

    def _levels_to_come(self, deadline: Deadline, reader: str, locale: str) -> Iterator[NextLevel | None]:
        """Tell level by level who hears of an item when nothing happens; None for one of the reader's alone."""
        people, rules = (
            self.situation.organisation.people,
            self.situation.rules(deadline.unit, deadline.grade),
        )
        steps, history = rules.shape(deadline.grade).escalations, self._histories.get(deadline.item, EMPTY)
        seeker, own_level = self._seeker(deadline.unit, deadline.owner)
        first = max(len(self._levels_of(deadline)), own_level) + 1
        for level in range(first, len(steps) + 1):
            on = step_day(steps[level - 1], deadline.since, deadline.due, rules.days)
            told = history.told_below(level) | ({reader} if level > first else set())
            found = self._sought(seeker, level, told)
            names = tuple(people[one].name for one in found.people if one != reader) if found else ()
            if found is None or on is None or not names:
                yield None
            else:
                yield NextLevel(role_name=self.lexicon.word("role", found.role, locale), people=names, on=on)

    def helpers(self, item: str) -> Sequence[str]:
        """Return the names of those who were asked to help with an item that was read, level by level."""
        told = self._histories.get(item, EMPTY).told
        people = dict.fromkeys(one for level in sorted(told) for one in sorted(told[level]))
        return [named(self.situation.organisation, one) for one in people]

    def _seeker(self, unit: str, owner: str | None) -> tuple[Seeker, int]:
        """Return where a search for an owner's items in a unit starts, and the owner's own level there."""
        if (unit, owner) not in self._seekers:
            seeker = Seeker.of(self.situation.organisation, self.situation.today, unit, owner)
            self._seekers[unit, owner] = seeker, seeker.own_level(self.situation.policy)
        return self._seekers[unit, owner]

    def _sought(self, seeker: Seeker, level: int, told: frozenset[str]) -> Found | None:
        """Search once for all items of an owner that come to the same level."""
        key = (seeker.start, seeker.owner, level, told)
        if key not in self._found:
            self._found[key] = seeker.find(roles_from(self.situation.policy, level), told)
        return self._found[key]

    def _levels_of(self, deadline: Deadline) -> list[int]:
        """Return the escalation levels of an item whose day has come."""
        rules = self.situation.rules(deadline.unit, deadline.grade)
        ladder = rules.shape(deadline.grade)
        return due_levels(ladder, deadline.since, deadline.due, rules.days, self.situation.today)

    def _listed(self, notice: Notice) -> list[Deadline]:
        unit = notice.item.split("/")[1]
        return (self._hanging or {}).get((unit, notice.recipient or ""), [])

    def _overview(self, notice: Notice, reader: str, locale: str) -> DigestLine:
        unit = self.situation.organisation.unit(notice.item.split("/")[1])
        listed = sorted(self._listed(notice), key=lambda one: (one.due, one.item))
        return DigestLine(
            kind=notice.kind,
            step=notice.step,
            item=notice.item,
            title=unit.name,
            unit_name=unit.name,
            due=None,
            asked=Asked.NOTHING,
            reason=Reason.PAST_LADDER,
            listed=tuple(self._listed_item(one, reader, locale) for one in listed),
            url=self._url(notice, reader, "overview", None),
            why_url=self._url(notice, reader, "why", None),
        )

    def _listed_item(self, deadline: Deadline, reader: str, locale: str) -> ListedItem:
        notice = deadline.notice(OVERVIEW, NoticeKind.OVERVIEW, reader)
        item = self._describe(notice, deadline, locale)
        owner = self.situation.organisation.people.get(deadline.owner or "")
        return ListedItem(
            item=deadline.item,
            title=item.title,
            owner_name=owner.name if owner is not None else "",
            due=deadline.due,
            days=self._days_late(deadline),
            url=self._url(notice, reader, "act", deadline.due),
        )

    def _url(self, notice: Notice, reader: str, purpose: str, due: date | None) -> str:
        capability = Capability(
            board=self.situation.board.slug,
            item=notice.item,
            version=notice.version,
            person=reader,
            purpose=purpose,
            until=max(due or self.situation.today, self.situation.today) + VALID_FOR,
        )
        return self.links.to(capability)
