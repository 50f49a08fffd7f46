"""From a digest to the bytes that go to the mail server.

The same digest gives the same bytes, always: Message-ID and Date stand in the digest, so a message that has
to be sent again is the same message and a receiver can drop the second copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from pdca.domain.errors import BadInput
from pdca.domain.notices.digest import Digest
from pdca.mail.mime import (
    UnsafeHeader,
    addr_spec,
    checked,
    link,
    mailbox,
    message_id,
    serialise,
    unstructured,
)
from pdca.mail.words.catalogue import catalogue, language_of
from pdca.mail.words.templates import edition
from pdca.mail.words.view import DigestView


class NothingToSay(BadInput):
    """A digest without lines is not sent."""


class Addressed(Protocol):
    """A mail of any kind, as its headers need it."""

    @property
    def sender(self) -> str: ...
    @property
    def board_name(self) -> str: ...
    @property
    def recipient_name(self) -> str: ...
    @property
    def recipient_email(self) -> str: ...
    @property
    def reply_to(self) -> str | None: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def message_id(self) -> str: ...
    @property
    def locale(self) -> str: ...


class Parts(NamedTuple):
    """What a reader sees of a mail."""

    subject: str
    text: str
    html: str


def compose(digest: Digest) -> bytes:
    """Write a digest as a complete message: CRLF line ends, ASCII only, lines below 998 characters."""
    parts = render(digest)
    return serialise(_headers(digest, parts.subject), parts.text, parts.html, seed=digest.message_id)


def render(digest: Digest) -> Parts:
    """Render subject, text and HTML of a digest."""
    if not digest.lines:
        raise NothingToSay
    language = language_of(digest.locale)
    templates = edition(language, digest.formal)
    view = DigestView(digest, catalogue(language, digest.formal))
    subject = templates.subject.render(v=view)
    return Parts(subject, templates.text.render(v=view), templates.html.render(v=view, subject=subject))


def _headers(digest: Digest, subject: str) -> Iterator[tuple[str, str]]:
    yield from envelope(digest, subject)
    yield "List-ID", f"<pdca.{addr_spec(digest.sender).rpartition('@')[2]}>"
    if digest.unsubscribe_url:
        yield "List-Unsubscribe", link("List-Unsubscribe", digest.unsubscribe_url)
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield content_language(digest)


def envelope(mail: Addressed, subject: str) -> Iterator[tuple[str, str]]:
    """Give the headers that every mail of ours has, each value checked."""
    yield "From", _from(mail.board_name, addr_spec(mail.sender))
    yield "To", mailbox("To", mail.recipient_name, mail.recipient_email)
    if mail.reply_to:
        yield "Reply-To", addr_spec(mail.reply_to)
    yield "Subject", unstructured("Subject", subject)
    yield "Date", _date(mail.sent_at)
    yield "Message-ID", message_id(mail.message_id)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, DR, RN, NRN, AutoReply"


def content_language(mail: Addressed) -> tuple[str, str]:
    """Give the header that names the language of a mail."""
    return "Content-Language", language_of(checked("Content-Language", mail.locale))


@lru_cache(maxsize=256)
def _from(name: str, address: str) -> str:
    return mailbox("From", name, address)


@lru_cache(maxsize=64)
def _date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise UnsafeHeader("Date", moment.isoformat())
    return format_datetime(moment)
