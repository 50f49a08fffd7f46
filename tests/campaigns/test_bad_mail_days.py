"""Whatever a mail server does, nothing is lost, nobody waits for another's trouble, and each mail arrives once.

From the tick to the server's own log: the day's notices are decided, the outbox is delivered to a server in a
process of its own that misbehaves as planned, and then to one that behaves. Only a message of which nobody can know
whether it arrived is sent again, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from pdca.clock import ticks
from pdca.domain.notices.digest import Digest
from pdca.domain.notices.notice import NoticeState
from pdca.mail.compose import compose
from pdca.mail.relay.conversation import Patience
from pdca.mail.relay.limits import Limits
from pdca.mail.smtp import Sender, run
from pdca.mail.url import SmtpRelay, parse_mail_url
from pdca.services.mailing.deliver import LEASE, deliver
from pdca.services.records import MessageState
from pdca.store import SqlStore
from tests.builders.board import TESS
from tests.campaigns.audit import Audit, audit
from tests.campaigns.jobs import Still, runtime_at
from tests.campaigns.mail_server import (
    DROP,
    IN_PIECES,
    SILENCE,
    TAKE_AND_DROP,
    TAKE_AND_LEAVE,
    TAKE_IN_SILENCE,
    WELL,
    MailServer,
    Plan,
)
from tests.campaigns.world import Databases, at, crowded, full_outbox, opened

PEOPLE = 40
SENT_ON = date(2026, 11, 20)
SLUG = "kade"
CONNECTIONS = 5
SENT, RETRY, FAILED, IN_DOUBT = (
    MessageState.SENT,
    MessageState.RETRY,
    MessageState.FAILED,
    MessageState.IN_DOUBT,
)


def who(number: int) -> str:
    return f"p{number:03}@kade.example"


def moment(minutes: float = 0) -> datetime:
    return at(crowded(PEOPLE), SENT_ON, minutes)


class Office:
    """The outbox of De Kade, its deliverer and the mail server."""

    def __init__(self, store: SqlStore, server: MailServer) -> None:
        self.store = store
        self.server = server

    def deliver(
        self,
        minutes: float,
        patience: Patience | None = None,
        writer: Callable[[Digest], bytes] = compose,
    ) -> dict[str, int]:
        """Deliver what is due some minutes after the day's decisions."""
        now = moment(minutes)
        url = self.store.engine.url.render_as_string(hide_password=False)
        post = runtime_at(url, self.server.url, now).post(Still(now).now)
        post = replace(post, compose=writer)
        if patience is not None:
            post = replace(post, relay=lambda: self._impatient(patience))
        return dict(run(deliver(self.store, post)))

    def _impatient(self, patience: Patience) -> Sender:
        relay = parse_mail_url(self.server.url)
        assert isinstance(relay, SmtpRelay)
        return Sender(
            relay,
            limits=Limits(connections=CONNECTIONS),
            hostname="pdca.school.example",
            monotonic=ticks,
            patience=patience,
        )

    def audit(self) -> Audit:
        """Hold the server's log against outbox and ledger."""
        return audit(self.store, SLUG, self.server.received())


@contextmanager
def an_office(databases: Databases, server: MailServer) -> Iterator[Office]:
    with databases.like(full_outbox(PEOPLE)) as template, template.copy() as url, opened(url) as store:
        yield Office(store, server)


@pytest.fixture
def office(sqlite_databases: Databases, mail_server: MailServer) -> Iterator[Office]:
    with an_office(sqlite_databases, mail_server) as found:
        yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDay:
    """What the server does, and what the outbox then says of those it did it to; the others have their mail."""

    plan: Plan
    then: Mapping[str, MessageState] = field(default_factory=dict)
    after: Mapping[str, MessageState] = field(default_factory=dict)
    patience: Patience | None = None
    may_double: bool = False


