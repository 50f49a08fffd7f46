"""Whether free text looks as if it names a pupil: nothing about pupils belongs in the product.

It sees a name right after a word for a pupil or a parent, and a first name with an initial before a group. A name
alone it cannot tell from any other word; so it warns, and never refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pdca.domain.errors import Message

TODO = Message("use a code, or leave the name out: names of pupils do not belong here")

_NAME = r"[A-ZÀ-Þ][a-zß-ÿ]+(?:[-'’][A-ZÀ-Þ]?[a-zß-ÿ]+)?(?!\w)"
_WHOLE = rf"{_NAME}(?:(?: (?:van|de|den|der|el|al|ten|ter))* (?:{_NAME}|[A-Z]\.))*"
_CHILD = r"[Ll]eerlinge?|kind|[Ss]cholier|studente?|kleuter|zoon|dochter|pupil|child|son|daughter"
_PARENT = r"(?:[Oo]uders?|[Mm]oeder|[Vv]ader|[Vv]oogd) van|(?:parents?|mother|father) of"
_AFTER_A_WORD = re.compile(rf"(?:(\w+) )?\b(?:{_CHILD}|{_PARENT}):? ({_WHOLE})")
_WITH_A_GROUP = re.compile(rf"({_NAME} [A-Z]\.),? \(?(?:uit |van |in )?(?:groep|klas|leerjaar) ?\d")

_ANY_CHILD = frozenset({"per", "elk", "elke", "ieder", "iedere", "een", "geen", "each", "every", "a", "no"})
_NOT_A_NAME = """
de het een groep klas onderbouw middenbouw bovenbouw pabo cito centraal nederlands nederlandse engels engelse duits
duitse turkse marokkaanse poolse syrische oekraïense plan bijlage onderdeel fase deel versie optie
"""
_NO_NAMES = frozenset(_NOT_A_NAME.split())


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are nobody's secret here: of the people who work here, and of units."""

    people: tuple[frozenset[str], ...]
    places: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[str], units: Iterable[str]) -> Names:
        """Take names as they are written."""
        places = frozenset(word for name in units for word in name.split())
        return cls(tuple(frozenset(name.split()) for name in people), places)

    def pupil_in(self, text: str) -> str | None:
        """Return the part of a text that looks as if it names a pupil, or None."""
        for found in _AFTER_A_WORD.finditer(text):
            before, name = found.groups()
            is_any = before is not None and before.casefold() in _ANY_CHILD
            if not is_any and not self._is_no_pupil(name):
                return found[0].removeprefix(f"{before} ") if before else found[0]
        for found in _WITH_A_GROUP.finditer(text):
            if not self._is_no_pupil(found[1]):
                return found[1]
        return None

    def _is_no_pupil(self, name: str) -> bool:
        """Tell whether a name is none, that of a place, or that of a colleague (a first name alone is too little)."""
        first, *more = name.split()
        if first.casefold() in _NO_NAMES or self.places.issuperset([first, *more]):
            return True
        return bool(more) and any(first in words and _is_of(words - {first}, more) for words in self.people)


def _is_of(words: Iterable[str], parts: Iterable[str]) -> bool:
    """Tell whether the rest of a name, or its initials, is that of somebody."""
    return all(
        any(word == part or (part.endswith(".") and word.startswith(part[:-1])) for word in words)
        for part in parts
    )


def pupils_named(texts: Iterable[str], people: Iterable[str], units: Iterable[str]) -> list[Message]:
    """Return a warning for each text that looks as if it names a pupil; `people` and `units` are names."""
    names = Names.of(people, units)
    found = dict.fromkeys(names.pupil_in(text) for text in texts)
    return [Message("'{value}' looks as if it names a pupil", {"value": one}) for one in found if one]
