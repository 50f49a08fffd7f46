"""Who is meant by an @: by address, by the part before its @, or by name; never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import BadInput
from pdca.domain.people.mentions import mentioned
from pdca.domain.people.organisation import Person
from tests.builders.board import ANNA, mail

BAKKER, BOER = mail("j.bakker"), "j.bakker@oever.example"


def a_colleague(email: str, name: str) -> Person:
    """Build somebody."""
    return Person(email=email, name=name, unit="BRUG")


PEOPLE = [
    a_colleague(ANNA, "Anna de Boer"),
    a_colleague(BAKKER, "Jan Bakker"),
    a_colleague(BOER, "Jo Bakker"),
    a_colleague(mail("m.dijk"), "Mia van Dijk"),
    a_colleague(mail("mia"), "Mia van Dijk"),
]


def meant(text: str, *unseen: str) -> tuple[str, ...]:
    """Return whom a text means."""
    return mentioned(text, PEOPLE, lambda email: email not in unseen).people


@pytest.mark.parametrize(
    "text",
    [
        "@anna kijk je mee?",
        "Kijk je mee, @Anna de Boer?",
        "@ANNA DE BOER, kijk je mee?",
        "(@anna)",
        "Vraag het @anna.",
        "@anna@kade.example kijk je mee?",
        "Klaar.\n@anna\nde Boer",
        "@anna en nog eens @anna",
        "@Anna de Boer's plan",
        "@anna's plan",
        "@anna- kijk je mee?",
    ],
)
def test_somebody_is_called_by_address_by_its_first_part_or_by_name(text: str) -> None:
    assert meant(text) == (ANNA,)


@pytest.mark.parametrize("text", ["anna", "anna@kade.example", "een @ b", "@", "@@anna", "prijs@anna"])
def test_an_address_in_a_sentence_calls_nobody(text: str) -> None:
    assert meant(text) == ()


def test_several_people_come_in_the_order_of_the_text() -> None:
    assert meant("@Jan Bakker, met @anna en @Jo Bakker") == (BAKKER, ANNA, BOER)


def test_two_people_of_one_name_are_told_apart_by_their_address() -> None:
    with pytest.raises(BadInput, match=f"{BAKKER}.*{BOER}"):
        meant("@j.bakker wat vind jij?")
    assert meant(f"@{BOER} wat vind jij?") == (BOER,)
    with pytest.raises(BadInput, match=mail("m.dijk")):
        meant("@Mia van Dijk wat vind jij?")


def test_who_does_not_see_it_is_not_meant() -> None:
    assert meant("@j.bakker wat vind jij?", BOER) == (BAKKER,)
    found = mentioned("@Anna de Boer en @niemand, @Piet Puk", PEOPLE, lambda email: email != ANNA)
    assert found.people == ()
    assert found.unknown == ("Anna de Boer", "niemand", "Piet")


@given(st.text(alphabet="@. aAnj-_bk\n,'er", max_size=40))
def test_a_text_without_a_known_name_means_nobody_and_never_breaks(text: str) -> None:
    found = mentioned(text, [a_colleague("zz@q.example", "Zz Qq")], lambda _: True)
    assert found.people == ()
