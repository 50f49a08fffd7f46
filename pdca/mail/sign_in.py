"""The mail with a link to sign in, from what it says to the bytes that go to the mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from pdca.mail.compose import Parts, content_language, envelope
from pdca.mail.mime import link, serialise
from pdca.mail.words.catalogue import catalogue, language_of
from pdca.mail.words.templates import edition
from pdca.services.access.letters import SignInLetter

SIGN_IN: Final = "sign_in"


class LetterView:
    """The mail as its templates see it."""

    __slots__ = ("board", "captured", "day", "first_name", "full_name", "school", "sender_name", "url")

    def __init__(self, letter: SignInLetter, language: str) -> None:
        self.school = self.sender_name = letter.board_name
        self.board = ""
        self.captured = letter.captured
        self.day = catalogue(language, letter.formal).weekday(letter.day, 0)
        self.first_name = letter.first_name
        self.full_name = letter.recipient_name
        self.url = letter.url


def compose_sign_in(letter: SignInLetter) -> bytes:
    """Write the mail as a complete message."""
    parts = render_sign_in(letter)
    headers = (*envelope(letter, parts.subject), content_language(letter))
    return serialise(headers, parts.text, parts.html, seed=letter.message_id)


def render_sign_in(letter: SignInLetter) -> Parts:
    """Render subject, text and HTML. An address that could break out of its place is refused."""
    link("url", letter.url)
    language = language_of(letter.locale)
    templates = edition(language, letter.formal, SIGN_IN)
    view = LetterView(letter, language)
    subject = templates.subject.render(v=view)
    return Parts(subject, templates.text.render(v=view), templates.html.render(v=view, subject=subject))


def sample_sign_in(language: str, *, formal: bool = False) -> SignInLetter:
    """Build the sample, to look at and to test with; its link opens nothing."""
    letter = SignInLetter(
        message_id="20261123.0f1e2d3c4b5a69788796a5b4c3d2e1f0@dewaterlijn.example",
        recipient_email="b.uitgeester@dewaterlijn.example",
        recipient_name="Bram Uitgeester",
        first_name="Bram",
        locale=language,
        formal=False,
        board_name="Stichting De Waterlijn",
        sender="kwaliteit@dewaterlijn.example",
        day=date(2026, 11, 23),
        sent_at=datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        url="https://pdca.dewaterlijn.example/sign-in/c2FtcGxlLW9mLWEtbGluay10aGF0LW9wZW5zLW5vdGg",
    )
    if not formal:
        return letter
    return replace(
        letter,
        formal=True,
        recipient_name="Mevrouw De Ruijter",
        recipient_email="h.deruijter@dewaterlijn.example",
    )
