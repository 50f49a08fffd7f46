"""A digest as it is told: every phrase of every line settled once, for text, HTML and subject alike.

The templates only place these phrases, so both parts of a mail state the same facts. Slotted objects, because
Jinja reads an attribute twice as fast as a key of a dict.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache
from textwrap import shorten
from typing import Final

from pdca.domain.notices.digest import (
    ASKING,
    FULL_LINES,
    Asked,
    Began,
    Digest,
    DigestLine,
    Kind,
    ListedItem,
    Reason,
    in_order,
)
from pdca.mail.mime import is_header_safe
from pdca.mail.words.catalogue import Catalogue

_MAY_ASK: Final = frozenset({Asked.COMMIT, Asked.REPORT_DONE})
_TO_THE_OWNER: Final = frozenset({Kind.ASSIGNED, Kind.REMINDER, Kind.DUE, Kind.OVERDUE})
_NOT_AN_ACTION: Final = frozenset({Asked.DO_TASK, Asked.MOVE_ON, Asked.CLOSE, Asked.DECIDE_REQUEST})
_ANSWERS: Final = frozenset({Reason.REFUSED, Reason.GRANTED})
_SUBJECT_TITLE: Final = 80
AGAIN: Final = "again"
"""The heading of what somebody had before and what was agreed anew."""
ANSWER: Final = "answer"
"""The heading of what was decided about a request, for whoever asked."""
TAKEN_BACK: Final = "taken_back"
"""The heading of what moved on and is back where it was, for whoever heard that it moved."""
CLOSING: Final = "closing"
"""The heading of what is ready: it only has to be closed, so nobody reads that it is not finished."""
_LISTED: Final = 25
"""So many rows of an overview stand in the mail; the rest is one click away."""


class ListedView:
    """One row of an overview."""

    __slots__ = ("facts", "item", "late", "ref", "title", "url")

    def __init__(self, listed: ListedItem, words: Catalogue, mode: str, today: date) -> None:
        form = "listed_owner" if listed.owner_name else "listed_nobody"
        self.item = listed.item
        self.ref = _ref(listed.item)
        self.title = " ".join(listed.title.split())
        self.url = listed.url
        self.facts = words.sentences[form].format(
            owner=listed.owner_name, date=words.day(listed.due, today.year)
        )
        self.late = words.days(listed.days, mode)


class LineView:
    """One item with everything that is said about it."""

    __slots__ = (
        *(
            "announce",
            "answers",
            "ask",
            "asked",
            "began",
            "button",
            "due",
            "granted",
            "is_action",
            "item",
            "kind",
            "left",
            "listed",
        ),
        *("may_ask", "meta", "note", "note_label", "owner", "reason", "ref", "reference", "rule"),
        *("stand_in", "wish"),
        *("title", "told", "told_as"),
        *("turn", "unlisted", "url", "when", "why_url"),
    )

    def __init__(self, line: DigestLine, words: Catalogue, today: date) -> None:
        mode = line.day_mode
        self.kind = line.kind
        self.asked = line.asked
        self.item = line.item
        self.ref = _ref(line.item)
        self.reference = "" if self.ref == line.item else words.sentences["reference"].format(item=line.item)
        self.title = " ".join(line.title.split())
        self.owner = line.owner_name
        self.url = line.url
        self.why_url = line.why_url
        is_of_unit = line.title == line.unit_name
        self.meta = "" if is_of_unit else _meta(words, line.unit_name, line.grade, line.phase, line.priority)
        self.when = words.moment(line.due, line.days, mode, today) if line.due else ""
        self.due = words.day(line.due, today.year) if line.due else ""
        self.left = words.days(-line.days, mode) if line.days < 0 else ""
        self.ask = _ask(line, words)
        self.turn = words.turn[line.asked]
        self.began = began_said(line, words, today)
        self.may_ask = line.kind in _TO_THE_OWNER and line.asked in _MAY_ASK and not line.began.is_again
        until = words.day(line.until, today.year) if line.until else ""
        self.wish = words.wish[line.wish].format(who=line.asker, date=until) if line.wish else ""
        self.is_action = line.asked not in _NOT_AN_ACTION
        self.stand_in = line.reason is Reason.STAND_IN and bool(line.owner_name)
        self.button = words.kind_button.get(line.kind) or words.button[line.asked]
        self.note = " ".join(line.note.split())
        self.answers = line.reason in _ANSWERS
        self.granted = line.reason is Reason.GRANTED
        self.told_as = _told_as(line)
        self.note_label = words.note.get(_noted_as(line, self.told_as)) or words.note["other"]
        self.reason = words.reason[line.reason]
        if "{" in self.reason:
            self.reason = self.reason.format(owner=line.stands_for or line.owner_name)
        self.rule = _rule(
            words, _ruled_by(line, self.told_as), line.step, mode, _counted_from(line), today.year
        )
        self.announce = ""
        if line.next_level:
            level = line.next_level
            self.announce = words.announcement(level.role_name, level.people, level.on, today.year)
        self.told = words.sentences["told"].format(people=words.listing(line.told)) if line.told else ""
        self.listed = [ListedView(row, words, line.day_mode, today) for row in line.listed[:_LISTED]]
        self.unlisted = max(0, len(line.listed) - _LISTED)


class Section:
    """The lines of one kind under one heading."""

    __slots__ = ("heading", "kind", "lines")

    def __init__(self, heading: str, lines: list[LineView], words: Catalogue) -> None:
        self.kind = lines[0].kind
        self.lines = lines
        self.heading = words.sections[heading]


class DigestView:
    """One mail as its templates see it."""

    __slots__ = (
        *(
            "again",
            "asking",
            "board",
            "captured",
            "counts",
            "day",
            "first",
            "first_name",
            "full_name",
            "headline",
        ),
        *("list_url", "named", "rest", "school", "sections", "sender_name", "single", "unsubscribe_url"),
    )

    def __init__(self, digest: Digest, words: Catalogue) -> None:
        today = digest.as_of
        lines = in_order(digest.lines)
        views = [LineView(line, words, today) for line in lines[:FULL_LINES]]
        groups: dict[str, list[LineView]] = {}
        for view in views:
            groups.setdefault(view.told_as, []).append(view)
        self.sections = [Section(heading, group, words) for heading, group in groups.items()]
        self.rest = [LineView(line, words, today) for line in lines[FULL_LINES:]]
        self.first = views[0]
        self.single = len(lines) == 1
        self.asking = sum(line.kind in ASKING for line in lines)
        counted = Counter(map(_told_as, lines))
        self.counts = [words.count(kind, number) for kind, number in counted.items()]
        self.headline = _headline(list(counted.values()), self.counts, words)
        self.named = _named(self.first, lines[0], digest.school_name) if self.single else ""
        self.again = ""
        if self.single and self.first.told_as == AGAIN:
            self.again = words.again_subject[lines[0].began].format(named=self.named, date=self.first.due)
        self.day = words.weekday(today, 0)
        self.first_name = digest.first_name
        self.full_name = digest.recipient_name
        self.school = digest.school_name
        self.board = "" if digest.board_name == digest.school_name else digest.board_name
        self.sender_name = digest.board_name
        self.list_url = digest.list_url
        self.unsubscribe_url = digest.unsubscribe_url
        self.captured = digest.captured


def _told_as(line: DigestLine) -> str:
    """Say under which heading a line stands: mostly its kind; answers, what is handed, ready or anew differ."""
    if line.reason in _ANSWERS:
        return ANSWER
    if line.reason is Reason.TAKEN_BACK:
        return TAKEN_BACK
    if line.began is Began.HANDED and line.kind in (Kind.REMINDER, Kind.DUE):
        return str(Kind.ASSIGNED)
    if line.asked is Asked.CLOSE and line.kind in (Kind.DUE, Kind.OVERDUE):
        return CLOSING
    return AGAIN if line.kind is Kind.ASSIGNED and line.began.is_again else str(line.kind)


def _noted_as(line: DigestLine, told_as: str) -> str:
    """Name the words before a note: with a request they say why it was asked, or why it was decided so."""
    if line.wish:
        return "asked"
    return str(line.reason) if line.reason in _ANSWERS else told_as


def _ruled_by(line: DigestLine, told_as: str) -> str:
    """Name the words of the rule behind a line: what can be closed is told of on the days of any other item."""
    if line.kind is Kind.REASSIGN and not line.owner_name:
        return "unowned"
    return str(line.kind) if told_as == CLOSING else told_as


def _ask(line: DigestLine, words: Catalogue) -> str:
    """Say what is asked; of what is new it is not asked whether it is done already."""
    is_new = line.kind is Kind.ASSIGNED or line.began is Began.HANDED
    first = words.ask_first.get(line.asked) if is_new else None
    return first or words.ask[line.asked]


def began_said(line: DigestLine, words: Catalogue, today: date) -> str:
    """Say what set off the run of an item, where the heading does not say so already, and whose it was before."""
    if line.began is Began.RUNNING or (line.began is Began.NEW and line.kind is Kind.ASSIGNED):
        return ""
    by = words.began_by.get(line.began) if line.began_by else None
    due = words.day(line.due, today.year) if line.due else ""
    said = [(by or words.began[line.began]).format(who=line.began_by, date=due)]
    if line.began_from not in ("", line.began_by):
        said.append(words.sentences["was_with"].format(who=line.began_from))
    if line.began is Began.HANDED and line.days > 0:
        said.append(words.sentences["late_before"])
    return " ".join(said)


def _ref(item: str) -> str:
    """Return the reference of an action, also of a request about one; cycles and their tasks go by their titles."""
    first, *more = item.split("/")
    return first if len(more) < 2 else ""


def _named(line: LineView, told: DigestLine, school: str) -> str:
    """Name an item in a subject: an action by reference and title, a cycle or task by title and unit.

    A title that may not stand in a header is left out.
    """
    if not is_header_safe(told.title):
        return line.ref or line.item
    title = shorten(told.title, _SUBJECT_TITLE, placeholder="...")
    if line.ref:
        return f"{line.ref} {title}"
    is_elsewhere = told.unit_name != school and is_header_safe(told.unit_name)
    return f"‘{title}’ ({told.unit_name})" if is_elsewhere else f"‘{title}’"


def _headline(numbers: list[int], counts: list[str], words: Catalogue) -> str:
    """Say in a subject what a mail of several items holds: the two most urgent kinds, then the rest."""
    others = sum(numbers[2:])
    return words.listing((*counts[:2], words.count("other", others)) if others else tuple(counts))


@lru_cache(maxsize=4096)
def _meta(words: Catalogue, unit_name: str, grade: str, phase: str, priority: str) -> str:
    """Say where an item is, of what grade, and how far."""
    parts = (
        unit_name,
        words.grades.get(grade, ""),
        words.phases.get(phase, ""),
        words.high if priority == "high" else "",
    )
    return ", ".join([part for part in parts if part])


@lru_cache(maxsize=4096)
def _rule(words: Catalogue, kind: str, step: str, mode: str, start: date | None, year: int) -> str:
    """Name the rule that put a line here, with its dates."""
    number = step.removeprefix("escalation-")
    return words.rule[kind].format(
        day=words.day_names[mode],
        days=words.days(abs(int(number)), mode) if number.lstrip("-").isdigit() else "",
        date=words.day(start, year) if start else "",
        level=number,
    )


def _counted_from(line: DigestLine) -> date | None:
    """Give the day from which a step counts: the agreed date, or the later day on which the ladder began."""
    if line.due is None or line.kind is Kind.REMINDER or line.since is None:
        return line.due
    return max(line.due, line.since)
