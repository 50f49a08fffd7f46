"""Somebody's next mail before it is made: the coming mornings decided in memory, by the rules of the engine.

It knows what is known now. What people do until then, and what opens meanwhile, changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.notices.decide import decide, next_notice_on
from pdca.domain.notices.digest import Digest
from pdca.domain.notices.notice import Deadline, History, Notice, NoticeKind, NoticeState
from pdca.domain.notices.recipients import QUALITY_MANAGER, roles_from
from pdca.services.engine.decide_day import is_decided
from pdca.services.engine.decide_lines import leaves, overview_of
from pdca.services.mailing.digests import write_digest
from pdca.services.mailing.items import Lexicon
from pdca.services.mailing.lines import Known, Lines
from pdca.services.mailing.links import Addresses
from pdca.services.mailing.post import TRY_FOR, message_id
from pdca.services.records import Courtesy, LedgerRow, Message
from pdca.services.situation import Situation, local_moment

WEEKS_AHEAD = 4
MOST_ITEMS = 500
"""So many items of a whole board are looked at, the soonest first; more would keep a page waiting."""
MOST_BELOW = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The next mail, None when there is none in the coming weeks; not `is_whole` when more may come into it."""

    digest: Digest | None
    is_whole: bool


@dataclass(slots=True)
class Item:
    """An item on its way through the coming days: its history grows with what is decided."""

    deadline: Deadline
    history: History
    look: date | None


@dataclass(slots=True, kw_only=True)
class Ahead:
    """The coming days of one person."""

    email: str
    items: Mapping[str, Item]
    owed: Sequence[Courtesy]
    leads: bool
    began: date
    is_whole: bool

    def live(self, at: Situation) -> tuple[list[Notice], Known]:
        """Decide one day, as the engine will; return what the person is told, and what is known then."""
        today = at.today
        found = [one for item in self._due(today) for one in self._decided(item, at)]
        mine = [one for one in found if one.recipient == self.email and one.state is NoticeState.QUEUED]
        company = {self.email} if mine else set()
        mine += [
            Notice(
                item=one.item,
                version=one.version,
                step=str(one.kind),
                kind=one.kind,
                recipient=self.email,
                continues=one.continues,
            )
            for one in self.owed
            if leaves(at, one, today, company) is NoticeState.QUEUED
        ]
        if self.leads:
            mine += [
                one for one in overview_of(at, _opening_a_month(at), today) if one.recipient == self.email
            ]
        known = Known(
            deadlines={item: one.deadline for item, one in self.items.items()},
            histories={item: one.history for item, one in self.items.items()},
            escalations=[one for one in found if one.kind is NoticeKind.ESCALATION],
        )
        return mine, known

    def _due(self, today: date) -> list[Item]:
        return [one for one in self.items.values() if one.look is not None and one.look <= today]

    def _decided(self, item: Item, at: Situation) -> list[Notice]:
        rules = at.rules(item.deadline.unit, item.deadline.grade)
        decided = decide(item.deadline, item.history, at.today, rules)
        item.history = item.history.adding(decided)
        item.look = next_notice_on(item.deadline, item.history, at.today + timedelta(days=1), rules)
        return decided


def next_mail(
    situation: Situation, links: Addresses, lexicon: Lexicon, email: str, *, captured: bool
) -> Foreseen:
    """Return the next mail that somebody gets as things are now."""
    ahead = _ahead(situation, email)
    for offset in range(7 * WEEKS_AHEAD):
        moment = local_moment(ahead.began + timedelta(days=offset), situation.board, situation.policy)
        at = situation.carried_to(situation.session, moment)
        notices, known = ahead.live(at)
        lines = Lines(at, links, lexicon)
        digest = _written(lines, email, notices, known, captured=captured) if notices else None
        if digest is not None:
            return Foreseen(digest=digest, is_whole=ahead.is_whole)
    return Foreseen(digest=None, is_whole=ahead.is_whole)


def _ahead(situation: Situation, email: str) -> Ahead:
    session, today = situation.session, situation.today
    began = today + timedelta(days=1) if is_decided(session, today) else today
    people = situation.organisation.people.values()
    watched = frozenset(one.email for one in people if email in (one.email, one.deputy))
    units = _asked_at(situation, watched)
    last = began + timedelta(weeks=WEEKS_AHEAD)
    found = _items_of(situation, watched, units, last)
    is_whole = True
    if situation.organisation.root in units:
        due = session.due(last, situation.now, MOST_ITEMS)
        found |= {one.deadline.item: (one.deadline, one.history) for one in due}
        is_whole = len(due) < MOST_ITEMS
    return Ahead(
        email=email,
        items={item: _item(situation, *known, began) for item, known in found.items()},
        owed=[one for one in session.owed() if one.recipient == email],
        leads=bool(units),
        began=began,
        is_whole=is_whole,
    )


def _items_of(
    situation: Situation, watched: frozenset[str], units: frozenset[str], last: date
) -> dict[str, tuple[Deadline, History]]:
    """Return what waits for some people, and whatever help may be asked about at units below the board."""
    organisation, session = situation.organisation, situation.session
    below = {one.code for unit in units - {organisation.root} for one in organisation.below(unit)}
    people = {one.email for one in organisation.people.values() if one.unit in below} | watched
    planned = list(session.deadlines_of_people(people))
    if below:
        planned += session.deadlines_in(below, limit=MOST_BELOW)
    near = {
        one.deadline.item: one.deadline
        for one in planned
        if one.next_notice_on is not None and one.next_notice_on <= last
        if one.deadline.owner in watched or _is_below(situation, one.deadline, units)
    }
    histories = session.histories(near.values())
    return {item: (one, histories[item]) for item, one in near.items()}


def _item(situation: Situation, deadline: Deadline, history: History, began: date) -> Item:
    rules = situation.rules(deadline.unit, deadline.grade)
    return Item(deadline, history, next_notice_on(deadline, history, began, rules))


def _asked_at(situation: Situation, people: Iterable[str]) -> frozenset[str]:
    """Return the units at which some people hold a role that help is asked of."""
    roles = {*roles_from(situation.policy, 1), QUALITY_MANAGER}
    held = (role for email in people for role in situation.organisation.person(email).roles)
    return frozenset(role.unit for role in held if role.role in roles)


def _is_below(situation: Situation, deadline: Deadline, units: frozenset[str]) -> bool:
    organisation = situation.organisation
    start = organisation.start_unit(deadline.unit, deadline.owner)
    return not units.isdisjoint(organisation.upward(start))


def _opening_a_month(at: Situation) -> frozenset[str]:
    """Return the units for which this is the first counting day of a month."""
    first = at.today.replace(day=1)
    return frozenset(
        unit
        for unit in at.organisation.units
        if at.days(unit).first_on_or_after(first) == at.today and at.days(unit).may_mail(at.today)
    )


def _written(
    lines: Lines, email: str, notices: Sequence[Notice], known: Known, *, captured: bool
) -> Digest | None:
    """Write the mail of a day; None when nothing in it would still be true."""
    at, board = lines.situation, lines.situation.board
    message = Message(
        id=message_id(board.slug, email, at.today, board.mail_from.rpartition("@")[2]),
        board=board.slug,
        recipient=email,
        day=at.today,
        composed=at.now,
        not_before=at.now,
        expires=at.now + TRY_FOR,
    )
    rows = [LedgerRow(id=0, day=at.today, notice=one) for one in notices]
    lines.read(rows, known)
    true = [row for row in rows if lines.is_still_true(row.notice)]
    return write_digest(lines, message, true, captured=captured) if true else None
