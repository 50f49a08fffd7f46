"""The phrases of one language and one form of address, with dates and counts in place.

Sentences come whole from `templates/email/_words`, so each language keeps its own word order. What repeats
from mail to mail (dates, counts, announcements of the same colleague) is remembered.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from babel.dates import format_date

from pdca.mail.words.folder import email_folder

LANGUAGES: Final = ("nl", "en")

_EITHER: Final = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")


def language_of(locale: str) -> str:
    """Choose the catalogue for a locale such as `nl`, `nl-NL` or `en_GB`; Dutch when there is none."""
    language = locale[:2].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def address(text: str, *, formal: bool) -> str:
    """Settle every `[[je|u]]` in a text."""
    return _EITHER.sub(r"\2" if formal else r"\1", text)


class Catalogue:
    """The words of one language, in je or u."""

    sections: dict[str, str]
    when: dict[str, str]
    began: dict[str, str]
    began_by: dict[str, str]
    again_subject: dict[str, str]
    wish: dict[str, str]
    ask: dict[str, str]
    ask_first: dict[str, str]
    turn: dict[str, str]
    sentences: dict[str, str]
    button: dict[str, str]
    kind_button: dict[str, str]
    note: dict[str, str]
    reason: dict[str, str]
    rule: dict[str, str]
    grades: dict[str, str]
    phases: dict[str, str]

    def __init__(self, language: str, *, formal: bool) -> None:
        path = email_folder() / "_words" / f"{language}.toml"
        data: dict[str, Any] = tomllib.loads(address(path.read_text("utf-8"), formal=formal))
        self.language = language
        self.high: str = data["high"]
        self.day_names: dict[str, str] = data["day"]
        for table in _TABLES:
            setattr(self, table, data[table])
        self._days: dict[str, list[str]] = data["days"]
        self._counts: dict[str, list[str]] = data["counts"]
        self._and: str = data["and"]
        self._locale: str = data["locale"]
        self._patterns: dict[str, str] = {name: data[name] for name in _PATTERNS}

    @lru_cache(maxsize=4096)  # noqa: B019 - catalogues live as long as the process
    def day(self, day: date, year: int) -> str:
        """Write a day; the year only when it is another one."""
        return self._written(day, "date" if day.year == year else "date_year")

    @lru_cache(maxsize=4096)  # noqa: B019 - catalogues live as long as the process
    def weekday(self, day: date, year: int) -> str:
        """Write a day with its weekday; the year only when it is another one."""
        return self._written(day, "weekday" if day.year == year else "weekday_year")

    @lru_cache(maxsize=4096)  # noqa: B019 - catalogues live as long as the process
    def days(self, number: int, mode: str) -> str:
        """Write a number of school days, working days or days."""
        return self._days[mode][number != 1].format(n=number)

    def count(self, what: str, number: int) -> str:
        """Say how many items of one kind there are."""
        return self._counts[what][number != 1].format(n=number)

    def listing(self, names: tuple[str, ...]) -> str:
        """Join names as a sentence does."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self._and} {names[-1]}"

    @lru_cache(maxsize=4096)  # noqa: B019 - catalogues live as long as the process
    def moment(self, due: date, days: int, mode: str, today: date) -> str:
        """Say when the agreed date is or was, and how far away."""
        if due == today:
            form = "today"
        elif due > today:
            form = "future" if days < 0 else "soon"
        else:
            form = "past" if days > 0 else "just_past"
        return self.when[form].format(
            date=self.day(due, today.year),
            weekday=self.weekday(due, today.year),
            days=self.days(abs(days), mode),
        )

    @lru_cache(maxsize=4096)  # noqa: B019 - catalogues live as long as the process
    def announcement(self, role_name: str, people: tuple[str, ...], on: date, year: int) -> str:
        """Say who will hear of it next, and when."""
        form = "announce" if people else "announce_role"
        return self.sentences[form].format(
            day=self.weekday(on, year), people=self.listing(people), role=role_name
        )

    def _written(self, day: date, pattern: str) -> str:
        return format_date(day, self._patterns[pattern], self._locale)


_TABLES: Final = (
    *("began", "began_by", "again_subject", "wish"),
    *("sections", "when", "ask", "ask_first", "turn", "sentences", "button", "kind_button"),
    *("note", "reason", "rule", "grades", "phases"),
)
_PATTERNS: Final = ("date", "date_year", "weekday", "weekday_year")


@cache
def catalogue(language: str, formal: bool) -> Catalogue:
    """Give the words of a language, read once per process."""
    return Catalogue(language, formal=formal)
