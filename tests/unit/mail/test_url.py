"""Where mail goes, as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdca.mail.url import BadMailUrl, MaildirRelay, SmtpRelay, Tls, parse_mail_url

GOOD = {
    "smtp://mail.example": SmtpRelay(host="mail.example", port=587, tls=Tls.STARTTLS),
    "smtp://mail.example:2525": SmtpRelay(host="mail.example", port=2525, tls=Tls.STARTTLS),
    "smtp://mail.example?starttls=yes": SmtpRelay(host="mail.example", port=587, tls=Tls.STARTTLS),
    "smtp://127.0.0.1:1025?starttls=no": SmtpRelay(host="127.0.0.1", port=1025, tls=Tls.NONE),
    "smtp://mail.example?starttls=no": SmtpRelay(host="mail.example", port=25, tls=Tls.NONE),
    "smtps://mail.example": SmtpRelay(host="mail.example", port=465, tls=Tls.IMPLICIT),
    "smtp://[::1]:25?starttls=no": SmtpRelay(host="::1", port=25, tls=Tls.NONE),
    "smtp://me%40school.example:p%40ss%2Fw%23rd@mail.example:587": SmtpRelay(
        host="mail.example", port=587, tls=Tls.STARTTLS, username="me@school.example", password="p@ss/w#rd"
    ),
    "smtp://mail.example?ca=/etc/ca.pem&connections=3": SmtpRelay(
        host="mail.example", port=587, tls=Tls.STARTTLS, ca=Path("/etc/ca.pem"), connections=3
    ),
    "maildir:./mail": MaildirRelay(path=Path("mail")),
    "maildir:/var/spool/pdca": MaildirRelay(path=Path("/var/spool/pdca")),
}
BAD = {
    "maildir:": "needs a folder",
    "mail.example": "must start with",
    "http://mail.example": "must start with",
    "smtp://": "names no host",
    "smtp://mail.example:x": "port",
    "smtp://mail.example:99999": "port",
    "smtp://mail.example/path": "after the port",
    "smtp://me:secret@mail.example?starttls=no": "never go over an open line",
    "smtps://mail.example?starttls=no": "private from the start",
    "smtp://mail.example?starttls=maybe": "yes or no",
    "smtp://mail.example?tls=no": "does not know tls=",
    "smtp://mail.example?connections=0": "1 to 50",
    "smtp://me:sec#ret@mail.example": "port",
}


@pytest.mark.parametrize(("text", "relay"), GOOD.items())
def test_a_mail_address_is_read(text: str, relay: SmtpRelay | MaildirRelay) -> None:
    assert parse_mail_url(text) == relay


@pytest.mark.parametrize(("text", "why"), BAD.items())
def test_a_wrong_mail_address_says_what_is_wrong_and_keeps_the_password_to_itself(
    text: str, why: str
) -> None:
    with pytest.raises(BadMailUrl, match=why) as caught:
        parse_mail_url(text)
    assert "sec" not in str(caught.value)


def test_a_password_never_shows() -> None:
    assert "secret" not in repr(parse_mail_url("smtp://me:secret@mail.example"))
