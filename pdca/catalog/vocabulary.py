"""The words for codes, in both directions: what people type becomes a code, a code what people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pdca.catalog.files.text import folded
from pdca.domain.cycles.programme import Words

HEADER = "header"


@dataclass(frozen=True, slots=True)
class Word:
    """One word for a code of a group; `nl` or `en` may be empty in further words for the same code."""

    group: str
    code: str
    nl: str
    en: str


class Vocabulary:
    """The words of all groups; case, accents, spaces and punctuation make no difference when read."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._codes: dict[str, dict[str, str]] = defaultdict(dict)
        self._shown: dict[str, dict[str, str]] = defaultdict(dict)
        self._first: dict[tuple[str, str], Word] = {}
        headers: dict[str, list[str]] = defaultdict(list)
        for word in words:
            self._first.setdefault((word.group, word.code), word)
            for text in filter(None, (word.code, word.nl, word.en)):
                if word.group == HEADER:
                    headers[word.code].append(text)
                self._codes[word.group].setdefault(folded(text), word.code)
                self._shown[word.group].setdefault(folded(text), text)
        self._headers: Mapping[str, list[str]] = headers

    def code(self, group: str, text: str) -> str | None:
        """Return the code that a text stands for in a group, or None."""
        return self._codes[group].get(folded(text))

    def has(self, group: str, code: str) -> bool:
        """Tell whether a code has a word."""
        return (group, code) in self._first

    def codes(self, group: str) -> tuple[str, ...]:
        """Return the codes of a group in the order of the file."""
        return tuple(code for found, code in self._first if found == group)

    def texts(self, group: str, codes: Iterable[str]) -> frozenset[str]:
        """Return what may be typed for these codes: each code and its words."""
        wanted = set(codes)
        return frozenset(
            self._shown[group][key] for key, code in self._codes[group].items() if code in wanted
        ) | frozenset(wanted)

    def listed(self, group: str, codes: Iterable[str]) -> Words:
        """Return codes in a row: as they are in English, by their words in Dutch."""
        known = tuple(codes)
        return Words(", ".join(self.word(group, code, "nl") for code in known), ", ".join(known))

    def headers(self, columns: Iterable[str]) -> Mapping[str, str]:
        """Return the column for each header word of one table, folded."""
        found: dict[str, str] = {}
        for column in columns:
            for text in (column, *self._headers.get(column, ())):
                found.setdefault(folded(text), column)
        return found

    def header_texts(self, columns: Iterable[str]) -> frozenset[str]:
        """Return what may stand above these columns."""
        return frozenset(text for column in columns for text in (column, *self._headers.get(column, ())))

    def word(self, group: str, code: str, locale: str) -> str:
        """Return the word for a code in a language; the code in plain words when it has none."""
        word = self._first.get((group, code))
        found = "" if word is None else (word.en if locale.startswith("en") else word.nl)
        return found or code.replace("_", " ")
