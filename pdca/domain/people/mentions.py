"""Who is meant by an @ in a text: a whole address, the part before its @, or first and last name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from pdca.domain.errors import BadInput
from pdca.domain.people.organisation import Person

_AT = re.compile(r"(?<![\w.+@-])@(?=\w)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w+-]+(?:\.[\w+-]+)*")
_WORDS = re.compile(r"[\w'’.-]*\w")
MOST_WORDS = 6
"""So many words may a name have."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is meant in a text, in order; `unknown` is what stands behind an @ and is nobody who sees it."""

    people: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def mentioned(text: str, people: Iterable[Person], may_see: Callable[[str], bool]) -> Mentions:
    """Return whom a text means, of the people who may see what it is about.

    Raises BadInput when it could be more than one of them, naming each.
    """
    called = _called(people)
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for at in _AT.finditer(text):
        said = list(_readings(text[at.end() :]))
        meant = next((who for one in said if (who := _who(called, one, may_see))), ())
        if not meant:
            unknown[next((one for one in said if _folded(one) in called), said[-1])] = None
        elif len(meant) == 1:
            found[meant[0].email] = None
        else:
            options = ", ".join(f"{person.name} (@{person.email})" for person in meant)
            raise BadInput(
                "'@{name}' can be: {people}; write the whole address", name=said[-1], people=options
            )
    return Mentions(tuple(found), tuple(unknown))


def _called(people: Iterable[Person]) -> Mapping[str, tuple[Person, ...]]:
    """Return people by everything that they may be called."""
    called: dict[str, tuple[Person, ...]] = {}
    for person in people:
        for name in {
            person.email.casefold(),
            person.email.partition("@")[0].casefold(),
            _folded(person.name),
        }:
            called[name] = (*called.get(name, ()), person)
    return called


def _who(
    called: Mapping[str, tuple[Person, ...]], said: str, may_see: Callable[[str], bool]
) -> tuple[Person, ...]:
    return tuple(person for person in called.get(_folded(said), ()) if may_see(person.email))


def _readings(text: str) -> Iterator[str]:
    """Yield what an @ may stand before, the longest reading first."""
    address = _ADDRESS.match(text)
    if address is not None:
        yield address[0]
    words = list(_words(text))
    yield from reversed(list(accumulate(words, lambda name, word: f"{name} {word}")))
    local = _LOCAL.match(text)
    if local is not None and local[0] != words[0]:
        yield local[0]


def _words(text: str) -> Iterator[str]:
    """Yield the words of a name: it ends with its line, and where a word is followed by anything but a space."""
    for part in text.split("\n", 1)[0].split(" ")[:MOST_WORDS]:
        found = _WORDS.match(part)
        if found is None:
            return
        yield found[0]
        if found.end() < len(part):
            return


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
