"""Never more than the limit in any sixty seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import Misconfigured
from pdca.mail.relay.limits import PRESETS, Limits, Pace, Queue, Window, preset
from pdca.services.mailing.outgoing import Outgoing


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_message(number: int, domain: str = "school.example") -> Outgoing:
    return Outgoing(id=str(number), sender="k@board.example", recipient=f"p{number}@{domain}", body=b"")


@given(limit=st.integers(1, 30), steps=st.lists(st.floats(0, 30), max_size=120))
def test_no_minute_ever_holds_more_than_the_limit(limit: int, steps: list[float]) -> None:
    window, now, taken = Window(limit), 0.0, list[float]()
    for step in steps:
        now += step
        if window.wait(now) == 0.0:
            window.take(now)
            taken.append(now)
    for first in taken:
        assert sum(first <= moment < first + 60 for moment in taken) <= limit


def test_the_thirty_first_message_waits_for_the_first_to_be_a_minute_old() -> None:
    window = Window(30)
    for second in range(30):
        assert window.wait(second) == 0.0
        window.take(second)
    assert window.wait(30.0) == pytest.approx(30.0)
    assert window.wait(59.9) > 0
    assert window.wait(60.0) == 0.0


def test_without_a_limit_nothing_waits() -> None:
    window = Window(None)
    for _ in range(1000):
        window.take(0.0)
    assert window.wait(0.0) == 0.0


def test_a_slow_domain_holds_up_nobody_else() -> None:
    clock = Clock()
    pace = Pace(Limits(per_domain=1), clock)
    queue = Queue(
        [a_message(1, "slow.example"), a_message(2, "slow.example"), a_message(3, "quick.example")], pace
    )

    taken = [queue.next(), queue.next(), queue.next()]

    assert [message.id if message else None for message in taken] == ["1", "3", None]
    assert queue.wait() == pytest.approx(60.0)
    clock.now = 60.0
    last = queue.next()
    assert last is not None
    assert last.id == "2"
    assert not queue


def test_domains_take_turns() -> None:
    queue = Queue(
        [a_message(n, d) for n, d in enumerate(("a.example", "a.example", "b.example"))],
        Pace(Limits(), Clock()),
    )
    assert [message.id for _ in range(3) if (message := queue.next())] == ["0", "2", "1"]


def test_one_domain_can_be_taken_out() -> None:
    queue = Queue([a_message(1, "a.example"), a_message(2, "b.example")], Pace(Limits(), Clock()))
    assert [message.id for message in queue.drain("a.example")] == ["1"]
    assert len(queue) == 1
    assert queue.drain("a.example") == []


def test_the_known_relays_keep_their_limits() -> None:
    assert preset("microsoft365") == Limits(connections=3, per_minute=30)
    assert PRESETS["none"].per_minute is None
    with pytest.raises(Misconfigured, match="microsoft365"):
        preset("office365")
