"""How words are looked for: without capitals, accents and odd spaces, every word anywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MOST_WORDS = 8


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
