"""Where mail goes, read from one address such as `smtp://user:pass@host:587` or `maildir:./mail`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pdca.domain.errors import Misconfigured

_QUERY: Final = ("starttls", "ca", "connections")


class BadMailUrl(Misconfigured):
    """The mail address of the settings cannot be used."""


class Tls(StrEnum):
    """How a connection is kept private."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpRelay:
    """A mail server that takes our mail. `ca` names a file of certificates to trust, not the system's."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    connections: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirRelay:
    """A folder that keeps mail instead of sending it."""

    path: Path


def parse_mail_url(text: str) -> SmtpRelay | MaildirRelay:
    """Read a mail address; what is wrong with it is said without showing the password."""
    if text.startswith("maildir:"):
        path = text.removeprefix("maildir:")
        if not path:
            raise BadMailUrl("maildir: needs a folder, for example maildir:./mail")
        return MaildirRelay(path=Path(path))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadMailUrl(
            "PDCA_SMTP_URL has no usable port (0 to 65535); a # or / in a password is written %23 or %2F"
        ) from error
    if parts.scheme not in ("smtp", "smtps"):
        raise BadMailUrl("PDCA_SMTP_URL must start with smtp://, smtps:// or maildir:")
    if not parts.hostname:
        raise BadMailUrl("PDCA_SMTP_URL names no host, for example smtp://user:password@mail.example:587")
    if parts.path.strip("/") or parts.fragment:
        raise BadMailUrl("PDCA_SMTP_URL ends after the port; a # or / in a password is written %23 or %2F")
    return _smtp(parts, parts.hostname, port)


def _smtp(parts: SplitResult, host: str, port: int | None) -> SmtpRelay:
    query = _query(parts.query)
    implicit = parts.scheme == "smtps"
    if implicit and "starttls" in query:
        raise BadMailUrl("smtps:// is private from the start; starttls goes with smtp://")
    tls = Tls.IMPLICIT if implicit else Tls.STARTTLS
    if query.get("starttls") == "no":
        tls = Tls.NONE
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if username and tls is Tls.NONE:
        raise BadMailUrl("a user name and password never go over an open line; leave out starttls=no")
    connections = query.get("connections")
    if connections is not None and not (connections.isdigit() and 1 <= int(connections) <= 50):
        raise BadMailUrl("connections= takes a number from 1 to 50")
    return SmtpRelay(
        host=host,
        port=port or (465 if implicit else 587 if tls is Tls.STARTTLS else 25),
        tls=tls,
        username=username,
        password=password,
        ca=Path(query["ca"]) if "ca" in query else None,
        connections=int(connections) if connections else None,
    )


def _query(text: str) -> dict[str, str]:
    query = dict(parse_qsl(text, keep_blank_values=True))
    unknown = sorted(set(query) - set(_QUERY))
    if unknown:
        raise BadMailUrl(
            "PDCA_SMTP_URL does not know {part}=; it knows {known}",
            part=unknown[0],
            known=", ".join(_QUERY),
        )
    if query.get("starttls", "yes") not in ("yes", "no"):
        raise BadMailUrl("starttls= takes yes or no")
    return query
