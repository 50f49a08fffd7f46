"""What a grade asks: who checks, who agrees, who closes, and what must be shown."""

from __future__ import annotations

from dataclasses import dataclass

from pdca.domain.actions.action import Size

STRENGTH = "strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One row of the shipped grades; roles by code, `checks` None needs no assessment."""

    code: str
    nl: str
    en: str
    size: Size
    closes: str
    checks: str | None = None
    agrees: str | None = None
    outside: str | None = None
    evidence: bool = False

    @property
    def traits(self) -> frozenset[str]:
        """Return the words that rows of the action machine refer to."""
        return frozenset({STRENGTH} if self.checks is None else ())
