"""Norms and their requirements, referred to as `ISO:9.2`; an unknown code names the nearest known one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pdca.domain.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of a norm, with a title in our own words."""

    code: str
    nl: str
    en: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """One edition of a norm."""

    code: str
    edition: str
    valid_from: date
    nl: str
    en: str
    requirements: tuple[Requirement, ...]


class NormLibrary:
    """All norms known to an installation, several editions side by side."""

    def __init__(
        self, norms: Iterable[Norm] = (), crossmap: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.norms = tuple(sorted(norms, key=lambda norm: (norm.code, norm.valid_from)))
        self.crossmap: Mapping[str, tuple[str, ...]] = crossmap or {}
        self._known = {f"{norm.code}:{one.code}": one for norm in self.norms for one in norm.requirements}

    def knows(self, reference: str) -> bool:
        """Tell whether `NORM:code` exists in any edition."""
        return reference in self._known

    def requirement(self, reference: str) -> Requirement:
        """Return a requirement; BadInput names the nearest known code."""
        if reference not in self._known:
            near = self.nearest(reference)
            if not near:
                raise BadInput(
                    "unknown norm code '{code}'; write a norm and its requirement, such as ISO:9.2",
                    code=reference,
                )
            raise BadInput("unknown norm code '{code}'; did you mean '{near}'?", code=reference, near=near)
        return self._known[reference]

    def nearest(self, reference: str) -> str:
        """Return the known code that looks most like an unknown one; empty when none looks like it."""
        return next(iter(get_close_matches(reference.upper(), self._known, n=1)), "")

    def mapped(self, reference: str) -> tuple[str, ...]:
        """Return the requirements of other norms that one answer or piece of evidence also counts for."""
        direct = self.crossmap.get(reference, ())
        reverse = tuple(key for key, values in self.crossmap.items() if reference in values)
        return tuple(dict.fromkeys((*direct, *reverse)))
