"""A message is sent by whoever holds its token, comes back when that process dies, and is never lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pdca.domain.notices.notice import NoticeState
from pdca.services.records import Message, MessageState
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, found, message, notice

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)


def post(store: SqlStore, *messages: Message) -> None:
    with store.board("kade") as session:
        session.decided([notice(recipient=one.recipient) for one in messages], TODAY)
        rows = {row.notice.recipient: row.id for row in session.unposted(TODAY)}
        session.post([(one, [rows[one.recipient]]) for one in messages])


def claim(store: SqlStore, who: str = "one", limit: int = 100) -> Sequence[Message]:
    return store.outbox().claim(NOW, who, SOON, limit)


def outcome(one: Message, state: MessageState, **changes: object) -> Message:
    return replace(one, state=state, attempts=1, reply="250 ok", **changes)  # type: ignore[arg-type]  # by keyword


def states(store: SqlStore) -> dict[str, NoticeState]:
    with store.reading("kade") as session:
        return {str(row.notice.recipient): row.notice.state for row in session.ledger()}


def test_a_claimed_message_is_complete_and_leased(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    assert one == message(state=MessageState.SENDING, token="one", lease_until=SOON)
    assert store.outbox().counts() == {MessageState.SENDING: 1}


def test_nobody_else_can_claim_it_while_the_lease_runs(store: SqlStore) -> None:
    post(store, message())
    claim(store)
    assert claim(store, "two") == []


def test_messages_are_claimed_when_their_time_has_come_oldest_first(store: SqlStore) -> None:
    post(
        store,
        message(ANNA),
        message(KARIM, not_before=NOW - timedelta(hours=1)),
        message(NOOR, not_before=SOON),
    )
    assert [one.recipient for one in claim(store)] == [KARIM, ANNA]


def test_a_claim_takes_no_more_than_its_limit_across_all_boards(store: SqlStore) -> None:
    found(store, "zee")
    post(store, message(ANNA), message(KARIM))
    with store.board("zee") as session:
        session.post([(message(ANNA, id="zee@kade.example", board="zee"), [])])
    assert len(claim(store, limit=1)) == 1
    assert {one.board for one in claim(store, "two")} == {"kade", "zee"}


def test_a_sent_message_marks_its_notices_in_the_same_go(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM))
    first, second = claim(store)
    outbox = store.outbox()
    sent = outcome(first, MessageState.SENT)
    later = outcome(second, MessageState.RETRY, not_before=LATER)
    assert outbox.settle("one", [sent, later], SOON) == 2
    assert states(store) == {first.recipient: NoticeState.SENT, second.recipient: NoticeState.QUEUED}
    assert outbox.counts() == {MessageState.SENT: 1, MessageState.RETRY: 1}
    with store.reading("kade") as session:
        assert {row.notice.recipient: row.sent for row in session.ledger()} == {
            first.recipient: SOON,
            second.recipient: None,
        }
    assert outbox.claim(SOON, "two", LATER, 10) == []
    (again,) = outbox.claim(LATER, "two", LATER + timedelta(minutes=5), 10)
    assert (again.id, again.attempts, again.reply) == (second.id, 1, "250 ok")


def test_notices_that_were_withheld_stay_so_when_their_message_is_sent(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    with store.board("kade") as session:
        session.set_notices([row.id for row in session.ledger()], NoticeState.WITHHELD, "done")
    store.outbox().settle("one", [outcome(one, MessageState.SENT)], SOON)
    assert states(store) == {ANNA: NoticeState.WITHHELD}


def test_frozen_bytes_come_with_the_next_claim(store: SqlStore) -> None:
    post(store, message())
    outbox = store.outbox()
    (one,) = claim(store)
    outbox.freeze("one", {one.id: b"\x00first", "unknown@kade.example": b"no"})
    outbox.settle("one", [outcome(one, MessageState.RETRY)], NOW)
    (again,) = claim(store, "two")
    assert again.body == b"\x00first"


def test_a_message_in_doubt_keeps_its_bytes_and_any_other_may_be_written_anew(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM))
    outbox = store.outbox()
    first, second = claim(store)
    outbox.freeze("one", {first.id: b"first", second.id: b"second"})
    outbox.dot("one", [first.id], NOW)
    assert outbox.rescue(LATER) == 2
    again = {one.id: one for one in outbox.claim(LATER, "two", LATER + timedelta(minutes=5), 10)}
    assert (again[first.id].doubts, again[second.id].doubts) == (1, 0)
    outbox.freeze("two", {first.id: b"other", second.id: b"other"})
    outbox.settle("two", [outcome(one, MessageState.RETRY) for one in again.values()], LATER)
    bodies = {one.id: one.body for one in outbox.claim(LATER, "three", LATER, 10)}
    assert bodies == {first.id: b"first", second.id: b"other"}


def test_a_dead_sender_before_the_dot_leaves_the_message_queued(store: SqlStore) -> None:
    post(store, message())
    claim(store)
    outbox = store.outbox()
    assert outbox.rescue(SOON) == 0
    assert outbox.rescue(LATER) == 1
    assert outbox.counts() == {MessageState.QUEUED: 1}


def test_a_dead_sender_after_the_dot_leaves_it_in_doubt_and_it_goes_again(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    outbox = store.outbox()
    assert outbox.dot("one", [one.id], NOW) == {one.id}
    assert outbox.rescue(LATER) == 1
    (trouble,) = outbox.troubles()
    assert (trouble.state, trouble.doubts, trouble.dotted) == (MessageState.IN_DOUBT, 1, NOW)
    (again,) = outbox.claim(LATER, "two", LATER + timedelta(minutes=5), 10)
    assert (again.id, again.doubts, again.dotted) == (one.id, 1, None)


def test_a_sender_that_says_itself_that_it_cannot_know_is_believed(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    store.outbox().settle("one", [outcome(one, MessageState.IN_DOUBT)], NOW)
    (trouble,) = store.outbox().troubles()
    assert (trouble.state, trouble.doubts, trouble.token) == (MessageState.IN_DOUBT, 1, None)


@pytest.mark.parametrize("token", ["two", "", "one' OR '1'='1"])
def test_a_stranger_changes_nothing(store: SqlStore, token: str) -> None:
    post(store, message())
    (one,) = claim(store)
    outbox = store.outbox()
    outbox.freeze(token, {one.id: b"stolen"})
    assert outbox.dot(token, [one.id], NOW) == frozenset()
    assert outbox.settle(token, [outcome(one, MessageState.SENT)], NOW) == 0
    assert states(store) == {ANNA: NoticeState.QUEUED}
    assert outbox.settle("one", [outcome(one, MessageState.RETRY)], NOW) == 1
    assert claim(store, "three")[0].body is None


def test_who_slept_past_the_lease_changes_nothing(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    outbox = store.outbox()
    outbox.rescue(LATER)
    assert outbox.settle("one", [outcome(one, MessageState.SENT)], LATER) == 0
    outbox.claim(LATER, "two", LATER + timedelta(minutes=5), 10)
    assert outbox.dot("one", [one.id], LATER) == frozenset()
    assert outbox.settle("one", [outcome(one, MessageState.FAILED)], LATER) == 0
    assert states(store) == {ANNA: NoticeState.QUEUED}


def test_a_message_is_settled_once(store: SqlStore) -> None:
    post(store, message())
    (one,) = claim(store)
    outbox = store.outbox()
    assert outbox.settle("one", [outcome(one, MessageState.SENT)], NOW) == 1
    assert outbox.settle("one", [outcome(one, MessageState.FAILED)], NOW) == 0
    assert outbox.counts() == {MessageState.SENT: 1}


def test_troubles_are_what_somebody_should_know_about(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM), message(NOOR))
    first, second, third = claim(store)
    ended = [
        outcome(first, MessageState.FAILED),
        outcome(second, MessageState.EXPIRED),
        outcome(third, MessageState.SENT),
    ]
    store.outbox().settle("one", ended, NOW)
    assert [(one.id, one.state) for one in store.outbox().troubles()] == [
        (first.id, MessageState.FAILED),
        (second.id, MessageState.EXPIRED),
    ]
    assert len(store.outbox().troubles(limit=1)) == 1
    assert claim(store, "two") == []


def test_nothing_to_do_is_no_trouble(store: SqlStore) -> None:
    outbox = store.outbox()
    assert claim(store) == []
    outbox.freeze("one", {})
    assert outbox.dot("one", [], NOW) == frozenset()
    assert (outbox.settle("one", [], NOW), outbox.rescue(NOW), outbox.release()) == (0, 0, 0)
    assert (outbox.counts(), outbox.troubles()) == ({}, [])


def test_a_thousand_messages_pass_in_batches(store: SqlStore) -> None:
    people = [f"p{number}@kade.example" for number in range(1000)]
    post(store, *(message(one) for one in people))
    outbox = store.outbox()
    taken = claim(store, limit=1200)
    outbox.freeze("one", {one.id: one.id.encode() for one in taken})
    assert len(outbox.dot("one", [one.id for one in taken], NOW)) == 1000
    assert outbox.settle("one", [outcome(one, MessageState.SENT) for one in taken], NOW) == 1000
    assert set(states(store).values()) == {NoticeState.SENT}


def test_messages_are_found_by_id_whatever_their_state(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM))
    (anna, _karim) = claim(store)
    store.outbox().settle("one", [outcome(anna, MessageState.SENT, sent=NOW)], NOW)
    found = store.outbox().find([anna.id, "unknown@kade.example"])
    assert {id: (one.state, one.reply) for id, one in found.items()} == {
        anna.id: (MessageState.SENT, "250 ok")
    }


def test_it_knows_since_when_mail_waits(store: SqlStore) -> None:
    assert store.outbox().waiting_since() is None
    post(store, message(ANNA, not_before=SOON), message(KARIM))
    assert store.outbox().waiting_since() == NOW
    claim(store)
    assert store.outbox().waiting_since() == SOON


def test_old_mail_is_forgotten_and_what_was_told_is_not(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM))
    (anna, karim) = claim(store)
    store.outbox().freeze("one", {anna.id: b"old", karim.id: b"waits"})
    store.outbox().settle("one", [outcome(anna, MessageState.SENT, sent=NOW)], NOW)
    with store.board("kade") as session:
        assert session.forget_mail(TODAY) == 0
        assert session.forget_mail(TODAY + timedelta(days=1)) == 1
    found = store.outbox().find([anna.id, karim.id])
    assert {id: (one.body, one.reply) for id, one in found.items()} == {
        anna.id: (None, ""),
        karim.id: (b"waits", ""),
    }
    assert states(store) == {ANNA: NoticeState.SENT, KARIM: NoticeState.QUEUED}


def test_a_board_counts_and_turns_the_pages_of_its_own_mail(store: SqlStore) -> None:
    found(store, "zee")
    with store.board("zee") as session:
        session.post([(message(ANNA, id="zee@kade.example", board="zee"), [])])
    post(store, message(ANNA), message(KARIM, state=MessageState.FAILED))
    with store.reading("kade") as session:
        assert session.message_counts() == {"queued": 1, "failed": 1}
        assert session.messages_page(recipient=KARIM).total == 1
        assert [one.recipient for one in session.messages_page(states=["queued"]).rows] == [ANNA]
        assert session.messages_page(item=notice().item).total == 2
        assert session.messages_page(item=notice().item, recipient=KARIM).total == 1
        assert session.messages_page(item=notice().item[:-1]).total == 0, (
            "a part of a reference means nothing"
        )
        second = session.messages_page(offset=1, limit=1)
        assert (len(second.rows), second.total) == (1, 2)
    with store.reading("zee") as session:
        assert session.message_counts() == {"queued": 1}


def test_a_mail_goes_once_more_with_the_very_same_bytes(store: SqlStore) -> None:
    post(store, message(ANNA))
    (anna,) = claim(store)
    store.outbox().freeze("one", {anna.id: b"what she read"})
    store.outbox().settle("one", [outcome(anna, MessageState.SENT, sent=NOW)], NOW)
    assert claim(store) == []
    assert store.outbox().send_again(anna.id, NOW, LATER, "kwijt")
    assert not store.outbox().send_again(anna.id, NOW, LATER, "kwijt")  # it waits already
    (again,) = claim(store, "two")
    store.outbox().freeze("two", {anna.id: b"something newer"})
    assert store.outbox().find([anna.id])[anna.id].body == b"what she read"
    assert (again.attempts, again.expires, again.sent) == (0, LATER, None)


def test_the_lines_of_a_refused_mail_wait_again_except_those_that_do_not_stand_in_it(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice("A-001"), notice("A-002")], TODAY)
        first, second = (row.id for row in session.unposted(TODAY))
        session.post([(message(ANNA), [first, second])])
        session.set_notices([second], NoticeState.WITHHELD, "al klaar")
    (anna,) = claim(store)
    store.outbox().freeze("one", {anna.id: b"only the first"})
    store.outbox().settle("one", [outcome(anna, MessageState.FAILED)], NOW, {anna.id: "geweigerd"})
    assert store.outbox().send_again(anna.id, NOW, LATER, "nu wel", "al klaar")
    with store.reading("kade") as session:
        rows = {row.id: (row.notice.state, row.notice.reason) for row in session.ledger()}
    assert rows == {first: (NoticeState.QUEUED, ""), second: (NoticeState.WITHHELD, "al klaar")}


def test_a_withheld_mail_without_bytes_is_judged_anew_as_a_whole(store: SqlStore) -> None:
    post(store, message(ANNA))
    (anna,) = claim(store)
    store.outbox().settle("one", [outcome(anna, MessageState.WITHHELD)], NOW, {anna.id: "al klaar"})
    assert states(store) == {ANNA: NoticeState.WITHHELD}
    assert store.outbox().send_again(anna.id, NOW, LATER, "toch", "al klaar")
    assert states(store) == {ANNA: NoticeState.QUEUED}


def test_what_is_on_its_way_unknown_or_no_longer_kept_does_not_go_again(store: SqlStore) -> None:
    post(store, message(ANNA), message(KARIM))
    assert not store.outbox().send_again(message(ANNA).id, NOW, LATER, "x")
    assert not store.outbox().send_again("nobody@kade.example", NOW, LATER, "x")
    anna, _ = claim(store)
    assert not store.outbox().send_again(anna.id, NOW, LATER, "x")
    store.outbox().freeze("one", {anna.id: b"old"})
    store.outbox().settle("one", [outcome(anna, MessageState.SENT, sent=NOW)], NOW)
    with store.board("kade") as session:
        session.forget_mail(TODAY + timedelta(days=1))
    assert not store.outbox().send_again(anna.id, NOW, LATER, "x")
    assert store.outbox().find([anna.id])[anna.id].state is MessageState.SENT
