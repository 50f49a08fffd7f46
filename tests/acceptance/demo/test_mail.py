"""The mail of the past days lies in the demo's maildir as it would have come: one a day, complete and readable."""

from collections import Counter, defaultdict
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import pytest

from pdca.demo.build import TODAY, Demo
from pdca.demo.look import look_at_day
from pdca.domain.notices.notice import NoticeState
from pdca.mail.maildir import file_name
from pdca.services.records import LedgerRow, MessageState

AT = "@dewaterlijn.example"


@cache
def read(path: Path) -> EmailMessage:
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def mailbox(demo: Demo) -> dict[str, EmailMessage]:
    """Return every mail by the name of its file."""
    return {path.name: read(path) for path in (demo.mail / "new").iterdir()}


def sent(demo: Demo, day: date | None = None) -> list[LedgerRow]:
    with demo.runtime.store.reading(demo.slug) as session:
        rows = session.ledger(first=day or demo.story.first, last=day or demo.today)
    return [row for row in rows if row.notice.state is NoticeState.SENT]


def test_every_sent_notice_stands_in_exactly_one_mail_and_there_is_no_other_mail(demo: Demo) -> None:
    by_mail: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in sent(demo):
        assert row.message is not None
        by_mail[file_name(row.message)].append(row)
    mails = mailbox(demo)
    assert mails.keys() == by_mail.keys()
    for name, rows in by_mail.items():
        assert {row.notice.recipient for row in rows} == {mails[name]["To"].addresses[0].addr_spec}
        assert len({row.day for row in rows}) == 1
        text = _part(mails[name], "plain")
        html = _part(mails[name], "html")
        for row in rows:
            assert row.notice.item in text, (name, row.notice.item)
            assert row.notice.item in html, (name, row.notice.item)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_nobody_ever_got_more_than_one_mail_a_day(demo: Demo) -> None:
    counts = Counter(
        (mail["To"].addresses[0].addr_spec, parsedate_to_datetime(mail["Date"]).date())
        for mail in mailbox(demo).values()
    )
    assert set(counts.values()) == {1}


def test_every_mail_is_complete_and_without_a_defect(demo: Demo) -> None:
    for mail in mailbox(demo).values():
        assert not mail.defects
        assert all(mail[name] for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"))
        assert mail["From"].addresses[0].addr_spec == f"kwaliteit{AT}"
        assert parsedate_to_datetime(mail["Date"]).strftime("%H:%M") in ("05:30", "06:30")


def test_nothing_waits_in_the_outbox_and_nothing_failed(demo: Demo) -> None:
    counts = demo.runtime.store.outbox().counts()
    assert {state for state, count in counts.items() if count} == {MessageState.SENT}


def test_no_mail_left_at_a_weekend_or_in_a_holiday_of_the_whole_board(demo: Demo) -> None:
    days = {row.day for row in sent(demo)}
    assert not [day for day in days if day.weekday() > 4]
    assert not [day for day in days if date(2026, 10, 17) <= day <= date(2026, 10, 25)]
    assert not [row for row in sent(demo, date(2026, 10, 14)) if row.notice.item != "A-020"]


@pytest.mark.parametrize(
    ("person", "notices"),
    [
        ("b.schellekant", {("B-016", "-10"), ("B-016", "resolved")}),
        ("c.bosmade", {("results-final/PSL/2026-2027", "15")}),
        ("c.brouwenstijn", {("B-015", "-3")}),
        ("e.leemputten", {("B-012", "-3")}),
        ("e.vermolenaar", {("results-final/KRW/2026-2027", "0")}),
        ("f.stroobach", {("B-013", "0"), ("B-013/request-1", "resolved")}),
        ("i.marsdiep", {("A-002", "-10")}),
        ("m.driesprong", {("safety-monitor/SLH/2026-2027/announce", "5")}),
        ("m.oldenhuis", {("self-evaluation-board/BST/2026-2027/fill-in", "-10")}),
        ("n.berkaoui", {("B-018", "-10")}),
        ("n.wijdeven", {("B-005", "reassign")}),
        ("p.hoogakker", {("results-final/SLH/2026-2027", "15")}),
        ("s.holtwijk", {("B-014", "-10"), ("B-017", "thanks")}),
        ("s.mulderink", {("safety-monitor/SLH/2026-2027/announce", "escalation-1")}),
        ("s.wannema", {("self-evaluation-board/BST/2026-2027/evidence", "-10")}),
        ("t.aertsveld", {("A-030/request-1", "-3"), ("B-016", "resolved")}),
    ],
)
def test_today_each_of_them_hears_what_is_theirs(
    demo: Demo, person: str, notices: set[tuple[str, str]]
) -> None:
    found = {
        mail.email: {(one.item, one.step) for one in mail.notices} for mail in look_at_day(demo, TODAY).mails
    }
    assert found[f"{person}{AT}"] == notices
    assert len(found) == 16


def test_somebody_who_reads_english_gets_english(demo: Demo) -> None:
    mail = next(one for one in look_at_day(demo, TODAY).mails if one.email == f"c.brouwenstijn{AT}")
    assert "3 school days left" in mail.subject


def test_no_mail_tells_its_reader_that_they_themselves_will_be_asked_to_help(demo: Demo) -> None:
    for mail in mailbox(demo).values():
        reader = mail["To"].addresses[0].display_name
        announced = [line for line in _part(mail, "plain").splitlines() if "om mee te denken" in line]
        assert not [line for line in announced if reader in line], mail["Subject"]


def test_who_stands_in_for_a_team_leader_is_told_so(demo: Demo) -> None:
    mail = next(
        one
        for one in mailbox(demo).values()
        if one["To"].addresses[0].addr_spec == f"s.mulderink{AT}"
        and one["Message-ID"].startswith("<20261123")
    )
    assert "vervang" in _part(mail, "plain")
