"""Says a message in the reader's language: the sentence by its English template, the facts in their own form.

English is the template itself. Dutch stands in `config/language/nl.toml`; a sentence that is missing there is
said in English rather than not at all, and a test sees to it that none is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pdca.catalog.files.problems import Problems
from pdca.catalog.files.text import folded
from pdca.catalog.files.toml_tables import read_toml
from pdca.catalog.vocabulary import HEADER, Vocabulary
from pdca.domain.errors import Message, Misconfigured, Param, Problem

CODED: Mapping[str, tuple[str, ...]] = {
    "entity": ("entity",),
    "event": ("event", "cycle_event", "task_event"),
    "phase": ("phase", "cycle_state"),
    "state": ("cycle_state", "task_state", "request_state"),
    "role": ("role",),
    "grade": ("grade",),
    "gate": ("gate",),
    "who": ("who", "role"),
    "run": ("run",),
    "mode": ("days",),
    "region": ("region",),
    "holiday": ("holiday",),
    "missing": ("field",),
    "name": ("field",),
    "header": ("header",),
    "headers": ("header",),
}
"""Which parameters hold codes (one, or several with commas), and the groups that may have their words."""

_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")

MONTHS: Mapping[str, Sequence[str]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
        *("augustus", "september", "oktober", "november", "december"),
    ),
}


@dataclass(frozen=True, slots=True)
class Language:
    """One language: `nl` with the Dutch sentences, or `en` with none; `words` adds words for codes."""

    locale: str
    vocabulary: Vocabulary
    sentences: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, message: Message) -> str:
        """Return a message as a sentence in this language."""
        params = {name: self._fact(name, value) for name, value in message.params.items()}
        return self.sentences.get(message.template, message.template).format(**params)

    def word(self, group: str, code: str) -> str:
        """Return the word for a code of a group."""
        return self.words.get(group, {}).get(code) or self.vocabulary.word(group, code, self.locale)

    def column(self, problem: Problem) -> str:
        """Name the column of a problem: in Dutch by its Dutch word, or by another one that stands in the file."""
        given = problem.column
        if self.locale != "nl" or problem.file.casefold().endswith(".toml"):
            return given  # the keys of TOML have no Dutch
        for code in self.vocabulary.codes(HEADER):
            if folded(given) in (folded(code), folded(self.vocabulary.word(HEADER, code, "en"))):
                word = self.word(HEADER, code)
                return given if folded(word) == folded(given) else word
        return given

    def day(self, day: date) -> str:
        """Write a day below others: `13-11-2026`, or `13 November 2026` in English."""
        return f"{day.day:02}-{day.month:02}-{day.year}" if self.locale == "nl" else self.day_in_words(day)

    def day_in_words(self, day: date) -> str:
        """Write a day in a sentence: `13 november 2026`."""
        return f"{day.day} {MONTHS[self.locale][day.month - 1]} {day.year}"

    def _fact(self, name: str, value: Param) -> Param:
        if isinstance(value, date):
            return self.day_in_words(value)
        if isinstance(value, tuple):
            return "; ".join(map(self.say, value))
        if value is None or isinstance(value, int):
            return value
        if not isinstance(value, str):
            return value.in_language(self.locale)
        groups = CODED.get(name, ())
        if not groups:
            return value
        return ", ".join(self._coded(groups, code) for code in value.split(", "))

    def _coded(self, groups: tuple[str, ...], code: str) -> str:
        """Return the word of the first group that has one; any other text stays as it is."""
        known = (
            group for group in groups if code in self.words.get(group, ()) or self.vocabulary.has(group, code)
        )
        group = next(known, None)
        if group is not None:
            return self.word(group, code)
        return code.replace("_", " ") if _CODE.fullmatch(code) else code


def read_language(path: Path, locale: str, vocabulary: Vocabulary) -> Language:
    """Read the sentences and further words of a language; Misconfigured when the file is not right."""
    problems = Problems()
    table = read_toml(path, path.name, problems)
    if table is not None:
        table.only("sentences", "words")
        sentences, words = table.table("sentences"), table.table("words")
        if sentences is not None and words is not None:
            texts = {template: sentences.text(template) for template in sentences.values}
            groups = [group for key in words.values if (group := words.table(key)) is not None]
            named = {
                str(group.path[-1]): {code: group.text(code) for code in group.values} for group in groups
            }
            if not problems.found:
                return Language(locale, vocabulary, texts, named)
    fault = str(problems.found[0]) if problems.found else "it needs the tables sentences and words"
    raise Misconfigured("{file} cannot be used: {fault}", file=str(path), fault=fault)
