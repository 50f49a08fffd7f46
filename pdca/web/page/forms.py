"""What was filled in: read field by field, kept as it was typed, with what is wrong said at the field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile

from pdca.domain.errors import BadInput, Message

Code = TypeVar("Code", bound=StrEnum)

LONGEST = 4000
MISSING = Message("Fill this in.")
TOO_LONG = Message("This is too long: use {count} characters at most.", {"count": LONGEST})
NO_DAY = Message("This is no day: write it as 2026-11-13 or 13-11-2026.")
NO_SUCH_DAY = Message("This day does not exist.")
NOT_AMONG = Message("Choose one of these.")

_ISO_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_DUTCH_DAY = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII)

CHOSEN = frozenset(
    {
        *("unit", "source", "grade", "priority", "measure", "verdict", "language", "deputy"),
        *("start", "certification", "certified_in", "reflection", "decision", "choice", "event"),
    }
)
"""Fields that are chosen and not typed: whoever left one empty is asked to choose."""


@dataclass(slots=True)
class Filled:
    """A form that was sent, and what is wrong with it; `errors` holds one message a field."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)

    @classmethod
    def of(cls, data: FormData) -> Filled:
        """Read a parsed form; line ends become plain, signs that nobody can see are dropped."""
        values: dict[str, list[str]] = {}
        files: dict[str, list[UploadFile]] = {}
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                files.setdefault(name, []).append(value)
            else:
                values.setdefault(name, []).append(_visible(value))
        return cls(values, files)

    def raw(self, name: str) -> str:
        """Return a field as it was typed, to show it again; empty when it was not sent."""
        return self.values[name][-1] if self.values.get(name) else ""

    def has(self, name: str, value: str) -> bool:
        """Tell whether a box or a choice was ticked."""
        return value in self.values.get(name, ())

    def text(self, name: str, *, is_needed: bool = False, longest: int = LONGEST) -> str:
        """Return a text without the space around it."""
        text = self.raw(name).strip()
        if not text and is_needed:
            self.fault(name, MISSING)
        if len(text) > longest:
            self.fault(name, Message(TOO_LONG.template, {"count": longest}))
            return text[:longest]
        return text

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may be there more than once, without empty ones."""
        return tuple(value.strip() for value in self.values.get(name, ()) if value.strip())

    def day(self, name: str, *, is_needed: bool = False) -> date | None:
        """Return a day, as a date field sends it or as somebody types it."""
        text = self.text(name, is_needed=is_needed)
        if not text:
            return None
        found = _ISO_DAY.fullmatch(text) or _DUTCH_DAY.fullmatch(text)
        if found is None:
            self.fault(name, NO_DAY)
            return None
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            self.fault(name, NO_SUCH_DAY)
            return None

    def code(self, name: str, kind: type[Code], *, is_needed: bool = False) -> Code | None:
        """Return a choice out of a list."""
        text = self.text(name, is_needed=is_needed)
        if not text:
            return None
        try:
            return kind(text)
        except ValueError:
            self.fault(name, NOT_AMONG)
            return None

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; the default when there is none."""
        text = self.raw(name).strip()
        return int(text) if text.isdecimal() and len(text) < 10 else default

    def digest(self) -> str:
        """Return a digest of everything that was sent: the same form, filled in the same way, has the same."""
        files = [
            (name, [(one.filename, one.size) for one in self.files[name]]) for name in sorted(self.files)
        ]
        sent = [(name, list(self.values[name])) for name in sorted(self.values)]
        return hashlib.sha256(repr((sent, files)).encode("utf-8", "surrogatepass")).hexdigest()

    def fault(self, name: str, message: Message) -> None:
        """Say what is wrong with a field; the first word stands."""
        self.errors.setdefault(name, NOT_AMONG if message is MISSING and name in CHOSEN else message)

    def take(self, error: BadInput, fields: Collection[str] = ()) -> None:
        """Put a refusal of what was filled in at its fields, or above the form when it names none of them."""
        named = str(error.message.params.get("missing") or "").split(", ")
        known = [name for name in named if name and (not fields or name in fields)]
        for name in known:
            self.fault(name, MISSING)
        wrong = str(error.message.params.get("name") or "")
        if not known:
            self.fault(wrong if wrong in fields else "", error.message)

    @property
    def is_right(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.errors


def _visible(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or (sign.isprintable() or sign == "\u00ad"))
