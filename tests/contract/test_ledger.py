"""The ledger takes each notice once, and one mail a day goes to each person."""

from dataclasses import replace
from datetime import timedelta

from pdca.domain.notices.notice import NoticeState
from pdca.services.records import DayRun, MessageState
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, courtesy, message, nobody, notice, planned

OF = planned().deadline
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def test_a_notice_is_recorded_once(store: SqlStore) -> None:
    both = [notice(), notice(step="escalation-1", recipient=KARIM)]
    with store.board("kade") as session:
        assert session.decided(both, TODAY) == 2
        assert session.decided([*both, notice(recipient=NOOR)], TOMORROW) == 1
        assert [(row.day, row.notice) for row in session.ledger()] == [
            (TODAY, both[0]),
            (TODAY, both[1]),
            (TOMORROW, notice(recipient=NOOR)),
        ]


def test_the_same_notice_twice_in_one_go_counts_once(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.decided([notice(), notice()], TODAY) == 1


def test_nothing_decided_is_nothing_recorded(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.decided([], TODAY) == 0
        assert session.ledger() == []


def test_what_was_undeliverable_can_later_be_superseded_and_both_stay_on_record(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.decided([nobody()], TODAY) == 1
        assert session.decided([nobody()], TOMORROW) == 0
        assert session.history(OF).undeliverable == {"escalation-1"}
        assert session.decided([nobody(superseded=True)], TOMORROW) == 1
        assert session.history(OF).handled == {"escalation-1"}
        assert session.history(OF).undeliverable == frozenset()
        assert [(row.notice.state, row.notice.recipient) for row in session.ledger()] == [
            (NoticeState.UNDELIVERABLE, None),
            (NoticeState.SUPERSEDED, None),
        ]


def test_the_ledger_is_found_by_item_and_by_day(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice("A"), notice("B")], YESTERDAY)
        session.decided([notice("A", "10")], TODAY)
        assert [row.day for row in session.ledger(item="A")] == [YESTERDAY, TODAY]
        assert [row.notice.item for row in session.ledger(last=YESTERDAY)] == ["A", "B"]
        assert [row.notice.step for row in session.ledger(first=TODAY, last=TODAY)] == ["10"]


def test_told_are_those_whose_escalation_left_or_will(store: SqlStore) -> None:
    rows = [
        notice(step="escalation-1", recipient=KARIM),
        notice(step="escalation-2", recipient=ANNA, state=NoticeState.SUPERSEDED),
        notice(step="escalation-2", recipient=NOOR, state=NoticeState.SENT),
        notice(step="10", recipient=ANNA),
        replace(notice(step="escalation-1", recipient=ANNA), version=2),
    ]
    with store.board("kade") as session:
        session.decided(rows, TODAY)
        assert session.told(OF) == [KARIM, NOOR]


def test_a_day_is_begun_once(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.day_run(TODAY, NOW) == DayRun(day=TODAY, started=NOW)
    with store.board("kade") as session:
        assert session.day_run(TODAY, NOW + timedelta(hours=1)) == DayRun(day=TODAY, started=NOW)


def test_a_day_that_broke_off_stays_open_until_it_is_finished(store: SqlStore) -> None:
    later = NOW + timedelta(hours=1)
    with store.board("kade") as session:
        session.day_run(YESTERDAY, NOW)
        session.day_run(TODAY, NOW)
        session.finish_day(TODAY, later)
        session.finish_day(TODAY, later + timedelta(hours=1))
        assert session.open_days() == [DayRun(day=YESTERDAY, started=NOW)]
        assert session.days_run(YESTERDAY, TOMORROW) == [TODAY]
        assert session.day_run(TODAY, later) == DayRun(day=TODAY, started=NOW, finished=later)


def test_a_line_waits_once_until_it_is_paid(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.owe([courtesy(), courtesy(), courtesy(NOOR)])
        session.owe([courtesy(note="later")])
        assert session.owed() == [courtesy(), courtesy(NOOR)]
        session.paid([courtesy()])
        assert session.owed() == [courtesy(NOOR)]


def test_queued_notices_are_unposted_until_a_message_carries_them(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice("A"), notice("B", state=NoticeState.SUPERSEDED), notice("C")], TODAY)
        session.decided([notice("D")], TOMORROW)
        first, second = session.unposted(TODAY)
        assert (first.notice.item, second.notice.item) == ("A", "C")
        session.post([(message(), [first.id, second.id])])
        assert session.unposted(TODAY) == []
        assert [row.notice.item for row in session.unposted(TOMORROW)] == ["D"]
        lines = session.lines([message().id])
        assert [row.id for row in lines[message().id]] == [first.id, second.id]
        assert session.lines([]) == {}


def test_nobody_gets_two_messages_of_one_day_and_no_notice_is_lost(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice("A"), notice("B")], TODAY)
        early, late = session.unposted(TODAY)
        session.post([(message(), [early.id])])
        session.post([(message(id="second@kade.example"), [late.id])])
        assert session.unposted(TODAY) == [late]
        session.post([(message(day=TOMORROW), [late.id])])
        assert session.unposted(TOMORROW) == []
    assert store.outbox().counts() == {MessageState.QUEUED: 2}


def test_a_notice_that_is_in_a_message_stays_in_it(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice()], TODAY)
        (row,) = session.unposted(TODAY)
        session.post([(message(), [row.id])])
        session.post([(message(day=TOMORROW), [row.id])])
        (after,) = session.ledger()
        assert after.message == message().id


def test_what_became_of_notices_is_set_with_the_reason(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice("A"), notice("B")], TODAY)
        first, _ = session.ledger()
        session.set_notices([first.id], NoticeState.WITHHELD, "done already")
        assert [(row.notice.state, row.notice.reason) for row in session.ledger()] == [
            (NoticeState.WITHHELD, "done already"),
            (NoticeState.QUEUED, ""),
        ]


def test_the_digest_of_a_day_covers_every_row_and_nothing_else(store: SqlStore) -> None:
    with store.board("kade") as session:
        empty = session.ledger_digest(TODAY)
        session.decided([notice("A"), notice("B")], TODAY)
        full = session.ledger_digest(TODAY)
        session.decided([notice("C")], TOMORROW)
        assert empty != full == session.ledger_digest(TODAY)
        (first, *_) = session.ledger()
        session.set_notices([first.id], NoticeState.SENT)
        assert session.ledger_digest(TODAY) == full
        session.decided([nobody("A", "escalation-1")], TODAY)
        assert session.ledger_digest(TODAY) != full