IMPATIENT = Patience(connect=1.0, command=1.0, dot=1.0)
DAYS = {
    "421 at two greetings": BadDay(plan=Plan(greeting=["421 4.3.2 busy"] * 2)),
    "421 at MAIL": BadDay(plan=Plan(mail=["421 4.3.2 closing"] * 2)),
    "421 at RCPT": BadDay(plan=Plan(rcpt={who(3): ["421 4.3.2 closing"]})),
    "421 at DATA": BadDay(plan=Plan(data={who(3): ["421 4.3.2 closing"]})),
    "421 after the dot": BadDay(plan=Plan(dot={who(3): ["421 4.3.2 closing"]}), then={who(3): RETRY}),
    "451 at MAIL": BadDay(plan=Plan(mail=["", "", "451 4.3.0 later"])),
    "451 at RCPT": BadDay(plan=Plan(rcpt={who(3): ["451 4.3.0 later"]}), then={who(3): RETRY}),
    "451 after the dot": BadDay(plan=Plan(dot={who(3): ["451 4.3.0 later"]}), then={who(3): RETRY}),
    "450 greylisted": BadDay(
        plan=Plan(rcpt={who(n): ["450 4.2.0 later"] for n in range(9)}),
        then={who(n): RETRY for n in range(9)},
    ),
    "550 for one among many": BadDay(
        plan=Plan(rcpt={who(3): ["550 5.1.1 no such user"]}), then={who(3): FAILED}, after={who(3): FAILED}
    ),
    "550 for the one with the most": BadDay(
        plan=Plan(dot={TESS: ["550 5.7.1 no thanks"]}), then={TESS: FAILED}, after={TESS: FAILED}
    ),
    "552 box full": BadDay(
        plan=Plan(dot={who(3): ["552 5.2.2 full"]}), then={who(3): FAILED}, after={who(3): FAILED}
    ),
    "dropped at greetings": BadDay(plan=Plan(greeting=[DROP] * 3)),
    "dropped before the final 250": BadDay(plan=Plan(dot={who(3): [DROP]}), then={who(3): IN_DOUBT}),
    "taken, dropped before the final 250": BadDay(
        plan=Plan(dot={who(3): [TAKE_AND_DROP], who(8): [TAKE_AND_DROP]}),
        then={who(3): IN_DOUBT, who(8): IN_DOUBT},
        may_double=True,
    ),
    "dropped after the final 250": BadDay(
        plan=Plan(dot={who(n): [TAKE_AND_LEAVE] for n in (3, 8)}), may_double=True
    ),
    "silent at RCPT": BadDay(plan=Plan(rcpt={who(3): [SILENCE]}), patience=IMPATIENT),
    "silent after the dot": BadDay(
        plan=Plan(dot={who(3): [SILENCE]}), then={who(3): IN_DOUBT}, patience=IMPATIENT
    ),
    "taken in silence": BadDay(
        plan=Plan(dot={who(3): [TAKE_IN_SILENCE]}),
        then={who(3): IN_DOUBT},
        patience=IMPATIENT,
        may_double=True,
    ),
    "slow, and in pieces": BadDay(plan=Plan(linger=0.01, dot={who(n): [IN_PIECES] for n in range(0, 40, 3)})),
    "a poison mail that breaks every line": BadDay(
        plan=Plan(rcpt={who(3): [DROP] * 4}), then={who(3): RETRY}
    ),
}


@pytest.mark.parametrize("name", DAYS)
def test_on_a_bad_day_the_others_have_their_mail_and_later_everybody_has(
    office: Office, name: str, campaign: Callable[..., None]
) -> None:
    bad = DAYS[name]
    office.server.behave(bad.plan)
    office.deliver(0, bad.patience)
    broken = office.server.broken
    found = office.audit()
    assert found.faults == []
    troubled = {mail.recipient: mail.state for mail in found.mails.values() if mail.state is not SENT}
    if name != "dropped after the final 250":  # a line that breaks at once may swallow the word
        assert troubled == dict(bad.then)
    assert found.doubts <= broken
    troubles = {one.recipient: one.state for one in office.store.outbox().troubles()}
    assert troubles == troubled
    assert office.store.outbox().counts() == found.states()

    office.server.behave(WELL)
    for minutes in (5, 70, 140):
        office.deliver(minutes)
    healed = office.audit()
    assert healed.faults == []
    assert {
        mail.recipient: mail.state for mail in healed.mails.values() if mail.state is not SENT
    } == bad.after
    assert healed.lost == 0
    assert healed.duplicates == 0 or bad.may_double
    assert healed.duplicates <= healed.doubts
    campaign(f"bad mail day, {name}", lost=healed.lost, duplicates=healed.duplicates, in_doubt=healed.doubts)


def test_while_the_server_is_down_everything_waits_at_no_cost_and_then_goes(office: Office) -> None:
    office.server.stop()
    for minutes in (0, 1, 6, 30, 600):
        office.deliver(minutes)
    waiting = office.audit()
    assert waiting.faults == []
    assert set(waiting.states()) <= {"retry", "queued"}
    assert {mail.attempts for mail in waiting.mails.values()} == {0}
    assert all(mail.reply for mail in waiting.mails.values() if mail.state is RETRY)
    assert office.store.outbox().counts() == waiting.states()

    office.server.start()
    office.deliver(606)
    after = office.audit()
    assert after.faults == []
    assert after.states() == {"sent": len(after.mails)}
    assert after.duplicates == 0


