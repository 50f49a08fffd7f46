"""Everything wrong with a folder, gathered while reading goes on, so that one load shows it all.

Beside it stands what is only worth knowing and stops nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from pdca.domain.errors import BadFolder, Message, Param, Problem

LOOK_UPS = 200
"""How many different unknown texts get a suggestion; more of them means that the wrong file was loaded."""


class Problems:
    """The problems found so far, and the search for what was meant."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.notes: list[Problem] = []
        self._look_ups = 0
        self._near = lru_cache(maxsize=None)(self._search)

    def wrong(self, file: str, line: int, column: str, template: str, /, **params: Param) -> None:
        """Note one problem; a line or column that is not known is 0 or empty."""
        self.found.append(Problem(file, line, column, Message(template, params)))

    def note(self, file: str, line: int, message: Message) -> None:
        """Note what is worth telling about a file and stops nobody."""
        self.notes.append(Problem(file, line, "", message))

    def nearest(self, text: str, known: Collection[str], likeness: float = 0) -> str:
        """Return the known text that looks most like an unknown one, at least so much from 0 to 1, or nothing."""
        return self._near(text, frozenset(known), likeness) if known else ""

    def stop(self) -> None:
        """Raise BadFolder when anything is wrong."""
        if self.found:
            raise BadFolder(self.found)

    def _search(self, text: str, known: frozenset[str], likeness: float) -> str:
        self._look_ups += 1
        if self._look_ups > LOOK_UPS:
            return ""
        plain = {one.casefold(): one for one in sorted(known)}
        found = get_close_matches(text.casefold(), plain, n=1, cutoff=likeness)
        return plain[found[0]] if found else ""
