"""A board on one day: people, clocks, policy and grades, read once and asked many times in a transaction."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pdca.domain.actions.action import Action
from pdca.domain.actions.setting import Setting
from pdca.domain.actions.standing import Bench
from pdca.domain.approach import Approach, Taking
from pdca.domain.board import Board, Clocks
from pdca.domain.calendar.days import CountingDays
from pdca.domain.errors import BadInput
from pdca.domain.notices.decide import Rules
from pdca.domain.notices.policy import Policy
from pdca.domain.people.organisation import Organisation
from pdca.services.ports import BoardSession, Shipped


class Situation:
    """What a use case knows about its board at one instant."""

    def __init__(self, session: BoardSession, shipped: Shipped, now: datetime) -> None:
        self.session = session
        self.shipped = shipped
        self.now = now
        self._rules: dict[tuple[str, str | None], Rules] = {}

    def carried_to(self, session: BoardSession, now: datetime | None = None) -> Situation:
        """Return the situation in the next transaction; what was worked out stays when the board is the same."""
        later = Situation(session, self.shipped, now or self.now)
        if later._facts == self._facts:
            later.organisation, later.clocks, later._rules = self.organisation, self.clocks, self._rules
        return later

    @cached_property
    def _facts(self) -> tuple[object, ...]:
        """Everything that decisions rest on; comparing is quick, as the store hands out what it read before."""
        session = self.session
        who = (session.units(), session.people(), session.absences(), session.days_off())
        return (self.board, self.policy, *who)

    @cached_property
    def board(self) -> Board:
        """The board itself."""
        return self.session.board()

    @property
    def zone(self) -> ZoneInfo:
        """The board's time zone."""
        return ZoneInfo(self.board.time_zone)

    @cached_property
    def today(self) -> date:
        """The local date of the board."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def policy(self) -> Policy:
        """The board's policy."""
        return self.session.policy()

    @cached_property
    def organisation(self) -> Organisation:
        """Units and people as they are now."""
        return Organisation(self.session.units(), self.session.people(), self.session.absences())

    @cached_property
    def approach(self) -> Approach:
        """The plan of approach, also when nothing of it was decided yet."""
        return self.session.approach() or Approach()

    @property
    def taking(self) -> Taking:
        """Who takes part by the plan of approach."""
        return Taking(self.organisation, self.approach)

    @cached_property
    def clocks(self) -> Clocks:
        """The school-day clocks of all units."""
        off = tuple(self.session.days_off())
        return Clocks(self.organisation, self.board.holidays, self.shipped.school_holidays, off)

    @cached_property
    def bench(self) -> Bench:
        """The search for responsible people."""
        return Bench(self.organisation, self.policy, self.today)

    def days(self, unit: str, grade: str | None = None) -> CountingDays:
        """Return the clock of an item of a unit and grade."""
        return self.rules(unit, grade).days

    def rules(self, unit: str, grade: str | None = None) -> Rules:
        """Return what a decision about an item of a unit and grade needs."""
        found = self._rules.get((unit, grade))
        if found is None:
            days = self.clocks.of(unit, self.policy.day_mode(grade))
            found = self._rules[unit, grade] = Rules(self.organisation, self.policy, days)
        return found

    def setting(self, action: Action, actor: str) -> Setting:
        """Return the setting in which somebody acts on an action."""
        grade = self.shipped.grades[action.grade]
        return Setting(
            today=self.today,
            days=self.days(action.unit, action.grade),
            grade=grade,
            bench=self.bench,
            checks=self.session.open_checks_of,
            load=self.session.open_items_of,
            standing=self.bench.standing(action, grade, actor),
            processes=self.session.processes(),
        )


def local_moment(day: date, board: Board, policy: Policy) -> datetime:
    """Return the instant at which a board's notices of a day are decided (`send_at`, local time)."""
    zone = ZoneInfo(board.time_zone)
    return datetime.combine(day, policy.notices.send_at, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def require_aware(moment: datetime) -> datetime:
    """Return an instant; BadInput when it has no zone."""
    if moment.tzinfo is None:
        raise BadInput("an instant needs a time zone, such as 2026-11-23T07:30:00+01:00")
    return moment
