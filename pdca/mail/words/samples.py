"""Sample digests of the example board, one or more for every kind, to look at and to test with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from pdca.domain.notices.digest import (
    ASKING,
    Asked,
    Began,
    Digest,
    DigestLine,
    Kind,
    ListedItem,
    NextLevel,
    Reason,
)
from pdca.mail.words.sample_words import TITLES, WORDS

TODAY: Final = date(2026, 11, 23)
_BASE: Final = "https://pdca.dewaterlijn.example"


VARIANTS: Final = (
    *("more_time", "handed", "handed_late", "assess", "stand_in"),
    *("request", "answer", "taken_back", "task", "cycle", "unowned"),
)


def names() -> tuple[str, ...]:
    """Name every sample: the kinds, the variants that read differently, and the whole digest."""
    return (*Kind, *VARIANTS, "digest", "long")


def sample(name: str, language: str, *, formal: bool = False) -> Digest:
    """Build one sample digest."""
    lines = _Lines(language)
    if name == "digest":
        return _digest(language, formal, lines.mixed())
    if name == "long":
        return _digest(language, formal, lines.many())
    return _digest(language, formal, (lines.of(name),))


def _digest(language: str, formal: bool, lines: tuple[DigestLine, ...]) -> Digest:
    digest = Digest(
        message_id="<2026-11-23.bram.1@dewaterlijn.example>",
        recipient_email="b.uitgeester@dewaterlijn.example",
        recipient_name="Bram Uitgeester",
        first_name="Bram",
        locale=language,
        board_name="Stichting De Waterlijn",
        school_name="De Peilschaal",
        as_of=TODAY,
        sent_at=datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        sender="kwaliteit@dewaterlijn.example",
        reply_to="n.berkaoui@dewaterlijn.example",
        list_url=f"{_BASE}/mijn",
        lines=lines,
    )
    if formal:
        return replace(
            digest,
            formal=True,
            recipient_email="a.seegersma@dewaterlijn.example",
            recipient_name="Anouk Seegersma",
            first_name="Anouk",
            school_name="Stichting De Waterlijn",
            unsubscribe_url=None if any(line.kind in ASKING for line in lines) else f"{_BASE}/af/7f3k",
        )
    return digest


class _Lines:
    """Lines in one language."""

    def __init__(self, language: str) -> None:
        self.titles = TITLES[language]
        self.words = WORDS[language]

    def of(self, name: str) -> DigestLine:
        """Build the line of one kind or variant."""
        build = getattr(self, f"_{name}")
        line: DigestLine = build()
        return line

    def mixed(self) -> tuple[DigestLine, ...]:
        """Build one digest that holds every kind."""
        return tuple(self.of(kind) for kind in reversed(Kind))

    def many(self) -> tuple[DigestLine, ...]:
        """Build more lines than are told in full."""
        late = (
            replace(self._overdue(), item=f"A-1{number:02}", days=2 + number, due=date(2026, 11, 19 - number))
            for number in range(16)
        )
        return (*late, *self.mixed())

    def _line(self, kind: Kind, step: str, item: str, due: date, days: int, **more: Any) -> DigestLine:
        plain: dict[str, Any] = {
            "title": self.titles[item],
            "unit_name": "De Peilschaal",
            "owner_name": "Bram Uitgeester",
            "since": date(2026, 9, 21),
            "phase": "do",
            "grade": "improvement",
            "asked": Asked.REPORT_DONE,
            "reason": Reason.OWNER,
            "url": f"{_BASE}/m/{item}.Xk3vT9q2",
            "why_url": f"{_BASE}/waarom/{item}",
        }
        return DigestLine(kind=kind, step=step, item=item, due=due, days=days, **{**plain, **more})

    def _next(self, role: str, person: str, on: date) -> NextLevel:
        return NextLevel(role_name=self.words[role], people=(person,), on=on)

    def _assigned(self) -> DigestLine:
        return self._line(
            Kind.ASSIGNED,
            "assigned",
            "A-010",
            date(2027, 3, 12),
            -64,
            asked=Asked.COMMIT,
            phase="plan",
            grade="strength",
        )

    def _reminder(self) -> DigestLine:
        soon = self._next("team_leader", "Arjan Kuipershof", date(2026, 12, 11))
        return self._line(Kind.REMINDER, "-10", "A-003", date(2026, 12, 4), -9, next_level=soon)

    def _due(self) -> DigestLine:
        soon = self._next("team_leader", "Arjan Kuipershof", date(2026, 11, 30))
        return self._line(Kind.DUE, "0", "A-006", TODAY, 0, next_level=soon, priority="high")

    def _overdue(self) -> DigestLine:
        soon = self._next("quality_coordinator", "Inge Marsdiep", date(2026, 11, 27))
        return self._line(
            Kind.OVERDUE, "5", "A-004", date(2026, 11, 13), 6, next_level=soon, told=("Arjan Kuipershof",)
        )

    def _escalation(self) -> DigestLine:
        soon = self._next("school_leader", "Carolien Bosmade", date(2026, 12, 1))
        return self._line(
            Kind.ESCALATION,
            "escalation-2",
            "A-013",
            date(2026, 11, 11),
            8,
            reason=Reason.LEVEL,
            grade="major",
            priority="high",
            owner_name="Tim Boerhoorn",
            unit_name="De Rietvonder",
            next_level=soon,
            told=("Noor Wijdeven",),
        )

    def _reassign(self) -> DigestLine:
        return self._line(
            Kind.REASSIGN,
            "reassign",
            "A-015",
            date(2026, 11, 20),
            1,
            asked=Asked.FIND_OWNER,
            reason=Reason.NO_OWNER,
            owner_name="Gert-Jan Poldervaart",
            unit_name="De Rietvonder",
        )

    def _unowned(self) -> DigestLine:
        return replace(self._reassign(), owner_name="", item="A-007", title=self.titles["A-007"])

    def _resolved(self) -> DigestLine:
        return self._line(
            Kind.RESOLVED,
            "resolved",
            "A-007",
            date(2026, 12, 18),
            -17,
            asked=Asked.NOTHING,
            reason=Reason.TOLD_BEFORE,
            phase="check",
            note=self.words["moved"],
        )

    def _taken_back(self) -> DigestLine:
        return self._line(Kind.RESOLVED, "resolved", "A-007", date(2026, 11, 13), 6, reason=Reason.TAKEN_BACK)

    def _thanks(self) -> DigestLine:
        return self._line(
            Kind.THANKS,
            "thanks",
            "A-008",
            date(2026, 10, 2),
            0,
            asked=Asked.NOTHING,
            reason=Reason.SECURED,
            phase="act",
            note=self.words["effect"],
        )

    def _overview(self) -> DigestLine:
        listed = tuple(
            ListedItem(
                item=item,
                title=self.titles[item],
                owner_name=owner,
                due=due,
                days=days,
                url=f"{_BASE}/a/{item}",
            )
            for item, owner, due, days in (
                ("A-029", "Eva Leemputten", date(2026, 10, 2), 31),
                ("A-007", "Inge Marsdiep", date(2026, 9, 30), 33),
                ("A-015", "", date(2026, 9, 25), 36),
            )
        )
        line = self._line(
            Kind.OVERVIEW,
            "overview",
            "A-029",
            TODAY,
            0,
            asked=Asked.NOTHING,
            reason=Reason.PAST_LADDER,
            phase="",
            grade="",
            listed=listed,
        )
        item = "overview/PSL/2026-11"
        return replace(line, item=item, title=self.words["overview"], due=None, url=f"{_BASE}/overzicht/PSL")

    def _more_time(self) -> DigestLine:
        line = self._line(Kind.ASSIGNED, "assigned", "A-004", date(2026, 12, 18), -19)
        return replace(line, began=Began.MORE_TIME, began_by="Arjan Kuipershof")

    def _handed(self) -> DigestLine:
        line = self._line(Kind.ASSIGNED, "assigned", "A-015", date(2026, 12, 11), -14, phase="do")
        line = replace(line, unit_name="De Rietvonder", note=self.words["handed"])
        return replace(line, began=Began.HANDED, began_by="Noor Wijdeven")

    def _handed_late(self) -> DigestLine:
        line = replace(self._handed(), kind=Kind.DUE, step="0", due=date(2026, 11, 13), days=6)
        return replace(line, began_from="Gert-Jan Poldervaart")

    def _answer(self) -> DigestLine:
        return replace(
            self._resolved(),
            item="A-004/request-1",
            title=self.titles["request"],
            note=self.words["answer"],
            phase="do",
            due=None,
            asked=Asked.DECIDE_REQUEST,
            reason=Reason.REFUSED,
        )

    def _assess(self) -> DigestLine:
        return replace(
            self._assigned(),
            asked=Asked.ASSESS,
            reason=Reason.CHECKER,
            phase="check",
            owner_name="Inge Marsdiep",
        )

    def _stand_in(self) -> DigestLine:
        return replace(self._overdue(), reason=Reason.STAND_IN, owner_name="Yara Nijkampf")

    def _request(self) -> DigestLine:
        return replace(
            self._due(),
            item="A-004/request-1",
            wish="more_time",
            asker="Bram Uitgeester",
            until=date(2026, 12, 18),
            title=self.titles["request"],
            kind=Kind.ASSIGNED,
            step="assigned",
            due=date(2026, 11, 30),
            days=-5,
            asked=Asked.DECIDE_REQUEST,
            reason=Reason.REQUEST,
            note=self.words["request"],
            next_level=None,
        )

    def _task(self) -> DigestLine:
        item = "internal-audit/PSL/2026-2027/appoint-team"
        line = replace(self._reminder(), asked=Asked.DO_TASK, phase="plan", grade="", next_level=None)
        return replace(line, item=item, title=self.titles["team"])

    def _cycle(self) -> DigestLine:
        line = replace(self._due(), asked=Asked.CLOSE, phase="act", grade="")
        return replace(line, item="internal-audit/PSL/2026-2027", title=self.titles["cycle"])
