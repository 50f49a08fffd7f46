"""What an explanation looks at: a board as it is now, and one item in it, read in one go and then left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from pdca.domain.board import Board, Clocks
from pdca.domain.calendar.days import CountingDays, SchoolHolidays
from pdca.domain.errors import Message, Param
from pdca.domain.notices.decide import Rules
from pdca.domain.notices.forecast import forecast
from pdca.domain.notices.ladder import ladder_ends, next_step_day, shape
from pdca.domain.notices.notice import EMPTY, Deadline, History, Notice
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Absence, DayOff, Organisation
from pdca.services.explain.trace import Said, Subject, Version
from pdca.services.records import LedgerRow
from pdca.services.records import Message as Mail
from pdca.services.situation import Situation, local_moment

LOOK_AHEAD = timedelta(days=60)
"""How far a forecast reaches when no step lies ahead: far enough to see who is asked for a new owner."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A board at one instant; `decided` are the days whose notices the engine decided, `open_days` those begun."""

    board: Board
    now: datetime
    today: date
    policy: Policy
    organisation: Organisation
    absences: tuple[Absence, ...]
    days_off: tuple[DayOff, ...]
    clocks: Clocks
    school_holidays: SchoolHolidays
    decided: frozenset[date] = frozenset()
    open_days: frozenset[date] = frozenset()

    @classmethod
    def of(cls, situation: Situation) -> Scene:
        """Read a board."""
        session, today = situation.session, situation.today
        begin = situation.board.since or today
        return cls(
            board=situation.board,
            now=situation.now,
            today=today,
            policy=situation.policy,
            organisation=situation.organisation,
            absences=tuple(session.absences()),
            days_off=tuple(session.days_off()),
            clocks=situation.clocks,
            school_holidays=situation.shipped.school_holidays,
            decided=frozenset(session.days_run(begin, today)),
            open_days=frozenset(run.day for run in session.open_days()),
        )

    def days(self, unit: str, grade: str | None = None) -> CountingDays:
        """Return the clock of an item of a unit and grade."""
        return self.clocks.of(unit, self.policy.day_mode(grade))

    def person(self, email: str | None) -> str:
        """Return what somebody is called; where two have one name, with the address that tells them apart."""
        known = self.organisation.people.get(email or "")
        if known is None:
            return email or "-"
        return known.name if self._names[known.name] == 1 else f"{known.name} ({known.email})"

    def people(self, emails: tuple[str, ...]) -> str:
        """Return what some people are called."""
        return ", ".join(map(self.person, emails))

    def unit(self, code: str) -> str:
        """Return what a unit is called; where two have one name, with the code that tells them apart."""
        known = self.organisation.units.get(code)
        if known is None:
            return code
        return known.name if self._units[known.name] == 1 else f"{known.name} ({code})"

    def moment(self, instant: datetime) -> dict[str, Param]:
        """Return an instant as local `day` and `time`."""
        local = instant.astimezone(ZoneInfo(self.board.time_zone))
        return {"day": local.date(), "time": f"{local:%H:%M}"}

    def day(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return instant.astimezone(ZoneInfo(self.board.time_zone)).date()

    def away(self, email: str, day: date) -> Message:
        """Say why somebody is not there on a day."""
        facts: dict[str, Param] = {"person": self.person(email)}
        known = self.organisation.people.get(email)
        if known is None:
            return Message("{person} does not work here", facts)
        if known.active_until is not None and known.active_until < day:
            return Message("{person} works here no longer since {day}", {**facts, "day": known.active_until})
        lasts = [one.last for one in self.absences if one.email == email and one.covers(day)]
        last = None if None in lasts else max((one for one in lasts if one is not None), default=None)
        if last is None:
            return Message("{person} is away until further notice", facts)
        return Message("{person} is away up to and including {day}", {**facts, "day": last})

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(person.name for person in self.organisation.people.values())

    @cached_property
    def _units(self) -> Counter[str]:
        return Counter(unit.name for unit in self.organisation.units.values())

    @property
    def send_at(self) -> datetime:
        """The instant from which today's notices are decided."""
        return local_moment(self.today, self.board, self.policy)

    @property
    def next_to_decide(self) -> date:
        """The first day whose notices are still to be decided."""
        return self.today + timedelta(days=1) if self.today in self.decided else self.today


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item with everything recorded about it; `ended` says why nothing is sent about it any more."""

    scene: Scene
    id: str
    subject: Subject
    about: Said
    deadline: Deadline | None = None
    ended: Said = ()
    rows: tuple[LedgerRow, ...] = ()
    versions: tuple[Version, ...] = ()
    mail: Mapping[str, Mail] = field(default_factory=dict)

    @cached_property
    def history(self) -> History:
        """What the ledger holds about the ladder that runs now."""
        rows = [row.notice for row in self.current_rows() if not row.notice.is_unsaid]
        return History.of((one.step, one.recipient, one.state) for one in rows) if rows else EMPTY

    def current_rows(self) -> list[LedgerRow]:
        """Return the ledger rows of the ladder that runs now."""
        ladder = self.deadline.ladder if self.deadline is not None else None
        return [row for row in self.rows if row.notice.ladder == ladder]

    @cached_property
    def rules(self) -> Rules:
        """What a decision about the item needs."""
        assert self.deadline is not None  # asked for items that wait for somebody only
        scene = self.scene
        days = scene.days(self.deadline.unit, self.deadline.grade)
        return Rules(scene.organisation, scene.policy, days)

    @cached_property
    def coming(self) -> tuple[tuple[date, list[Notice]], ...]:
        """What would be decided on the days to come, should nobody do anything."""
        deadline, rules = self.deadline, self.rules
        assert deadline is not None
        first = self.scene.next_to_decide
        return tuple(forecast(deadline, self.history, first, self._last_look(deadline), rules))

    def _last_look(self, deadline: Deadline) -> date:
        days, ladder = self.rules.days, shape(self.rules.policy, deadline.grade)
        ends = ladder_ends(ladder, deadline.since, deadline.due, days)
        later = max(ends, self.scene.today)
        following = next_step_day(ladder, deadline.since, deadline.due, days, later)
        return max(following or later, self.scene.today + LOOK_AHEAD)
