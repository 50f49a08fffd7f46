"""The line of every key of a TOML text: the standard library reads TOML but does not tell where a key stands.

Only for text that `tomllib` has accepted, so nothing is checked here.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_VALUE = re.compile(
    r"""
      \"{3} (?: [^\\] | \\. )*? \"{3,5} (?!\")   # text over several lines
    | '{3} .*? '{3,5} (?!')
    | \" (?: [^\"\\] | \\. )* \"                 # text on one line
    | ' [^']* '
    | [^,\]}#\n]+                               # numbers, dates, true and false
    """,
    re.DOTALL | re.VERBOSE,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of each key, table and element, by its path; elements count from 0."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self._at = 0
        self._line = 1
        self._arrays: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._peek():
            if self._take("[["):
                table = self._element(self._header())
                self._take("]]")
            elif self._take("["):
                table = self._resolved(self._header())
                self._note(table)
                self._take("]")
            else:
                self._pair(table)

    def _pair(self, table: Path) -> None:
        """Scan `key = value`."""
        self._peek()
        line = self._line
        path = (*table, *self._key())
        for end in range(len(table) + 1, len(path) + 1):
            self.lines.setdefault(path[:end], line)
        self._take("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._peek()
        if self._take("["):
            number = 0
            while self._peek() != "]":
                self._note((*path, number))
                self._value((*path, number))
                self._peek()
                self._take(",")
                number += 1
            self._take("]")
        elif self._take("{"):
            while self._peek() != "}":
                self._pair(path)
                self._peek()
                self._take(",")
            self._take("}")
        else:
            self._match(_VALUE)

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            found = self._match(_KEY)
            parts.append(next(part for part in found.groups() if part is not None))
            if not self._take("."):
                return tuple(parts)

    def _header(self) -> Path:
        self._peek()
        return self._key()

    def _element(self, name: Path) -> Path:
        """Return the path of the next element of an array of tables."""
        path = (*self._resolved(name[:-1]), name[-1])
        number = self._arrays.get(path, -1) + 1
        self._arrays[path] = number
        self._note(path)
        self._note((*path, number))
        return (*path, number)

    def _resolved(self, name: Path) -> Path:
        """Put the number of its last element behind each array of tables in a name."""
        path: Path = ()
        for part in name:
            path = (*path, part)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self._line)

    def _peek(self) -> str:
        self._match(_BLANK)
        return self.text[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        if not self.text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self._at)
        assert found is not None  # tomllib accepted the text
        self._line += found[0].count("\n")
        self._at = found.end()
        return found
