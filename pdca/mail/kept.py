"""Reading back mail that was kept in a maildir instead of being sent, for whoever tries the product out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from pdca.domain.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{32}\.pdca")
_HEADERS, _WHOLE = BytesHeaderParser(policy=policy.default), BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an envelope shows; `name` is the file it lies in."""

    name: str
    recipient: str
    to: str
    subject: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A mail that was opened: its envelope and its two parts."""

    envelope: Kept
    html: str
    text: str


class Mailbox:
    """The mail in a maildir. A file never changes once it lies there, so each envelope is read once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: dict[str, Kept] = {}

    def envelopes(self, recipient: str | None = None) -> Sequence[Kept]:
        """Return what was kept, newest first; of one recipient when an address is given."""
        for file in (self._path / "new").glob("*.pdca"):
            if file.name not in self._read:
                with file.open("rb") as mail:
                    self._read[file.name] = _envelope(file.name, _HEADERS.parse(mail))
        found = [one for one in self._read.values() if recipient in (None, one.recipient)]
        return sorted(found, key=lambda one: (one.sent, one.recipient), reverse=True)

    def open(self, name: str) -> Opened:
        """Return one mail; NotFound when there is none of that name."""
        file = self._path / "new" / name
        if not _NAME.fullmatch(name) or not file.is_file():
            raise NotFound("there is no mail '{name}'", name=name)
        mail = _WHOLE.parsebytes(file.read_bytes())
        return Opened(envelope=_envelope(name, mail), html=_part(mail, "html"), text=_part(mail, "plain"))


def _envelope(name: str, mail: EmailMessage) -> Kept:
    to = mail["To"].addresses[0]
    return Kept(
        name=name,
        recipient=to.addr_spec,
        to=to.display_name or to.addr_spec,
        subject=str(mail["Subject"]),
        sent=parsedate_to_datetime(str(mail["Date"])),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return "" if part is None else str(part.get_content())
