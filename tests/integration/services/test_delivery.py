"""Mail on its way out: still true or not sent, tried again or given up in the open, never lost between two marks."""

from datetime import date, timedelta
from typing import Any

import pytest

from pdca.domain.actions.action import Verdict as Effect
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Refused
from pdca.domain.notices.notice import MOVED_ON, NoticeState
from pdca.services.engine.decide_lines import LEFT
from pdca.services.mailing.deliver import NOT_COMPOSED, NOT_IN_TIME, REFUSED, UNKNOWN
from pdca.services.mailing.outgoing import Outcome, Verdict
from pdca.services.mailing.post import send_again
from pdca.services.records import Message, MessageState
from tests.builders.board import ANNA, BAS, NOOR, TESS, a_leaver
from tests.integration.services.desk import BrokenOffError, Desk, a_row

BEGAN, DUE, ESCALATED = date(2026, 9, 21), date(2026, 11, 13), date(2026, 11, 20)
HOUR, DAY = 60, 24 * 60
LATER = Verdict(outcome=Outcome.RETRY_LATER, charged=True)
NEVER = Verdict(outcome=Outcome.GIVE_UP, charged=True)
DOUBT = Verdict(outcome=Outcome.IN_DOUBT, charged=True)


@pytest.fixture
def ticked(desk: Desk) -> Desk:
    """Friday 20 November: a notice for Anna and an escalation for Tess wait in the outbox."""
    desk.load(BEGAN)
    desk.run(DUE)
    desk.tick(ESCALATED)
    desk.digests.clear()
    desk.server.received.clear()
    return desk


def mail_of(desk: Desk, email: str, day: date = ESCALATED) -> Message:
    """Return the message to somebody of a day."""
    ids = [
        row.message
        for row in desk.ledger()
        if row.notice.recipient == email and row.day == day and row.message
    ]
    return desk.store.outbox().find(ids)[ids[0] or ""]


def received(desk: Desk) -> list[str]:
    """Return who got mail, in order of address."""
    return sorted(message.recipient.partition("@")[0] for message in desk.server.received)


def test_what_waits_is_sent_once_and_recorded(ticked: Desk) -> None:
    assert ticked.deliver(ESCALATED) == {"sent": 2}
    assert ticked.deliver(ESCALATED, minutes=DAY) == {}
    assert received(ticked) == ["anna", "tess"]
    rows = [row for row in ticked.ledger() if row.day == ESCALATED]
    assert {row.notice.state for row in rows} == {NoticeState.SENT}
    assert {row.sent for row in rows} == {ticked.at(ESCALATED)}
    assert mail_of(ticked, TESS).state is MessageState.SENT


def test_the_mail_carries_its_id_and_the_moment_it_was_decided(ticked: Desk) -> None:
    ticked.deliver(ESCALATED, minutes=HOUR)
    digest = ticked.mail_to(TESS)
    assert digest.message_id == mail_of(ticked, TESS).id
    assert digest.message_id.endswith("@kade.example")
    assert TESS not in digest.message_id
    assert digest.sent_at == ticked.at(ESCALATED)
    assert {message.sender for message in ticked.server.received} == {"kwaliteit@kade.example"}


def test_what_was_done_before_the_mail_left_drops_out_and_an_empty_mail_is_not_sent(ticked: Desk) -> None:
    ticked.act(ESCALATED, Event.REPORT_DONE, ANNA, done="hangt er")
    assert ticked.deliver(ESCALATED, minutes=7 * HOUR) == {"withheld": 2}
    assert received(ticked) == []
    assert ticked.withheld() == [("5", "anna", MOVED_ON), ("escalation-1", "tess", MOVED_ON)]
    assert mail_of(ticked, ANNA).state is MessageState.WITHHELD


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        (Event.EXTEND, {"reason": "ziek", "due": date(2026, 12, 18)}),
        (Event.REASSIGN, {"reason": "andere taak", "to": BAS}),
        (Event.BLOCK, {"reason": "levering", "until": date(2026, 12, 4)}),
        (Event.CANCEL, {"reason": "dubbel"}),
    ],
)
def test_what_moved_on_in_any_way_is_no_longer_told(
    ticked: Desk, event: Event, facts: dict[str, Any]
) -> None:
    ticked.act(ESCALATED, event, TESS, **facts)
    assert ticked.deliver(ESCALATED, minutes=7 * HOUR) == {"withheld": 2}


def test_what_is_still_true_goes_and_the_rest_of_the_mail_stays_behind(desk: Desk) -> None:
    desk.load(BEGAN, a_row(), a_row("A-005"))
    desk.tick(BEGAN)
    desk.act(BEGAN, Event.REPORT_DONE, ANNA, ref="A-005", done="klaar")
    assert desk.deliver(BEGAN, minutes=7 * HOUR) == {"sent": 1}
    assert [line.item for line in desk.mail_to(ANNA).lines] == ["A-004"]
    states = {row.notice.item: row.notice.state for row in desk.ledger()}
    assert states == {"A-004": NoticeState.SENT, "A-005": NoticeState.WITHHELD}


