"""What is known about an installation when it is examined: plain values, so that rules can be tried on a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdca.domain.calendar.days import Period
from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import ItemKind
from pdca.services.boards.vacancies import Vacancy
from pdca.services.records import MessageState, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFacts:
    """The settings that can be wrong without stopping anything; `secret` says what is wrong with the key.

    `elsewhere` says what is wrong with the sign-in that a school already has, where one is named.
    `clock_ahead` is how many seconds a demo's clock runs ahead of the machine's; None where it is the machine's.
    """

    is_captured: bool = False
    secret: Message | None = None
    elsewhere: Message | None = None
    is_base_url_local: bool = False
    clock_ahead: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """The database; `fault` says why it cannot be reached. `is_risky`: see the store's engine."""

    fault: Message | None = None
    is_damaged: bool = False
    revision: str | None = None
    head: str = ""
    is_known: bool = True
    backend: str = "sqlite"
    version: str = ""
    journal: str = ""
    is_risky: bool = False

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be asked anything."""
        return not self.fault and self.revision is not None and self.revision == self.head


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """One board on its local day; items stand here by their references, units by name."""

    slug: str
    today: date
    since: date | None
    send_at: datetime
    is_mail_day: bool
    is_decided: bool
    last_decided: date | None = None
    last_event: datetime | None = None
    undeliverable: tuple[str, ...] = ()
    unowned: Mapping[ItemKind, tuple[str, ...]] = field(default_factory=dict)
    beyond_horizon: tuple[str, ...] = ()
    has_quality_manager: bool = True
    has_board_member: bool = True
    vacancies: tuple[Vacancy, ...] = ()
    without_region: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """The mail on its way: how many in each state, how many were given up lately, since when the oldest waits."""

    counts: Mapping[MessageState, int] = field(default_factory=dict)
    given_up: int = 0
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything; `runs` are the last runs of each name, newest first, `smtp` what is wrong with the mail server.

    `zone` is the time zone in which moments are told.
    """

    now: datetime
    settings: SettingsFacts
    database: DatabaseFacts
    horizon: Period | None = None
    boards: tuple[BoardFacts, ...] = ()
    runs: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)
    mail: MailFacts = MailFacts()
    was_smtp_asked: bool = False
    smtp: Message | None = None
    zone: str = "Europe/Amsterdam"

    def local(self, moment: datetime) -> dict[str, Param]:
        """Return the day and the time of a moment as people there tell it."""
        there = moment.astimezone(ZoneInfo(self.zone))
        return {"day": there.date(), "time": f"{there:%H:%M}"}

    def last_run(self, name: str) -> Run | None:
        """Return the last run of a name that ended."""
        return next((run for run in self.runs.get(name, ()) if run.ended is not None), None)
