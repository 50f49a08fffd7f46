"""Group commit: marks before dots, results before the next mark."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import pytest

from pdca.mail.classify import DELIVERED
from pdca.mail.relay.gate import Gate
from pdca.services.mailing.outgoing import Result

Script = Callable[[Gate], Awaitable[None]]


def play(script: Script, *, fail: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    log: list[tuple[str, tuple[str, ...]]] = []

    async def before_dot(ids: Sequence[str]) -> Collection[str]:
        log.append(("dot", tuple(ids)))
        if fail:
            raise OSError("the disk is full")
        return [id for id in ids if id != "lost"]

    async def settled(results: Sequence[Result]) -> None:
        log.append(("settled", tuple(result.id for result in results)))

    async def whole() -> None:
        gate = Gate(before_dot, settled)
        await script(gate)
        await gate.close()

    asyncio.run(whole())
    return log


def test_what_all_connections_have_at_one_moment_goes_in_one_go() -> None:
    async def script(gate: Gate) -> None:
        assert await asyncio.gather(*(gate.may_leave(name) for name in "abc")) == [True, True, True]

    assert play(script) == [("dot", ("a", "b", "c"))]


def test_the_result_of_one_message_is_kept_before_the_dot_of_the_next() -> None:
    async def script(gate: Gate) -> None:
        gate.settle(Result(id="first", verdict=DELIVERED))
        await gate.may_leave("second")

    assert play(script) == [("settled", ("first",)), ("dot", ("second",))]


def test_a_message_that_is_no_longer_ours_may_not_leave() -> None:
    async def script(gate: Gate) -> None:
        assert tuple(await asyncio.gather(gate.may_leave("lost"), gate.may_leave("ours"))) == (False, True)

    play(script)


def test_closing_waits_for_the_last_result() -> None:
    async def script(gate: Gate) -> None:
        gate.settle(Result(id="last", verdict=DELIVERED))

    assert play(script) == [("settled", ("last",))]


def test_a_mark_that_cannot_be_kept_lets_nothing_leave() -> None:
    async def script(gate: Gate) -> None:
        with pytest.raises(OSError, match="disk"):
            await gate.may_leave("a")
        await gate.abandon()
        raise LookupError

    with pytest.raises(LookupError):
        play(script, fail=True)
