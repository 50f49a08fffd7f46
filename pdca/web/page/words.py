"""What pages say: sentences by their English text, in the reader's language and form of address.

Dutch stands beside the templates, one file for each part of the product, so that a page and its words are read
together. What the domain says (refusals, gates) comes from the product's one list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pdca
from pdca.catalog.language import Language
from pdca.domain.errors import Message, Param

_EITHER = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")
_WRITTEN = "\ue000"
"""Stands for `[[` in what people wrote while a sentence is made: only our own sentences have two forms of address."""

_WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


_SHORT_MONTHS = {"maart": "mrt", "June": "June", "July": "July", "juni": "juni", "juli": "juli"}
"""Months that are not cut to three letters."""


_ROLE = re.compile(r"\w+(?=@)")
_CODED = frozenset({"phase", "grade", "source", "priority", "size", "measure", "verdict"})


@cache
def web_folder() -> Path:
    """Find the folder of the page templates: in the installed package, or at the root of a checkout."""
    package = Path(pdca.__file__).parent
    shipped = package / "_shipped" / "templates" / "web"
    return shipped if shipped.is_dir() else package.parent / "templates" / "web"


@cache
def dutch() -> Mapping[str, str]:
    """Return the Dutch of every sentence that stands in a page, read once."""
    found: dict[str, str] = {}
    for path in sorted((web_folder() / "_words").glob("*.toml")):
        found |= tomllib.loads(path.read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """One reader's words: `formal` says u, `zone` is the board's clock."""

    language: Language
    formal: bool = False
    zone: str = "Europe/Amsterdam"

    @property
    def locale(self) -> str:
        """Return `nl` or `en`."""
        return self.language.locale

    def say(self, text: str, /, **facts: Param) -> str:
        """Say a sentence of a page; codes and dates among the facts are put into words."""
        return self.tell(Message(text, facts))

    def count(self, one: str, many: str, number: int, /, **facts: Param) -> str:
        """Say how many there are: `one` for exactly one, else `many`; both may hold `{count}`."""
        return self.tell(Message(one if number == 1 else many, {"count": number, **facts}))

    def tell(self, message: Message) -> str:
        """Say a message: of a page, or of the domain."""
        if self.locale == "nl" and message.template in dutch():
            message = Message(dutch()[message.template], message.params)
        return self.address(self.language.say(_held_apart(message))).replace(_WRITTEN, "[[")

    def address(self, text: str) -> str:
        """Settle every `[[je|u]]` in a text."""
        return _EITHER.sub(r"\2" if self.formal else r"\1", text)

    def word(self, group: str, code: str | None) -> str:
        """Return the word of a code; nothing for nothing."""
        return self.language.word(group, code) if code else ""

    def value(self, field: str, text: str) -> str:
        """Put a stored value into words: a day, a code of its field, or what it is."""
        if not text:
            return "–"
        if _is_day(text):
            return self.day(date.fromisoformat(text))
        if field == "roles":
            return _ROLE.sub(lambda found: self.word("role", found[0]), text)
        return self.word(field, text) if field in _CODED else text

    def as_written(self, field: str, text: str) -> str:
        """Return what somebody filled in, to read it back: days and codes in words, all else as it was typed."""
        if field in _CODED:
            return self.word(field, text)
        return self.day(date.fromisoformat(text)) if _is_day(text) else text

    def day(self, day: date | None) -> str:
        """Write a day in a sentence: `13 november 2026`; a dash when there is none."""
        return "–" if day is None else self.language.day_in_words(day)

    def day_short(self, day: date | None) -> str:
        """Write a day in a row: `13 nov`; with the year when it is not clear."""
        if day is None:
            return "–"
        return f"{day.day} {self.month_short(day)} {day.year}"

    def month_short(self, day: date) -> str:
        """Write the month of a day where there is little room: `mrt`."""
        month = self.language.day_in_words(day).split(" ")[1]
        return _SHORT_MONTHS.get(month, month[:3])

    def weekday(self, day: date) -> str:
        """Write a day with its weekday: `maandag 23 november 2026`."""
        return f"{_WEEKDAYS[self.locale][day.weekday()]} {self.day(day)}"

    def moment(self, moment: datetime) -> str:
        """Write an instant on the board's clock: `23 november 2026, 07:30`."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return f"{self.day(local.date())}, {local:%H:%M}"

    def time(self, moment: datetime) -> str:
        """Write the hour of an instant on the board's clock."""
        return f"{moment.astimezone(ZoneInfo(self.zone)):%H:%M}"


def _is_day(text: str) -> bool:
    """Tell whether a text is a day as a date field sends it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _held_apart(message: Message) -> Message:
    return Message(message.template, {name: _apart(fact) for name, fact in message.params.items()})


def _apart(fact: Param) -> Param:
    if isinstance(fact, tuple):
        return tuple(map(_held_apart, fact))
    return fact.replace("[[", _WRITTEN) if isinstance(fact, str) else fact