def test_what_cannot_be_delivered_for_three_days_is_given_up_and_shown(office: Office) -> None:
    office.server.stop()
    for hour in range(0, 73, 6):
        office.deliver(hour * 60)
    found = office.audit()
    assert found.faults == []
    assert found.states() == {"expired": len(found.mails)}
    assert len(office.store.outbox().troubles(1000)) == len(found.mails)
    office.server.start()
    assert office.deliver(73 * 60) == {}


def test_a_mail_that_stays_in_doubt_is_given_up_after_three_days_too(office: Office) -> None:
    office.server.behave(Plan(dot={who(3): [TAKE_AND_DROP] * 1000}))
    for minutes in range(0, 72 * 60, 30):
        office.deliver(minutes)
    copies = len(office.audit().received[office.audit().of(who(3)).id])
    assert copies <= 5  # each try can be one copy more, so the tries grow rare
    for hour in range(73, 80):
        office.deliver(hour * 60)
    found = office.audit()
    assert found.faults == []
    assert found.of(who(3)).state is MessageState.EXPIRED
    assert len(found.received[found.of(who(3)).id]) == copies
    assert found.notices_of(who(3)) == {NoticeState.WITHHELD}


@pytest.mark.parametrize("storms", [3, pytest.param(70, marks=[pytest.mark.full, pytest.mark.timeout(1800)])])
def test_after_any_storm_everybody_has_their_mail(
    databases_of_a_kind: Databases, mail_server: MailServer, storms: int, campaign: Callable[..., None]
) -> None:
    """Every step of every conversation may go wrong, for hours; then the sky clears."""
    sessions = duplicates = doubts = lines = 0
    with databases_of_a_kind.like(full_outbox(PEOPLE)) as template:
        for seed in range(storms):
            mail_server.forget()
            with template.copy() as url, opened(url) as store:
                office = Office(store, mail_server)
                for number, minutes in enumerate((0, 6, 30, 100)):
                    mail_server.behave(Plan(storm=0.05 + 0.1 * (seed % 4), seed=seed * 10 + number))
                    office.deliver(minutes)
                    sessions += mail_server.sessions
                    lines += mail_server.broken
                    assert office.audit().faults == []
                mail_server.behave(WELL)
                for hours in (4, 7, 40):
                    office.deliver(hours * 60)
                found = office.audit()
            assert found.faults == []
            assert found.states() == {"sent": len(found.mails)}, seed
            assert found.duplicates <= found.doubts
            duplicates, doubts = duplicates + found.duplicates, doubts + found.doubts
    assert doubts <= lines
    campaign(
        f"mail storms, {databases_of_a_kind.kind}",
        storms=storms,
        sessions=sessions,
        lines_broken=lines,
        lost=0,
        in_doubt=doubts,
        duplicates=duplicates,
    )


def test_a_mail_that_cannot_be_written_stops_nobody_elses_is_shown_and_leaves_once_it_can(
    office: Office,
) -> None:
    def poisoned(digest: Digest) -> bytes:
        if digest.recipient_email == who(3):
            raise ValueError("poison")
        return compose(digest)

    office.deliver(0, writer=poisoned)
    found = office.audit()
    assert found.faults == []
    assert found.states() == {"sent": len(found.mails) - 1, "retry": 1}
    assert [one.recipient for one in office.store.outbox().troubles()] == [who(3)]
    assert found.notices_of(who(3)) == {NoticeState.QUEUED}
    assert office.deliver(2) == {"sent": 1}
    assert office.audit().faults == []
    assert office.audit().states() == {"sent": len(found.mails)}


def test_a_mail_that_is_on_its_way_keeps_its_lease_while_the_server_takes_its_time(office: Office) -> None:
    """Claimed at the hour, its dot left fourteen minutes later; at sixteen the server may still be at it."""
    outbox = office.store.outbox()
    one, other = outbox.claim(moment(), "slow", moment() + LEASE, 2)
    outbox.freeze("slow", {one.id: b"one", other.id: b"other"})
    assert outbox.dot("slow", [one.id], moment(14), moment(14) + LEASE) == {one.id}
    assert outbox.rescue(moment(16)) == 1
    arrived = replace(one, state=SENT, sent=moment(16))
    assert outbox.settle("slow", [arrived], moment(16)) == 1
    assert outbox.settle("slow", [replace(other, state=SENT)], moment(16)) == 0


def test_mail_that_a_dead_deliverer_left_lying_is_seen_to_wait_from_the_end_of_its_lease(
    office: Office,
) -> None:
    outbox = office.store.outbox()
    outbox.claim(moment(), "dead", moment() + LEASE, 1000)
    assert outbox.waiting_since() == moment() + LEASE
    outbox.rescue(moment(16))
    assert outbox.waiting_since() == moment()
