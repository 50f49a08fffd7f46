"""What can go wrong, said once: one root, few children, the data in attributes.

The docstring of an error is its default message. Nothing here knows of HTTP, SQL, SMTP or exit codes;
the edges translate, each in one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class PdcaError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class Refused(PdcaError):
    """The state of the item does not allow this."""

    def __init__(self, message: str | None = None, *, allowed: Iterable[str] = ()) -> None:
        self.allowed = tuple(sorted(allowed))
        super().__init__(message)


class Stale(Refused):
    """Somebody else changed this in the meantime. Look again and repeat it if it is still wanted."""


class NotFound(PdcaError):
    """That does not exist here."""


class BadInput(PdcaError):
    """The input cannot be used."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place: `file:line: column: what is wrong and what is expected`."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class BadFolder(BadInput):
    """The folder has problems; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Misconfigured(PdcaError):
    """The configuration is wrong."""


class Damaged(PdcaError):
    """Stored data does not hold together."""
