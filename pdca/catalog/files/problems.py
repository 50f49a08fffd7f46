"""Everything wrong with a folder, gathered while reading goes on, so that one load shows it all.

Beside it stands what is only worth knowing and stops nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache

from pdca.catalog.files.text import visible
from pdca.domain.errors import BadFolder, Message, Param, Problem

LOOK_UPS = 200
"""How many different unknown texts get a suggestion; more of them means that the wrong file was loaded."""

ALIKE = 0.6
"""How much alike two texts are, from 0 to 1, when one may be a slip for the other."""

UNLIKE: Mapping[str, Message] = {
    "'{value}' is not known here; did you mean '{near}'? Use one of: {known}": Message(
        "'{value}' is not known here; use one of: {known}"
    ),
    "there is no unit '{value}'; did you mean '{near}'?": Message(
        "there is no unit '{value}'; use a code from the table of units"
    ),
    "nobody has the address '{value}'; did you mean '{near}'?": Message(
        "nobody in the table of people has the address '{value}'; add this person"
    ),
    "there is no process '{value}'; did you mean '{near}'?": Message(
        "there is no process '{value}'; add it to the table of processes"
    ),
    "there is no role '{value}'; did you mean '{near}'?": Message(
        "there is no role '{value}'; use one of: {known}"
    ),
    "there is no grade '{value}'; did you mean '{near}'? Use one of: {known}": Message(
        "there is no grade '{value}'; use one of: {known}"
    ),
    "unknown norm code '{code}'; did you mean '{near}'?": Message(
        "unknown norm code '{code}'; write a norm and its requirement, such as ISO:9.2"
    ),
    "'{value}' is no holiday region; did you mean '{near}'? Use one of: {known}, or leave it empty": Message(
        "'{value}' is no holiday region; use one of: {known}, or leave it empty"
    ),
    "there is no time zone '{value}'; did you mean '{near}'?": Message(
        "there is no time zone '{value}'; write it as Europe/Amsterdam"
    ),
    "'{value}' is no holiday; did you mean '{near}'? Use a date such as 2027-05-07 or one of: {known}": Message(
        "'{value}' is no holiday; use a date such as 2027-05-07 or one of: {known}"
    ),
    "there is no such key; did you mean '{near}'? Use: {known}": Message(
        "there is no such key; use: {known}"
    ),
    "no file is known here by this name; did you mean '{near}'? Name it one of: {files}": Message(
        "no file is known here by this name; name it one of: {files}"
    ),
}
"""What is said instead when nothing known looks like it: a wild guess only leads astray."""


class Problems:
    """The problems found so far, and the search for what was meant.

    `first` holds the files to begin with: until their heads are right, their other problems may be none.
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.first: set[str] = set()
        self.notes: list[Problem] = []
        self._look_ups = 0
        self._near = lru_cache(maxsize=None)(self._search)

    def wrong(self, file: str, line: int, column: str, template: str, /, **params: Param) -> None:
        """Note one problem; a line or column that is not known is 0 or empty."""
        if params.get("near") == "":
            template = UNLIKE[template].template
        self.found.append(_quotable(file, line, column, Message(template, params)))

    def note(self, file: str, line: int, message: Message) -> None:
        """Note what is worth telling about a file and stops nobody."""
        self.notes.append(_quotable(file, line, "", message))

    def nearest(self, text: str, known: Collection[str], likeness: float = ALIKE) -> str:
        """Return the known text that looks most like an unknown one, at least so much, or nothing.

        A word that stands in several known ones may be any of them: a fault, without how grave it is.

        Of addresses only what stands before an @ that they share is compared: the rest is alike for everybody.
        """
        return self._near(text, frozenset(known), likeness) if known else ""

    def stop(self) -> None:
        """Raise BadFolder when anything is wrong."""
        if self.found:
            raise BadFolder(self.found, frozenset(map(visible, self.first)))

    def _search(self, text: str, known: frozenset[str], likeness: float) -> str:
        self._look_ups += 1
        if self._look_ups > LOOK_UPS:
            return ""
        name, at, place = text.casefold().rpartition("@")
        plain = {one.casefold().removesuffix(at + place if at else ""): one for one in sorted(known)}
        sought = name if at else place
        if sum(sought in one.split() for one in plain) > 1:
            return ""
        found = get_close_matches(sought, plain, n=1, cutoff=likeness)
        return plain[found[0]] if found else ""


def _quotable(file: str, line: int, column: str, message: Message) -> Problem:
    """Return a problem in which signs that nobody sees are written out, so that a text reads as what it is."""
    params = {name: visible(fact) if isinstance(fact, str) else fact for name, fact in message.params.items()}
    return Problem(visible(file), line, visible(column), Message(message.template, params))
