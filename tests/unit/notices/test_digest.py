"""A mail as a value: its lines in the order of urgency, and a round trip through JSON that loses nothing."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.digest import (
    Asked,
    Began,
    Digest,
    DigestLine,
    ListedItem,
    NextLevel,
    Reason,
    from_json,
    in_order,
    to_json,
)
from pdca.domain.notices.notice import NoticeKind as Kind

BARE = DigestLine(
    kind=Kind.DUE,
    step="0",
    item="A-001",
    title="Leesrooster",
    unit_name="De Brug",
    due=None,
    asked=Asked.REPORT_DONE,
    reason=Reason.OWNER,
    url="u",
    why_url="w",
)
FULL = DigestLine(
    kind=Kind.ESCALATION,
    step="escalation-1",
    item="A-002",
    title="Rekenrooster – “nieuw”",
    unit_name="De Brug",
    owner_name="Anna",
    due=date(2026, 11, 13),
    since=date(2026, 9, 21),
    days=5,
    day_mode=DayMode.WORKING,
    phase="do",
    grade="major",
    priority="high",
    asked=Asked.ASSESS,
    reason=Reason.LEVEL,
    stands_for="Quin",
    until=date(2026, 12, 11),
    began=Began.MORE_TIME,
    next_level=NextLevel(role_name="schoolleider", people=("Sam", "Bo"), on=date(2026, 11, 27)),
    told=("Tess",),
    note="nota",
    listed=(
        ListedItem(item="A-3", title="t", owner_name="o", due=date(2026, 1, 2), days=9, url="l"),
        ListedItem(item="A-4", title="t", owner_name="", due=date(2026, 1, 3), days=8, url="m"),
    ),
    url="u2",
    why_url="w2",
)
DIGEST = Digest(
    message_id="20261120.abc@kade.example",
    recipient_email="anna@kade.example",
    recipient_name="Anna",
    first_name="Anna",
    board_name="De Kade",
    school_name="De Brug",
    as_of=date(2026, 11, 20),
    sent_at=datetime(2026, 11, 20, 6, 30, tzinfo=UTC),
    sender="kwaliteit@kade.example",
    list_url="https://kade.example/m/x",
    lines=(BARE, FULL),
)


def a_line(item: str, kind: Kind = Kind.OVERDUE, **changes: Any) -> DigestLine:
    """Build a line."""
    return replace(BARE, item=item, kind=kind, **changes)


def test_a_digest_comes_back_from_json_as_it_was() -> None:
    full = replace(
        DIGEST,
        locale="en",
        formal=True,
        reply_to="q@kade.example",
        unsubscribe_url="https://x",
        captured=True,
    )
    for digest in (DIGEST, full, replace(DIGEST, lines=())):
        assert from_json(to_json(digest)) == digest


def test_a_digest_of_before_beginnings_were_told_comes_back_too() -> None:
    older = json.loads(to_json(DIGEST))
    for line in older["lines"]:
        del line["began"]
    assert {line.began for line in from_json(json.dumps(older)).lines} == {Began.RUNNING}


def test_the_json_of_a_digest_has_sorted_keys_and_readable_words() -> None:
    text = to_json(DIGEST)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)
    assert "Rekenrooster – “nieuw”" in text.replace('\\"', '"')


def test_a_digest_holds_plain_values_only() -> None:
    odd = replace(DIGEST, board_name=b"bytes")  # type: ignore[arg-type]  # that is what is refused
    with pytest.raises(TypeError, match="a digest holds no bytes"):
        to_json(odd)


def test_the_kinds_come_in_the_order_in_which_they_press() -> None:
    lines = tuple(a_line(f"A-{number}", kind) for number, kind in enumerate(sorted(Kind)))
    assert [line.kind for line in in_order(lines)] == [
        Kind.ESCALATION,
        Kind.REASSIGN,
        Kind.OVERDUE,
        Kind.DUE,
        Kind.REMINDER,
        Kind.ASSIGNED,
        Kind.RESOLVED,
        Kind.THANKS,
        Kind.OVERVIEW,
    ]


def test_within_a_kind_the_longest_late_comes_first_and_the_soonest_due() -> None:
    lines = (
        a_line("A-1", days=5, due=date(2026, 11, 13)),
        a_line("A-2", days=20, due=date(2026, 10, 2)),
        a_line("B-1", Kind.REMINDER, days=-10, due=date(2026, 12, 4)),
        a_line("B-2", Kind.REMINDER, days=-3, due=date(2026, 11, 25)),
    )
    assert [line.item for line in in_order(lines)] == ["A-2", "A-1", "B-2", "B-1"]


def test_as_late_the_earlier_date_then_priority_then_the_reference_decides() -> None:
    day, next_day = date(2026, 11, 13), date(2026, 11, 14)
    lines = (
        a_line("A-1", due=None),
        a_line("A-2", due=next_day, priority="high"),
        a_line("A-3", due=day, priority="low"),
        a_line("A-5", due=day, priority="unheard-of"),
        a_line("A-4", due=day),
        a_line("A-6", due=day, priority="high"),
    )
    assert [line.item for line in in_order(lines)] == ["A-6", "A-4", "A-5", "A-3", "A-2", "A-1"]
