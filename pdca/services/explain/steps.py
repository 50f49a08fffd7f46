"""Every step of an item with its day and what came of it; for what is still to come, the engine's own forecast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pdca.domain.errors import Message, Param
from pdca.domain.notices.decide import OWN_LEVEL
from pdca.domain.notices.notice import REASSIGN, Deadline, Notice, NoticeKind, NoticeState
from pdca.domain.notices.recipients import roles_for_new_owner, roles_from
from pdca.services.explain.closures import why_no_mail
from pdca.services.explain.people.searches import nobody_stands_in, search
from pdca.services.explain.posted import reason, told
from pdca.services.explain.rungs import Planned, planned_steps, rule_of_reassign, rule_of_row
from pdca.services.explain.scene import Item, Scene
from pdca.services.explain.trace import Outcome, Said, Search, Step
from pdca.services.records import LedgerRow

WEIGHT = (Outcome.UNDELIVERABLE, Outcome.SUPERSEDED, Outcome.WITHHELD, Outcome.QUEUED, Outcome.SENT)
LADDERLESS = (NoticeKind.RESOLVED, NoticeKind.THANKS, NoticeKind.OVERVIEW)
TELLS = (NoticeState.QUEUED, NoticeState.SENT)


def steps_of(item: Item) -> tuple[Step, ...]:
    """Return every step of the version that runs now, then what is no step of the ladder."""
    deadline = item.deadline
    if deadline is None:
        rows_by_step = {} if item.versions else _grouped(item.rows)
        return tuple(past_step(item, rows) for rows in rows_by_step.values())
    told_of = _Told.of(item)
    steps = [_Explained(item, deadline, told_of, one).step() for one in planned_steps(item, deadline)]
    asked = told_of.new_owner(deadline)
    steps += [_Explained(item, deadline, told_of, asked).step()] if asked is not None else []
    known = {step.step for step in steps}
    steps += [past_step(item, rows) for step, rows in told_of.rows.items() if step not in known]
    return tuple(sorted(steps, key=lambda step: step.on or deadline.since))


def past_step(item: Item, rows: list[LedgerRow]) -> Step:
    """Return a step of which only the ledger is left."""
    first, people = rows[0], recipients(row.notice for row in rows)
    return Step(
        item=item.id,
        version=first.notice.version,
        step=first.notice.step,
        kind=first.notice.kind,
        on=first.day,
        outcome=outcome_of(rows),
        people=people,
        who=item.scene.people(people),
        rule=rule_of_row(first, item.scene.policy),
        told=tuple(told(item.scene, row, item.mail.get(row.message or "")) for row in rows),
    )


def outcome_of(rows: list[LedgerRow]) -> Outcome:
    """Return the weightiest of what came of the rows of one step."""
    return max((Outcome(row.notice.state) for row in rows), key=WEIGHT.index)


def recipients(notices: Iterator[Notice] | list[Notice]) -> tuple[str, ...]:
    """Return who was told by notices, or will be."""
    return tuple(
        sorted({one.recipient for one in notices if one.state in TELLS and one.recipient is not None})
    )


def waiting(item: Item, deadline: Deadline, on: date) -> Said:
    """Say why an owner step waits on a day although it has come due."""
    scene = item.scene
    if deadline.is_held(on):
        return (Message("its owner asked for quiet until {day}", {"day": deadline.snoozed_until}),)
    if deadline.owner is None:
        return (Message("nobody owns it, so there is nobody to remind"),)
    if scene.organisation.stand_in(deadline.owner, on) is None:
        return (nobody_stands_in(scene, deadline.owner, on),)
    return ()


def _grouped(rows: tuple[LedgerRow, ...] | list[LedgerRow]) -> dict[str, list[LedgerRow]]:
    found: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        found[f"{row.notice.version}/{row.notice.step}"].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What the ledger holds about the steps of the running version, and what the forecast adds."""

    rows: Mapping[str, list[LedgerRow]]
    coming: Mapping[str, tuple[date, list[Notice]]]

    @classmethod
    def of(cls, item: Item) -> _Told:
        rows: dict[str, list[LedgerRow]] = defaultdict(list)
        for row in item.current_rows():
            rows[row.notice.step].append(row)
        coming: dict[str, tuple[date, list[Notice]]] = {}
        for day, notices in item.coming:
            for notice in notices:
                first, known = coming.setdefault(notice.step, (day, []))
                if first == day:
                    known.append(notice)
        return cls(rows, coming)

    def new_owner(self, deadline: Deadline) -> Planned | None:
        """Return the question for a new owner, when it was asked or is going to be."""
        rows = self.rows.get(REASSIGN)
        if rows is None and REASSIGN not in self.coming:
            return None
        day = rows[0].day if rows is not None else self.coming[REASSIGN][0]
        rule = rule_of_reassign(day, deadline.owner)
        return Planned(step=REASSIGN, kind=NoticeKind.REASSIGN, on=day, rule=rule)


