"""How words are looked for: without capitals, accents and odd spaces, every word anywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

MOST_WORDS = 8
NEARLY = 0.9
"""How much of two texts has to be the same for one to be a slip of the other."""


def folded(text: str) -> str:
    """Return a text as it is searched."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def folded_all(texts: Iterable[str]) -> str:
    """Return several texts as one that is searched."""
    return folded(" ".join(text for text in texts if text))


def wanted(text: str) -> tuple[str, ...]:
    """Return the words that somebody looks for; beyond the first few they no longer narrow anything.

    Signs that nobody can see stand between words: PostgreSQL refuses some of them even in a question.
    """
    visible = "".join(sign if sign.isprintable() else " " for sign in text[:200])
    return tuple(folded(visible).split())[:MOST_WORDS]


def is_nearly(one: str, other: str) -> bool:
    """Tell whether two titles say the same, but for order, signs and a slip of the pen; a number is never a slip."""
    words, others = _words(one), _words(other)
    if not words or [word for word in words if not word.isalpha()] != [
        word for word in others if not word.isalpha()
    ]:
        return False
    return SequenceMatcher(None, " ".join(words), " ".join(others), autojunk=False).ratio() >= NEARLY


def _words(text: str) -> list[str]:
    return sorted("".join(sign if sign.isalnum() else " " for sign in folded(text)).split())
