"""What can go wrong, said once: one root, few children, the data in attributes.

The docstring of an error is its default message. Nothing here knows of HTTP, SQL, SMTP or exit codes;
the edges translate, each in one table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias


class InLanguages(Protocol):
    """A text that is written in more than one language, such as the title of a task."""

    def in_language(self, locale: str) -> str:
        """Return the text in a language."""
        ...


Param: TypeAlias = "str | int | date | InLanguages | tuple[Message, ...] | None"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its facts apart, so that an edge can say it in the reader's language.

    A fact may be a row of sentences in turn.
    """

    template: str
    params: dict[str, Param] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**{name: _in_english(fact) for name, fact in self.params.items()})


def _in_english(fact: Param) -> str | int | date | None:
    if isinstance(fact, tuple):
        return "; ".join(map(str, fact))
    return fact if fact is None or isinstance(fact, str | int | date) else fact.in_language("en")


class PdcaError(Exception):
    """Something went wrong."""

    def __init__(self, template: str | None = None, /, **params: Param) -> None:
        self.message = Message(template or (type(self).__doc__ or "").strip(), params)
        super().__init__(str(self.message))


class Refused(PdcaError):
    """The state of the item does not allow this."""

    def __init__(
        self, template: str | None = None, /, *, allowed: Iterable[str] = (), **params: Param
    ) -> None:
        self.allowed = tuple(sorted(allowed))
        super().__init__(template, **params)


class Stale(Refused):
    """Somebody else changed this in the meantime. Look again and repeat it if it is still wanted."""


class NotFound(PdcaError):
    """That does not exist here."""


class BadInput(PdcaError):
    """The input cannot be used."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place: `file:line: column: what is wrong and what is expected`."""

    file: str
    line: int
    column: str
    message: Message

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class BadFolder(BadInput):
    """The folder has problems; nothing was changed."""

    def __init__(self, problems: Sequence[Problem], first: Collection[str] = ()) -> None:
        """`first` names the files whose problems are told before all others."""

        def place(one: Problem) -> tuple[bool, str, int, str]:
            return one.file not in first, one.file, one.line, one.column

        self.first = frozenset(first)
        self.problems = tuple(sorted(problems, key=place))
        super().__init__("{count} problems; nothing was changed", count=len(self.problems))


class Misconfigured(PdcaError):
    """The configuration is wrong."""


class Damaged(PdcaError):
    """Stored data does not hold together."""
