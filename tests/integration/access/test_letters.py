"""The mail with a link leaves at once, to its person only, and its link signs in."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr

from pdca.bootstrap import Runtime
from pdca.domain.people.organisation import RoleAt
from pdca.mail.sign_in import compose_sign_in
from pdca.services.access.letters import SignInLetter, send_letters, write_letter
from pdca.services.access.links import ask_link, open_with_link
from pdca.services.mailing.outgoing import Outcome, Result
from pdca.settings import Settings
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOW, board, person, seeded
from tests.servers.smtp import SmtpServer

CHANCE = seeded(13)
BASE = "https://pdca.kade.example/"


def letters(store: SqlStore, *emails: str, captured: bool = False) -> list[SignInLetter]:
    links = [link for email in emails for link in ask_link(store.access(), email, NOW, CHANCE)]
    return [write_letter(link, BASE, NOW, CHANCE, captured=captured) for link in links]


def send(url: str, letters: Sequence[SignInLetter]) -> Sequence[Result]:
    relay = Runtime(Settings(smtp_url=SecretStr(url))).new_relay()
    return asyncio.run(send_letters(relay, compose_sign_in, letters))


def text_of(message: EmailMessage) -> str:
    return " ".join(
        str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"
    )


@pytest.fixture
def url() -> str:
    """One kind of store is enough: what is tried here is the mail."""
    return "sqlite://"


def test_a_link_arrives_and_signs_in(store: SqlStore, smtp_server: SmtpServer) -> None:
    assert send(smtp_server.url, letters(store, ANNA)) == []
    (received,) = smtp_server.received
    assert (received.sender, received.recipients) == ("kwaliteit@kade.example", (ANNA,))
    message = received.parsed()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == f"Anna <{ANNA}>"
    assert message["Subject"] == "De Kade: je link om in te loggen"
    assert "tien minuten" in text_of(message)
    found = set(re.findall(rf"{BASE}sign-in/([\w-]+)", text_of(message)))
    assert len(found) == 1
    assert open_with_link(store.access(), found.pop(), NOW, CHANCE).session.person == ANNA


def test_every_person_gets_a_mail_of_their_own(store: SqlStore, smtp_server: SmtpServer) -> None:
    written = letters(store, ANNA, KARIM)
    assert send(smtp_server.url, written) == []
    assert sorted(one.recipients for one in smtp_server.received) == [(ANNA,), (KARIM,)]
    for received in smtp_server.received:
        (own,) = (one for one in written if one.recipient_email in received.recipients)
        assert own.url in text_of(received.parsed())
        assert not any(one.url in text_of(received.parsed()) for one in written if one is not own)


def test_nobody_is_written_to_who_is_not_known(store: SqlStore, smtp_server: SmtpServer) -> None:
    assert send(smtp_server.url, letters(store, "nobody@kade.example")) == []
    assert smtp_server.received == ()


def test_a_mail_that_is_kept_in_a_folder_says_so(store: SqlStore, tmp_path: Path) -> None:
    assert send(f"maildir:{tmp_path / 'mail'}", letters(store, ANNA, captured=True)) == []
    (file,) = (tmp_path / "mail" / "new").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert "niet echt verstuurd" in text_of(message)


def test_a_mail_that_is_refused_or_cannot_leave_is_told(store: SqlStore, smtp_server: SmtpServer) -> None:
    smtp_server.answer(ANNA, "550 5.1.1 unknown")
    (refused,) = send(smtp_server.url, letters(store, ANNA))
    assert refused.verdict.outcome is Outcome.GIVE_UP
    (down,) = send("smtp://127.0.0.1:1?starttls=no", letters(store, ANNA))
    assert down.verdict.outcome is not Outcome.DELIVERED


@pytest.mark.parametrize(
    ("locale", "formal", "role", "said"),
    [
        ("", False, "staff", "je link om in te loggen"),
        ("", True, "staff", "uw link om in te loggen"),
        ("", False, "supervisor", "uw link om in te loggen"),
        ("en", False, "staff", "your link to sign in"),
    ],
)
def test_it_speaks_as_its_reader_is_spoken_to(
    store: SqlStore, smtp_server: SmtpServer, locale: str, formal: bool, role: str, said: str
) -> None:
    with store.board("kade") as writing:
        writing.record("changed", replace(board(), formal=formal), actor="load", at=NOW)
        reader = person(locale=locale, roles=(RoleAt(role, "KADE"),))
        writing.record("changed", reader, actor="load", at=NOW)
    send(smtp_server.url, letters(store, ANNA))
    (received,) = smtp_server.received
    assert received.parsed()["Subject"] == f"De Kade: {said}"
