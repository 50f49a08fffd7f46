"""A maildir keeps each message once, whole."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from pdca.domain.errors import Misconfigured
from pdca.mail.maildir import Maildir, file_name
from pdca.services.mailing.outgoing import Outcome, Outgoing, Result


def messages(count: int) -> list[Outgoing]:
    return [
        Outgoing(
            id=f"{n}@board.example", sender="k@board.example", recipient=f"p{n}@x.example", body=b"%d" % n
        )
        for n in range(count)
    ]


def keep(path: Path, outgoing: list[Outgoing], refused: Collection[str] = ()) -> list[Result]:
    results: list[Result] = []
    marked: list[str] = []

    async def before_dot(ids: Sequence[str]) -> Collection[str]:
        marked.extend(ids)
        return set(ids) - set(refused)

    async def settled(some: Sequence[Result]) -> None:
        assert {result.id for result in some} <= set(marked)
        results.extend(some)

    async def send() -> None:
        async with Maildir(path) as maildir:
            assert await maildir.send(outgoing, before_dot=before_dot, settled=settled) is None

    asyncio.run(send())
    return results


def test_every_message_is_kept_and_settled_once(tmp_path: Path) -> None:
    outgoing = messages(120)
    results = keep(tmp_path / "mail", outgoing)

    assert [result.id for result in results] == [message.id for message in outgoing]
    assert {result.verdict.outcome for result in results} == {Outcome.DELIVERED}
    kept = {path.name: path.read_bytes() for path in (tmp_path / "mail" / "new").iterdir()}
    assert kept == {file_name(message.id): message.body for message in outgoing}
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


def test_a_message_that_is_sent_again_never_lies_there_twice(tmp_path: Path) -> None:
    keep(tmp_path, messages(3))
    keep(tmp_path, messages(3))
    assert len(list((tmp_path / "new").iterdir())) == 3

    read = next((tmp_path / "new").iterdir())
    read.rename(tmp_path / "cur" / f"{read.name}:2,S")
    keep(tmp_path, messages(3))
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_message_that_is_no_longer_ours_is_not_kept(tmp_path: Path) -> None:
    results = keep(tmp_path, messages(3), refused=["1@board.example"])
    assert [result.id for result in results] == ["0@board.example", "2@board.example"]
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, no folder")
    with pytest.raises(Misconfigured, match=r"mail cannot be kept in .*mail: .*; set PDCA_SMTP_URL"):
        keep(tmp_path / "mail", messages(1))


def test_a_folder_that_cannot_be_written_to_is_an_attempt(tmp_path: Path) -> None:
    for name in ("tmp", "new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "tmp" / file_name("0@board.example")).mkdir()

    (result, other) = keep(tmp_path, messages(2))

    assert result.verdict.outcome is Outcome.RETRY_LATER
    assert result.verdict.charged
    assert other.verdict.outcome is Outcome.DELIVERED
