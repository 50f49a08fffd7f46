"""Whoever gets what is late already reads that it is new to them, whose it was and since when: no blame."""

import pytest

from pdca.mail.compose import render
from pdca.mail.words.samples import sample


@pytest.mark.parametrize(
    ("language", "subject", "heading", "said", "never"),
    [
        (
            "nl",
            "nieuw voor jou: A-015",
            "Nieuw voor jou",
            "Het lag eerst bij Gert-Jan Poldervaart. Dat de afgesproken dag al voorbij is, ligt niet aan jou.",
            ("aan de orde", "nog niet klaar", "Is het klaar?", "klaar op 13 november"),
        ),
        (
            "en",
            "new for you: A-015",
            "New for you",
            "It was with Gert-Jan Poldervaart before. That the agreed day has passed is not because of you.",
            ("due now", "not finished yet", "due on 13 November"),
        ),
    ],
)
def test_what_is_late_when_it_comes_is_told_as_new(
    language: str, subject: str, heading: str, said: str, never: tuple[str, ...]
) -> None:
    parts = render(sample("handed_late", language))
    assert subject in parts.subject
    day = {"nl": "Afgesproken was 13 november, 6 schooldagen geleden.", "en": "13 November"}[language]
    for part in (parts.text, parts.html):
        flat = " ".join(part.split())
        assert heading in flat
        assert said in flat
        assert day in flat
    for words in never:
        assert words not in parts.subject + parts.text
