"""The notices of a world, day by day, as literally as the text allows and as slowly as it takes."""

from dataclasses import dataclass, field
from datetime import date

from tests.oracle.days import ONE_DAY, Days
from tests.oracle.ladder import Ladder, Policy, Step
from tests.oracle.people import People
from tests.oracle.world import Action, World

Row = tuple[date, str, str, str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One row of the ledger; `state` is sent, superseded or undeliverable."""

    date: date
    item: str
    step: str
    kind: str
    recipient: str | None
    state: str


@dataclass(slots=True)
class Memory:
    """What is remembered of one item from day to day."""

    owner_steps_handled: set[Step] = field(default_factory=set)
    levels_handled: set[int] = field(default_factory=set)
    told: dict[int, set[str]] = field(default_factory=dict)
    undeliverable: set[str] = field(default_factory=set)
    reassign_handled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A notice that somebody would get today; the highest `rank` of one person and item is sent."""

    step: str
    kind: str
    recipient: str
    rank: tuple[int, int]


def owner_kind(step: Step) -> str:
    """assigned, reminder (n < 0), due (0), overdue (n > 0, to the owner's side)."""
    if isinstance(step, str):
        return "assigned"
    if step < 0:
        return "reminder"
    return "due" if step == 0 else "overdue"


def level_of(step: Step) -> int:
    """How high an owner step is; `assigned` is the lowest."""
    return -1_000_000 if isinstance(step, str) else step


class Calculation:
    """One run over all days of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._days = Days(world)
        self._policy = Policy(world)
        self._ladder = Ladder(world, self._days, self._policy)
        self._people = People(world, self._days, self._policy)
        self._memory = {action.ref: Memory() for action in world.actions}
        self._ran = frozenset(world.run_days)
        self.rows: list[Notice] = []

    def run(self) -> None:
        """Go through all days; nothing happens on a day on which the engine did not run."""
        day = min(self._ran)
        while day <= max(self._ran):
            if day in self._ran:
                for action in self._world.actions:
                    if self._days.mail_may_leave(self._policy.days(action.grade), action.unit, day):
                        self._item(action, day)
                self._overviews(day)
            day += ONE_DAY

    def _item(self, action: Action, day: date) -> None:
        """Collect what comes due today and let one notice per person leave.

        While *Klaar* stands nothing is decided about the doing. Once it is taken back all is as if it had not been
        tapped: the memory is what it was, and what came due meanwhile is found open, as after days of downtime.
        """
        if self._world.is_reported_done(action.ref, day):
            return
        intents = self._escalations(action, day)
        intents += self._reassign(action, day)
        intents += self._owner_steps(action, day)
        self._one_notice_per_person(action, day, intents)

    def _record(self, day: date, item: str, step: str, kind: str, to: str | None, state: str) -> None:
        self.rows.append(Notice(date=day, item=item, step=step, kind=kind, recipient=to, state=state))

    def _undeliverable(self, action: Action, day: date, step: str, kind: str) -> None:
        """Nobody was found: written once, on the first day that it could not be delivered."""
        if step not in self._memory[action.ref].undeliverable:
            self._memory[action.ref].undeliverable.add(step)
            self._record(day, action.ref, step, kind, None, "undeliverable")

    def _open_owner_steps(self, action: Action, day: date) -> list[Step]:
        handled = self._memory[action.ref].owner_steps_handled
        return [step for step in self._ladder.due_owner_steps(action, day) if step not in handled]

    def _owner_steps(self, action: Action, day: date) -> list[Intent]:
        """Of the open owner steps that are due the highest goes to the stand-in; without one they wait."""
        open_steps = self._open_owner_steps(action, day)
        stand_in = self._people.stand_in(action.owner, day)
        if not open_steps or stand_in is None:
            return []
        highest = open_steps[-1]
        for step in open_steps:
            self._memory[action.ref].owner_steps_handled.add(step)
            if step != highest:
                self._record(day, action.ref, str(step), owner_kind(step), stand_in, "superseded")
        rank = (0, level_of(highest))
        return [Intent(step=str(highest), kind=owner_kind(highest), recipient=stand_in, rank=rank)]

    def _reassign(self, action: Action, day: date) -> list[Intent]:
        """Once: a step waits and the owner will not be back in time; tried again until somebody is found.

        Not tried again on a day on which the owner is back.
        """
        memory = self._memory[action.ref]
        if memory.reassign_handled:
            return []
        if "reassign" in memory.undeliverable:
            if self._people.is_present(action.owner, day):
                return []
        elif not self._needs_a_new_owner(action, day):
            return []
        found = self._people.search(action, 1, (), day)
        if found is None:
            self._undeliverable(action, day, "reassign", "reassign")
            return []
        memory.reassign_handled = True
        return [Intent(step="reassign", kind="reassign", recipient=one, rank=(1, 0)) for one in found[1]]

    def _needs_a_new_owner(self, action: Action, day: date) -> bool:
        """An owner step waits, and the owner is not back up to the wait_for_owner-th counting day after."""
        if not self._open_owner_steps(action, day) or self._people.stand_in(action.owner, day) is not None:
            return False
        wait = self._policy.notices["wait_for_owner"]
        mode = self._policy.days(action.grade)
        limit = self._days.counting_day_after(mode, action.unit, day, wait)
        return not self._people.is_present_between(action.owner, day, limit)

    def _escalations(self, action: Action, day: date) -> list[Intent]:
        """Handle the levels that have come due and are still open, in rising order."""
        memory = self._memory[action.ref]
        intents: list[Intent] = []
        for level in self._ladder.due_levels(action, day):
            if level in memory.levels_handled:
                continue
            step = f"escalation-{level}"
            if level <= self._people.skipped_levels(action, day):  # not to those below
                memory.levels_handled.add(level)
                self._record(day, action.ref, step, "escalation", None, "superseded")
                continue
            told = {one for lower, people in memory.told.items() if lower < level for one in people}
            found = self._people.search(action, level, told, day)
            if found is not None:
                memory.levels_handled.add(level)
                memory.told[level] = set(found[1])
                intents += [
                    Intent(step=step, kind="escalation", recipient=one, rank=(2, level)) for one in found[1]
                ]
            elif told:
                memory.levels_handled.add(level)
                self._record(day, action.ref, step, "escalation", None, "superseded")
            else:
                self._undeliverable(action, day, step, "escalation")
        return intents

    def _one_notice_per_person(self, action: Action, day: date, intents: list[Intent]) -> None:
        """An escalation before reassign before an owner step, a higher level before a lower."""
        for intent in intents:
            state = "sent"
            for other in intents:
                if other.recipient == intent.recipient and other.rank > intent.rank:
                    state = "superseded"
            self._record(day, action.ref, intent.step, intent.kind, intent.recipient, state)

    def _overviews(self, day: date) -> None:
        """Every manager with items past their last level gets one list per unit where they were found."""
        listed: set[tuple[str, str]] = set()
        for action in self._world.actions:
            if not self._ladder.is_past_last_step(action, day):
                continue
            first_level = self._people.skipped_levels(action, day) + 1
            found = self._people.search(action, first_level, (), day)
            if found is not None and self._is_overview_day(found[0], day):
                listed |= {(found[0], person) for person in found[1]}
        for unit, person in sorted(listed):
            item = f"overview/{unit}/{day:%Y-%m}"
            self._record(day, item, "overview", "overview", person, "sent")

    def _is_overview_day(self, unit: str, day: date) -> bool:
        """First counting day of the month; when the engine was down then, the next mail day in that month."""
        mode = self._policy.notices["days"]
        if not self._days.mail_may_leave(mode, unit, day):
            return False
        earlier = self._days.first_counting_day(mode, unit, day.replace(day=1))
        if day < earlier:
            return False
        while earlier < day:
            if earlier in self._ran and self._days.mail_may_leave(mode, unit, earlier):
                return False
            earlier += ONE_DAY
        return True


def notices(world: World) -> list[Notice]:
    """Every row of the ledger, also what was superseded, in the order of the days."""
    calculation = Calculation(world)
    calculation.run()
    return calculation.rows


def sent(world: World) -> list[Row]:
    """What a file of notices holds: rows that were sent, and undeliverable ones with nobody as recipient."""
    return sorted(
        (
            (row.date, row.item, row.step, row.kind, row.recipient)
            for row in notices(world)
            if row.state in ("sent", "undeliverable")
        ),
        key=lambda row: (row[0], row[1], row[2], row[3], row[4] or ""),
    )
