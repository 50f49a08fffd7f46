"""Which file of a board folder is which, by its English or Dutch name, and what lies there that nothing reads.

A file that is silently passed over is worse than one that is wrong: its absences or rules would simply not hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from pdca.catalog.files.problems import Problems
from pdca.catalog.files.text import folded
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.cycles.programme import Words
from pdca.domain.errors import Message, Param, Problem

GROUP = "file"
TOML, TABLE, FOLDER = (".toml",), (".csv", ".xlsx"), ("",)
KINDS: Mapping[str, Sequence[str]] = {
    "board": TOML,
    **dict.fromkeys(("units", "people", "absences", "days_off", "processes", "actions"), TABLE),
    "policy": TOML,
    "approach": TOML,
    "programmes": FOLDER,
}
"""What a board folder is made of, and how the names of each end; a folder has no ending."""

_OWN = "history"
_TEMPORARY = (".", "~$")
NOTICED = (".csv", ".xlsx", ".xls", ".xlsm", ".ods", ".tsv", ".toml")
"""Endings of files that somebody meant to be read, whether they can be or not."""
_WORDS = re.compile(r"[\W_]+")
_NEAR = 0.85
NAMED = 10
"""So many files are named."""


class FileNames:
    """The files of one folder by what they are."""

    def __init__(self, path: Path, words: Vocabulary, problems: Problems) -> None:
        self._words = words
        self._found: dict[str, Path] = {}
        self._rest: list[Path] = []
        for entry in sorted(path.iterdir(), key=_preference):
            code = self._code(entry)
            if code is None:
                self._rest.append(entry)
            elif code in self._found:
                other = self._found[code].name
                problems.wrong(
                    entry.name, 0, "", "stands beside {other}; keep one of the two files", other=other
                )
            else:
                self._found[code] = entry
        self._misnamed(problems)

    def find(self, code: str) -> Path | None:
        """Return the file, or folder, that is the board, a table, the policy or the programmes."""
        return self._found.get(code)

    def refuse_unknown(self, problems: Problems) -> None:
        """Note every file without a known name as a problem: nothing that was handed in is passed over."""
        nl = ", ".join(
            self._words.word(GROUP, code, "nl") + ends[0] for code, ends in KINDS.items() if ends[0]
        )
        files = Words(nl, ", ".join(code + ends[0] for code, ends in KINDS.items() if ends[0]))
        for entry in self._rest:
            problems.wrong(
                entry.name,
                0,
                "",
                "no file is known here by this name; did you mean '{near}'? Name it one of: {files}",
                near=self._meant(entry),
                files=files,
            )

    def notes(self) -> tuple[Problem, ...]:
        """Return what lies there and looks as if it should be read, but is not: all of it in one note."""
        unread = sorted(one.name for one in self._rest if _looks_meant(one))
        if not unread:
            return ()
        names = ", ".join(unread[:NAMED]) + (", ..." if len(unread) > NAMED else "")
        return (
            Problem(names, 0, "", Message("not read; what is read here is called: {known}", self._known())),
        )

    def _code(self, entry: Path) -> str | None:
        code = self._words.code(GROUP, entry.stem)
        if code is None or entry.name.startswith(_TEMPORARY) or entry.suffix.casefold() not in KINDS[code]:
            return None
        return None if KINDS[code] is FOLDER and not entry.is_dir() else code

    def _meant(self, entry: Path) -> str:
        """Return the known name that is one of the words of another, such as `acties november`, or nothing."""
        for word in _WORDS.split(entry.stem.casefold()):
            if (
                folded(word)
                and (code := self._words.code(GROUP, word)) is not None
                and KINDS[code] is not FOLDER
            ):
                ending = entry.suffix.casefold()
                return word + (ending if ending in KINDS[code] else KINDS[code][0])
        return ""

    def _misnamed(self, problems: Problems) -> None:
        """Note a file that nearly has the name of one that is not there, and nobody would miss."""
        names = [
            f"{name}{ending}"
            for code, endings in KINDS.items()
            if code not in self._found
            for name in sorted(self._words.texts(GROUP, [code]))
            for ending in endings
        ]
        for entry in list(self._rest):
            if not entry.name.startswith(_TEMPORARY) and (
                near := get_close_matches(entry.name.lower(), names, n=1, cutoff=_NEAR)
            ):
                self._rest.remove(entry)
                problems.wrong(
                    entry.name, 0, "", "is not read under this name; did you mean '{near}'?", near=near[0]
                )

    def _known(self) -> dict[str, Param]:
        dutch = {code: self._words.word(GROUP, code, "nl") for code in KINDS}
        return {"known": ", ".join(f"{code}/{dutch[code]}{ends[0]}" for code, ends in KINDS.items())}


def _preference(entry: Path) -> tuple[int, int, str]:
    """Return which of two names for the same comes first: English before Dutch, CSV before a workbook."""
    return int(entry.stem not in KINDS), int(entry.suffix.casefold() != ".csv"), entry.name


def _looks_meant(entry: Path) -> bool:
    if entry.name.startswith(_TEMPORARY) or entry.name == _OWN:
        return False
    if entry.is_dir():
        return any(entry.glob("*.toml"))
    return entry.suffix.casefold() in NOTICED
