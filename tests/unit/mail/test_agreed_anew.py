"""What somebody had before is not called new: the mail says what changed, in its heading, subject and text."""

from dataclasses import replace

import pytest

from pdca.domain.notices.digest import Began, Kind, from_json, to_json
from pdca.mail.compose import render
from pdca.mail.words.samples import sample


@pytest.mark.parametrize(
    ("language", "subject", "words", "new"),
    [
        (
            "nl",
            "je hebt nu tijd tot 18 december voor A-004 Pleinrooster en toezicht in de kleine pauze herzien",
            "Je hebt meer tijd: tot 18 december. Arjan Kuipershof heeft de datum verzet.",
            "Nieuw voor jou",
        ),
        (
            "en",
            "you now have until 18 December for A-004 Review the playground rota and supervision in the short break",
            "You have more time: until 18 December. Arjan Kuipershof moved the date.",
            "New for you",
        ),
    ],
)
def test_more_time_is_told_as_more_time(language: str, subject: str, words: str, new: str) -> None:
    parts = render(sample("more_time", language))
    assert parts.subject == f"De Peilschaal: {subject}"
    for part in (parts.text, parts.html):
        assert words in part
        assert new not in part


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("formal", [False, True])
@pytest.mark.parametrize("began", [one for one in Began if one.is_again])
@pytest.mark.parametrize("by", ["", "Arjan Kuipershof"])
def test_every_beginning_reads_whole(language: str, formal: bool, began: Began, by: str) -> None:
    digest = sample("more_time", language, formal=formal)
    (line,) = digest.lines
    parts = render(replace(digest, lines=(replace(line, began=began, began_by=by),)))
    assert "A-004" in parts.subject
    assert "{" not in parts.subject + parts.text
    assert ("Opnieuw afgesproken" if language == "nl" else "Agreed anew") in parts.text


def test_what_is_new_is_not_asked_for_at_once() -> None:
    text = render(sample("handed", "nl")).text
    assert "Laat het weten als het klaar is." in text
    assert "Is het klaar?" not in text
    assert "Is het klaar? Laat het weten." in render(sample("overdue", "nl")).text


def test_what_is_handed_over_is_new_and_says_from_whom_and_why() -> None:
    text = render(sample("handed", "nl")).text
    assert "Nieuw voor jou" in text
    assert "Noor Wijdeven heeft dit aan jou overgedragen." in text
    assert "Toelichting: Gert-Jan is tot de zomer met verlof" in text


def test_a_reminder_that_is_the_first_notice_says_that_it_is_new() -> None:
    digest = sample("reminder", "nl")
    (line,) = digest.lines
    assert "Dit is nieuw voor jou." not in render(digest).text
    first = replace(line, began=Began.NEW)
    assert "Dit is nieuw voor jou." in render(replace(digest, lines=(first,))).text


def test_a_mail_of_several_counts_what_was_agreed_anew_apart() -> None:
    digest, more = sample("assigned", "nl"), sample("more_time", "nl")
    subject = render(replace(digest, lines=(*digest.lines, *more.lines))).subject
    assert "1 nieuw punt" in subject
    assert "1 punt opnieuw afgesproken" in subject


def test_a_beginning_survives_being_kept() -> None:
    for name in ("more_time", "handed", "request"):
        digest = sample(name, "nl")
        assert from_json(to_json(digest)) == digest


def test_a_request_says_who_asks_what_and_until_when() -> None:
    parts = render(sample("request", "nl"))
    assert "een verzoek wacht op je besluit: A-004 Meer tijd: Pleinrooster en toezicht" in parts.subject
    for part in (parts.text, parts.html):
        assert "Bram Uitgeester vraagt meer tijd: tot 18 december. Reden: Het rooster gaat eerst langs de MR" in part


@pytest.mark.parametrize("name", ["task", "cycle"])
def test_a_cycle_or_task_goes_by_its_title_and_stands_by_its_reference_below(name: str) -> None:
    digest = sample(name, "nl")
    parts = render(digest)
    assert "/" not in parts.subject
    assert digest.lines[0].title in parts.subject
    for part in (parts.text, parts.html):
        assert f"Kenmerk: {digest.lines[0].item}." in part


def test_the_unit_stands_in_the_subject_when_the_reader_works_elsewhere() -> None:
    digest = replace(sample("cycle", "nl"), school_name="Bestuursbureau")
    assert "‘Interne audit 2026-2027’ (De Peilschaal)" in render(digest).subject


def test_what_nobody_has_is_not_blamed_on_somebody_who_is_away() -> None:
    text = render(sample("unowned", "nl")).text
    assert "als iemand niet snel terug is" not in text
    assert "Kies wie het oppakt" in text
    assert "als iemand niet snel terug is" in render(sample(Kind.REASSIGN, "nl")).text


def test_an_answer_that_says_no_is_not_headed_as_good_news() -> None:
    text = render(sample("answer", "nl")).text
    assert "Goed nieuws" not in text
    assert "Antwoord op je verzoek" in text
