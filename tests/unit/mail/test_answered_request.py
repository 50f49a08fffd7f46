"""Who asked for something and did not get it reads an answer, not that something moves again."""

from dataclasses import replace

import pytest

from pdca.domain.notices.digest import Asked, Kind, Reason
from pdca.mail.compose import render
from pdca.mail.words.samples import sample


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("nl", "antwoord op je verzoek", "Je verzoek gaat nu niet door."),
        ("en", "answer to your request", "Your request does not go ahead now."),
    ],
)
def test_a_refused_request_is_told_as_an_answer_with_its_reason(
    language: str, subject: str, words: str
) -> None:
    digest = sample("resolved", language)
    (line,) = digest.lines
    refused = replace(
        line,
        kind=Kind.RESOLVED,
        item="A-004/request-1",
        reason=Reason.REFUSED,
        asked=Asked.DECIDE_REQUEST,
        note="Samen komen we eruit",
    )
    parts = render(replace(digest, lines=(refused,)))
    assert subject in parts.subject
    for part in (parts.text, parts.html):
        assert words in part
        assert "Samen komen we eruit" in part
        assert "weer in beweging" not in part.lower()
        assert "moving again" not in part.lower()


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        (
            "nl",
            "antwoord op je verzoek",
            "Je verzoek is toegestaan. Fenna Stroobach is nu aan zet. Je hoeft niets te doen.",
        ),
        (
            "en",
            "answer to your request",
            "Your request was granted. It is now the turn of Fenna Stroobach. You do not have to do anything.",
        ),
    ],
)
@pytest.mark.parametrize("note", ["", "Fenna kent het plein"])
def test_a_granted_request_is_told_as_an_answer_with_whose_turn_it_is_now(
    language: str, subject: str, words: str, note: str
) -> None:
    digest = sample("answer", language)
    (line,) = digest.lines
    granted = replace(line, reason=Reason.GRANTED, owner_name="Fenna Stroobach", note=note)
    parts = render(replace(digest, lines=(granted,)))
    label = {"nl": "Toelichting", "en": "Explanation"}[language]
    assert subject in parts.subject
    for part in (parts.text, parts.html):
        assert words in " ".join(part.split())
        assert (f"{label}: {note}" in part) is bool(note)
        assert label in part or not note
