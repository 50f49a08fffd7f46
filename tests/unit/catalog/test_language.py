"""Every sentence of the product can be said in Dutch, with the same facts in it."""

from datetime import date
from functools import cache
from string import Formatter

import pytest

from pdca.catalog.language import Language
from pdca.catalog.shipped import Shipped
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.programme import Words
from pdca.domain.errors import Message, PdcaError, Refused
from pdca.web.page.words import dutch
from tests.unit.catalog.templates import constants, templates


@cache
def language(locale: str) -> Language:
    return Shipped().language(locale)


def facts(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_sentence_of_the_source_has_its_dutch() -> None:
    sentences = {**language("nl").sentences, **dutch()}  # those of pages stand beside the pages
    missing = [f"{place}: {template}" for template, place in templates().items() if template not in sentences]
    assert not missing, "\n".join(["add to config/language/nl.toml:", *missing])


def test_every_dutch_sentence_holds_the_same_facts() -> None:
    assert not [
        english for english, dutch in language("nl").sentences.items() if facts(english) != facts(dutch)
    ]


def test_no_dutch_sentence_is_left_of_a_text_that_is_gone() -> None:
    said = constants() | templates().keys()
    assert not [english for english in language("nl").sentences if english not in said]


def test_a_refusal_is_said_in_the_language_of_the_reader() -> None:
    refused = Refused(
        "{actor} may not do this with {item} ({event}): that is for: {who}",
        actor="j.abbekerk@dewaterlijn.example",
        item="A-004",
        event=Event.REPORT_DONE,
        who="cycle_owner, manager",
    )
    assert language("nl").say(refused.message) == (
        "j.abbekerk@dewaterlijn.example mag dit niet doen met A-004 (klaar). "
        "Wie dat wel kan: eigenaar van de cyclus, leidinggevende"
    )
    assert language("en").say(refused.message) == (
        "j.abbekerk@dewaterlijn.example may not do this with A-004 (report done): "
        "that is for: cycle owner, manager"
    )


def test_a_row_of_sentences_is_said_sentence_by_sentence() -> None:
    title = Words("Auditplan maken", "Make the audit plan")
    missing = (
        Message("not done or waived yet: {tasks}", {"tasks": (Message("'{task}'", {"task": title}),)}),
        Message("the reflection is missing: say whether it helped, and why"),
    )
    refused = Refused("{item} cannot move on yet: {missing}", item="A/B/2027", missing=missing)
    assert language("nl").say(refused.message) == (
        "A/B/2027 kan nog niet verder: nog niet gedaan of overgeslagen: 'Auditplan maken'; "
        "de terugblik ontbreekt; schrijf op of het hielp, en waarom"
    )


def test_days_are_written_as_the_language_does() -> None:
    message = Message("{item} already is due on {day}", {"item": "A-1", "day": date(2027, 1, 5)})
    assert language("nl").say(message) == "A-1 staat al op 5 januari 2027"
    assert language("en").say(message) == "A-1 already is due on 5 January 2027"


def test_days_stand_short_where_they_stand_below_each_other() -> None:
    assert language("nl").day(date(2027, 1, 5)) == "05-01-2027"
    assert language("en").day(date(2027, 1, 5)) == "5 January 2027"


def test_a_text_in_both_languages_is_said_in_that_of_the_reader() -> None:
    message = Message("'{task}'", {"task": Words("Auditplan maken", "Make the audit plan")})
    assert language("nl").say(message) == "'Auditplan maken'"
    assert language("en").say(message) == str(message) == "'Make the audit plan'"


@pytest.mark.parametrize(
    ("phase", "word"), [("plan", "plan"), ("do", "doen"), ("check", "toetsen"), ("act", "borgen")]
)
def test_phases_have_the_words_of_the_glossary(phase: str, word: str) -> None:
    for name in ("phase", "state"):
        assert language("nl").say(Message(f"{{{name}}}", {name: phase})) == word
        assert language("en").say(Message(f"{{{name}}}", {name: phase})) == phase


def test_a_default_message_is_said_too() -> None:
    assert language("nl").say(PdcaError().message) == "Er ging iets mis."


def test_a_sentence_without_dutch_is_said_in_english() -> None:
    assert language("nl").say(Message("{n} sheep", {"n": 3})) == "3 sheep"


def test_names_that_are_no_codes_stay_as_they_are() -> None:
    message = Message(
        "unknown setting {name}; did you mean {near}?", {"name": "PDCA_BASE", "near": "PDCA_BASE_URL"}
    )
    assert language("nl").say(message) == "de instelling PDCA_BASE bestaat niet; bedoel je PDCA_BASE_URL?"


@pytest.mark.parametrize(
    ("group", "code", "dutch", "english"),
    [
        ("role", "school_leader", "schoolleider", "head of school"),
        ("phase", "closed", "gesloten", "closed"),
        ("who", "cycle_owner", "eigenaar van de cyclus", "cycle owner"),
        ("grade", "no_such_grade", "no such grade", "no such grade"),
    ],
)
def test_a_code_has_a_word_in_both_languages(group: str, code: str, dutch: str, english: str) -> None:
    assert language("nl").word(group, code) == dutch
    assert language("en").word(group, code) == english


def test_only_english_is_said_in_english() -> None:
    assert language("en_GB").locale == "en"
    assert language("de").locale == "nl"
