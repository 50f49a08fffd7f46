"""A phase has one word: on the wheel of a page and in a mail as well as in files and records."""

import pytest

from pdca.mail.words.catalogue import catalogue
from pdca.web.page.words import dutch

ENGLISH = {"plan": "Plan", "do": "Do", "check": "Check", "act": "Act"}


@pytest.mark.parametrize(
    ("code", "word"), [("plan", "plan"), ("do", "doen"), ("check", "toetsen"), ("act", "borgen")]
)
def test_a_phase_has_one_dutch_word(code: str, word: str) -> None:
    assert dutch()[ENGLISH[code]] == word.capitalize()
    assert catalogue("nl", False).phases[code] == word