@dataclass(frozen=True, slots=True)
class _Explained:
    """One step being explained."""

    item: Item
    deadline: Deadline
    told: _Told
    planned: Planned

    def step(self) -> Step:
        rows = self.told.rows.get(self.planned.step, [])
        outcome, said, people = self._what_came(rows)
        return Step(
            item=self.item.id,
            version=self.deadline.version,
            step=self.planned.step,
            kind=self.planned.kind,
            on=self.planned.on,
            outcome=outcome,
            people=people,
            who=self.item.scene.people(people),
            rule=self.planned.rule,
            expected=self._expected(rows),
            say=said,
            told=tuple(told(self.item.scene, row, self.item.mail.get(row.message or "")) for row in rows),
            search=self._search(rows) if outcome is not Outcome.NEVER else None,
        )

    def _what_came(self, rows: list[LedgerRow]) -> tuple[Outcome, Said, tuple[str, ...]]:
        on, today = self.planned.on, self.item.scene.today
        if on is None:
            return Outcome.NEVER, (), ()
        if rows:
            said = (*self._why_later(rows[0]), *self._still_to_come(rows))
            return outcome_of(rows), said, recipients([row.notice for row in rows])
        day, outcome = max(on, today), Outcome.COMING if on > today else Outcome.WAITING
        why = () if self._is_level() else waiting(self.item, self.deadline, day)
        return outcome, (*why, *self._forecast(on)), self._coming_people()

    def _expected(self, rows: list[LedgerRow]) -> date | None:
        if self.planned.step not in self.told.coming or (rows and not self._still_to_come(rows)):
            return None
        return self.told.coming[self.planned.step][0]

    def _still_to_come(self, rows: list[LedgerRow]) -> Said:
        is_open = outcome_of(rows) is Outcome.UNDELIVERABLE or all(row.notice.is_unsaid for row in rows)
        return self._forecast(None) if is_open else ()

    def _coming_people(self) -> tuple[str, ...]:
        _, notices = self.told.coming.get(self.planned.step, (None, []))
        return recipients(notices)

    def _forecast(self, on: date | None) -> Said:
        """Say who would hear it on which day, when nothing changes."""
        found = self.told.coming.get(self.planned.step)
        if found is None:
            return (Message("not before {day}", {"day": on}),) if on is not None else ()
        day, notices = found
        facts: dict[str, Param] = {"day": day, "people": self.item.scene.people(recipients(notices))}
        if recipients(notices):
            return (Message("on {day}, when nothing changes: {people}", facts),)
        facts["why"] = reason(notices[0].reason)
        return (Message("on {day}, when nothing changes, nobody: {why}", facts),)

    def _why_later(self, row: LedgerRow) -> Said:
        """Say why a step was decided on a later day than it came due."""
        on, scene, decided = self.planned.on, self.item.scene, row.day
        if on is None or decided <= on:
            return ()
        days = [date.fromordinal(number) for number in range(on.toordinal(), decided.toordinal())]
        mail_days = [day for day in days if self.item.rules.days.may_mail(day)]
        missed = [day for day in mail_days if day not in scene.decided]
        facts: dict[str, Param] = {"day": decided, "first": on}
        if not mail_days:
            why = why_no_mail(scene, self.deadline.unit, self.deadline.grade, on)
            assert why is not None  # it was no day on which mail may leave
        elif missed == mail_days:
            why = Message("the engine did not run before that day")
        elif self._stood_still(row.notice.version, on):
            why = Message("until then it was with somebody else, which was taken back")
        elif mail_days == [self.deadline.since]:
            why = Message("it began after the notices of that day had been decided")
        elif self._is_level():
            why = Message("the rules or the days that count have changed since")
        else:
            why = Message("nobody could be reminded before that day")
        return (Message("it came due on {first} and was decided on {day}: {why}", {**facts, "why": (why,)}),)

    def _stood_still(self, version: int, on: date) -> bool:
        """Tell whether the ladder had ended on a day, and went on later with a version."""
        went_on = [
            one.began for one in self.item.versions if one.version == version and one.continues is not None
        ]
        return any(began is not None and began >= on for began in went_on)

    def _is_level(self) -> bool:
        return self.planned.kind in (NoticeKind.ESCALATION, NoticeKind.REASSIGN)

    def _search(self, rows: list[LedgerRow]) -> Search | None:
        if not self._is_level() or self._is_own_level(rows):
            return None
        item, deadline, policy = self.item, self.deadline, self.item.scene.policy
        on = self._searched_on(rows)
        if self.planned.kind is NoticeKind.REASSIGN:
            found = search(item.scene, deadline, on, roles_for_new_owner(policy, deadline.owner))
        else:
            future = [notice for _, notices in item.coming for notice in notices]
            earlier = item.history.adding(future).told_below(self.planned.level)
            found = search(item.scene, deadline, on, roles_from(policy, self.planned.level), earlier)
        then = {row.notice.recipient for row in rows if row.notice.recipient is not None}
        if then and then != set(found.found):
            changed = Message("people and roles have changed since; this is the search as it would go now")
            return Search(
                on=on, start=found.start, found=found.found, say=(changed, *found.say), visits=found.visits
            )
        return found

    def _is_own_level(self, rows: list[LedgerRow]) -> bool:
        _, notices = self.told.coming.get(self.planned.step, (None, []))
        return any(one.reason == OWN_LEVEL for one in (*(row.notice for row in rows), *notices))

    def _searched_on(self, rows: list[LedgerRow]) -> date:
        if rows and outcome_of(rows) is not Outcome.UNDELIVERABLE:
            return rows[-1].day
        if self.planned.step in self.told.coming:
            return self.told.coming[self.planned.step][0]
        return max(self.planned.on or self.item.scene.today, self.item.scene.today)


def not_decided_yet(scene: Scene, deadline: Deadline) -> Said:
    """Say why the notices of today are not there yet, or why today brings none."""
    said = why_no_mail(scene, deadline.unit, deadline.grade, scene.today) or engine_says(scene)
    return (said,) if said is not None else ()


def engine_says(scene: Scene) -> Message | None:
    """Say why the engine has not decided today's notices; None when it has."""
    if scene.today in scene.decided:
        return None
    if scene.board.since is not None and scene.today < scene.board.since:
        return Message("this board is here since {day} only", {"day": scene.board.since})
    if scene.now < scene.send_at:
        return Message("the notices of today are decided from {time} on", scene.moment(scene.send_at))
    if scene.today in scene.open_days:
        return Message("the engine is deciding today's notices, or broke off while it did")
    last = max((day for day in scene.decided if day < scene.today), default=None)
    if last is None:
        return Message("the engine has never decided the notices of a day here: does it run?")
    if last >= scene.today - timedelta(days=1):
        return Message("the engine has not decided the notices of today yet")
    facts: dict[str, Param] = {"day": last}
    return Message("the engine has not decided the notices of today; the last day it did was {day}", facts)