def test_thanks_and_what_was_resolved_stay_true_whatever_happens_next(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.run(BEGAN)
    desk.act(date(2026, 11, 2), Event.REPORT_DONE, ANNA, done="hangt er")
    desk.act(date(2026, 11, 2), Event.ASSESS, TESS, verdict=Effect.EFFECTIVE, observed="elke groep leest")
    desk.act(date(2026, 11, 2), Event.SECURE, TESS, secured_in="jaarrooster", secured_owner=TESS)
    desk.tick(date(2026, 11, 9))
    desk.act(date(2026, 11, 9), Event.REOPEN, TESS, reason="toch niet")
    assert desk.deliver(date(2026, 11, 9), minutes=7 * HOUR) == {"sent": 1}
    assert [line.step for line in desk.mail_to(ANNA).lines] == ["thanks"]


def test_somebody_who_left_gets_no_mail_any_more(ticked: Desk) -> None:
    ticked.load(ESCALATED, people=[a_leaver(TESS, date(2026, 11, 19))], hours=1)
    assert ticked.deliver(ESCALATED, minutes=2 * HOUR) == {"sent": 1, "withheld": 1}
    assert ticked.withheld() == [("escalation-1", "tess", LEFT)]


def test_a_refused_attempt_is_tried_again_after_ever_longer_waits(ticked: Desk) -> None:
    ticked.server.answers[TESS] = LATER
    minutes, waits = 0.0, []
    for _ in range(8):
        ticked.deliver(ESCALATED, minutes)
        message = mail_of(ticked, TESS)
        again = (message.not_before - ticked.at(ESCALATED)) / timedelta(minutes=1)
        waits.append(again - minutes)
        assert ticked.deliver(ESCALATED, again - 0.01) == {}
        minutes = again
    assert mail_of(ticked, TESS).state is MessageState.RETRY
    assert mail_of(ticked, TESS).attempts == 8
    # the table, spread by up to a quarter; the same message is always spread alike
    table = [1, 5, 15, 30, 60, 60, 60, 60]
    assert all(least <= wait <= least * 1.25 for least, wait in zip(table, waits, strict=True))
    assert len({round(wait / least, 6) for least, wait in zip(table, waits, strict=True)}) == 1
    ticked.server.answers.clear()
    assert ticked.deliver(ESCALATED, minutes) == {"sent": 1}
    assert ticked.message_of(TESS).attempts == 9


def test_after_72_hours_a_message_expires_and_its_lines_say_so(ticked: Desk) -> None:
    ticked.server.is_down = True
    assert ticked.deliver(ESCALATED, minutes=3 * DAY - 1) == {"retry": 2}
    assert ticked.deliver(ESCALATED, minutes=3 * DAY + 30) == {"expired": 2}
    assert ticked.withheld() == [("5", "anna", NOT_IN_TIME), ("escalation-1", "tess", NOT_IN_TIME)]
    message = mail_of(ticked, TESS)
    assert (message.state, message.reply, message.sent) == (MessageState.EXPIRED, NOT_IN_TIME, None)
    assert [one.id for one in ticked.store.outbox().troubles() if one.recipient == TESS] == [message.id]
    ticked.server.is_down = False
    assert ticked.deliver(ESCALATED, minutes=4 * DAY) == {}


def test_a_relay_that_is_down_is_left_alone_and_costs_nobody_an_attempt(ticked: Desk) -> None:
    ticked.server.is_down = True
    assert ticked.deliver(ESCALATED) == {"retry": 2}
    message = mail_of(ticked, TESS)
    assert (message.attempts, message.reply) == (0, "no connection")
    assert message.not_before == ticked.at(ESCALATED) + timedelta(minutes=5)
    ticked.server.is_down = False
    assert ticked.deliver(ESCALATED, minutes=5) == {"sent": 2}


def test_the_server_may_ask_for_a_longer_wait_than_ours(ticked: Desk) -> None:
    ticked.server.answers[TESS] = Verdict(outcome=Outcome.RETRY_LATER, charged=True, after=1800)
    ticked.deliver(ESCALATED)
    assert mail_of(ticked, TESS).not_before == ticked.at(ESCALATED) + timedelta(minutes=30)
    ticked.server.answers[TESS] = Verdict(outcome=Outcome.PAUSE_RELAY, after=60)
    ticked.deliver(ESCALATED, minutes=30)
    assert mail_of(ticked, TESS).not_before == ticked.at(ESCALATED) + timedelta(minutes=31)
    assert mail_of(ticked, TESS).attempts == 1


def test_what_the_server_will_not_take_is_given_up_with_its_own_words(ticked: Desk) -> None:
    ticked.server.answers[TESS] = NEVER
    assert ticked.deliver(ESCALATED) == {"sent": 1, "failed": 1}
    message = mail_of(ticked, TESS)
    assert (message.state, message.reply) == (MessageState.FAILED, "550 as told")
    assert ticked.withheld() == [("escalation-1", "tess", REFUSED)]
    assert ticked.deliver(ESCALATED, minutes=DAY) == {}
    assert message in ticked.store.outbox().troubles()


def test_a_mail_that_cannot_be_written_is_shown_tried_again_and_does_not_stop_the_others(
    ticked: Desk,
) -> None:
    ticked.unwritable.add(TESS)
    assert ticked.deliver(ESCALATED) == {"retry": 1, "sent": 1}
    assert received(ticked) == ["anna"]
    message = mail_of(ticked, TESS)
    assert (message.state, message.attempts, message.reply) == (MessageState.RETRY, 1, NOT_COMPOSED)
    assert message in ticked.store.outbox().troubles()
    ticked.unwritable.clear()
    assert ticked.deliver(ESCALATED, minutes=5) == {"sent": 1}
    assert received(ticked) == ["anna", "tess"]


def test_a_mail_that_cannot_be_written_for_72_hours_is_given_up(ticked: Desk) -> None:
    ticked.unwritable.add(TESS)
    ticked.deliver(ESCALATED)
    assert ticked.deliver(ESCALATED, minutes=3 * DAY) == {"expired": 1}
    assert ticked.withheld() == [("escalation-1", "tess", NOT_IN_TIME)]


def test_what_is_in_doubt_is_sent_again_byte_for_byte_and_not_judged_anew(ticked: Desk) -> None:
    ticked.server.answers[TESS] = DOUBT
    assert ticked.deliver(ESCALATED) == {"sent": 1, "in_doubt": 1}
    first = next(message.body for message in ticked.server.received if message.recipient == TESS)
    ticked.act(ESCALATED, Event.CANCEL, TESS, reason="dubbel")
    ticked.server.answers.clear()
    ticked.digests.clear()
    assert ticked.deliver(ESCALATED, minutes=DAY) == {"sent": 1}
    again = [message.body for message in ticked.server.received if message.recipient == TESS]
    assert again == [first, first]
    assert ticked.digests == []
    assert (mail_of(ticked, TESS).doubts, mail_of(ticked, TESS).attempts) == (1, 2)


def test_what_stays_in_doubt_for_72_hours_is_given_up_and_nobody_claims_to_know(ticked: Desk) -> None:
    ticked.server.answers[TESS] = DOUBT
    ticked.deliver(ESCALATED)
    assert ticked.deliver(ESCALATED, minutes=3 * DAY) == {"expired": 1}
    assert mail_of(ticked, TESS).state is MessageState.EXPIRED
    assert ticked.withheld() == [("escalation-1", "tess", UNKNOWN)]


def test_a_deliverer_that_dies_after_the_dot_leaves_its_mail_in_doubt_until_the_lease_ends(
    ticked: Desk,
) -> None:
    ticked.server.breaks_off = True
    with pytest.raises(BrokenOffError):
        ticked.deliver(ESCALATED)
    ticked.server.breaks_off = False
    assert ticked.deliver(ESCALATED, minutes=10) == {}
    assert ticked.deliver(ESCALATED, minutes=16) == {"rescued": 2, "sent": 2}
    assert received(ticked) == ["anna", "anna", "tess", "tess"]
    assert len({(message.recipient, message.body) for message in ticked.server.received}) == 2


def test_a_deliverer_that_is_to_stop_ends_after_its_batch(ticked: Desk) -> None:
    assert ticked.deliver(ESCALATED, is_stopping=lambda: True) == {"sent": 2}


def test_mail_that_is_only_kept_says_so(ticked: Desk) -> None:
    ticked.deliver(ESCALATED, is_captured=True)
    assert ticked.mail_to(TESS).captured


def test_nobody_gets_two_mails_of_one_day(ticked: Desk) -> None:
    ticked.deliver(ESCALATED)
    ticked.tick(ESCALATED, hours=3)
    ticked.deliver(ESCALATED, minutes=5 * HOUR)
    assert received(ticked) == ["anna", "tess"]


def again(desk: Desk, mail: Message, day: date) -> None:
    send_again(desk.store, "kade", mail.id, NOOR, "kwijtgeraakt", day, desk.at(day, hours=6))


def test_a_mail_leaves_once_more_until_the_last_day_of_whoever_it_was_for(ticked: Desk) -> None:
    ticked.deliver(ESCALATED)
    mail, monday = mail_of(ticked, TESS), ESCALATED + timedelta(days=3)
    ticked.load(ESCALATED, people=[a_leaver(TESS, ESCALATED)], hours=1)
    with pytest.raises(Refused, match="does not work here any more"):
        again(ticked, mail, monday)
    assert mail_of(ticked, TESS).state is MessageState.SENT
    again(ticked, mail, ESCALATED)
    assert mail_of(ticked, TESS).state is MessageState.QUEUED


def test_a_mail_of_which_the_text_is_no_longer_kept_cannot_leave_once_more(ticked: Desk) -> None:
    ticked.deliver(ESCALATED)
    with ticked.store.board("kade") as session:
        session.forget_mail(ESCALATED + timedelta(days=1))
    with pytest.raises(Refused, match="too old"):
        again(ticked, mail_of(ticked, TESS), ESCALATED)
    assert mail_of(ticked, TESS).state is MessageState.SENT
