"""Sending over real connections, on good days and bad ones."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from pdca.mail.classify import Answer, Stage
from pdca.mail.compose import compose
from pdca.mail.relay.conversation import Patience, dotted
from pdca.mail.relay.limits import Limits
from pdca.mail.relay.oauth import OAuth
from pdca.mail.smtp import Sender, run
from pdca.mail.url import SmtpRelay, parse_mail_url
from pdca.mail.words.samples import sample
from pdca.services.mailing.outgoing import Fault, Outcome, Outgoing, Result
from tests.servers.waiting import until

DROP, TAKE_AND_DROP, SILENCE = "drop", "take and drop", "silence"  # as in conftest
BODY = compose(sample("overdue", "nl"))


def address(number: int) -> str:
    return f"p{number}@school.example"


def messages(count: int, first: int = 0) -> list[Outgoing]:
    return [
        Outgoing(id=f"m{n}", sender="k@board.example", recipient=address(n), body=BODY)
        for n in range(first, first + count)
    ]


@dataclass
class Outbox:
    """Whoever keeps the messages: it remembers the marks and the outcomes, in order."""

    lost: frozenset[str] = frozenset()
    broken: bool = False
    marked: set[str] = field(default_factory=set)
    results: dict[str, Result] = field(default_factory=dict)
    open_marks: int = 0

    async def before_dot(self, ids: Sequence[str]) -> Collection[str]:
        if self.broken:
            raise OSError("the disk is full")
        self.marked.update(ids)
        self.open_marks = max(self.open_marks, len(self.marked - set(self.results)))
        return set(ids) - self.lost

    async def settled(self, results: Sequence[Result]) -> None:
        for result in results:
            assert result.id not in self.results, "settled twice"
            self.results[result.id] = result

    def outcomes(self) -> Counter[str]:
        return Counter(str(result.verdict.outcome) for result in self.results.values())

    def of(self, number: int) -> Result:
        return self.results[f"m{number}"]


class Clock:
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def deliver(url: str, outgoing: list[Outgoing], outbox: Outbox, **settings: Any) -> Answer | None:
    """One run of a sender; a short patience where the server keeps silent."""
    relay = parse_mail_url(url)
    assert isinstance(relay, SmtpRelay)
    clock = Clock()
    defaults: dict[str, Any] = {
        "limits": Limits(connections=2),
        "hostname": "pdca.example",
        "monotonic": clock,
    }

    async def whole() -> Answer | None:
        async with Sender(relay, pause=clock.pause, **{**defaults, **settings}) as sender:
            return await sender.send(outgoing, before_dot=outbox.before_dot, settled=outbox.settled)

    return run(whole())


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture(params=[True, False], ids=["pipelining", "lock-step"])
def pipelining(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_every_message_arrives_once_and_to_the_byte(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)

    assert deliver(relay.url(), messages(200), outbox, limits=Limits(connections=5)) is None

    assert outbox.outcomes() == {"delivered": 200}
    assert sorted(relay.recipients) == sorted(address(n) for n in range(200))
    assert {body for _, body in relay.taken} == {BODY}
    assert len(relay.connections) == 5


def test_dots_at_the_start_of_a_line_arrive_as_they_were(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    body = b"Subject: x\r\n\r\n.\r\n..\r\n.hello\r\nend\r\n.\r\n"

    deliver(relay.url(), [Outgoing(id="m0", sender="k@b.example", recipient=address(0), body=body)], outbox)

    assert relay.taken == [(address(0), body)]
    assert dotted(b".x") == b"..x\r\n.\r\n"


def test_no_dot_leaves_before_its_mark_is_kept(start_relay: Any, outbox: Outbox, pipelining: bool) -> None:
    relay = start_relay(pipelining=pipelining)
    early: list[str] = []

    def look(recipient: str) -> None:
        if recipient.partition("@")[0].replace("p", "m") not in outbox.marked:
            early.append(recipient)

    relay.on_data = look
    deliver(relay.url(), messages(60), outbox, limits=Limits(connections=3))

    assert early == []
    assert outbox.outcomes() == {"delivered": 60}


def test_at_most_one_message_per_connection_is_ever_marked_and_unsettled(
    start_relay: Any, outbox: Outbox
) -> None:
    relay = start_relay()
    deliver(relay.url(), messages(120), outbox, limits=Limits(connections=4))
    assert outbox.open_marks <= 4


def test_a_message_that_was_taken_over_does_not_leave(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    outbox.lost = frozenset({"m3"})

    deliver(relay.url(), messages(8), outbox)

    assert sorted(relay.recipients) == [address(n) for n in (0, 1, 2, 4, 5, 6, 7)]
    assert outbox.of(3).verdict.outcome is Outcome.RETRY_LATER
    assert not outbox.of(3).verdict.charged


@pytest.mark.parametrize(
    ("answer", "outcome", "charged", "fault"),
    [
        ("451 4.3.0 try later", Outcome.RETRY_LATER, True, None),
        ("550 5.1.1 nobody here", Outcome.GIVE_UP, True, Fault.HARD),
        ("552 5.2.2 mailbox full", Outcome.GIVE_UP, True, Fault.SOFT),
        ("554 5.7.1 not wanted", Outcome.GIVE_UP, True, Fault.POLICY),
    ],
)
@pytest.mark.parametrize("where", ["at_rcpt", "at_data"])
def test_a_refused_message_holds_up_nobody_else(
    start_relay: Any,
    outbox: Outbox,
    pipelining: bool,
    where: str,
    answer: str,
    outcome: Outcome,
    charged: bool,
    fault: Fault | None,
) -> None:
    relay = start_relay(pipelining=pipelining)
    getattr(relay, where)[address(5)].append(answer)

    assert deliver(relay.url(), messages(12), outbox) is None

    verdict = outbox.of(5).verdict
    assert (verdict.outcome, verdict.charged, verdict.fault) == (outcome, charged, fault)
    assert outbox.of(5).code == int(answer[:3])
    assert outbox.of(5).text == answer[4:]
    assert outbox.outcomes()["delivered"] == 11
    assert sorted(relay.recipients) == sorted(address(n) for n in range(12) if n != 5)


def test_several_refused_in_a_row_do_not_get_the_conversation_out_of_step(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    for n in (0, 1, 2, 6, 9):
        relay.at_rcpt[address(n)].append("550 5.1.1 nobody here")

    deliver(relay.url(), messages(10), outbox, limits=Limits(connections=1))

    assert outbox.outcomes() == {"delivered": 5, "give_up": 5}
    assert relay.recipients == [address(n) for n in (3, 4, 5, 7, 8)]


@pytest.mark.parametrize("taken", [True, False])
def test_a_line_that_breaks_after_the_dot_leaves_that_one_message_in_doubt(
    start_relay: Any, outbox: Outbox, pipelining: bool, taken: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    relay.at_data[address(4)].append(TAKE_AND_DROP if taken else DROP)

    deliver(relay.url(), messages(20), outbox)

    assert outbox.of(4).verdict.outcome is Outcome.IN_DOUBT
    assert outbox.outcomes() == {"delivered": 19, "in_doubt": 1}
    assert Counter(relay.recipients)[address(4)] == int(taken)
    assert max(Counter(relay.recipients).values()) == 1


def test_silence_after_the_dot_is_doubt_too(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    relay.at_data[address(1)].append(SILENCE)

    deliver(relay.url(), messages(4), outbox, patience=Patience(dot=0.3))

    assert outbox.of(1).verdict.outcome is Outcome.IN_DOUBT
    assert "no answer" in outbox.of(1).text
    assert outbox.outcomes()["delivered"] == 3


def test_a_message_that_breaks_the_line_twice_counts_as_tried_and_the_rest_goes_on(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    relay.at_rcpt[address(2)].extend([DROP] * 5)

    deliver(relay.url(), messages(10), outbox, limits=Limits(connections=1))

    assert outbox.of(2).verdict.outcome is Outcome.RETRY_LATER
    assert outbox.of(2).verdict.charged
    assert outbox.outcomes() == {"delivered": 9, "retry_later": 1}
    assert max(Counter(relay.recipients).values()) == 1


def test_a_line_that_breaks_before_the_dot_costs_nothing(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    relay.at_rcpt[address(2)].append(DROP)

    deliver(relay.url(), messages(6), outbox)

    assert outbox.outcomes() == {"delivered": 6}
    assert sorted(relay.recipients) == [address(n) for n in range(6)]


def test_a_server_that_ends_a_connection_gets_the_message_over_another(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    relay.at_rcpt[address(2)].append("421 4.3.2 closing this connection")

    assert deliver(relay.url(), messages(6), outbox) is None

    assert outbox.outcomes() == {"delivered": 6}


def test_a_server_that_only_says_421_costs_no_message_an_attempt(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    relay.at_mail.extend(["421 4.3.2 not now"] * 100)

    early = deliver(relay.url(), messages(8), outbox)

    assert early is not None
    assert early.code == 421
    assert {r.verdict.outcome for r in outbox.results.values()} == {Outcome.RETRY_LATER}
    assert not any(result.verdict.charged for result in outbox.results.values())
    assert len(outbox.results) == 8
    assert outbox.marked == set()


def test_421_after_the_dot_means_not_taken_and_not_counted(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    relay.at_data[address(1)].append("421 4.3.0 shutting down")

    deliver(relay.url(), messages(5), outbox)

    assert outbox.of(1).verdict.outcome is Outcome.RETRY_LATER
    assert not outbox.of(1).verdict.charged
    assert outbox.outcomes()["delivered"] == 4


def test_a_server_that_always_hangs_up_after_the_dot_puts_few_messages_in_doubt(
    start_relay: Any, outbox: Outbox
) -> None:
    relay = start_relay()
    for n in range(40):
        relay.at_data[address(n)].append(DROP)

    early = deliver(relay.url(), messages(40), outbox, limits=Limits(connections=2))

    assert early is not None
    assert outbox.outcomes()["in_doubt"] <= 6
    assert outbox.outcomes()["in_doubt"] + outbox.outcomes()["retry_later"] == 40
    rest = [r for r in outbox.results.values() if r.verdict.outcome is Outcome.RETRY_LATER]
    assert not any(result.verdict.charged for result in rest)


def test_no_server_costs_no_message_an_attempt(outbox: Outbox, start_relay: Any, unused_port: int) -> None:
    early = deliver(f"smtp://127.0.0.1:{unused_port}?starttls=no", messages(5), outbox)

    assert early is not None
    assert early.stage is Stage.CONNECT
    assert outbox.outcomes() == {"retry_later": 5}
    assert not any(result.verdict.charged for result in outbox.results.values())


def test_an_address_that_mail_does_not_allow_is_given_up_here(
    start_relay: Any, outbox: Outbox, pipelining: bool
) -> None:
    relay = start_relay(pipelining=pipelining)
    bad = Outgoing(id="bad", sender="k@board.example", recipient="a b@school.example", body=BODY)

    deliver(relay.url(), [messages(1)[0], bad, messages(2)[1]], outbox, limits=Limits(connections=1))

    assert outbox.results["bad"].verdict.fault is Fault.HARD
    assert outbox.outcomes() == {"delivered": 2, "give_up": 1}


def test_a_server_that_asks_for_less_gets_less(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    relay.at_mail.append("454 Throttling failure: maximum sending rate exceeded")

    early = deliver(relay.url(), messages(6), outbox, limits=Limits(connections=1))

    assert early is not None
    assert early.code == 454
    assert not any(result.verdict.charged for result in outbox.results.values())
    assert min(result.verdict.after for result in outbox.results.values() if result.verdict.slow_down) >= 60


def test_a_domain_that_asks_for_less_holds_up_no_other_domain(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    slow = [
        Outgoing(id=f"s{n}", sender="k@board.example", recipient=f"s{n}@slow.example", body=BODY)
        for n in range(4)
    ]
    relay.at_rcpt["s0@slow.example"].append("450 4.2.1 receiving mail too quickly")

    assert deliver(relay.url(), [*slow, *messages(6)], outbox, limits=Limits(connections=1)) is None

    assert outbox.results["s0"].verdict.slow_down
    assert {outbox.of(n).verdict.outcome for n in range(6)} == {Outcome.DELIVERED}
    assert not any(
        r.verdict.charged for r in outbox.results.values() if r.verdict.outcome is Outcome.RETRY_LATER
    )


def test_thirty_a_minute_is_thirty_a_minute(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()

    early = deliver(relay.url(), messages(70), outbox, limits=Limits(connections=3, per_minute=30))

    assert early is not None, "whoever claims messages need not claim more now"
    assert outbox.outcomes() == {"delivered": 30, "retry_later": 40}
    waiting = [r for r in outbox.results.values() if r.verdict.outcome is Outcome.RETRY_LATER]
    assert {result.verdict.after for result in waiting} == {60.0}
    assert not any(result.verdict.charged for result in waiting)


def test_a_short_wait_is_waited(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()
    limits = Limits(connections=2, per_minute=30)

    deliver(relay.url(), messages(70), outbox, limits=limits, patience=Patience(turn=90))

    assert outbox.outcomes() == {"delivered": 70}


def test_an_outbox_that_cannot_keep_a_mark_stops_the_run_and_lets_nothing_leave(
    start_relay: Any, outbox: Outbox
) -> None:
    relay = start_relay()
    outbox.broken = True

    with pytest.raises(OSError, match="disk is full"):
        deliver(relay.url(), messages(5), outbox)

    assert relay.taken == []


def test_a_connection_that_was_still_being_opened_when_the_run_stopped_is_closed(start_relay: Any) -> None:
    relay = start_relay(hears=1)

    class Full(Outbox):
        async def before_dot(self, ids: Sequence[str]) -> Collection[str]:
            await asyncio.to_thread(until, lambda: len(relay.connections) == 2, "a second connection")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):  # and nothing warns of what was left open
        deliver(relay.url(), messages(5), Full())

    assert relay.taken == []


def test_connections_stay_open_from_run_to_run_and_may_die_in_between(start_relay: Any) -> None:
    relay = start_relay()
    place = parse_mail_url(relay.url())
    assert isinstance(place, SmtpRelay)

    async def three_runs() -> list[Counter[str]]:
        seen = []
        async with Sender(
            place, limits=Limits(connections=1), hostname="pdca.example", monotonic=Clock()
        ) as sender:
            for number in range(3):
                outbox = Outbox()
                if number == 2:
                    relay.at_rcpt[address(20)].append(DROP)
                await sender.send(
                    messages(3, first=10 * number), before_dot=outbox.before_dot, settled=outbox.settled
                )
                seen.append(outbox.outcomes())
        return seen

    assert run(three_runs()) == [{"delivered": 3}] * 3
    assert len(relay.connections) == 2


def test_mail_goes_over_starttls_to_a_server_that_proves_its_name(
    start_relay: Any, outbox: Outbox, certificates: Any
) -> None:
    relay = start_relay(tls=certificates.context, password="geheim")

    url = relay.url(user="me%40school.example:geheim@", query=f"ca={certificates.ca}")
    assert deliver(url, messages(30), outbox) is None

    assert outbox.outcomes() == {"delivered": 30}
    assert relay.secret == [True] * 30


def test_mail_leaves_also_where_there_is_no_uvloop(
    start_relay: Any, outbox: Outbox, certificates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    relay = start_relay(tls=certificates.context)
    relay.at_data[address(3)].append(DROP)

    assert deliver(relay.url(query=f"ca={certificates.ca}"), messages(20), outbox) is None

    assert outbox.outcomes() == {"delivered": 19, "in_doubt": 1}


def test_mail_goes_over_tls_from_the_start(start_relay: Any, outbox: Outbox, certificates: Any) -> None:
    relay = start_relay(tls=certificates.context, implicit_tls=True)

    assert deliver(relay.url(query=f"ca={certificates.ca}"), messages(5), outbox) is None

    assert outbox.outcomes() == {"delivered": 5}
    assert {body for _, body in relay.taken} == {BODY}


def test_a_server_without_starttls_gets_nothing(start_relay: Any, outbox: Outbox) -> None:
    relay = start_relay()

    early = deliver(relay.url(query=""), messages(3), outbox)

    assert early is not None
    assert early.stage is Stage.TLS
    assert outbox.outcomes() == {"pause_relay": 3}
    assert relay.taken == []


def test_a_server_that_nobody_vouches_for_gets_neither_mail_nor_password(
    start_relay: Any, outbox: Outbox, certificates: Any
) -> None:
    relay = start_relay(tls=certificates.context, password="geheim")

    early = deliver(relay.url(user="me%40school.example:geheim@", query=""), messages(3), outbox)

    assert early is not None
    assert early.stage is Stage.TLS
    assert outbox.outcomes() == {"pause_relay": 3}
    assert relay.taken == []


def test_a_wrong_password_pauses_the_relay_and_costs_no_attempt(
    start_relay: Any, outbox: Outbox, certificates: Any
) -> None:
    relay = start_relay(tls=certificates.context, password="geheim")

    url = relay.url(user="me%40school.example:fout@", query=f"ca={certificates.ca}")
    early = deliver(url, messages(3), outbox)

    assert early is not None
    assert (early.stage, early.code) == (Stage.AUTH, 535)
    assert outbox.outcomes() == {"pause_relay": 3}
    assert not any(result.verdict.charged for result in outbox.results.values())


def sign_in(port: int) -> OAuth:
    return OAuth(
        token_url=f"http://127.0.0.1:{port}/token",
        client_id="pdca",
        client_secret="geheim",
        scope="mail/.default",
    )


def test_a_refused_token_is_replaced_once(
    start_relay: Any, outbox: Outbox, certificates: Any, token_service: Any
) -> None:
    relay = start_relay(tls=certificates.context, tokens={"new"})
    url = relay.url(user="me%40school.example@", query=f"ca={certificates.ca}")

    with token_service(["old", "new"]) as service:
        early = deliver(url, messages(6), outbox, oauth=sign_in(service.port), limits=Limits(connections=1))

    assert early is None
    assert outbox.outcomes() == {"delivered": 6}
    assert len(service.asked) == 2
    assert b"grant_type=client_credentials" in service.asked[0]
    assert b"scope=mail%2F.default" in service.asked[0]


def test_one_sender_serves_many_event_loops(start_relay: Any, certificates: Any, token_service: Any) -> None:
    relay = start_relay(tls=certificates.context, tokens={"good"})
    place = parse_mail_url(relay.url(user="me%40school.example@", query=f"ca={certificates.ca}"))
    assert isinstance(place, SmtpRelay)

    async def once(sender: Sender, number: int) -> Counter[str]:
        outbox = Outbox()
        async with sender:
            await sender.send(
                messages(9, first=10 * number), before_dot=outbox.before_dot, settled=outbox.settled
            )
        return outbox.outcomes()

    with token_service(["good"] * 9) as service:
        clock = Clock()
        sender = Sender(
            place,
            limits=Limits(connections=3),
            hostname="pdca.example",
            monotonic=clock,
            oauth=sign_in(service.port),
        )
        for number in range(3):
            assert run(once(sender, number)) == {"delivered": 9}
            clock.now += 7200

    assert len(service.asked) == 3


def test_a_token_that_is_refused_twice_pauses_the_relay(
    start_relay: Any, outbox: Outbox, certificates: Any, token_service: Any
) -> None:
    relay = start_relay(tls=certificates.context, tokens={"new"})
    url = relay.url(user="me%40school.example@", query=f"ca={certificates.ca}")

    with token_service(["old", "older"]) as service:
        early = deliver(url, messages(2), outbox, oauth=sign_in(service.port), limits=Limits(connections=1))

    assert early is not None
    assert early.code == 535
    assert outbox.outcomes() == {"pause_relay": 2}


def test_a_sign_in_service_that_does_not_know_us_pauses_the_relay(
    start_relay: Any, outbox: Outbox, certificates: Any, token_service: Any
) -> None:
    relay = start_relay(tls=certificates.context, tokens={"new"})
    url = relay.url(user="me%40school.example@", query=f"ca={certificates.ca}")

    with token_service([]) as service:
        early = deliver(url, messages(2), outbox, oauth=sign_in(service.port))

    assert early is not None
    assert "401" in early.text
    assert outbox.outcomes() == {"pause_relay": 2}


def test_a_sign_in_service_that_is_away_costs_no_attempt(
    start_relay: Any, outbox: Outbox, certificates: Any, unused_port: int
) -> None:
    relay = start_relay(tls=certificates.context, tokens={"new"})
    url = relay.url(user="me%40school.example@", query=f"ca={certificates.ca}")

    deliver(url, messages(2), outbox, oauth=sign_in(unused_port))

    assert outbox.outcomes() == {"retry_later": 2}
