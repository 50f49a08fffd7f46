"""Servers that keep to the letter of the protocol in odd ways, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from pdca.mail.relay.limits import Limits
from pdca.mail.smtp import Sender
from pdca.mail.url import SmtpRelay, parse_mail_url
from pdca.services.mailing.outgoing import Fault, Outcome, Outgoing, Result

Talk = Callable[[list[bytes]], bytes | None]


def outcomes(answer: Talk, count: int = 3) -> tuple[dict[str, Result], list[bytes]]:
    """Send to a server that answers each line as told (None: hang up); give the results and all it heard."""
    results: dict[str, Result] = {}
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 odd\r\n")
        while line := await reader.readline():
            heard.append(line)
            said = answer(heard)
            if said is None:
                break
            writer.write(said)
        writer.close()

    async def before_dot(ids: Sequence[str]) -> Collection[str]:
        return ids

    async def settled(some: Sequence[Result]) -> None:
        results.update({result.id: result for result in some})

    async def whole() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        relay = parse_mail_url(f"smtp://127.0.0.1:{port}?starttls=no")
        assert isinstance(relay, SmtpRelay)
        outgoing = [
            Outgoing(
                id=f"m{n}",
                sender="k@b.example",
                recipient=f"p{n}@x.example",
                body=b"Subject: x\r\n\r\nhi\r\n",
            )
            for n in range(count)
        ]
        async with Sender(
            relay, limits=Limits(connections=1), hostname="me.example", monotonic=lambda: 0.0
        ) as sender:
            await sender.send(outgoing, before_dot=before_dot, settled=settled)
        server.close()
        await server.wait_closed()

    asyncio.run(whole())
    return results, heard


def polite(refused: bytes = b"", *, pipelining: bool = True) -> Talk:
    """A server that asks for the body even when it refused the only recipient, as RFC 2920 allows."""
    in_body = False

    def answer(heard: list[bytes]) -> bytes:
        nonlocal in_body
        line = heard[-1]
        if in_body:
            if line != b".\r\n":
                return b""
            in_body = False
            return b"554 no valid recipients\r\n" if heard[-2] == b"DATA\r\n" else b"250 taken\r\n"
        if line.startswith(b"EHLO"):
            return b"250-odd\r\n250-PIPELINING\r\n250 SIZE 1000000\r\n" if pipelining else b"250 odd\r\n"
        if line.startswith(b"DATA"):
            in_body = True
            return b"354 go on\r\n"
        return b"550 5.1.1 nobody\r\n" if refused and refused in line else b"250 OK\r\n"

    return answer


def test_a_body_that_is_asked_for_in_vain_is_an_empty_one() -> None:
    results, heard = outcomes(polite(b"p1@"))

    assert {id: result.verdict.outcome for id, result in results.items()} == {
        "m0": Outcome.DELIVERED,
        "m1": Outcome.GIVE_UP,
        "m2": Outcome.DELIVERED,
    }
    assert results["m1"].verdict.fault is Fault.HARD
    assert heard.count(b"hi\r\n") == 2
    assert b"MAIL FROM:<k@b.example> SIZE=18\r\n" in heard


def test_a_server_without_pipelining_is_spoken_to_one_command_at_a_time() -> None:
    results, heard = outcomes(polite(pipelining=False))

    assert {result.verdict.outcome for result in results.values()} == {Outcome.DELIVERED}
    assert b"MAIL FROM:<k@b.example>\r\n" in heard


def test_a_server_that_talks_nonsense_costs_no_message_an_attempt() -> None:
    def nonsense(heard: list[bytes]) -> bytes:
        return b"250-odd\r\n250 PIPELINING\r\n" if heard[-1].startswith(b"EHLO") else b"hello?\r\n"

    results, _ = outcomes(nonsense)

    assert {result.verdict.outcome for result in results.values()} == {Outcome.RETRY_LATER}
    assert not any(result.verdict.charged for result in results.values())


def test_a_reset_that_fails_is_followed_by_a_new_connection() -> None:
    good = polite(b"p0@")

    def answer(heard: list[bytes]) -> bytes | None:
        return None if heard[-1].startswith(b"RSET") else good(heard)

    results, heard = outcomes(answer)

    assert results["m0"].verdict.outcome is Outcome.GIVE_UP
    assert {results[id].verdict.outcome for id in ("m1", "m2")} == {Outcome.DELIVERED}
    assert sum(line.startswith(b"EHLO") for line in heard) == 2
